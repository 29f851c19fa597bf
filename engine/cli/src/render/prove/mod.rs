//! A proof as people read it, and as objects: name by name, what it survives and in how long.

mod object;

use tandem_core::count::count;
use tandem_core::topology::Objective;
use tandem_traffic::Assumptions;
use tandem_traffic::fail::Failure;
use tandem_traffic::prove::{Kept, Limit, Outcome, Proof, Verdict, percent, seconds, span, subject};

use super::paint::{Paint, Role};
use super::text::wrap;

pub(crate) use object::{objects as json, proof as summary};

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The proof.
    pub(crate) proof: &'a Proof,
    /// The values of the assumptions.
    pub(crate) assumptions: &'a Assumptions,
    /// The colours.
    pub(crate) paint: Paint,
    /// Whether everything is listed.
    pub(crate) verbose: bool,
}

/// The most limits of one name that are shown unless everything is.
const LIMITS: usize = 3;
/// The columns of a line.
const WIDTH: usize = 80;

/// Returns a proof as text; only its last line if no more is wanted.
pub(crate) fn text(view: View<'_>, quiet: bool) -> String {
    let proof = view.proof;
    if quiet {
        return format!("{}\n", line(proof));
    }
    let mut text = String::new();
    if !proof.declared && !proof.verdicts.is_empty() {
        text.push_str("No objective is declared: names in several regions are held against the usual one.\n");
    }
    for verdict in &proof.verdicts {
        text.push_str(&one(view, verdict, &proof.objectives[verdict.objective]));
    }
    for kept in &proof.stores {
        text.push_str(&store(view, kept));
    }
    uncovered(view, &mut text);
    assumed(view, &mut text);
    if !proof.verdicts.is_empty() {
        text.push_str(&tried(proof));
    }
    text.push_str(&format!("{}\n", line(proof)));
    text
}

/// Returns the line that sums a proof up.
pub(crate) fn line(proof: &Proof) -> String {
    let examined = &proof.examined;
    if proof.verdicts.is_empty() {
        return "Proof: nothing to prove; no objective names anything".to_owned();
    }
    let survived =
        format!("{} of {}", examined.survived.len(), count(examined.regions.len(), "single-region failure"));
    format!("Proof: {survived} survived (model 1, {})", count(proof.used.iter().count(), "assumption"))
}

/// Returns how much was tried.
fn tried(proof: &Proof) -> String {
    let examined = &proof.examined;
    let several = match examined.several {
        0 => String::new(),
        several => format!(", {several} of several at once"),
    };
    let (names, classes) = (count(examined.names, "name"), count(examined.classes, "class"));
    format!(
        "Tried {} alone{several}; {names}, up to {classes} of clients\n",
        count(examined.singles, "failure")
    )
}

fn one(view: View<'_>, verdict: &Verdict, objective: &Objective) -> String {
    let paint = view.paint;
    let (role, word) = match &verdict.outcome {
        Outcome::Proved => (Role::Good, "proved"),
        Outcome::Refuted(_) => (Role::Bad, "refuted"),
        Outcome::Needs(_) => (Role::Careful, "not known yet"),
    };
    let mut text = format!("{}  {}\n", paint.paint(Role::Strong, &verdict.name), paint.paint(role, word));
    match &verdict.outcome {
        Outcome::Proved => (),
        Outcome::Refuted(example) => {
            let code = example.cause.code();
            let after =
                if example.failures.is_empty() { "nothing".to_owned() } else { names(&example.failures) };
            item(
                &mut text,
                "fails",
                &format!("{code} after {after}: {} ({})", example.who, percent(example.share)),
            );
            return text;
        }
        Outcome::Needs(needs) => {
            item(&mut text, "needs", &format!("{} that nobody knows yet", count(needs.len(), "value")));
            return text;
        }
    }
    item(&mut text, "survives", &promised(objective));
    let takes = verdict.recovery;
    if takes.most > 0.0 {
        let within = objective.recover_within.map(|seconds| format!("; objective: {}", span(seconds as f64)));
        let worst = names(&verdict.slowest);
        let times = format!(
            "{} to {}, {} in the mean",
            span(takes.least.floor()),
            span(takes.most),
            span(takes.mean)
        );
        item(&mut text, "recovers", &format!("{times} ({worst}){}", within.unwrap_or_default()));
    } else {
        item(&mut text, "recovers", "at once: nobody waits for anything");
    }
    if let Some(headroom) = &verdict.capacity {
        let room = headroom.regions.iter().map(|(region, room)| {
            let after = if room.after.is_empty() {
                "calm".to_owned()
            } else {
                format!("after {}", names(&room.after))
            };
            format!("{region} {} ({after})", percent(room.left().max(0.0)))
        });
        item(&mut text, "headroom", &room.collect::<Vec<_>>().join(", "));
    }
    let shown = if view.verbose { usize::MAX } else { LIMITS };
    for limit in verdict.limits.iter().take(shown) {
        item(&mut text, "limit", &told(limit));
    }
    let more = verdict.limits.len().saturating_sub(shown);
    if more > 0 {
        item(&mut text, "", &format!("{} more (-v lists them)", count(more, "limit")));
    }
    text
}

