//! `name::…`: variables, functions, methods, modules and how many arguments they take.

use tandem_core::count::count;
use tandem_core::form::Parameter;
use tandem_core::{Diagnostic, Span};

use super::{Explanation, did_you_mean, hinted, quoted};

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "name::unknown_variable",
        "The variable does not exist at this place. Variables are declared with `let` or `const` before they are used, \
         and live to the end of the block around them.\n\n    let site = region(\"eu-west-1\");\n    sns::topic(sit, \
         \"oncall\");      // did you mean `site`?\n\nFunctions do not see the variables of their file: pass them as \
         arguments, or declare a `const` and read it as `global::NAME`.",
    ),
    (
        "name::unknown_function",
        "No function of this name exists: neither in this file, nor among the language's own. The functions of a \
         service stand in its module.\n\n    hosted_zone(\"example.com\");              // unknown\n    \
         route53::hosted_zone(\"example.com\");\n\nFunctions of an imported file are called through its name: \
         `import \"./net\" as net; net::site(…)`.",
    ),
    (
        "name::unknown_method",
        "What stands before the dot has no method of this name. Handles have the methods of their kind: \
         `zone.record(…)` exists because `zone` is a `route53::hosted_zone`.\n\n    let topic = sns::topic(site, \
         \"oncall\");\n    topic.record(\"www\", #{ type: \"A\" });   // a topic has no records\n\n`tandem doc KIND` \
         lists the methods of a kind.",
    ),
    (
        "name::unknown_module",
        "There is no module of this name: no service is called so, and no `import … as NAME` declares it.\n\n    \
         rout53::hosted_zone(\"example.com\");   // did you mean `route53`?\n\nA file's functions become a module by \
         `import \"./net\" as net`.",
    ),
    (
        "name::unknown_constant",
        "The module has no constant or variable of this name. A file hands out what it exports.\n\n    // \
         names.rhai\n    export const DOMAIN = \"example.com\";\n\n    // main.rhai\n    import \"./names\" as \
         names;\n    route53::hosted_zone(names::DOMAIN);",
    ),
    (
        "name::private",
        "The function or constant exists, but its file keeps it to itself: the function is `private`, or the constant \
         is not exported. Take `private` away, or write `export` before `const`, if others may use it.",
    ),
    (
        "name::arity",
        "The function takes another number of arguments. Arguments are told apart by their place alone; attributes go \
         into one object map at the end.\n\n    zone.record(\"www\", \"A\", 60);                       // too \
         many\n    zone.record(\"www\", #{ type: \"A\", ttl: 60 });\n\nParameters have no default values; a script can \
         define a function of one name several times, with different numbers of parameters.",
    ),
    (
        "name::redefined",
        "The name belongs to the language: to a service's module, one of its functions, or a method of a kind. A \
         script that took it would change what every other line means.\n\n    fn region(name) { … }       // error: \
         `region` is a function of the language\n    let route53 = 1;            // error: `route53` is the module of \
         a service\n\nChoose another name.",
    ),
];

pub(crate) fn unknown_variable(name: &str, near: Option<&str>, at: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error("name::unknown_variable", format!("there is no variable `{name}`"));
    hinted(diagnostic.label(at, "not declared here"), did_you_mean(near))
}

pub(crate) fn variable_in_function(name: &str, at: Span) -> Diagnostic {
    Diagnostic::error("name::unknown_variable", format!("there is no variable `{name}` in this function"))
        .label(at, "functions do not see the variables of their file")
        .hint(format!(
            "pass it as an argument, or declare `const {}` and read `global::{}`",
            upper(name),
            upper(name)
        ))
}

pub(crate) fn constant_in_function(name: &str, at: Span) -> Diagnostic {
    Diagnostic::error("name::unknown_variable", format!("there is no variable `{name}` in this function"))
        .label(at, "functions see the constants of their file under `global`")
        .hint(format!("write `global::{name}`"))
}

pub(crate) fn function_as_variable(name: &str, at: Span) -> Diagnostic {
    Diagnostic::error("name::unknown_variable", format!("`{name}` is no variable"))
        .label(at, "not a value")
        .hint("call the function with its arguments, or a function of the module as `module::function(…)`")
}

pub(crate) fn unknown_constant(name: &str, module: &str, near: Option<&str>, at: Span) -> Diagnostic {
    let message = format!("`{module}` has no constant `{name}`");
    hinted(Diagnostic::error("name::unknown_constant", message).label(at, ""), did_you_mean(near))
}

pub(crate) fn not_exported(name: &str, module: &str, at: Span) -> Diagnostic {
    Diagnostic::error("name::private", format!("`{module}` does not export `{name}`"))
        .label(at, "")
        .hint(format!("write `export const {name} = …` in that file"))
}

