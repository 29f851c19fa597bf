//! Every diagnostic of the crate: one file a group of codes, with messages, ways out and long explanations.

pub(crate) mod address;
pub(crate) mod attribute;
pub(crate) mod budget;
pub(crate) mod import;
pub(crate) mod input;
pub(crate) mod lint;
pub(crate) mod name;
pub(crate) mod objective;
pub(crate) mod output;
pub(crate) mod reference;
pub(crate) mod region;
pub(crate) mod script;
pub(crate) mod secret;
pub(crate) mod syntax;

/// A code and what it means, at length.
pub(crate) type Explanation = (&'static str, &'static str);

/// Returns what a code means, at length and with an example; `None` for a code of another crate.
pub fn explain(code: &str) -> Option<&'static str> {
    all().find(|(name, _)| *name == code).map(|(_, text)| *text)
}

/// Returns every code that is explained, sorted.
pub fn codes() -> Vec<&'static str> {
    let mut codes: Vec<&str> = all().map(|(code, _)| *code).collect();
    codes.sort_unstable();
    codes
}

/// Iterates over every code with its explanation.
fn all() -> impl Iterator<Item = &'static Explanation> {
    [
        address::EXPLANATIONS,
        attribute::EXPLANATIONS,
        budget::EXPLANATIONS,
        import::EXPLANATIONS,
        input::EXPLANATIONS,
        lint::EXPLANATIONS,
        name::EXPLANATIONS,
        objective::EXPLANATIONS,
        output::EXPLANATIONS,
        reference::EXPLANATIONS,
        region::EXPLANATIONS,
        script::EXPLANATIONS,
        secret::EXPLANATIONS,
        syntax::EXPLANATIONS,
    ]
    .into_iter()
    .flatten()
}

/// Returns the candidate nearest to a name. A letter or two are near to too much to be worth a word.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LEAST: usize = 3;
    if name.len() < LEAST {
        return None;
    }
    tandem_core::suggestion::nearest(
        name,
        candidates.into_iter().filter(|candidate| candidate.len() >= LEAST),
    )
}

/// Returns `did you mean …?`, if there is a near name.
pub(crate) fn did_you_mean(near: Option<&str>) -> Option<String> {
    near.map(|name| format!("did you mean `{name}`?"))
}

/// Returns some names in backticks, joined by commas.
pub(crate) fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Adds a way out to a diagnostic, if there is one.
pub(crate) fn hinted(diagnostic: tandem_core::Diagnostic, hint: Option<String>) -> tandem_core::Diagnostic {
    match hint {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// Every code that stands in a string of this crate's sources, and every one of the checks in `core`, has an
    /// explanation, and only once.
    #[test]
    fn every_code_is_explained() {
        let sources = [
            include_str!("address.rs"),
            include_str!("attribute.rs"),
            include_str!("budget.rs"),
            include_str!("import.rs"),
            include_str!("input.rs"),
            include_str!("lint.rs"),
            include_str!("name.rs"),
            include_str!("objective.rs"),
            include_str!("output.rs"),
            include_str!("reference.rs"),
            include_str!("region.rs"),
            include_str!("script.rs"),
            include_str!("secret.rs"),
            include_str!("../../../core/src/schema/check.rs"),
        ];
        let groups = [
            "address",
            "attribute",
            "budget",
            "import",
            "input",
            "lint",
            "name",
            "objective",
            "output",
            "reference",
            "region",
            "script",
            "secret",
        ];
        let mut codes = BTreeSet::new();
        for text in sources.iter().flat_map(|source| source.split('"')) {
            let Some((group, name)) = text.split_once("::") else { continue };
            let word =
                |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            if groups.contains(&group) && word(name) {
                codes.insert(text);
            }
        }
        assert!(codes.len() > 40, "{codes:?}");
        for code in codes {
            assert!(super::explain(code).is_some_and(|text| text.len() > 80), "`{code}` has no explanation");
        }
        let names: Vec<&str> = super::all().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn every_syntax_error_is_explained() {
        for code in tandem_syntax::ErrorCode::ALL {
            assert!(super::explain(code.as_str()).is_some(), "`{}` has no explanation", code.as_str());
        }
    }
}
