//! `tandem state list|show`: what is remembered.

use serde_json::json;
use tandem_core::state::Attributes;
use tandem_core::suggestion::nearest;
use tandem_core::{Address, Diagnostic, Object, State};

use crate::commands::Context;
use crate::exit::Ended;
use crate::render::text::clean;

/// Lists the addresses of everything that is remembered.
pub(super) fn list(state: &State, context: &Context) {
    let mut lines = String::new();
    for object in state.objects.values().chain(&state.deposed) {
        if context.terminal.json {
            let object = json!({ "type": "object", "address": object.address, "id": object.id });
            lines.push_str(&format!("{object}\n"));
        } else {
            lines.push_str(&format!("{}\n", clean(object.address.as_str())));
        }
    }
    context.terminal.data(&lines);
}

/// Shows everything that is remembered of one resource.
pub(super) fn show(state: &State, address: &str, context: &Context) -> Ended<()> {
    let parsed: Result<Address, _> = address.parse();
    let found = parsed.ok().and_then(|address| state.objects.get(&address));
    let object = found.ok_or_else(|| unknown(state, address))?;
    if context.terminal.json {
        let shown = |attributes: &Attributes| -> Attributes {
            attributes.iter().map(|(name, value)| (name.clone(), value.shown())).collect()
        };
        let (attributes, arguments) = (shown(&object.attributes), shown(&object.arguments));
        let object = Object { attributes, arguments, ..object.clone() };
        let mut shown = serde_json::to_value(object).unwrap_or_default();
        shown["type"] = "object".into();
        context.terminal.object(&shown);
    } else {
        context.terminal.data(&page(object));
    }
    Ok(())
}

fn page(object: &Object) -> String {
    let mut page = format!("{}\n", clean(object.address.as_str()));
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            page.push_str(&format!("  {name:<14} {}\n", clean(value).replace('\n', "\n                 ")));
        }
    };
    row("id", &object.id);
    row("account", &object.account);
    row("region", &object.region);
    row("parent", object.parent.as_ref().map_or("", |parent| parent.as_str()));
    for dependency in &object.dependencies {
        row("depends on", dependency.as_str());
    }
    if object.protect {
        row("protected", "yes");
    }
    if !object.settled {
        row("settled", "no: the cloud had not finished it when it was last seen");
    }
    page.push_str("  attributes\n");
    let width = object.attributes.keys().map(String::len).max().unwrap_or(0);
    for (name, value) in &object.attributes {
        page.push_str(&format!("    {name:<width$}   {}\n", clean(&value.to_string())));
    }
    page
}

fn unknown(state: &State, address: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error("state::unknown", format!("nothing is remembered of `{address}`"));
    match nearest(address, state.objects.keys().map(Address::as_str)) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("`tandem state list` prints the addresses"),
    }
}
