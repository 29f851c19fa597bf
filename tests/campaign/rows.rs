//! The figures of the campaign. Whoever has another one adds a function to `ROWS`: it gets what was asked for and
//! returns its lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::ablation::Rule;
use crate::arguments::Arguments;
use crate::failure::Failures;
use crate::figures;
use crate::generate;
use crate::outcome::{Outcome, outcome};
use crate::table::Line;
use crate::workers::{each, first};

/// Measures something and returns its lines; failures it found go to the collection.
type Row = fn(&Arguments, &mut Failures) -> Vec<Line>;

/// All rows, in the order of the table.
pub const ROWS: [(&str, Row); 10] = [
    ("schedules", schedules),
    ("sdk", through_sdk),
    ("steps", every_step),
    ("foreign", foreign),
    ("races", crate::races::races),
    ("limiter", figures::limiter),
    ("makespan", figures::makespan),
    ("durability", figures::durability),
    ("damage", figures::damage),
    ("rules", rules),
];

/// Of so many schedules, every one so many is driven twice: both stories must be the same.
const TWICE: u64 = 9;

/// How many schedules show what comes of a missing rule.
const ABLATION: u64 = 300;

/// For one schedule through the SDK there are so many at the provider seam.
const SEAM_FOR_ONE: u64 = 9;

/// The rows of seeded schedules, whose time is bounded.
pub const SCHEDULES: [&str; 2] = ["schedules", "sdk"];

const TERRAFORM_LIKE: &str =
    "models: Terraform-like 5,013, Pulumi-like 5,064, Crossplane-like 6,443 of 10,000 wrong";

fn schedules(arguments: &Arguments, failures: &mut Failures) -> Vec<Line> {
    let outcomes = each(arguments.schedules, |at| {
        let seed = arguments.seed + at;
        let schedule = generate::schedule(seed);
        let outcome = outcome(&schedule, None);
        let again = seed
            .is_multiple_of(TWICE)
            .then(|| difference(&outcome.story, &crate::outcome::outcome(&schedule, None).story));
        Some((seed, Outcome { story: String::new(), struck: BTreeMap::new(), ..outcome }, again))
    });
    let wrong = outcomes.iter().filter_map(|(seed, outcome, _)| Some((*seed, outcome.wrong.clone()?)));
    wrong.for_each(|(seed, wrong)| failures.add("seed", seed, &generate::schedule(seed), &wrong));
    let twice = outcomes.iter().filter(|(_, _, again)| again.is_some()).count() as u64;
    let differ = outcomes.iter().filter_map(|(seed, _, again)| Some((seed, again.as_ref()?.as_ref()?)));
    let differ: Vec<(&u64, &String)> = differ.collect();
    for (seed, difference) in &differ {
        println!("seed {seed} did not tell the same story twice: {difference}");
    }
    let differ = differ.len();
    let bad: Vec<Outcome> = outcomes.into_iter().map(|(_, outcome, _)| outcome).collect();
    let mut lines = vec![Line {
        figure: format!(
            "{} schedules of crashes and faults at the provider seam",
            thousands(arguments.schedules)
        ),
        target: "0 wrong".to_owned(),
        here: counted(&bad),
        others: TERRAFORM_LIKE,
        holds: bad.iter().all(|outcome| outcome.wrong.is_none()),
    }];
    lines.push(Line {
        figure: format!("the same seed twice, {} times", thousands(twice)),
        target: "the same story, byte for byte".to_owned(),
        here: format!("{differ} differ"),
        others: "–",
        holds: differ == 0,
    });
    // What holds data is not deleted unasked: it is left, and named. That is counted, not passed over.
    lines.push(Line {
        figure: format!("late effects among those, in {} runs", thousands(sum(&bad, |outcome| outcome.runs))),
        target: "gone, or holding data and named".to_owned(),
        here: format!(
            "{} late; {} left and named, {} deleted by hand when told",
            thousands(sum(&bad, |outcome| outcome.late)),
            thousands(sum(&bad, |outcome| outcome.strays)),
            thousands(sum(&bad, |outcome| outcome.by_hand))
        ),
        others: "–",
        holds: true,
    });
    lines
}

/// Returns where two stories part.
fn difference(one: &str, other: &str) -> Option<String> {
    if one == other {
        return None;
    }
    let same = one.lines().zip(other.lines()).take_while(|(a, b)| a == b).count();
    let at = |story: &str| story.lines().nth(same).unwrap_or("it is over").trim().to_owned();
    Some(format!("`{}`, then `{}`", at(one), at(other)))
}

fn sum(outcomes: &[Outcome], of: fn(&Outcome) -> u64) -> u64 {
    outcomes.iter().map(of).sum()
}

