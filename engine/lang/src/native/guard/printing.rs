//! Lists and maps as text: they hold texts many times over at no cost, but written out they have a length.

use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, ImmutableString, Map, NativeCallContext};

use super::super::text;
use super::{Outcome, fits};
use crate::run::Session;
use crate::settings::TEXT;

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    for name in ["to_string", "to_debug", "to_json"] {
        let shared = session.clone();
        engine.register_fn(
            name,
            move |context: NativeCallContext<'_>, map: &mut Map| -> Outcome<ImmutableString> {
                let value = Dynamic::from_map(std::mem::take(map));
                let text = written(&shared, &context, &value);
                *map = value.try_cast::<Map>().unwrap_or_default();
                let text = text?;
                Ok(if name == "to_json" { rhai::format_map_as_json(map).into() } else { text.into() })
            },
        );
    }
    for name in ["to_string", "to_debug"] {
        let shared = session.clone();
        engine.register_fn(
            name,
            move |context: NativeCallContext<'_>, list: &mut Array| -> Outcome<ImmutableString> {
                let value = Dynamic::from_array(std::mem::take(list));
                let text = written(&shared, &context, &value);
                *list = value.into_array().unwrap_or_default();
                Ok(text?.into())
            },
        );
    }
    for left in [true, false] {
        let shared = session.clone();
        let join =
            move |context: &NativeCallContext<'_>, value: Dynamic, text: &str| -> Outcome<ImmutableString> {
                let value = written(&shared, context, &value)?;
                Ok(if left { format!("{text}{value}") } else { format!("{value}{text}") }.into())
            };
        let join = Rc::new(join);
        let (first, second) = (join.clone(), join);
        if left {
            engine.register_fn("+", move |c: NativeCallContext<'_>, text: ImmutableString, list: Array| {
                first(&c, Dynamic::from_array(list), &text)
            });
            engine.register_fn("+", move |c: NativeCallContext<'_>, text: ImmutableString, map: Map| {
                second(&c, Dynamic::from_map(map), &text)
            });
        } else {
            engine.register_fn("+", move |c: NativeCallContext<'_>, map: Map, text: ImmutableString| {
                second(&c, Dynamic::from_map(map), &text)
            });
        }
    }
}

/// Returns a value written out, what is unknown in it marked so that no attribute takes it.
fn written(session: &Session, context: &NativeCallContext<'_>, value: &Dynamic) -> Outcome<String> {
    match text::plain_text(value) {
        Some(text) if crate::value::holds_unknown(value).is_some() => {
            Ok(format!("{}{text}", crate::value::MARK))
        }
        Some(text) => Ok(text),
        None => fits(session, context, usize::MAX, TEXT).map(|()| String::new()),
    }
}
