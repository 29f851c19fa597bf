//! `print` and `debug`: shown with the place that printed, never written anywhere.

use std::rc::Rc;

use rhai::{Dynamic, Engine, ImmutableString, Module};

use super::raw::{Raw, install, register as add};
use super::text::shown;
use crate::code;
use crate::run::Session;
use crate::value::Unknown;

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    let shared = session.clone();
    let print: Raw = Rc::new(move |context, arguments| {
        let poisoned = |value: &&mut Dynamic| matches!(value.read_lock::<Unknown>().as_deref(), Some(Unknown::Poison));
        if arguments.first().is_some_and(poisoned) {
            return Ok(ImmutableString::new().into());
        }
        let text = arguments.first().map(|value| shown(value)).unwrap_or_default();
        shared.report(code::script::print(&text, shared.token(context.call_position())));
        // Rhai expects text of these two and hands it to its own printer, of which there is none.
        Ok(ImmutableString::new().into())
    });
    let mut module = Module::new();
    add(&mut module, "print", [0, 1], &print);
    add(&mut module, "debug", [0, 1], &print);
    install(engine, module);
    engine.on_print(|_| ());
    engine.on_debug(|_, _, _| ());
}
