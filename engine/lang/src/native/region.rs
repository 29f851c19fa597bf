//! Region handles and pairs: their attributes, comparison, text.

use std::any::TypeId;
use std::rc::Rc;

use rhai::{Dynamic, Engine, ImmutableString, Module, NativeCallContext};
use tandem_core::Diagnostic;

use super::handle::printed;
use super::raw::{Raw, install, typed};
use super::text::{Pieces, joined};
use crate::code::nearest;
use crate::code::{did_you_mean, hinted};
use crate::run::Session;
use crate::value::{Pair, Region, Unknown};

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    engine.register_type_with_name::<Region>("region").register_type_with_name::<Pair>("pair");
    let shared = session.clone();
    engine.register_indexer_get(
        move |context: NativeCallContext<'_>, region: &mut Region, index: Dynamic| {
            let name = name_of(&index);
            region
                .attribute(&name)
                .unwrap_or_else(|| unknown(&shared, &context, "region", &name, Region::ATTRIBUTES))
        },
    );
    let shared = session.clone();
    engine.register_indexer_get(move |context: NativeCallContext<'_>, pair: &mut Pair, index: Dynamic| {
        match name_of(&index).as_str() {
            "from" => pair.from.clone(),
            "to" => pair.to.clone(),
            name => unknown(&shared, &context, "pair", name, &["from", "to"]),
        }
    });
    let mut module = Module::new();
    let (region, text) = (TypeId::of::<Region>(), TypeId::of::<ImmutableString>());
    for (operator, equal) in [("==", true), ("!=", false)] {
        let compare: Raw = Rc::new(move |_, arguments| {
            let mut names = arguments.iter().map(|value| region_name(value));
            let (left, right) = (names.next(), names.next());
            Ok(((left == right) == equal).into())
        });
        for types in [[region, region], [region, text], [text, region]] {
            typed(&mut module, operator, &types, &compare);
        }
    }
    let shared = session.clone();
    let add: Raw = Rc::new(move |context, arguments| {
        let at = shared.token(context.call_position());
        let mut operands = arguments.iter().map(|value| (**value).clone());
        let (left, right) = (operands.next().unwrap_or_default(), operands.next().unwrap_or_default());
        joined(&shared, context, Pieces::Sum(left, right), at)
    });
    typed(&mut module, "+", &[text, region], &add);
    typed(&mut module, "+", &[region, text], &add);
    printed::<Region>(&mut module);
    printed::<Pair>(&mut module);
    install(engine, module);
}

fn name_of(index: &Dynamic) -> String {
    index.read_lock::<ImmutableString>().map(|name| name.to_string()).unwrap_or_default()
}

fn region_name(value: &Dynamic) -> Option<String> {
    let name = value.read_lock::<Region>().map(|region| region.0.name.to_owned());
    name.or_else(|| value.read_lock::<ImmutableString>().map(|text| text.to_string()))
}

fn unknown(
    session: &Session,
    context: &NativeCallContext<'_>,
    noun: &str,
    name: &str,
    attributes: &[&str],
) -> Dynamic {
    let at = session.property(context.call_position());
    let message = format!("a {noun} has no attribute `{name}`");
    let diagnostic = Diagnostic::error("reference::unknown_attribute", message).label(at, "");
    session.report(hinted(diagnostic, did_you_mean(nearest(name, attributes.iter().copied()))));
    Dynamic::from(Unknown::Poison)
}
