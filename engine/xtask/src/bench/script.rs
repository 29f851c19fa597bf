//! Scripts of any size.

use std::fmt::Write;

/// How deep the layered graph is.
const DEPTH: usize = 50;

/// How many records of the layer before each record comes after.
const BACK: usize = 3;

/// Returns a script of `count` literal records in one zone.
pub fn records(count: usize) -> String {
    let mut script = String::from("let zone = route53::hosted_zone(\"bench.example\");\n");
    for at in 0..count {
        let (a, b, c) = (at >> 16 & 255, at >> 8 & 255, at & 255);
        // Writing to a string cannot fail.
        let _ = writeln!(script, "zone.a(\"svc{at:06}\", [\"10.{a}.{b}.{c}\"], #{{ ttl: \"60s\" }});");
    }
    script
}

/// Returns a script of `count` records in layers; each comes after three of the layer before, chosen by a fixed
/// sequence.
pub fn layered(count: usize) -> String {
    let width = (count / DEPTH).max(1);
    let mut script = String::from("let zone = route53::hosted_zone(\"bench.example\");\nlet rows = [];\n");
    let mut bits = 7_u64;
    for at in 0..count {
        let layer = (at / width).min(DEPTH - 1);
        let mut back: Vec<usize> = Vec::new();
        while layer > 0 && back.len() < BACK.min(width) {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let other = (layer - 1) * width + (bits >> 33) as usize % width;
            if !back.contains(&other) {
                back.push(other);
            }
        }
        back.sort_unstable();
        let after: Vec<String> = back.iter().map(|other| format!("rows[{other}]")).collect();
        let after = if after.is_empty() { String::new() } else { format!(", after: [{}]", after.join(", ")) };
        let (b, c) = (at >> 8 & 255, at & 255);
        let _ = writeln!(
            script,
            "rows += zone.a(\"svc{at:06}\", [\"10.0.{b}.{c}\"], #{{ ttl: \"60s\"{after} }});"
        );
    }
    script
}
