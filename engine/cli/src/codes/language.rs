//! The codes of the language, by name; what they mean is explained where they are given out.

/// Every code of the language, sorted.
pub(super) const LANGUAGE: [&str; 110] = [
    "address::duplicate",
    "address::moved_declared",
    "address::moved_kind",
    "address::moved_missing",
    "attribute::duration",
    "attribute::enumeration",
    "attribute::missing",
    "attribute::pattern",
    "attribute::range",
    "attribute::type",
    "attribute::unknown",
    "budget::depth",
    "budget::memory",
    "budget::operations",
    "budget::size",
    "budget::thread",
    "budget::time",
    "import::computed",
    "import::cycle",
    "import::depth",
    "import::missing",
    "import::outside",
    "import::reserved",
    "import::unclear",
    "import::unreadable",
    "input::missing",
    "input::twice",
    "input::unknown",
    "input::value",
    "lint::closure_call",
    "lint::comparison",
    "lint::for_each",
    "lint::handle_comparison",
    "lint::interpolation",
    "name::arity",
    "name::private",
    "name::redefined",
    "name::unknown_constant",
    "name::unknown_function",
    "name::unknown_method",
    "name::unknown_module",
    "name::unknown_variable",
    "objective::names",
    "objective::shares",
    "output::duplicate",
    "output::value",
    "reference::damaged",
    "reference::known_after_apply",
    "reference::read_only",
    "reference::resource_in_text",
    "reference::unknown_attribute",
    "region::twice",
    "region::unknown",
    "script::arithmetic",
    "script::binary",
    "script::bug",
    "script::constant",
    "script::empty",
    "script::forbidden",
    "script::index",
    "script::missing",
    "script::not_utf8",
    "script::print",
    "script::property",
    "script::rejected",
    "script::runtime",
    "script::switch",
    "script::thrown",
    "script::too_long",
    "script::type",
    "script::unreadable",
    "secret::place",
    "secret::reference",
    "secret::use",
    "syntax::assignment-target",
    "syntax::bad-character",
    "syntax::bad-escape",
    "syntax::bad-name",
    "syntax::bad-number",
    "syntax::default-parameter",
    "syntax::doc-comment",
    "syntax::duplicate-function",
    "syntax::duplicate-key",
    "syntax::duplicate-parameter",
    "syntax::expected-expression",
    "syntax::expected-name",
    "syntax::expected-token",
    "syntax::map-without-hash",
    "syntax::missing-comma",
    "syntax::missing-semicolon",
    "syntax::named-argument",
    "syntax::not-at-top-level",
    "syntax::not-boolean",
    "syntax::not-iterable",
    "syntax::outside-function",
    "syntax::outside-loop",
    "syntax::private-use",
    "syntax::reserved-word",
    "syntax::ternary",
    "syntax::too-deep",
    "syntax::too-long",
    "syntax::type-annotation",
    "syntax::unclosed",
    "syntax::unexpected-token",
    "syntax::unknown-character",
    "syntax::unknown-operator",
    "syntax::unmatched",
    "syntax::unterminated-comment",
    "syntax::unterminated-string",
    "syntax::unterminated-template",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::LANGUAGE;

    /// The list holds exactly what the language explains: a code that is missing here is never suggested.
    #[test]
    fn the_list_is_that_of_the_language() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../lang/src/code"));
        let mut explained = BTreeSet::new();
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let text = fs::read_to_string(entry.expect("they can be read").path()).expect("they are UTF-8");
            let words = text.split('"').filter(|word| tandem_lang::explain(word).is_some());
            explained.extend(words.map(str::to_owned));
        }
        assert!(explained.iter().map(String::as_str).eq(LANGUAGE), "{explained:?}");
    }
}
