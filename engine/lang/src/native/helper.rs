//! The calls that are put into the prepared text: around calls, conditions, texts and stored values.

use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, EvalAltResult, Module};
use tandem_core::Span;

use super::raw::{Raw, install, register as add};
use super::text::{Pieces, joined};
use super::{Reported, reported};
use crate::code;
use crate::run::{Guard, Session, Stop};
use crate::settings::ITEMS;
use crate::value::{Unknown, noun, size};

/// A guard as a value of the script.
#[derive(Clone)]
struct Held {
    guard: Rc<Guard>,
}

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    let mut module = Module::new();
    let shared = session.clone();
    let at: Raw = Rc::new(move |_, arguments| {
        Ok(Dynamic::from(Held { guard: Rc::new(shared.trace.call(id(arguments))) }))
    });
    add(&mut module, "__at", [1], &at);
    let call: Raw = Rc::new(|_, arguments| {
        if let Some(held) = arguments.first().and_then(|guard| guard.read_lock::<Held>()) {
            held.guard.finish();
        }
        Ok(last(arguments))
    });
    add(&mut module, "__call", [2], &call);
    let shared = session.clone();
    let condition: Raw = Rc::new(move |_, arguments| condition(&shared, arguments));
    add(&mut module, "__condition", [2], &condition);
    let shared = session.clone();
    let index: Raw = Rc::new(move |_, arguments| index(&shared, arguments));
    add(&mut module, "__index", [2], &index);
    let shared = session.clone();
    let measure: Raw = Rc::new(move |_, arguments| measure(&shared, arguments));
    add(&mut module, "__measure", [2], &measure);
    let shared = session.clone();
    let join: Raw = Rc::new(move |context, arguments| {
        let at = span(&shared, id(arguments));
        let Some(pieces) = last(arguments).try_cast::<Array>() else { return Ok(Dynamic::UNIT) };
        joined(&shared, context, Pieces::Template(pieces), at)
    });
    add(&mut module, "__join", [2], &join);
    let unknown: Raw = Rc::new(|_, _| Ok(Dynamic::from(Unknown::Poison)));
    add(&mut module, crate::analysis::UNKNOWN, 0..=9, &unknown);
    let stop: Raw = Rc::new(|context, _| {
        let position = context.call_position();
        Err(EvalAltResult::ErrorTerminated(Dynamic::from(Stop::Return), position).into())
    });
    add(&mut module, "__stop", [0, 1], &stop);
    install(engine, module);
    engine.register_type_with_name::<Held>("guard").register_type_with_name::<Reported>("error");
}

/// Returns the number of the helper, which is the first argument.
pub(super) fn id(arguments: &[&mut Dynamic]) -> i64 {
    arguments.first().and_then(|id| id.as_int().ok()).unwrap_or(-1)
}

/// Takes out the last argument.
pub(super) fn last(arguments: &mut [&mut Dynamic]) -> Dynamic {
    arguments.last_mut().map(|value| std::mem::take(&mut **value)).unwrap_or_default()
}

/// Returns the range that a helper stands for.
pub(super) fn span(session: &Session, id: i64) -> Span {
    session.helper(id).map(|helper| helper.span).unwrap_or_default()
}

type Outcome = Result<Dynamic, Box<EvalAltResult>>;

fn condition(session: &Session, arguments: &mut [&mut Dynamic]) -> Outcome {
    let at = span(session, id(arguments));
    let value = last(arguments);
    if value.is_bool() {
        return Ok(value);
    }
    match value.read_lock::<Unknown>().map(|unknown| unknown.clone()) {
        Some(Unknown::Pending(parts)) => {
            session.report(code::secret::unknown("branch on", &parts, at));
        }
        Some(Unknown::Poison) => (),
        None => session.report(code::script::condition(&noun(&value), at)),
    }
    Ok(false.into())
}

fn index(session: &Session, arguments: &mut [&mut Dynamic]) -> Outcome {
    let at = span(session, id(arguments));
    let value = last(arguments);
    match value.read_lock::<Unknown>().map(|unknown| unknown.clone()) {
        Some(Unknown::Pending(parts)) => {
            session.report(code::secret::unknown("index by", &parts, at));
            Err(reported())
        }
        Some(Unknown::Poison) => Err(reported()),
        None => Ok(value),
    }
}

fn measure(session: &Session, arguments: &mut [&mut Dynamic]) -> Outcome {
    let at = span(session, id(arguments));
    let value = last(arguments);
    if size(&value, ITEMS) >= ITEMS {
        session.report(code::budget::items(ITEMS, at));
        return Err(reported());
    }
    Ok(value)
}
