//! The reference page of a kind, and of a function.

use tandem_core::form::{Parameter, Receiver, Yields};
use tandem_core::schema::{Mode, OnChange, Placement, Presence};
use tandem_core::{Attribute, Form, Kind, Registry, Type, duration};
use tandem_lang::Builtin;

use crate::render::text::{prose, wrap};

/// What every managed resource takes beside its attributes.
const COMMON: [(&str, &str); 3] = [
    ("after", "Resources, or lists of them. They are done before, where no reference says so."),
    (
        "allow",
        "AA checks that may find fault with it, by code, each with the reason: `#{ AA011: \"clients pin their resolver\" }`. \
         Plans count and list what is allowed.",
    ),
    (
        "protect",
        "`true` or `false`. Whether its destruction is refused until an apply with `protect: false`.",
    ),
];

/// Returns the page of a kind: what it is, how it is declared, its attributes, its methods, an example.
pub(super) fn page(kind: &Kind, registry: &Registry) -> String {
    let mut page = format!("# `{}`\n\n{}\n\n{}\n", kind.name, nature(kind), prose(kind.doc));
    let makes = |form: &&Form| matches!(form.yields, Yields::Resource(name) | Yields::Resources(name) if name == kind.name);
    section(&mut page, "Declared by", registry.forms().filter(makes).map(item));
    section(&mut page, "Attributes", kind.arguments().map(|attribute| lines(attribute, 0)));
    if kind.mode == Mode::Managed {
        section(&mut page, "As every resource", COMMON.iter().map(|(name, doc)| common(name, doc)));
    }
    let computed = kind.attributes.iter().filter(|attribute| !attribute.is_argument());
    section(&mut page, "Known after apply", computed.map(|attribute| lines(attribute, 0)));
    let methods = registry.forms().filter(|form| form.receiver == Receiver::Handle(kind.name));
    section(&mut page, "Methods", methods.map(item));
    page.push_str(&format!("\n## Example\n\n```rhai\n{}\n```\n", kind.example.trim()));
    page
}

/// Returns the page of a function or method.
pub(super) fn form_page(form: &Form) -> String {
    let mut page = format!("# `{}`\n\n{}\n", signature(form), prose(form.doc));
    section(&mut page, "Parameters", form.parameters.iter().map(parameter));
    section(&mut page, "Options", form.options.iter().map(|attribute| lines(attribute, 0)));
    page
}

/// Returns the page of one of the language's own functions.
pub(super) fn builtin_page(builtin: &Builtin) -> String {
    let mut page = format!("# `{}`\n\n{}\n", builtin_signature(builtin), prose(builtin.doc));
    section(&mut page, "Parameters", builtin.parameters.iter().map(parameter));
    section(&mut page, "Options", builtin.options.iter().map(|attribute| lines(attribute, 0)));
    page
}

/// Returns how one of the language's own functions is called.
pub(super) fn builtin_signature(builtin: &Builtin) -> String {
    call(builtin.name, &builtin.parameters, &builtin.options)
}

/// Returns how a function or method is called: `zone.alias(name, target, #{ … })`.
pub(super) fn signature(form: &Form) -> String {
    let owner = match form.receiver {
        Receiver::Global => String::new(),
        Receiver::Module(module) => format!("{module}::"),
        Receiver::Handle(kind) => format!("{}.", kind.split_once("::").map_or(kind, |(_, kind)| kind)),
    };
    format!("{owner}{}", call(form.name, &form.parameters, &form.options))
}

fn call(name: &str, parameters: &[Parameter], options: &[Attribute]) -> String {
    let mut words: Vec<&str> = parameters.iter().map(|parameter| parameter.name).collect();
    if !options.is_empty() {
        words.push("#{ … }");
    }
    format!("{name}({})", words.join(", "))
}

fn common(name: &str, doc: &str) -> String {
    wrap(doc, &format!("- `{name}`: "), "  ", 80)
}

fn parameter(parameter: &Parameter) -> String {
    wrap(parameter.doc, &format!("- `{}`: {}. ", parameter.name, parameter.ty.noun()), "  ", 80)
}

fn section(page: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let items: String = items.collect();
    if !items.is_empty() {
        page.push_str(&format!("\n## {title}\n\n{items}"));
    }
}

fn item(form: &Form) -> String {
    let first = form.doc.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    wrap(first.trim(), &format!("- `{}`: ", signature(form)), "  ", 80)
}

fn nature(kind: &Kind) -> String {
    let mode = match kind.mode {
        Mode::Managed => "Managed",
        Mode::LookUp => "Looked up, never made",
    };
    let place = match kind.placement {
        Placement::Global { home } => format!("global (calls go to {home})"),
        Placement::Regional => "regional".to_owned(),
    };
    let parent = kind.parent.map(|parent| format!(", part of a `{parent}`")).unwrap_or_default();
    format!("{mode}, {place}{parent}.")
}

/// Returns the entry of an attribute, those of an object map below it.
fn lines(attribute: &Attribute, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let presence = match &attribute.presence {
        Presence::Required => "Required. ".to_owned(),
        Presence::Optional => String::new(),
        Presence::Default(value) => format!("If left out: `{value}`. "),
        Presence::Chosen => "If left out, AWS decides. ".to_owned(),
        Presence::Computed => String::new(),
    };
    let replaces = if attribute.on_change == OnChange::Replace { "A change replaces. " } else { "" };
    let doc = attribute.doc.trim().replace('\n', " ");
    let head = format!("{indent}- `{}`: {}. ", attribute.name, noun(&attribute.ty));
    let mut text = wrap(&format!("{presence}{replaces}{doc}"), &head, &format!("{indent}  "), 80);
    for inner in inside(&attribute.ty) {
        text.push_str(&lines(inner, depth + 1));
    }
    text
}

fn noun(ty: &Type) -> String {
    match ty {
        Type::Duration { only, .. } if !only.is_empty() => {
            let texts: Vec<String> =
                only.iter().map(|seconds| format!("`\"{}\"`", duration::text(*seconds))).collect();
            texts.join(" or ")
        }
        Type::Duration { min, max, .. } => {
            format!("a duration from `\"{}\"` to `\"{}\"`", duration::text(*min), duration::text(*max))
        }
        _ => ty.noun(),
    }
}

/// Returns the attributes of the object map that a type is, or is a list or map of.
fn inside(ty: &Type) -> &[Attribute] {
    match ty {
        Type::Struct(attributes) => attributes,
        Type::List { item, .. } => inside(item),
        Type::Map { value, .. } => inside(value),
        Type::OneOf(types) => types.iter().map(inside).find(|found| !found.is_empty()).unwrap_or_default(),
        _ => &[],
    }
}
