//! Renamed resources.

use tandem_core::topology::Moved;
use tandem_core::{Action, Address, Span};

use super::world::{Script, action, address, codes, record, zone};

fn moved(mut script: Script, from: &Address, to: &Address) -> Script {
    script.0.moved.push(Moved { from: from.clone(), to: to.clone(), span: Span::default() });
    script
}

fn script(name: &str) -> Script {
    Script::new()
        .declare(&zone(name), r#"{"domain": "example.com"}"#)
        .declare(&record(&format!("{name}/www")), "{}")
        .declare(&address("dns::check", "c"), "{}")
        .after(&address("dns::check", "c"), &[&zone(name)])
}

#[test]
fn a_renamed_resource_is_kept_with_its_children() {
    let prior = script("old").applied();
    let plan = moved(script("new"), &zone("old"), &zone("new")).planned(&prior);
    assert!(plan.steps.is_empty(), "{:?}", plan.steps);
    assert_eq!(plan.summary().keep, 3);
    assert_eq!(plan.moved, [(zone("old"), zone("new")), (record("old/www"), record("new/www"))]);
    assert!(!plan.is_empty(), "there is something to remember");
    assert!(plan.recorded.is_empty(), "parents and dependencies are renamed too: {:?}", plan.recorded);
}

#[test]
fn a_rename_that_was_made_is_no_longer_one() {
    let renamed = moved(script("new"), &zone("old"), &zone("new"));
    let plan = renamed.planned(&renamed.applied());
    assert!(plan.is_empty());
}

#[test]
fn renames_that_cannot_be() {
    let prior = script("old").applied();
    let check = |script: Script, expected: &[&str]| {
        let (_, diagnostics) = script.plan(&prior);
        assert_eq!(codes(&diagnostics), expected);
        assert!(
            diagnostics
                .iter()
                .all(|diagnostic| !diagnostic.labels.is_empty() && !diagnostic.hints.is_empty())
        );
    };
    check(moved(script("old"), &zone("old"), &zone("new")), &["moved::declared"]);
    check(moved(script("new"), &zone("old"), &zone("newer")), &["moved::undeclared"]);
    check(moved(script("new"), &zone("old"), &record("new/www")), &["moved::kind"]);
    let twice = moved(moved(script("new"), &zone("old"), &zone("new")), &zone("older"), &zone("new"));
    check(twice, &["moved::twice"]);
    let mut both = script("old").declare(&zone("new"), r#"{"domain": "example.com"}"#).applied();
    both.state.entry.clear();
    let (plan, diagnostics) = moved(script("new"), &zone("old"), &zone("new")).plan(&both);
    assert_eq!(codes(&diagnostics), ["moved::exists"]);
    assert_eq!(action(&plan, &zone("old")), Action::Delete);
}
