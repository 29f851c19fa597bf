//! What can and cannot be done with a value that nobody knows while the script runs.

use std::any::TypeId;
use std::rc::Rc;

use rhai::{Dynamic, Engine, ImmutableString, Module, NativeCallContext, Position};
use tandem_core::{Path, Reference, Type};

use super::raw::{Raw, install, typed};
use super::text::{Pieces, joined};
use crate::analysis::NATIVE;
use crate::code;
use crate::run::{Session, UNKNOWN};
use crate::value::{MARK, Unknown};

/// Functions that take any value and do nothing that needs to know it.
const HARMLESS: &[&str] = &[
    "print",
    "debug",
    "to_string",
    "to_debug",
    "type_of",
    "call",
    "curry",
    "is_shared",
    "Fn",
    "is_def_fn",
    "is_def_var",
    "take",
    "E",
    "PI",
];

/// Functions of texts and numbers whose other arguments must be known as well.
const OTHERS: &[&str] = &[
    "starts_with",
    "ends_with",
    "split",
    "split_rev",
    "replace",
    "sub_string",
    "crop",
    "min",
    "max",
    "range",
    "chop",
    "truncate",
    "parse_int",
    "log",
    "hypot",
    "atan",
];

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    engine.register_type_with_name::<Unknown>(UNKNOWN);
    let mut module = Module::new();
    let shared = session.clone();
    let compare: Raw = Rc::new(move |context, arguments| {
        refuse(&shared, context, "compare", arguments);
        Ok(false.into())
    });
    for operator in ["==", "!=", "<", "<=", ">", ">="] {
        both(&mut module, operator, &compare);
    }
    let shared = session.clone();
    let compute: Raw = Rc::new(move |context, arguments| {
        refuse(&shared, context, "compute with", arguments);
        Ok(Dynamic::from(Unknown::Poison))
    });
    for operator in ["-", "*", "/", "%", "**", "<<", ">>", "&", "|", "^"] {
        both(&mut module, operator, &compute);
    }
    for operator in ["-", "+", "!"] {
        typed(&mut module, operator, &[TypeId::of::<Unknown>()], &compute);
    }
    let shared = session.clone();
    let add: Raw = Rc::new(move |context, arguments| sum(&shared, context, arguments));
    both(&mut module, "+", &add);
    // Rhai's own `+` takes a text and anything, so these must be named to come first.
    for other in [TypeId::of::<ImmutableString>(), TypeId::of::<char>()] {
        typed(&mut module, "+", &[TypeId::of::<Unknown>(), other], &add);
        typed(&mut module, "+", &[other, TypeId::of::<Unknown>()], &add);
    }
    let itself: Raw =
        Rc::new(|_, arguments| Ok(arguments.first().map(|value| (**value).clone()).unwrap_or_default()));
    typed(&mut module, "to_string", &[TypeId::of::<Unknown>()], &itself);
    let marked: Raw = Rc::new(|_, arguments| {
        let shown = arguments.first().map(|value| super::text::shown(value)).unwrap_or_default();
        Ok(format!("{MARK}{shown}").into())
    });
    typed(&mut module, "to_debug", &[TypeId::of::<Unknown>()], &marked);
    let shared = session.clone();
    let call: Raw = Rc::new(move |context, arguments| {
        let cannot = format!("call `{}` with", context.fn_name());
        refuse(&shared, context, &cannot, arguments);
        Ok(Dynamic::from(Unknown::Poison))
    });
    functions(&mut module, &call);
    install(engine, module);
    let shared = session.clone();
    engine.register_indexer_get(
        move |context: NativeCallContext<'_>, value: &mut Unknown, index: Dynamic| {
            inside(&shared, &context, value, &index)
        },
    );
    engine.register_indexer_set(|_: &mut Unknown, _: Dynamic, _: Dynamic| ());
}

/// Registers an operator for an unknown value on either side.
fn both(module: &mut Module, operator: &str, function: &Raw) {
    let (unknown, any) = (TypeId::of::<Unknown>(), TypeId::of::<Dynamic>());
    typed(module, operator, &[unknown, unknown], function);
    typed(module, operator, &[unknown, any], function);
    typed(module, operator, &[any, unknown], function);
}

