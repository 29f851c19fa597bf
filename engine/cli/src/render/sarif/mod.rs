//! SARIF 2.1.0: what code scanners write, and what services show beside the code.
//!
//! Columns count UTF-16 units from 1, and paths begin at the root of the repository. What the script allows is there too,
//! as suppressed, with its reason. How a run came to a place, and the story of an outage, are code flows.

mod region;
mod result;
mod rule;

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::exit::Exit;
use crate::findings::Found;

/// The schema that documents name.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Where paths begin.
const BASE: &str = "%SRCROOT%";

/// Where the modules of the library inside the binary are.
const LIBRARY: &str = "%TANDEM%";

/// Returns what was found as a SARIF log. `prefix` leads from the root of the repository to that of the project.
pub(crate) fn text(found: &Found, prefix: &str, exit: Exit) -> String {
    let codes: BTreeSet<&str> = found.findings.iter().map(|finding| &*finding.diagnostic.code).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let results: Vec<Json> = found.findings.iter().map(|one| result::result(one, &codes, prefix)).collect();
    let rules: Vec<Json> = codes.iter().map(|code| rule::rule(code, found)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "tandem",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
                BASE: { "description": { "text": "the root of the repository" } },
                LIBRARY: { "description": { "text": "the library inside the binary" } },
            },
            "invocations": [{
                // A run that finds fault has done its work; one that was called wrongly has not.
                "executionSuccessful": exit != Exit::Usage,
                "exitCode": exit as u8,
            }],
            "results": results,
        }],
    });
    // A tree of texts and numbers always has a JSON form.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};
    use tandem_core::{Diagnostic, Diagnostics, Source, Sources, Span, Tracepoint};

    use crate::exit::Exit;
    use crate::findings::Findings;

    fn sample() -> Json {
        let mut sources = Sources::default();
        let script = "let é = \"🦀\"; zone.alias(\"api\", web);\nfn f() { }\n";
        let main = sources.add(Source::new("shop/main.rhai", script));
        let library = sources.add(Source::new("std/active_active.rhai", "fn g() { }\n"));
        let at = script.find("alias").unwrap_or_default();
        let found = Diagnostic::error("record::ttl", "`api` has no check")
            .label(Span::new(main, at, at + 5), "nothing checks this")
            .label(Span::new(library, 3, 4), "called here")
            .traced(&[
                Tracepoint { span: Span::new(main, 0, 3), text: "in fn site".to_owned() },
                Tracepoint { span: Span::new(main, 4, 6), text: "for site = eu-west-1 (2 of 3)".to_owned() },
            ])
            .note("a fact")
            .hint("do this");
        let findings = Findings::new(true);
        findings.add(&[found.clone()].into_iter().collect::<Diagnostics>(), &sources);
        findings.allow(&found, "not in production", &sources);
        let text = super::text(&findings.found(), "deploy/", Exit::Error);
        serde_json::from_str(&text).expect("it is JSON")
    }

    #[test]
    fn columns_count_utf16_units_and_paths_begin_at_the_repository() {
        let log = sample();
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        // `let é = "🦀"; zone.` is 17 characters and 18 units.
        let region = json!({ "startLine": 1, "startColumn": 20, "endLine": 1, "endColumn": 25,
            "snippet": { "text": "alias" } });
        assert_eq!(place["region"], region);
        assert_eq!(
            place["artifactLocation"],
            json!({ "uri": "deploy/shop/main.rhai", "uriBaseId": "%SRCROOT%" })
        );
        let related = &log["runs"][0]["results"][0]["relatedLocations"][0];
        assert_eq!(related["physicalLocation"]["artifactLocation"]["uriBaseId"], "%TANDEM%");
        assert_eq!(related["message"]["text"], "called here");
    }

    #[test]
    fn how_the_run_came_there_is_a_code_flow_from_the_outside_in() {
        let log = sample();
        let flow = &log["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"];
        let texts: Vec<&Json> =
            flow.as_array().into_iter().flatten().map(|step| &step["location"]["message"]["text"]).collect();
        assert_eq!(texts, ["for site = eu-west-1 (2 of 3)", "in fn site", "nothing checks this"]);
    }

    #[test]
    fn what_is_allowed_is_suppressed_with_its_reason_and_rules_have_help() {
        let log = sample();
        let results = &log["runs"][0]["results"];
        assert!(results[0].get("suppressions").is_none());
        let suppression =
            json!([{ "kind": "inSource", "status": "accepted", "justification": "not in production" }]);
        assert_eq!(results[1]["suppressions"], suppression);
        let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
        assert_eq!((&rule["id"], &results[0]["ruleIndex"]), (&json!("record::ttl"), &json!(0)));
        assert_eq!(results[0]["message"]["text"], "`api` has no check\n\na fact\n\nhelp: do this");
        assert_eq!(
            (&results[0]["level"], &log["runs"][0]["invocations"][0]["exitCode"]),
            (&json!("error"), &json!(1))
        );
    }
}