fn through_sdk(arguments: &Arguments, _failures: &mut Failures) -> Vec<Line> {
    let count = if arguments.full { arguments.schedules.div_ceil(SEAM_FOR_ONE) } else { 8 };
    let outcomes = each(count, |at| Some((arguments.seed + at, crate::sdk::outcome(arguments.seed + at))));
    for (seed, outcome) in outcomes.iter().filter(|(_, outcome)| outcome.wrong.is_some()) {
        println!("sdk {seed}: {}", outcome.wrong.as_deref().unwrap_or_default());
    }
    if arguments.row.as_deref() == Some("sdk")
        && let Some((_, first)) = outcomes.iter().find(|(_, outcome)| outcome.wrong.is_some())
    {
        println!("{}", first.story);
    }
    let outcomes: Vec<Outcome> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    vec![Line {
        figure: format!("{} schedules through the SDK, on the emulator", thousands(count)),
        target: "0 wrong".to_owned(),
        here: counted(&outcomes),
        others: "–",
        holds: outcomes.iter().all(|outcome| outcome.wrong.is_none()),
    }]
}

fn every_step(arguments: &Arguments, failures: &mut Failures) -> Vec<Line> {
    let names = ["made", "changed and replaced", "deleted"];
    let stride = if arguments.full { 1 } else { 41 };
    let mut lines = Vec::new();
    for (phase, name) in names.iter().enumerate() {
        let steps = crate::outcome::steps(&generate::dying_at(phase, u64::MAX), phase);
        let outcomes = each(steps / stride, |at| {
            let step = 1 + at * stride;
            let outcome = outcome(&generate::dying_at(phase, step), None);
            Some((step, outcome))
        });
        for (step, outcome) in &outcomes {
            if let Some(wrong) = &outcome.wrong {
                failures.add(&format!("{phase}-step"), *step, &generate::dying_at(phase, *step), wrong);
            }
        }
        let outcomes: Vec<Outcome> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
        lines.push(Line {
            figure: format!(
                "30 resources of all kinds {name}: killed at {} of {steps} steps, one rerun",
                outcomes.len()
            ),
            target: "0 wrong".to_owned(),
            here: counted(&outcomes),
            others: "–",
            holds: outcomes.iter().all(|outcome| outcome.wrong.is_none()),
        });
    }
    lines
}

fn foreign(arguments: &Arguments, failures: &mut Failures) -> Vec<Line> {
    let count = if arguments.full { 1_000 } else { 50 };
    let outcomes = each(count, |at| {
        let seed = arguments.seed + at;
        Some((seed, outcome(&generate::with_foreign(seed), None)))
    });
    for (seed, outcome) in &outcomes {
        if let Some(wrong) = &outcome.wrong {
            failures.add("foreign", *seed, &generate::with_foreign(*seed), wrong);
        }
    }
    let outcomes: Vec<Outcome> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    vec![Line {
        figure: format!("{} objects of others that bear our names", thousands(count)),
        target: "0 touched".to_owned(),
        here: counted(&outcomes),
        others: "model without a look before: all",
        holds: outcomes.iter().all(|outcome| outcome.wrong.is_none()),
    }]
}

/// Turns one rule off at a time: a check that cannot fail is no check.
fn rules(arguments: &Arguments, _failures: &mut Failures) -> Vec<Line> {
    let mut lines = Vec::new();
    for (rule, name) in Rule::ALL {
        let schedule = if rule == Rule::PreCheck { generate::with_foreign } else { generate::schedule };
        let failing =
            |at| Some(outcome(&schedule(arguments.seed + at), Some(rule))).filter(|one| one.wrong.is_some());
        let (count, outcomes) = match arguments.full {
            true => (ABLATION, each(ABLATION, failing)),
            false => first(400, failing),
        };
        lines.push(Line {
            figure: format!("without a rule: {name}"),
            target: "found".to_owned(),
            here: format!("{} of {}", counted(&outcomes), thousands(count)),
            others: "–",
            holds: !outcomes.is_empty(),
        });
    }
    lines
}

/// Returns how many outcomes are wrong, and how.
fn counted(outcomes: &[Outcome]) -> String {
    let wrong = outcomes.iter().filter(|outcome| outcome.wrong.is_some()).count();
    let mut classes: BTreeMap<&str, u64> = BTreeMap::new();
    for outcome in outcomes {
        if let Some(class) = outcome.class() {
            *classes.entry(class).or_default() += 1;
        }
    }
    let classes: BTreeSet<String> = classes.iter().map(|(class, count)| format!("{class} {count}")).collect();
    match wrong {
        0 => "0 wrong".to_owned(),
        _ => format!("{wrong} wrong ({})", classes.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// Writes a number with its thousands apart.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
