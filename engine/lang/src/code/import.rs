//! `import::…`: modules.

use tandem_core::world::ReadError;
use tandem_core::{Diagnostic, Span};

use super::Explanation;

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "import::missing",
        "The file does not exist. Paths are relative to the file that imports, without `.rhai`; the library is under \
         `std/`.\n\n    import \"./net/dns\" as dns;             // net/dns.rhai beside this file\n    import \
         \"std/active_active\" as aa;",
    ),
    (
        "import::outside",
        "The path leads out of the project. What a script does must be readable in its project alone, so imports stay \
         below the project root, and modules of the library below the library.",
    ),
    (
        "import::reserved",
        "Files below `std/` are the library's, so a project cannot have a folder of that name at its root: nobody \
         could tell which of the two a path means.",
    ),
    (
        "import::unclear",
        "A path begins with `./` or `../`, or with `std/` for the library. Separators are `/`.\n\n    import \"net\" as \
         net;       // write \"./net\"",
    ),
    (
        "import::computed",
        "The path must be written out, not computed: what a script consists of is known before it runs.\n\n    import \
         \"./\" + name as m;    // error",
    ),
    (
        "import::cycle",
        "The files import each other in a circle, so none of them can be read first. Take what they share out into a \
         third file.",
    ),
    (
        "import::depth",
        "A file imports a file that imports a file, and so on, longer than anyone could follow. Import what is needed \
         directly.",
    ),
    (
        "import::unreadable",
        "The file exists and cannot be used: it is a folder, too large, or the system refuses to hand it out.",
    ),
];

pub(crate) fn missing(path: &str, at: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error("import::missing", format!("there is no file `{path}`")).label(at, "");
    if path.starts_with("std/") {
        return diagnostic.hint("`tandem doc std` lists the modules of the library");
    }
    diagnostic.hint("paths are relative to the file that imports")
}

pub(crate) fn outside(path: &str, at: Span) -> Diagnostic {
    Diagnostic::error("import::outside", format!("`{path}` leads out of the project"))
        .label(at, "")
        .hint("copy the file into the project")
}

pub(crate) fn reserved(path: &str, at: Span) -> Diagnostic {
    Diagnostic::error("import::reserved", format!("`{path}` lies in `std/`, which belongs to the library"))
        .label(at, "")
        .hint("import the library as `std/…`, and give the project's folder another name")
}

pub(crate) fn unclear(path: &str, at: Span) -> Diagnostic {
    let name = path.replace('\\', "/");
    let name = name.trim_start_matches('/');
    Diagnostic::error("import::unclear", format!("`{path}` is no path to a module"))
        .label(at, "")
        .hint(format!("write `\"./{name}\"` for a file beside this one, or `\"std/…\"` for the library"))
}

pub(crate) fn computed(at: Span) -> Diagnostic {
    Diagnostic::error("import::computed", "the path of an import cannot be computed")
        .label(at, "not a plain string")
        .hint("write the path out: `\"./name\"`")
}

pub(crate) fn cycle(path: &str, chain: &[Span]) -> Diagnostic {
    let mut diagnostic = Diagnostic::error("import::cycle", format!("`{path}` imports itself"));
    for (at, span) in chain.iter().rev().enumerate() {
        diagnostic =
            diagnostic.label(*span, if at == 0 { "this closes the circle" } else { "through this import" });
    }
    diagnostic.hint("take what the files share out into a third one")
}

pub(crate) fn too_deep(at: Span) -> Diagnostic {
    let message = format!("imports are nested more than {} levels deep", crate::settings::IMPORTS);
    Diagnostic::error("import::depth", message).label(at, "")
}

pub(crate) fn unreadable(path: &str, error: &ReadError, at: Span) -> Diagnostic {
    Diagnostic::error("import::unreadable", format!("cannot read `{path}`: {error}")).label(at, "")
}
