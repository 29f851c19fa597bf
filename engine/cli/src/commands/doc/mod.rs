//! `tandem doc KIND|MODULE`: reference pages, made of the schemas and the library themselves.

mod kind;
mod module;

use tandem_core::form::Receiver;
use tandem_core::suggestion::nearest;
use tandem_core::{Diagnostic, Form, Registry};
use tandem_lang::builtins;

use super::Context;
use crate::exit::{Ended, Exit};
use crate::library;
use crate::render::text::wrap;

/// Arguments of `doc`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A kind (`route53::hosted_zone`), a service (`route53`), a function (`latency`) or a module (`std/failover_pair`);
    /// everything there is if left out.
    #[arg(value_name = "KIND|MODULE")]
    name: Option<String>,
}

/// Prints a reference page.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let registry = tandem_aws::registry();
    let page = match &args.name {
        None => contents(&registry),
        Some(name) => page(&registry, name).ok_or_else(|| unknown(&registry, name))?,
    };
    if context.terminal.json {
        context.terminal.object(&serde_json::json!({ "type": "page", "name": args.name, "markdown": page }));
    } else {
        context.terminal.data(&page);
    }
    Ok(Exit::Done)
}

fn page(registry: &Registry, name: &str) -> Option<String> {
    if let Some(kind) = registry.kind(name) {
        return Some(kind::page(kind, registry));
    }
    if let Some(text) = library::find(name.strip_prefix("std/").unwrap_or(name)) {
        return Some(module::page(name.strip_prefix("std/").unwrap_or(name), text));
    }
    if registry.modules().any(|module| module == name) {
        return Some(service(registry, name));
    }
    if let Some(builtin) = builtins().iter().find(|builtin| builtin.name == name) {
        return Some(kind::builtin_page(builtin));
    }
    let forms: Vec<&Form> =
        registry.forms().filter(|form| full_name(form) == name || form.name == name).collect();
    let pages: Vec<String> = forms.iter().map(|form| kind::form_page(form)).collect();
    (!pages.is_empty()).then(|| pages.join("\n"))
}

/// Returns the page of a service: its kinds and functions.
fn service(registry: &Registry, name: &str) -> String {
    let mut page = format!("# `{name}`\n\n## Kinds\n\n");
    for kind in registry.kinds().filter(|kind| kind.service() == name) {
        page.push_str(&entry(kind.name, kind.doc));
    }
    page.push_str("\n## Functions\n\n");
    for form in
        registry.forms().filter(|form| matches!(form.receiver, Receiver::Module(module) if module == name))
    {
        page.push_str(&entry(&kind::signature(form), form.doc));
    }
    page
}

/// Returns the page of everything there is.
fn contents(registry: &Registry) -> String {
    let mut page = "# Kinds\n\n".to_owned();
    for kind in registry.kinds() {
        page.push_str(&entry(kind.name, kind.doc));
    }
    page.push_str("\n# Functions\n\n");
    for form in registry.forms().filter(|form| form.receiver == Receiver::Global) {
        page.push_str(&entry(&kind::signature(form), form.doc));
    }
    for builtin in builtins() {
        page.push_str(&entry(&kind::builtin_signature(&builtin), builtin.doc));
    }
    page.push_str("\n# Library\n\n");
    for name in library::names() {
        let doc = library::find(name).map(module::summary).unwrap_or_default();
        page.push_str(&entry(&format!("std/{name}"), &doc));
    }
    page
}

/// Returns a line of a list: the name and the first sentence of its documentation.
fn entry(name: &str, doc: &str) -> String {
    let first = doc.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    wrap(first.trim(), &format!("- `{name}`: "), "  ", 80)
}

fn full_name(form: &Form) -> String {
    match form.receiver {
        Receiver::Global => form.name.to_owned(),
        Receiver::Module(owner) => format!("{owner}::{}", form.name),
        Receiver::Handle(owner) => format!("{owner}.{}", form.name),
    }
}

fn unknown(registry: &Registry, name: &str) -> Diagnostic {
    let mut names: Vec<String> = registry.kinds().map(|kind| kind.name.to_owned()).collect();
    names.extend(registry.forms().map(full_name));
    names.extend(registry.modules().map(str::to_owned));
    names.extend(builtins().iter().map(|builtin| builtin.name.to_owned()));
    names.extend(library::names().map(|module| format!("std/{module}")));
    let diagnostic = Diagnostic::error("doc::unknown", format!("there is no page on `{name}`"));
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("`tandem doc` lists everything there is"),
    }
}
