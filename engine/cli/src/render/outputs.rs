//! The outputs of a topology.

use std::collections::BTreeMap;

use serde_json::json;
use tandem_core::Value;

use super::text::clean;
use crate::terminal::Terminal;

/// Prints the outputs: a line each, or a JSON object each.
pub(crate) fn print(outputs: &BTreeMap<String, Value>, terminal: &Terminal) {
    let width = outputs.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    let line = |(name, value): (&String, &Value)| {
        if terminal.json {
            return format!("{}\n", json!({ "type": "output", "name": name, "value": value.shown() }));
        }
        format!("{:<width$} = {}\n", clean(name), clean(&value.to_string()))
    };
    terminal.data(&outputs.iter().map(line).collect::<String>());
}
