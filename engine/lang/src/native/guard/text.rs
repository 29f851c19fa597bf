//! Texts that grow.

use std::rc::Rc;

use rhai::{Engine, EvalAltResult, FuncRegistration, ImmutableString, NativeCallContext};

use super::{Outcome, fits};
use crate::run::Session;
use crate::settings::TEXT;

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    let shared = session.clone();
    engine.register_fn("+", move |context: NativeCallContext<'_>, a: ImmutableString, b: ImmutableString| {
        fits(&shared, &context, a.len() + b.len(), TEXT)?;
        Ok::<_, Box<EvalAltResult>>(a + b)
    });
    let shared = session.clone();
    FuncRegistration::new("+=").with_purity(false).register_into_engine(
        engine,
        move |context: NativeCallContext<'_>, a: &mut ImmutableString, b: ImmutableString| -> Outcome<()> {
            fits(&shared, &context, a.len() + b.len(), TEXT)?;
            *a += b;
            Ok(())
        },
    );
    let shared = session.clone();
    let pad = move |context: &NativeCallContext<'_>,
                    text: &mut ImmutableString,
                    length: i64,
                    with: &str|
          -> Outcome<()> {
        let length = usize::try_from(length).unwrap_or(0);
        fits(&shared, context, length.saturating_mul(with.len().max(1)), TEXT)?;
        let missing = length.saturating_sub(text.chars().count());
        let added: String = with.chars().cycle().take(missing).collect();
        *text += added;
        Ok(())
    };
    let pad = Rc::new(pad);
    let shared = pad.clone();
    FuncRegistration::new("pad").with_purity(false).register_into_engine(
        engine,
        move |c: NativeCallContext<'_>, text: &mut ImmutableString, length: i64, with: char| {
            shared(&c, text, length, with.encode_utf8(&mut [0; 4]))
        },
    );
    FuncRegistration::new("pad").with_purity(false).register_into_engine(
        engine,
        move |c: NativeCallContext<'_>, text: &mut ImmutableString, length: i64, with: ImmutableString| {
            pad(&c, text, length, &with)
        },
    );
    let shared = session.clone();
    let replace = move |context: &NativeCallContext<'_>,
                        text: &mut ImmutableString,
                        old: &str,
                        new: &str|
          -> Outcome<()> {
        let places = if old.is_empty() { text.len() + 1 } else { text.matches(old).count() };
        fits(&shared, context, text.len().saturating_add(places.saturating_mul(new.len())), TEXT)?;
        *text = text.replace(old, new).into();
        Ok(())
    };
    let replace = Rc::new(replace);
    let shared = replace.clone();
    FuncRegistration::new("replace").with_purity(false).register_into_engine(
        engine,
        move |c: NativeCallContext<'_>,
              text: &mut ImmutableString,
              old: ImmutableString,
              new: ImmutableString| { shared(&c, text, &old, &new) },
    );
    FuncRegistration::new("replace").with_purity(false).register_into_engine(
        engine,
        move |c: NativeCallContext<'_>, text: &mut ImmutableString, old: char, new: ImmutableString| {
            replace(&c, text, old.encode_utf8(&mut [0; 4]), &new)
        },
    );
}
