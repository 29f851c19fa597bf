//! Functions of Rhai that could fill the memory in few steps, with a limit; and those that are off.

use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, NativeCallContext};

use super::{reported, text};
use crate::code;
use crate::run::Session;
use crate::settings::{ITEMS, TEXT};
use crate::value::size;

type Outcome<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    texts(engine, session);
    lists(engine, session);
    maps(engine, session);
    printing(engine, session);
    off(engine);
}

fn texts(engine: &mut Engine, session: &Rc<Session>) {
    let shared = session.clone();
    engine.register_fn("+", move |context: NativeCallContext<'_>, a: ImmutableString, b: ImmutableString| {
        fits(&shared, &context, a.len() + b.len(), TEXT)?;
        Ok::<_, Box<EvalAltResult>>(a + b)
    });
    let shared = session.clone();
    engine.register_fn(
        "+=",
        move |context: NativeCallContext<'_>, a: &mut ImmutableString, b: ImmutableString| -> Outcome<()> {
            fits(&shared, &context, a.len() + b.len(), TEXT)?;
            *a += b;
            Ok(())
        },
    );
    let shared = session.clone();
    let pad = move |context: &NativeCallContext<'_>, text: &mut ImmutableString, length: i64, with: &str| -> Outcome<()> {
        let length = usize::try_from(length).unwrap_or(0);
        fits(&shared, context, length.saturating_mul(with.len().max(1)), TEXT)?;
        let missing = length.saturating_sub(text.chars().count());
        let added: String = with.chars().cycle().take(missing).collect();
        *text += added;
        Ok(())
    };
    let pad = Rc::new(pad);
    let shared = pad.clone();
    engine.register_fn("pad", move |c: NativeCallContext<'_>, text: &mut ImmutableString, length: i64, with: char| {
        shared(&c, text, length, with.encode_utf8(&mut [0; 4]))
    });
    engine.register_fn(
        "pad",
        move |c: NativeCallContext<'_>, text: &mut ImmutableString, length: i64, with: ImmutableString| {
            pad(&c, text, length, &with)
        },
    );
    let shared = session.clone();
    let replace = move |context: &NativeCallContext<'_>, text: &mut ImmutableString, old: &str, new: &str| -> Outcome<()> {
        let places = if old.is_empty() { text.len() + 1 } else { text.matches(old).count() };
        fits(&shared, context, text.len().saturating_add(places.saturating_mul(new.len())), TEXT)?;
        *text = text.replace(old, new).into();
        Ok(())
    };
    let replace = Rc::new(replace);
    let shared = replace.clone();
    engine.register_fn(
        "replace",
        move |c: NativeCallContext<'_>, text: &mut ImmutableString, old: ImmutableString, new: ImmutableString| {
            shared(&c, text, &old, &new)
        },
    );
    engine.register_fn(
        "replace",
        move |c: NativeCallContext<'_>, text: &mut ImmutableString, old: char, new: ImmutableString| {
            replace(&c, text, old.encode_utf8(&mut [0; 4]), &new)
        },
    );
}

