//! The codes of every message, and what `tandem explain` says of them.

mod language;
mod next;
mod own;
mod plan;

use self::language::LANGUAGE;
pub(crate) use self::next::completed;
use self::own::OWN;
use self::plan::PLAN;

/// Returns the long explanation of a code; Markdown.
pub(crate) fn explain(code: &str) -> Option<&'static str> {
    let own = OWN.iter().chain(&PLAN).find(|(known, _)| *known == code).map(|(_, text)| *text);
    own.or_else(|| tandem_lang::explain(code))
        .or_else(|| tandem_runtime::explain::explain(code))
        .or_else(|| tandem_aws::explain(code))
        .or_else(|| tandem_traffic::simulate::explain(code))
        .or_else(|| tandem_traffic::prove::explain(code))
        .or_else(|| tandem_traffic::check::explain(code))
}

/// Returns what a code means in one line: the first sentence of its explanation, without its mark-up.
pub(crate) fn summary(code: &str) -> String {
    let text = explain(code).unwrap_or_default().trim();
    let line = text.split("\n\n").next().unwrap_or(text);
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = line.split_once(". ").map_or(line.as_str(), |(first, _)| first);
    sentence.trim_end_matches(['.', ':']).to_owned()
}

/// Returns every code that is explained, sorted.
pub(crate) fn all() -> Vec<&'static str> {
    let mut codes: Vec<&str> = OWN.iter().chain(&PLAN).map(|(code, _)| *code).collect();
    codes.extend(LANGUAGE);
    codes.extend(tandem_aws::codes());
    codes.extend(tandem_traffic::simulate::codes());
    codes.extend(tandem_traffic::prove::codes());
    codes.extend(tandem_traffic::check::codes());
    codes.extend(tandem_runtime::explain::explanations().map(|(code, _)| code));
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// Every code that this crate gives to a message is explained, and nothing else is.
    #[test]
    fn every_code_is_explained() {
        let mut used = BTreeSet::new();
        gather(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut used);
        let unexplained: Vec<&String> = used.iter().filter(|code| super::explain(code).is_none()).collect();
        assert!(unexplained.is_empty(), "{unexplained:?}");
        let unused: Vec<&str> =
            super::OWN.iter().map(|(code, _)| *code).filter(|code| !used.contains(*code)).collect();
        assert!(unused.is_empty(), "{unused:?}");
    }

    fn gather(folder: &Path, used: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("the sources can be read").path();
            if path.is_dir() {
                gather(&path, used);
            } else if path.parent().is_some_and(|folder| !folder.ends_with("codes")) {
                let text = fs::read_to_string(&path).expect("the sources are UTF-8");
                let text = text.split("#[cfg(test)]").next().unwrap_or_default();
                used.extend(text.split('"').filter(|word| code(word)).map(str::to_owned));
            }
        }
    }

    /// Returns whether a text is a code: its area is one of ours, so that kinds such as `sns::topic` are none.
    fn code(word: &str) -> bool {
        let part = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        let ours = |area: &str| {
            super::OWN.iter().any(|(code, _)| code.split_once("::").is_some_and(|(of, _)| of == area))
        };
        word.split_once("::").is_some_and(|(area, name)| ours(area) && part(name))
    }
}
