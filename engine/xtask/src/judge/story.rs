//! The stories that are tried, and the edits that each must survive.

use super::script::Cut;

/// A script with an expectation of its own in `python/expected`.
pub struct Story {
    /// Its name; the expectation is the module of the same name, with `_` for `-`.
    pub name: &'static str,
    /// The script, below the root of the project.
    pub script: &'static str,
    /// The look-up file that our emulator is seeded with, below the root of the project.
    pub lookups: Option<&'static str>,
    /// What is edited, one at a time.
    pub edits: &'static [Edit],
    /// Where the state is kept, instead of in a folder: a bucket or a table of the judge.
    pub state: Option<&'static str>,
}

/// One value that is changed after the first apply.
pub struct Edit {
    /// What the expectation calls it.
    pub name: &'static str,
    /// The change of the script.
    pub cut: Cut,
    /// How many resources hold the value: each is updated, and nothing else.
    pub updates: u64,
    /// What the judge must not lack for the value to be there.
    pub needs: Option<&'static str>,
}

const fn edit(name: &'static str, from: &'static str, to: &'static str, updates: u64) -> Edit {
    Edit { name, cut: Cut::Swap(from, to), updates, needs: None }
}

const fn needing(needs: &'static str, mut edit: Edit) -> Edit {
    edit.needs = Some(needs);
    edit
}

/// Every story.
pub const STORIES: &[Story] = &[
    Story {
        name: "storefront",
        script: "examples/storefront/main.rhai",
        lookups: Some("examples/storefront/tandem.lookups.json"),
        edits: &[
            edit(
                "spf",
                "amazonses.com -all\"], #{ ttl: \"1h\" }",
                "amazonses.com -all\"], #{ ttl: \"2h\" }",
                1,
            ),
            needing("alarms", edit("errors", "above: 50,", "above: 80,", 3)),
            needing(
                "accelerators",
                edit(
                    "dial",
                    "traffic_dial: 100,",
                    "traffic_dial: if site.name == \"eu-west-1\" { 50 } else { 100 },",
                    2,
                ),
            ),
        ],
        state: None,
    },
    Story {
        name: "failover-pair",
        script: "examples/failover-pair/main.rhai",
        lookups: Some("examples/failover-pair/tandem.lookups.json"),
        edits: &[
            edit("comment", "comment: \"appointment desk\"", "comment: \"desk of the clinic\"", 1),
            needing("alarms", edit("patience", "periods: 1,", "periods: 2,", 2)),
        ],
        state: None,
    },
    Story {
        name: "names",
        script: "engine/xtask/judges/names.rhai",
        lookups: Some("examples/storefront/tandem.lookups.json"),
        edits: &[
            edit("host", "#{ ttl: \"10m\" }", "#{ ttl: if at == 449 { \"1d\" } else { \"10m\" } }", 1),
            edit("weight", "weighted(share)", "weighted(if share == 20 { 30 } else { share })", 1),
            edit("threshold", "failure_threshold: 5,", "failure_threshold: 4,", 1),
        ],
        state: None,
    },
    Story {
        name: "tables",
        script: "engine/xtask/judges/tables.rhai",
        lookups: None,
        edits: &[
            edit("capacity", "read_capacity: 5,", "read_capacity: 7,", 1),
            needing(
                "replicas",
                edit(
                    "recovery",
                    "overrides: #{",
                    "overrides: #{ \"us-west-2\": #{ point_in_time_recovery: true },",
                    1,
                ),
            ),
        ],
        state: None,
    },
    // State that a team shares: whether a server of others heeds the conditions that a lock rests on, and keeps every
    // object as it was written.
    Story {
        name: "state-in-s3",
        script: SHARED,
        lookups: None,
        edits: SHARED_EDITS,
        state: Some("s3://team-state/shop?region=us-east-1"),
    },
    Story {
        name: "state-in-dynamodb",
        script: SHARED,
        lookups: None,
        edits: SHARED_EDITS,
        state: Some("dynamodb://team-state/shop?region=us-east-1"),
    },
];

const SHARED: &str = "engine/xtask/judges/shared.rhai";
const SHARED_EDITS: &[Edit] = &[edit("comment", "comment: \"shared\"", "comment: \"shared by all\"", 1)];
