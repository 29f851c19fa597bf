//! Handles of resources: reading attributes, and what cannot be done with them.

use std::any::TypeId;
use std::rc::Rc;

use rhai::{Dynamic, Engine, ImmutableString, Module, NativeCallContext};
use tandem_core::schema::Presence;
use tandem_core::{Kind, Reference, Span};

use super::raw::{Raw, install, typed};
use super::text::{Pieces, joined};
use crate::code;
use crate::run::Session;
use crate::value::{Handle, REGION, Region, Unknown, lift, lift_value};

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    engine.register_type_with_name::<Handle>("resource");
    let shared = session.clone();
    engine.register_indexer_get(
        move |context: NativeCallContext<'_>, handle: &mut Handle, index: Dynamic| {
            let at = shared.property(context.call_position());
            match index.read_lock::<ImmutableString>() {
                Some(name) => attribute(&shared, handle, &name, at),
                None => {
                    let name = super::text::shown(&index);
                    let noun =
                        format!("`{}` has no item {name}: it is one resource, not a list", handle.kind);
                    shared.report(code::script::wrong_type(noun, at));
                    Dynamic::from(Unknown::Poison)
                }
            }
        },
    );
    let shared = session.clone();
    engine.register_indexer_set(
        move |context: NativeCallContext<'_>, handle: &mut Handle, _: Dynamic, _: Dynamic| {
            let at = shared.property(context.call_position());
            shared.report(code::reference::read_only(handle.kind, at));
        },
    );
    let mut module = Module::new();
    let (handle, any) = (TypeId::of::<Handle>(), TypeId::of::<Dynamic>());
    let shared = session.clone();
    let compare: Raw = Rc::new(move |context, arguments| {
        let kind = arguments.iter().find_map(|value| value.read_lock::<Handle>().map(|handle| handle.kind));
        let at = shared.token(context.call_position());
        let poisoned = arguments.iter().any(|value| value.is::<Unknown>());
        if let Some(kind) = kind.filter(|_| !poisoned) {
            shared.report(code::lint::handle_comparison(operator(context.fn_name()), kind, at));
        }
        Ok(false.into())
    });
    for operator in ["==", "!=", "<", "<=", ">", ">="] {
        typed(&mut module, operator, &[handle, handle], &compare);
        typed(&mut module, operator, &[handle, any], &compare);
        typed(&mut module, operator, &[any, handle], &compare);
    }
    let shared = session.clone();
    let add: Raw = Rc::new(move |context, arguments| {
        let at = shared.token(context.call_position());
        let mut operands = arguments.iter().map(|value| (**value).clone());
        let (left, right) = (operands.next().unwrap_or_default(), operands.next().unwrap_or_default());
        joined(&shared, context, Pieces::Sum(left, right), at)
    });
    typed(&mut module, "+", &[handle, any], &add);
    typed(&mut module, "+", &[TypeId::of::<ImmutableString>(), handle], &add);
    typed(&mut module, "+", &[handle, TypeId::of::<ImmutableString>()], &add);
    printed::<Handle>(&mut module);
    install(engine, module);
}

/// Registers what a value of a type of ours looks like in a list that is printed, and by itself.
pub(super) fn printed<T: 'static>(module: &mut Module) {
    let print: Raw = Rc::new(|_, arguments| {
        Ok(arguments.first().map(|value| super::text::shown(value)).unwrap_or_default().into())
    });
    for name in ["to_string", "to_debug"] {
        typed(module, name, &[TypeId::of::<T>()], &print);
    }
}

/// Returns the operator as the script wrote it; `contains` and the like compare with `==`.
fn operator(name: &str) -> &str {
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { "==" } else { name }
}

/// Returns an attribute of a resource: what is declared, or a reference to what the cloud decides.
pub(super) fn attribute(session: &Session, handle: &Handle, name: &str, at: Span) -> Dynamic {
    let Some(kind) = session.registry.kind(handle.kind) else { return Dynamic::from(Unknown::Poison) };
    if let Some(diagnostic) = code::reference::check_attribute(kind, &session.registry, name, at) {
        session.report(diagnostic);
        return Dynamic::from(Unknown::Poison);
    }
    let topology = session.topology.borrow();
    let declared = topology.declarations.get(&handle.address);
    if let Some(argument) = declared.and_then(|declared| declared.arguments.get(name)) {
        return lift(argument, &session.registry);
    }
    drop(topology);
    let suspect = session.suspects.borrow().contains(&handle.address);
    left_out(kind, handle, name, suspect)
}

/// Returns an attribute that is not declared.
fn left_out(kind: &Kind, handle: &Handle, name: &str, suspect: bool) -> Dynamic {
    match kind.attribute(name).map(|attribute| &attribute.presence) {
        Some(Presence::Computed | Presence::Chosen) => {
            Dynamic::from(Unknown::reference(Reference::new(&handle.address, name)))
        }
        Some(Presence::Default(value)) => lift_value(value),
        // It should be there; what is wrong with its declaration has been reported.
        Some(Presence::Required) => Dynamic::from(Unknown::Poison),
        Some(Presence::Optional) if suspect => Dynamic::from(Unknown::Poison),
        Some(Presence::Optional) => Dynamic::UNIT,
        None if name == REGION => match handle.address.region().and_then(tandem_core::region::find) {
            Some(region) => Dynamic::from(Region(region)),
            None => Dynamic::UNIT,
        },
        None => Dynamic::from(Unknown::Poison),
    }
}
