//! `for` loops: what they iterate over, with the iteration kept for the trace.

use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, Module};

use super::helper::{id, last, span};
use super::raw::{Raw, install, register as add};
use crate::code;
use crate::run::{Guard, Session, Trace};
use crate::value::Unknown;

/// What a loop iterates over.
#[derive(Clone)]
struct Looped {
    trace: Trace,
    helper: i64,
    items: Items,
}

#[derive(Clone)]
enum Items {
    List(std::vec::IntoIter<Dynamic>),
    Range(Range<i64>),
    Inclusive(RangeInclusive<i64>),
}

/// The iterator of one loop; the trace shows the loop while it lives.
struct Iteration {
    looped: Looped,
    number: usize,
    total: Option<usize>,
    guard: Option<Guard>,
}

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    let shared = session.clone();
    let each: Raw = Rc::new(move |_, arguments| {
        let helper = id(arguments);
        let value = last(arguments);
        let items = items(&shared, value, helper);
        Ok(match items {
            Ok(items) => Dynamic::from(Looped { trace: shared.trace.clone(), helper, items }),
            // Whatever else there is to iterate over, Rhai knows how.
            Err(value) => value,
        })
    });
    let mut module = Module::new();
    add(&mut module, "__each", [2], &each);
    install(engine, module);
    engine.register_iterator::<Looped>();
}

fn items(session: &Session, value: Dynamic, helper: i64) -> Result<Items, Dynamic> {
    if value.is_array() {
        return value.try_cast_result::<Array>().map(|items| Items::List(items.into_iter()));
    }
    if let Some(unknown) = value.read_lock::<Unknown>() {
        if let Some(parts) = unknown.parts() {
            let at = span(session, helper);
            session.report(code::secret::unknown("iterate over", parts, at));
        }
        return Ok(Items::List(Vec::new().into_iter()));
    }
    let value = match value.try_cast_result::<Range<i64>>() {
        Ok(range) => return Ok(Items::Range(range)),
        Err(value) => value,
    };
    value.try_cast_result::<RangeInclusive<i64>>().map(Items::Inclusive)
}

impl IntoIterator for Looped {
    type Item = Dynamic;
    type IntoIter = Iteration;

    fn into_iter(self) -> Iteration {
        let total = self.items.remaining();
        Iteration { looped: self, number: 0, total, guard: None }
    }
}

impl Iterator for Iteration {
    type Item = Dynamic;

    fn next(&mut self) -> Option<Dynamic> {
        let Some(value) = self.looped.items.next() else {
            if let Some(guard) = self.guard.take() {
                guard.finish();
            }
            return None;
        };
        self.number += 1;
        let Looped { trace, helper, .. } = &self.looped;
        trace.iterate(&mut self.guard, *helper, self.number, self.total, &value);
        Some(value)
    }
}

impl Items {
    fn next(&mut self) -> Option<Dynamic> {
        match self {
            Items::List(items) => items.next(),
            Items::Range(range) => range.next().map(Dynamic::from),
            Items::Inclusive(range) => range.next().map(Dynamic::from),
        }
    }

    fn remaining(&self) -> Option<usize> {
        match self {
            Items::List(items) => Some(items.len()),
            Items::Range(range) => range.size_hint().1,
            Items::Inclusive(range) => range.size_hint().1,
        }
    }
}
