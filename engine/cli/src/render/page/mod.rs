//! A simulation as one HTML file: a map of the world and charts that a person goes through in time.
//!
//! The file holds all that it shows and asks nothing of any network: its policy forbids every load, and lets run no
//! script but the two that stand in it, by their hashes. What comes from the topology is data in it, never markup.

mod embed;

use serde_json::Value;

/// The page with `{{NAME}}` where a part goes.
const FRAME: &str = include_str!("page.html");

const STYLE: &str = include_str!("page.css");

/// D3, in part, and the map; see the folder's own page for what they are and where they are from.
const LIBRARY: &str = include_str!("vendor/d3.min.js");
const WORLD: &str = include_str!("vendor/world.json");

/// The page's own script, in the order in which its parts lean on one another.
const SCRIPT: &[&str] = &[
    include_str!("script/data.js"),
    include_str!("script/words.js"),
    include_str!("script/dom.js"),
    include_str!("script/fills.js"),
    include_str!("script/view.js"),
    include_str!("script/timeline.js"),
    include_str!("script/track.js"),
    include_str!("script/keys.js"),
    include_str!("script/labels.js"),
    include_str!("script/map.js"),
    include_str!("script/flows.js"),
    include_str!("script/plot.js"),
    include_str!("script/charts.js"),
    include_str!("script/latency.js"),
    include_str!("script/stores.js"),
    include_str!("script/statement.js"),
    include_str!("script/tables.js"),
    include_str!("script/main.js"),
];

/// Returns the page of a simulation, given as the JSON that `tandem simulate --json` prints.
pub(crate) fn page(simulation: &Value) -> String {
    let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", SCRIPT.join("\n"));
    let policy = format!(
        "default-src 'none'; script-src {} {}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        embed::hash(LIBRARY),
        embed::hash(&script),
        embed::hash(STYLE),
    );
    let entry = simulation["entry"].as_str().unwrap_or_default();
    let title = embed::text(&format!("Simulation of {entry}"));
    embed::fill(
        FRAME,
        &[
            ("policy", &policy),
            ("title", &title),
            ("style", STYLE),
            ("world", WORLD),
            ("data", &embed::data(simulation)),
            ("library", LIBRARY),
            ("script", &script),
        ],
    )
}

#[cfg(test)]
mod tests;
