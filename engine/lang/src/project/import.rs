//! From the path in an `import` statement to the path of a file.

/// What a path in an `import` statement leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resolved {
    /// A file, relative to the project root or `std/…`.
    File(String),
    /// Out of the project root, or out of the library.
    Outside,
    /// A file of the project below `std/`, which is the library's name.
    Reserved,
    /// A path that is neither of the library nor relative.
    Unclear,
}

/// Returns what `path` leads to when a file imports it.
pub(super) fn resolve(importer: &str, path: &str) -> Resolved {
    let library = importer.starts_with("std/");
    if path.contains('\\') || path.contains('\0') {
        return Resolved::Unclear;
    }
    let mut folders: Vec<&str> = if path.starts_with("./") || path.starts_with("../") {
        importer.split('/').collect::<Vec<_>>().split_last().map_or_else(Vec::new, |(_, rest)| rest.to_vec())
    } else if path.starts_with("std/") {
        Vec::new()
    } else if path.starts_with('/') {
        return Resolved::Outside;
    } else {
        return Resolved::Unclear;
    };
    for part in path.split('/') {
        match part {
            "" => return Resolved::Unclear,
            "." => (),
            ".." => {
                if folders.pop().is_none() {
                    return Resolved::Outside;
                }
            }
            _ => folders.push(part),
        }
    }
    let joined = folders.join("/");
    let inside = joined.starts_with("std/");
    match (path.starts_with("std/") || library, inside) {
        (true, false) => Resolved::Outside,
        (false, true) => Resolved::Reserved,
        _ if path.ends_with('/') || path.ends_with("..") => Resolved::Unclear,
        _ if joined.ends_with(".rhai") => Resolved::File(joined),
        _ => Resolved::File(joined + ".rhai"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Resolved, resolve};

    #[track_caller]
    fn check(importer: &str, path: &str, expected: &str) {
        assert_eq!(resolve(importer, path), Resolved::File(expected.to_owned()));
    }

    #[test]
    fn paths_are_relative_to_the_importer() {
        check("main.rhai", "./net", "net.rhai");
        check("lib/a/x.rhai", "../y", "lib/y.rhai");
        check("lib/x.rhai", "./y.rhai", "lib/y.rhai");
        check("lib/x.rhai", "std/active_active", "std/active_active.rhai");
        check("std/active_active.rhai", "./names", "std/names.rhai");
    }

    #[test]
    fn nothing_leaves_its_root() {
        for (importer, path) in [
            ("main.rhai", "../x"),
            ("lib/x.rhai", "../../x"),
            ("lib/x.rhai", "./../../x"),
            ("main.rhai", "/etc/passwd"),
            ("main.rhai", "std/../main"),
            ("std/a.rhai", "../main"),
        ] {
            assert_eq!(resolve(importer, path), Resolved::Outside, "{importer} {path}");
        }
        assert_eq!(resolve("main.rhai", "./std/x"), Resolved::Reserved);
        assert_eq!(resolve("main.rhai", "net"), Resolved::Unclear);
        assert_eq!(resolve("main.rhai", "./a\\b"), Resolved::Unclear);
    }
}
