//! What each server lacks, why, and what a script leaves out on it: the one table of exceptions.

use std::collections::BTreeSet;

use super::script::Cut::{self, Drop, Swap};
use super::server::Judge::{self, Ministack, Moto};
use super::story::Story;

/// Something that a server lacks, in one story.
pub struct Lack {
    /// The servers.
    judges: &'static [Judge],
    /// The story.
    story: &'static str,
    /// What the expectation leaves out.
    pub word: &'static str,
    /// Why nothing can be judged there.
    reason: &'static str,
    /// What the script leaves out.
    pub cuts: &'static [Cut],
}

const NO_ACCELERATOR: &str = "no server that can be installed has Global Accelerator";
const NO_ALARMS: &str = "moto does not answer the protocol that the Rust SDK speaks to CloudWatch (404), and keeps no \
                         alarm of a health check";
const NO_CONFIRMATIONS: &str = "ministack answers a subscription that must be confirmed without the ARN that was asked \
                                for, and asks for the confirmation beyond this machine";
const NO_REPLICAS: &str = "moto takes requests for replicas and ignores them";
const NO_STRONG_TABLES: &str = "no server knows strong consistency: neither the mode nor the witness is kept";

const LACKS: &[Lack] = &[
    Lack {
        judges: &[Moto, Ministack],
        story: "storefront",
        word: "accelerators",
        reason: NO_ACCELERATOR,
        cuts: &[
            Drop("let front = "),
            Drop("let https = "),
            Drop("let http = "),
            Drop("for name in [\"@\", \"www\"] {"),
            Drop("for listener in [https, http] {"),
            Drop("cloudwatch::alarm(lookout, `web-unhealthy-"),
            Drop("output(\"addresses\""),
            Swap("objective([domain, `www.${domain}`, ", "objective(["),
        ],
    },
    Lack {
        judges: &[Ministack],
        story: "storefront",
        word: "confirmations",
        reason: NO_CONFIRMATIONS,
        cuts: &[Drop("topic.subscription(\"pager\"")],
    },
    Lack {
        judges: &[Moto],
        story: "storefront",
        word: "alarms",
        reason: NO_ALARMS,
        cuts: &[Drop("cloudwatch::alarm(site, \"web-errors\""), Drop("for table in [orders, carts] {")],
    },
    Lack {
        judges: &[Moto],
        story: "storefront",
        word: "replicas",
        reason: NO_REPLICAS,
        cuts: &[Swap("replicas: sites,", "replicas: [sites[0]],"), Drop("objective([")],
    },
    Lack {
        judges: &[Moto, Ministack],
        story: "failover-pair",
        word: "strong tables",
        reason: NO_STRONG_TABLES,
        cuts: &[Drop("consistency: \"STRONG\","), Drop("witness: region("), Drop("objective([`desk")],
    },
    Lack {
        judges: &[Moto],
        story: "failover-pair",
        word: "alarms",
        reason: NO_ALARMS,
        cuts: &[Drop("side.alarm = cloudwatch::alarm("), Drop("for role in checks.keys() {")],
    },
    Lack {
        judges: &[Moto],
        story: "failover-pair",
        word: "replicas",
        reason: NO_REPLICAS,
        cuts: &[Swap("replicas: [first, second],", "replicas: [first],")],
    },
    Lack {
        judges: &[Moto],
        story: "tables",
        word: "replicas",
        reason: NO_REPLICAS,
        cuts: &[Drop("let sessions = ")],
    },
];

/// What a server lacks in every story, so that looking for remains does not ask for it.
pub fn unasked(judge: Judge) -> &'static [&'static str] {
    match judge {
        Moto => &["accelerators", "alarms"],
        Ministack => &["accelerators"],
        Judge::Own => &[],
    }
}

/// Returns what a server lacks in a story.
pub fn lacks(judge: Judge, story: &Story) -> Vec<&'static Lack> {
    LACKS.iter().filter(|lack| lack.judges.contains(&judge) && lack.story == story.name).collect()
}

/// Returns what was left out and why, a line a judge and lack.
pub fn reasons(judges: &[&Judge], stories: &[&Story]) -> BTreeSet<String> {
    let all = judges.iter().flat_map(|judge| stories.iter().map(move |story| (judge, story)));
    let line = |(judge, story): (&&Judge, &&Story)| {
        let lacks = lacks(**judge, story).into_iter();
        lacks
            .map(|lack| format!("  {} without {}: {}", judge.name(), lack.word, lack.reason))
            .collect::<Vec<_>>()
    };
    all.flat_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::super::script::apply;
    use super::super::story::STORIES;
    use super::{Judge, lacks};
    use crate::project::root;

    #[test]
    fn every_cut_and_edit_still_fits_its_script() {
        for story in STORIES {
            let whole = std::fs::read_to_string(root().join(story.script)).expect("a script of the project");
            for judge in Judge::ALL {
                let lacks = lacks(judge, story);
                let cuts = lacks.iter().flat_map(|lack| lack.cuts);
                let script = cuts.fold(whole.clone(), |script, cut| apply(&script, cut).expect("it fits"));
                let words: Vec<&str> = lacks.iter().map(|lack| lack.word).collect();
                let edits =
                    story.edits.iter().filter(|edit| edit.needs.is_none_or(|need| !words.contains(&need)));
                for edit in edits {
                    assert_ne!(
                        apply(&script, &edit.cut).expect("it fits"),
                        script,
                        "{}: {}",
                        story.name,
                        edit.name
                    );
                }
            }
        }
    }
}