pub(crate) fn unknown_module(name: &str, near: Option<&str>, at: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error("name::unknown_module", format!("there is no module `{name}`"));
    let hint = did_you_mean(near).unwrap_or_else(|| format!("import it: `import \"./{name}\" as {name};`"));
    diagnostic.label(at, "").hint(hint)
}

pub(crate) fn unknown_function(name: &str, near: Option<&str>, modules: &[&str], at: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error("name::unknown_function", format!("there is no function `{name}`"));
    let hint = match modules {
        [] => did_you_mean(near),
        modules => {
            let written: Vec<String> = modules.iter().map(|module| format!("`{module}::{name}`")).collect();
            Some(format!("write {}", written.join(" or ")))
        }
    };
    hinted(diagnostic.label(at, ""), hint)
}

pub(crate) fn unknown_in_module(name: &str, module: &str, near: Option<&str>, at: Span) -> Diagnostic {
    let message = format!("`{module}` has no function `{name}`");
    hinted(Diagnostic::error("name::unknown_function", message).label(at, ""), did_you_mean(near))
}

pub(crate) fn private(name: &str, module: &str, at: Span, defined: Option<Span>) -> Diagnostic {
    let message = format!("`{name}` is private to `{module}`");
    let diagnostic = Diagnostic::error("name::private", message).label(at, "");
    match defined {
        Some(span) => diagnostic.label(span, "declared private here"),
        None => diagnostic,
    }
}

pub(crate) fn arity(name: &str, arities: &[usize], given: usize, at: Span) -> Diagnostic {
    let takes: Vec<String> = arities.iter().map(usize::to_string).collect();
    let noun = if arities == [1] { "argument" } else { "arguments" };
    let message = format!("`{name}` takes {} {noun}, not {given}", takes.join(" or "));
    Diagnostic::error("name::arity", message).label(at, "")
}

pub(crate) fn closure_arity(given: usize, at: Span) -> Diagnostic {
    let message = format!("this closure does not take {}", count(given, "argument"));
    Diagnostic::error("name::arity", message).label(at, "")
}

pub(crate) fn signature(
    name: &str,
    parameters: &[Parameter],
    (least, most): (usize, usize),
    given: usize,
    at: Span,
) -> Diagnostic {
    let takes = if least == most { count(least, "argument") } else { format!("{least} to {most} arguments") };
    let mut words: Vec<&str> = parameters.iter().map(|parameter| parameter.name).collect();
    if most > parameters.len() {
        words.push("#{ … }");
    }
    Diagnostic::error("name::arity", format!("`{name}` takes {takes}, not {given}"))
        .label(at, "")
        .hint(format!("write `{name}({})`", words.join(", ")))
}

pub(crate) fn unknown_method(name: &str, receiver: Option<&str>, near: Option<&str>, at: Span) -> Diagnostic {
    let message = match receiver {
        Some(noun) => format!("{noun} has no method `{name}`"),
        None => format!("there is no method `{name}`"),
    };
    hinted(Diagnostic::error("name::unknown_method", message).label(at, ""), did_you_mean(near))
}

/// Where to look for a method that a kind lacks.
pub(crate) struct Elsewhere<'a> {
    /// The nearest method of the kind itself.
    pub(crate) near: Option<&'a str>,
    /// Whether the kind has an attribute of the name.
    pub(crate) attribute: bool,
    /// The kinds that have the method.
    pub(crate) kinds: Vec<&'a str>,
}

pub(crate) fn unknown_handle_method(
    name: &str,
    kind: &str,
    elsewhere: &Elsewhere<'_>,
    at: Span,
) -> Diagnostic {
    let hint = if elsewhere.attribute {
        Some(format!("it is an attribute: write `.{name}`"))
    } else if elsewhere.kinds.is_empty() {
        did_you_mean(elsewhere.near)
    } else {
        Some(format!("`{name}` is a method of {}", quoted(elsewhere.kinds.iter().copied())))
    };
    let message = format!("`{kind}` has no method `{name}`");
    hinted(Diagnostic::error("name::unknown_method", message).label(at, ""), hint)
}

pub(crate) fn method_of_others(name: &str, receiver: &str, kinds: &[&str], at: Span) -> Diagnostic {
    Diagnostic::error("name::unknown_method", format!("{receiver} has no method `{name}`"))
        .label(at, "")
        .hint(format!("`{name}` is a method of {}", quoted(kinds.iter().copied())))
}

pub(crate) fn redefined(name: &str, what: &str, at: Span) -> Diagnostic {
    Diagnostic::error("name::redefined", format!("`{name}` is {what}"))
        .label(at, "taken already")
        .hint("choose another name")
}

fn upper(name: &str) -> String {
    name.to_ascii_uppercase()
}
