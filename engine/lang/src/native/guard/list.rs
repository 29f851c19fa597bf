//! Lists and maps that grow.

use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, FuncRegistration, Map, NativeCallContext};

use super::{Outcome, fits};
use crate::run::Session;
use crate::settings::ITEMS;
use crate::value::size;

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    lists(engine, session);
    maps(engine, session);
}

fn lists(engine: &mut Engine, session: &Rc<Session>) {
    let shared = session.clone();
    FuncRegistration::new("push").with_purity(false).register_into_engine(
        engine,
        move |context: NativeCallContext<'_>, list: &mut Array, item: Dynamic| -> Outcome<()> {
            fits(&shared, &context, list.len() + size(&item, ITEMS), ITEMS)?;
            list.push(item);
            Ok(())
        },
    );
    for name in ["append", "+="] {
        let shared = session.clone();
        FuncRegistration::new(name).with_purity(false).register_into_engine(
            engine,
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
    FuncRegistration::new("pad").with_purity(false).register_into_engine(
        engine,
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
        FuncRegistration::new(name).with_purity(false).register_into_engine(
            engine,
            move |context: NativeCallContext<'_>, map: &mut Map, more: Map| -> Outcome<()> {
                let more = Dynamic::from_map(more);
                fits(&shared, &context, map.len() + size(&more, ITEMS), ITEMS)?;
                map.extend(more.try_cast::<Map>().unwrap_or_default());
                Ok(())
            },
        );
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