fn lists(engine: &mut Engine, session: &Rc<Session>) {
    let shared = session.clone();
    engine.register_fn(
        "push",
        move |context: NativeCallContext<'_>, list: &mut Array, item: Dynamic| -> Outcome<()> {
            fits(&shared, &context, list.len() + size(&item, ITEMS), ITEMS)?;
            list.push(item);
            Ok(())
        },
    );
    for name in ["append", "+="] {
        let shared = session.clone();
        engine.register_fn(
            name,
            move |context: NativeCallContext<'_>, list: &mut Array, more: Array| -> Outcome<()> {
                let more = Dynamic::from_array(more);
                fits(&shared, &context, list.len() + size(&more, ITEMS), ITEMS)?;
                list.extend(more.into_array().unwrap_or_default());
                Ok(())
            },
        );
    }
    let shared = session.clone();
    engine.register_fn("+", move |context: NativeCallContext<'_>, a: Array, b: Array| -> Outcome<Array> {
        let (a, b) = (Dynamic::from_array(a), Dynamic::from_array(b));
        fits(&shared, &context, size(&a, ITEMS) + size(&b, ITEMS), ITEMS)?;
        let mut joined = a.into_array().unwrap_or_default();
        joined.extend(b.into_array().unwrap_or_default());
        Ok(joined)
    });
    let shared = session.clone();
    engine.register_fn(
        "pad",
        move |context: NativeCallContext<'_>, list: &mut Array, length: i64, item: Dynamic| -> Outcome<()> {
            let length = usize::try_from(length).unwrap_or(0);
            fits(&shared, &context, length.saturating_mul(size(&item, ITEMS)), ITEMS)?;
            if length > list.len() {
                list.resize(length, item);
            }
            Ok(())
        },
    );
}

fn maps(engine: &mut Engine, session: &Rc<Session>) {
    for name in ["mixin", "+="] {
        let shared = session.clone();
        engine.register_fn(name, move |context: NativeCallContext<'_>, map: &mut Map, more: Map| -> Outcome<()> {
            let more = Dynamic::from_map(more);
            fits(&shared, &context, map.len() + size(&more, ITEMS), ITEMS)?;
            map.extend(more.try_cast::<Map>().unwrap_or_default());
            Ok(())
        });
    }
    let shared = session.clone();
    engine.register_fn("+", move |context: NativeCallContext<'_>, a: Map, b: Map| -> Outcome<Map> {
        let (a, b) = (Dynamic::from_map(a), Dynamic::from_map(b));
        fits(&shared, &context, size(&a, ITEMS) + size(&b, ITEMS), ITEMS)?;
        let mut joined = a.try_cast::<Map>().unwrap_or_default();
        joined.extend(b.try_cast::<Map>().unwrap_or_default());
        Ok(joined)
    });
}

/// Lists and maps hold texts many times over at no cost; written out they have a length.
fn printing(engine: &mut Engine, session: &Rc<Session>) {
    for name in ["to_string", "to_debug", "to_json"] {
        let shared = session.clone();
        engine.register_fn(name, move |context: NativeCallContext<'_>, map: &mut Map| -> Outcome<ImmutableString> {
            let value = Dynamic::from_map(std::mem::take(map));
            let text = written(&shared, &context, &value);
            *map = value.try_cast::<Map>().unwrap_or_default();
            let text = text?;
            Ok(if name == "to_json" { rhai::format_map_as_json(map).into() } else { text.into() })
        });
    }
    for name in ["to_string", "to_debug"] {
        let shared = session.clone();
        engine.register_fn(name, move |context: NativeCallContext<'_>, list: &mut Array| -> Outcome<ImmutableString> {
            let value = Dynamic::from_array(std::mem::take(list));
            let text = written(&shared, &context, &value);
            *list = value.into_array().unwrap_or_default();
            Ok(text?.into())
        });
    }
    for left in [true, false] {
        let shared = session.clone();
        let join = move |context: &NativeCallContext<'_>, value: Dynamic, text: &str| -> Outcome<ImmutableString> {
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
        Some(text) if crate::value::holds_unknown(value).is_some() => Ok(format!("{}{text}", crate::value::MARK)),
        Some(text) => Ok(text),
        None => fits(session, context, usize::MAX, TEXT).map(|()| String::new()),
    }
}

/// What looks out of the script, reached by name at run time.
fn off(engine: &mut Engine) {
    let refused = || -> Outcome<()> { Err("this function is off in topology scripts".into()) };
    engine.register_fn("exit", move || refused());
    engine.register_fn("exit", move |_: Dynamic| refused());
    engine.register_fn("sleep", move |_: i64| refused());
    engine.register_fn("sleep", move |_: f64| refused());
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