fn item(text: &mut String, name: &str, what: &str) {
    text.push_str(&wrap(what, &format!("  {name:<9} "), "            ", WIDTH));
}

fn promised(objective: &Objective) -> String {
    let any = |number: u32, noun: &str| match number {
        0 => None,
        1 => Some(format!("any one {noun}")),
        more => Some(format!("any {}", count(more as usize, noun))),
    };
    let survive = objective.survive;
    let both = [any(survive.regions, "region"), any(survive.services, "service")];
    let both: Vec<String> = both.into_iter().flatten().collect();
    if both.is_empty() { "nothing is asked for".to_owned() } else { both.join(", ") }
}

fn names(failures: &[Failure]) -> String {
    failures.iter().map(subject).collect::<Vec<_>>().join(" and ")
}

fn told(limit: &Limit) -> String {
    match limit {
        Limit::Unnoticed { failure, failing, noticed } => {
            let from = match noticed {
                Some(percent) => format!("; noticed from {percent} % on"),
                None => "; never noticed, however bad".to_owned(),
            };
            format!("not noticed: {}, {} of demand fails{from}", subject(failure), percent(*failing))
        }
        Limit::Broken { failures, failing } => {
            format!("not promised, not survived: {}, {} of demand fails", names(failures), percent(*failing))
        }
        Limit::Held(seconds) => {
            format!("connections open when a region vanishes may hang for {} (idle timeout)", span(*seconds))
        }
        Limit::Uncounted(region) => format!("{region} serves, and `capacity` says nothing of it"),
        Limit::Untried(count) => format!("{count} failures at once are too many cases to be tried"),
    }
}

fn store(view: View<'_>, kept: &Kept) -> String {
    let paint = view.paint;
    let what = if kept.outcome != Outcome::Proved {
        paint.paint(Role::Bad, "refuted")
    } else if !kept.writes {
        format!("takes no writes after losing {}", names(&kept.after))
    } else if kept.lost.p99 > 0.0 {
        format!("may lose the last {} of writes ({})", seconds(kept.lost.p99), names(&kept.after))
    } else {
        "loses no writes".to_owned()
    };
    format!("{}  {what}\n", paint.paint(Role::Strong, &kept.store.name()))
}

fn uncovered(view: View<'_>, text: &mut String) {
    let names = &view.proof.uncovered;
    if names.is_empty() || !view.proof.declared {
        return;
    }
    let number = count(names.len(), "name");
    let line = if view.verbose {
        format!("{number}: {}", names.join(", "))
    } else {
        format!("{number} (-v lists them)")
    };
    text.push_str(&wrap(&line, "No objective speaks of ", "    ", WIDTH));
}

fn assumed(view: View<'_>, text: &mut String) {
    if !view.verbose {
        return;
    }
    text.push_str("Assumptions (--assume NAME=VALUE)\n");
    for assumption in view.proof.used.iter() {
        let value = view.assumptions.value(assumption);
        let name = format!("  {:<28} {value} {}", assumption.name, assumption.unit);
        text.push_str(&format!("{}\n", name.trim_end()));
        text.push_str(&wrap(assumption.doc, "      ", "      ", WIDTH));
    }
}
