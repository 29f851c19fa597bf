//! `print` and `debug`: shown with the place that printed, never written anywhere.

use std::any::TypeId;
use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, ImmutableString, Map, Module};

use super::raw::{Raw, install, register as add, typed};
use super::text::shown;
use crate::code;
use crate::run::Session;
use crate::value::{Unknown, holds_secret};

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    let shared = session.clone();
    let print: Raw = Rc::new(move |context, arguments| {
        let poisoned =
            |value: &&mut Dynamic| matches!(value.read_lock::<Unknown>().as_deref(), Some(Unknown::Poison));
        if arguments.first().is_some_and(poisoned) {
            return Ok(ImmutableString::new().into());
        }
        if let Some(Unknown::Pending(parts)) = arguments.first().and_then(|value| holds_secret(value)) {
            let at = shared.token(context.call_position());
            shared.report(code::secret::unknown("print", &parts, at));
            return Ok(ImmutableString::new().into());
        }
        let text = arguments.first().map(|value| shown(value)).unwrap_or_default();
        shared.report(code::script::print(&text, shared.token(context.call_position())));
        // Rhai expects text of these two and hands it to its own printer, of which there is none.
        Ok(ImmutableString::new().into())
    });
    let mut module = Module::new();
    // Rhai's own printers take these types, so ours must name them to come first.
    let types = [
        TypeId::of::<ImmutableString>(),
        TypeId::of::<Array>(),
        TypeId::of::<Map>(),
        TypeId::of::<i64>(),
        TypeId::of::<f64>(),
        TypeId::of::<bool>(),
        TypeId::of::<char>(),
        TypeId::of::<()>(),
    ];
    for name in ["print", "debug"] {
        add(&mut module, name, [0, 1], &print);
        types.iter().for_each(|ty| typed(&mut module, name, &[*ty], &print));
    }
    install(engine, module);
    engine.on_print(|_| ());
    engine.on_debug(|_, _, _| ());
}
