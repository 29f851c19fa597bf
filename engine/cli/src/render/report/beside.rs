//! What a run did and saw beside its plan: what late requests had made, what it left as it is, what is still on its way.

use tandem_runtime::Report;

use super::View;
use crate::render::text::{clean, wrap};

/// How many of each are listed without `-v`.
const SHOWN: usize = 5;

/// Returns the lines; none at all after most runs.
pub(super) fn text(report: &Report, view: View<'_>) -> String {
    let deleted = report.deleted.iter().map(|object| {
        format!("deleted  {} (`{}`), which a request that came late had made", object.address, object.id)
    });
    let strays = report.strays.iter().map(|stray| {
        let what = format!("left     {} `{}` in {}", stray.kind, stray.id, stray.region);
        match &stray.address {
            Some(address) => format!(
                "{what}, which a request that came late had made and which may hold data: \
                 `tandem adopt '{address}' '{}'`, or delete it",
                stray.id
            ),
            None => format!("{what}, which bears this stack's mark and is not remembered"),
        }
    });
    let waiting = report.waiting.iter().map(|address| {
        format!("waiting  {address} is still on its way: `tandem {}` goes on waiting for it", view.command)
    });
    let lapsed = report.lapsed.iter().map(|error| {
        format!(
            "stopped  the credentials are no longer valid ({}): sign in, then run the same command again",
            error.code
        )
    });
    let all: [Vec<String>; 4] = [lapsed.collect(), deleted.collect(), strays.collect(), waiting.collect()];
    all.iter().map(|lines| listed(lines, view)).collect()
}

fn listed(lines: &[String], view: View<'_>) -> String {
    let shown = if view.verbose { lines.len() } else { SHOWN };
    let indent = " ".repeat(11);
    let mut text: String =
        lines.iter().take(shown).map(|line| wrap(&clean(line), "  ", &indent, view.width.min(80))).collect();
    if lines.len() > shown {
        text.push_str(&format!("{indent}and {} more (-v lists them)\n", lines.len() - shown));
    }
    text
}

#[cfg(test)]
mod tests {
    use tandem_core::provider::ErrorClass;
    use tandem_core::{Address, CallError, Object, Place};
    use tandem_runtime::{End, Report, Stray};

    use super::{View, text};
    use crate::planned::Planned;
    use crate::render::json;
    use crate::render::paint::Paint;

    /// Returns a report with some of everything that is beside a plan.
    fn report(late: usize) -> Report {
        let address = |name: &str| Address::new("sns::topic", &[name], &Place::region("eu-west-1"));
        let object = |name: &str| Object {
            address: address(name),
            id: format!("arn:{name}"),
            account: "123456789012".to_owned(),
            region: "eu-west-1".to_owned(),
            incarnation: "t".to_owned(),
            parent: None,
            dependencies: Vec::new(),
            arguments: Default::default(),
            attributes: Default::default(),
            protect: false,
            settled: true,
        };
        let stray = |name: &str, address: Option<Address>| Stray {
            kind: "sns::topic".to_owned(),
            id: format!("arn:{name}"),
            name: name.to_owned(),
            region: "eu-west-1".to_owned(),
            account: "123456789012".to_owned(),
            address,
        };
        Report {
            end: End::Failed,
            steps: Vec::new(),
            calls: Default::default(),
            reads: Default::default(),
            deleted: (0..late).map(|at| object(&format!("late{at}"))).collect(),
            strays: vec![stray("vault", Some(address("vault"))), stray("other", None)],
            waiting: vec![address("slow")],
            lapsed: Some(CallError {
                class: ErrorClass::Lapsed,
                code: "ExpiredToken".to_owned(),
                message: "words".to_owned(),
                call: "sns:CreateTopic".to_owned(),
                region: "eu-west-1".to_owned(),
                request: None,
                offenders: Vec::new(),
            }),
            started: 0,
            ended: 0,
            state: Default::default(),
        }
    }

    fn view(verbose: bool) -> View<'static> {
        View { paint: Paint::new(false), width: 80, verbose, command: "apply" }
    }

    #[test]
    fn what_was_met_beside_the_plan_is_named_with_the_way_out() {
        let expected = "\
\x20 stopped  the credentials are no longer valid (ExpiredToken): sign in, then run
           the same command again
  deleted  sns::topic[\"late0\"]@eu-west-1 (`arn:late0`), which a request that
           came late had made
  left     sns::topic `arn:vault` in eu-west-1, which a request that came late
           had made and which may hold data: `tandem adopt
           'sns::topic[\"vault\"]@eu-west-1' 'arn:vault'`, or delete it
  left     sns::topic `arn:other` in eu-west-1, which bears this stack's mark
           and is not remembered
  waiting  sns::topic[\"slow\"]@eu-west-1 is still on its way: `tandem apply` goes
           on waiting for it
";
        let shown = text(&report(1), view(false));
        assert_eq!(shown, expected, "\n{shown}");
    }

    #[test]
    fn of_many_some_are_listed() {
        let shown = text(&report(9), view(false));
        assert_eq!(shown.matches("deleted  ").count(), 5, "{shown}");
        assert!(shown.contains("and 4 more (-v lists them)"), "{shown}");
        let all = text(&report(9), view(true));
        assert_eq!(all.matches("deleted  ").count(), 9, "{all}");
    }

    /// Programs read the same under fixed keys.
    #[test]
    fn the_same_is_in_the_summary_of_a_run() {
        let object = json::report("apply", &Planned::default(), &report(1));
        let expected = serde_json::json!([
            "ExpiredToken",
            [{ "address": "sns::topic[\"late0\"]@eu-west-1", "id": "arn:late0" }],
            [
                { "kind": "sns::topic", "id": "arn:vault", "name": "vault", "region": "eu-west-1",
                  "account": "123456789012", "address": "sns::topic[\"vault\"]@eu-west-1" },
                { "kind": "sns::topic", "id": "arn:other", "name": "other", "region": "eu-west-1",
                  "account": "123456789012", "address": null },
            ],
            ["sns::topic[\"slow\"]@eu-west-1"],
        ]);
        let found = ["lapsed", "deleted_late", "strays", "waiting"].map(|key| object[key].clone());
        assert_eq!(serde_json::json!(found), expected);
    }

    #[test]
    fn a_usual_run_has_nothing_to_say() {
        let usual = Report {
            deleted: Vec::new(),
            strays: Vec::new(),
            waiting: Vec::new(),
            lapsed: None,
            ..report(0)
        };
        assert_eq!(text(&usual, view(true)), "");
    }
}
