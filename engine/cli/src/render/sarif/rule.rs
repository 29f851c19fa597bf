//! A code as a rule: what it means, and what to do about it.

use serde_json::{Value as Json, json};

use super::result::level;
use crate::codes;
use crate::findings::Found;

/// Returns a code as a rule. Its usual level is that of the worst that was found.
pub(super) fn rule(code: &str, found: &Found) -> Json {
    let mut rule = json!({ "id": code });
    let of_code = found.findings.iter().map(|one| &one.diagnostic).filter(|one| one.code == code);
    if let Some(severity) = of_code.map(|one| one.severity).min() {
        rule["defaultConfiguration"] = json!({ "level": level(severity) });
    }
    if let Some(explanation) = codes::explain(code) {
        let explanation = explanation.trim();
        let first = explanation.split("\n\n").next().unwrap_or(explanation);
        rule["shortDescription"] = json!({ "text": codes::summary(code) });
        rule["fullDescription"] = json!({ "text": first });
        rule["help"] = json!({ "text": explanation, "markdown": explanation });
    }
    rule
}
