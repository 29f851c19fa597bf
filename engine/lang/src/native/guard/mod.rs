//! Functions of Rhai that could fill the memory in few steps, with a limit; and those that are off.
//!
//! Rhai has limits of its own on sizes, but they measure a whole value after every change of it. Here only what is
//! added is measured, which was copied just before.

mod list;
mod printing;
mod text;

use std::any::TypeId;
use std::rc::Rc;

use rhai::{Dynamic, Engine, EvalAltResult, Module, NativeCallContext};

use super::raw::{Raw, install, typed};
use super::reported;
use crate::analysis::FORBIDDEN;
use crate::code;
use crate::run::Session;
use crate::settings::{ITEMS, TEXT};

type Outcome<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    text::register(engine, session);
    list::register(engine, session);
    printing::register(engine, session);
    off(engine, session);
}

/// Registers what looks out of the script as refused: a name made at run time leads there.
fn off(engine: &mut Engine, session: &Rc<Session>) {
    let shared = session.clone();
    let refused: Raw = Rc::new(move |context, _| {
        let name = context.fn_name();
        let reason = FORBIDDEN.iter().find(|(off, _)| *off == name).map_or("", |(_, reason)| *reason);
        shared.report(code::script::forbidden(name, reason, shared.token(context.call_position())));
        Err(reported())
    });
    let mut module = Module::new();
    let any = TypeId::of::<Dynamic>();
    for types in [&[][..], &[any], &[TypeId::of::<i64>()], &[TypeId::of::<f64>()]] {
        typed(&mut module, "exit", types, &refused);
        typed(&mut module, "sleep", types, &refused);
    }
    install(engine, module);
}

/// Reports a size beyond its limit.
fn fits(session: &Session, context: &NativeCallContext<'_>, size: usize, limit: usize) -> Outcome<()> {
    if size <= limit {
        return Ok(());
    }
    let at = session.token(context.call_position());
    session.report(if limit == TEXT { code::budget::text(TEXT, at) } else { code::budget::items(ITEMS, at) });
    Err(reported())
}
