//! The page of a library module: its comments, as they stand in its text.

use crate::render::text::prose;

/// Returns the page of a module: what its first comment says, then each function with the comment above it.
pub(super) fn page(name: &str, text: &str) -> String {
    let head = head(text);
    let mut page = format!("# `std/{name}`\n\n{}\n", prose(&head));
    let import = format!("import \"std/{name}\"");
    if !head.contains(&import) {
        page.push_str(&format!("\n```rhai\n{import} as {name};\n```\n"));
    }
    for (signature, doc) in functions(text) {
        page.push_str(&format!("\n## `{signature}`\n\n{}\n", prose(&doc)));
    }
    page
}

/// Returns the first paragraph of what a module says of itself.
pub(super) fn summary(text: &str) -> String {
    head(text).split("\n\n").next().unwrap_or_default().replace('\n', " ")
}

/// Returns the comment that a module begins with.
fn head(text: &str) -> String {
    let lines = text.lines().map_while(comment);
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Returns the signature of every function that others may call, with the comment above it.
fn functions(text: &str) -> Vec<(String, String)> {
    let mut functions = Vec::new();
    let mut doc: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(comment) = line.starts_with("//").then(|| comment(line)).flatten() {
            doc.push(comment);
        } else if let Some(rest) = line.strip_prefix("fn ") {
            let signature = rest.split_once(')').map_or(rest, |(signature, _)| signature);
            functions.push((format!("{signature})"), doc.join("\n").trim().to_owned()));
            doc.clear();
        } else {
            doc.clear();
        }
    }
    functions
}

fn comment(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("//")?;
    let rest = rest.trim_start_matches(['/', '!']);
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_page_is_made_of_the_comments() {
        let text =
            "// Two regions.\n\n/// Declares both.\nfn pair(zone, options) {\n}\n\nprivate fn own(x) {}\n";
        let page = super::page("pair", text);
        assert!(page.starts_with("# `std/pair`\n\nTwo regions.\n"), "{page}");
        assert!(page.contains("## `pair(zone, options)`\n\nDeclares both.\n"), "{page}");
        assert!(!page.contains("own"), "{page}");
    }
}