fn functions(module: &mut Module, function: &Raw) {
    let (unknown, any) = (TypeId::of::<Unknown>(), TypeId::of::<Dynamic>());
    for name in NATIVE.iter().filter(|name| !HARMLESS.contains(name)) {
        typed(module, name, &[unknown], function);
        typed(module, name, &[unknown, any], function);
        typed(module, name, &[unknown, any, any], function);
    }
    for name in OTHERS {
        typed(module, name, &[any, unknown], function);
        typed(module, name, &[any, unknown, any], function);
        typed(module, name, &[any, any, unknown], function);
    }
    typed(module, "contains", &[TypeId::of::<ImmutableString>(), unknown], function);
}

/// Reports a use of a value known after apply; what follows from a mistake is passed over in silence.
fn refuse(session: &Session, context: &NativeCallContext<'_>, cannot: &str, arguments: &[&mut Dynamic]) {
    let unknown =
        arguments.iter().filter_map(|value| value.read_lock::<Unknown>().map(|value| value.clone()));
    let unknown: Vec<Unknown> = unknown.collect();
    if unknown.iter().any(|value| matches!(value, Unknown::Poison)) {
        return;
    }
    let secret = unknown.iter().find(|value| value.is_secret());
    if let Some(parts) = secret.or(unknown.first()).and_then(Unknown::parts) {
        let at = session.token(context.call_position());
        session.report(code::secret::unknown(cannot, parts, at));
    }
}

/// `+` joins text; with anything else it would have to compute.
fn sum(
    session: &Session,
    context: &NativeCallContext<'_>,
    arguments: &mut [&mut Dynamic],
) -> Result<Dynamic, Box<rhai::EvalAltResult>> {
    let textual = arguments.iter().all(|value| is_textual(session, value));
    if !textual {
        refuse(session, context, "compute with", arguments);
        return Ok(Dynamic::from(Unknown::Poison));
    }
    let at = session.token(context.call_position());
    let mut operands = arguments.iter().map(|value| (**value).clone());
    let (left, right) = (operands.next().unwrap_or_default(), operands.next().unwrap_or_default());
    joined(session, context, Pieces::Sum(left, right), at)
}

/// Returns whether a value can be part of a text: a string, a number beside one, or a reference to text.
fn is_textual(session: &Session, value: &Dynamic) -> bool {
    if let Some(unknown) = value.read_lock::<Unknown>() {
        return match unknown.single() {
            Some(reference) => !matches!(
                type_of(session, reference),
                Some(
                    Type::Integer { .. }
                        | Type::Number { .. }
                        | Type::List { .. }
                        | Type::Map { .. }
                        | Type::Struct(_)
                )
            ),
            None => true,
        };
    }
    !(value.is_array() || value.is_map())
}

fn type_of<'s>(session: &'s Session, reference: &Reference) -> Option<&'s Type> {
    session.registry.type_at(reference.address.kind(), &reference.path)
}

/// A property or item of a value known after apply: a reference further in, where the type has such a thing.
fn inside(session: &Session, context: &NativeCallContext<'_>, value: &Unknown, index: &Dynamic) -> Dynamic {
    let Some(parts) = value.parts() else { return Dynamic::from(Unknown::Poison) };
    let position: Position = context.call_position();
    let further = value.single().and_then(|reference| {
        let path = further(&reference.path, index)?;
        session.registry.type_at(reference.address.kind(), &path)?;
        Some(Reference { address: reference.address.clone(), path })
    });
    match further {
        Some(reference) => Dynamic::from(Unknown::reference(reference)),
        None => {
            let cannot = match index.read_lock::<ImmutableString>() {
                Some(name) => format!("read `{}` of", name.as_str()),
                None => "take an item of".to_owned(),
            };
            let at = session.property(position);
            session.report(code::secret::unknown(&cannot, parts, at));
            Dynamic::from(Unknown::Poison)
        }
    }
}

fn further(path: &Path, index: &Dynamic) -> Option<Path> {
    if let Ok(index) = index.as_int() {
        return usize::try_from(index).ok().map(|index| path.index(index));
    }
    index.read_lock::<ImmutableString>().map(|key| path.key(&key))
}
