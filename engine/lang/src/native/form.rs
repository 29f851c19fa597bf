//! The forms of the registry as functions, functions of modules, and methods.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, Map, Module, NativeCallContext};
use tandem_core::argument::Arguments;
use tandem_core::form::{Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::schema::check;
use tandem_core::topology::Allowance;
use tandem_core::{Address, Path, Type};

use super::allow;
use super::options::{options_map, place, refer, take_map};
use super::raw::{Raw, install, register as add};
use crate::analysis::{Signature, elsewhere};
use crate::code;
use crate::run::{Around, Session, Written, declare, origin};
use crate::value::{AFTER, ALLOW, Conversion, Handle, PROTECT, Unknown, lift, noun};

/// How many arguments more than a form takes are listened to, only to say that they are too many.
const EXTRA: usize = 3;

pub(super) fn register(engine: &mut Engine, session: &Rc<Session>) {
    let mut globals = Module::new();
    let mut modules: BTreeMap<&'static str, Module> = BTreeMap::new();
    let mut methods: BTreeSet<(&'static str, usize)> = BTreeSet::new();
    for form in session.registry.forms() {
        let most = form.parameters.len() + 1 + EXTRA;
        match form.receiver {
            Receiver::Global => add(&mut globals, form.name, 0..=most, &function(session, form)),
            Receiver::Module(module) => {
                let module = modules.entry(module).or_default();
                add(module, form.name, 0..=most, &function(session, form));
            }
            Receiver::Handle(_) => methods.extend((1..=most + 1).map(|count| (form.name, count))),
        }
    }
    for (name, count) in methods {
        let shared = session.clone();
        let method: Raw = Rc::new(move |context, arguments| Ok(method(&shared, context, name, arguments)));
        add(&mut globals, name, [count], &method);
    }
    install(engine, globals);
    for (name, module) in modules {
        engine.register_static_module(name, module.into());
    }
}

fn function(session: &Rc<Session>, form: &Form) -> Raw {
    let (session, form) = (session.clone(), form.clone());
    Rc::new(move |context, arguments| Ok(call(&session, context, &form, None, arguments)))
}

/// Calls the method that the receiver's kind has.
fn method(
    session: &Session,
    context: &NativeCallContext<'_>,
    name: &str,
    arguments: &mut [&mut Dynamic],
) -> Dynamic {
    let Some((receiver, arguments)) = arguments.split_first_mut() else { return Dynamic::UNIT };
    let poison = || Dynamic::from(Unknown::Poison);
    if let Some(unknown) = receiver.read_lock::<Unknown>() {
        if let Some(parts) = unknown.parts() {
            let at = session.token(context.call_position());
            let cannot = format!("call `{name}` on");
            session.report(code::secret::unknown(&cannot, parts, at));
        }
        return poison();
    }
    let handle = receiver.read_lock::<Handle>().map(|handle| handle.clone());
    let Some(handle) = handle else {
        let at = session.token(context.call_position());
        let forms = session.registry.forms().filter(|form| form.name == name);
        let kinds: Vec<&str> = forms.filter_map(|form| kind_of(form.receiver)).collect();
        session.report(code::name::method_of_others(name, &noun(receiver), &kinds, at));
        return poison();
    };
    match session.registry.form(Receiver::Handle(handle.kind), name) {
        Some(form) => call(session, context, form, Some(&handle), arguments),
        None => {
            let at = session.token(context.call_position());
            let elsewhere = elsewhere(&session.registry, handle.kind, name);
            session.report(code::name::unknown_handle_method(name, handle.kind, &elsewhere, at));
            poison()
        }
    }
}

fn kind_of(receiver: Receiver) -> Option<&'static str> {
    match receiver {
        Receiver::Handle(kind) => Some(kind),
        Receiver::Global | Receiver::Module(_) => None,
    }
}

/// Checks what a form was called with, builds, and declares what was built.
fn call(
    session: &Session,
    context: &NativeCallContext<'_>,
    form: &Form,
    receiver: Option<&Handle>,
    arguments: &mut [&mut Dynamic],
) -> Dynamic {
    let poison = || Dynamic::from(Unknown::Poison);
    let written = Written::new(session, context.call_position(), arguments.len());
    let signature = Signature::form(form, &session.registry);
    let (least, most) = signature.counts();
    if !(least..=most).contains(&arguments.len()) {
        let given = arguments.len();
        session.report(code::name::signature(
            &full_name(form),
            &form.parameters,
            (least, most),
            given,
            written.name,
        ));
        return poison();
    }
    let Some(taken) = take(session, &written, form, signature, arguments) else { return poison() };
    let declared = |address: &Address| draft(session, address);
    let receiver = receiver.and_then(|handle| draft(session, &handle.address));
    let scope = session.scope.borrow().clone();
    let built = (form.build)(&Call {
        form,
        receiver: receiver.as_ref(),
        positional: &taken.positional,
        options: &taken.options,
        declared: &declared,
        scope: &scope,
    });
    match built {
        Ok(Built::Value(_)) if taken.suspect => poison(),
        Ok(Built::Value(value)) => lift(&value, &session.registry),
        Ok(Built::Resources(drafts)) => {
            let origin = origin(session, &written, &form.parameters, &taken.keys);
            let Taken { after, protect, allow, suspect, .. } = taken;
            declare(session, drafts, form.yields, &Around { after, protect, allow, origin, suspect })
        }
        Err(faults) => {
            if !taken.suspect {
                faults.iter().for_each(|fault| report_fault(session, &written, form, fault));
            }
            poison()
        }
    }
}

/// Returns a resource as forms see it.
fn draft(session: &Session, address: &Address) -> Option<Draftable> {
    let topology = session.topology.borrow();
    let declared = topology.declarations.get(address)?;
    Some(Draftable {
        address: declared.address.clone(),
        arguments: declared.arguments.clone(),
        parent: declared.parent.clone(),
    })
}

fn report_fault(session: &Session, written: &Written<'_>, form: &Form, fault: &Fault) {
    let options = form.parameters.len();
    let at = match &fault.at {
        tandem_core::form::At::Call => written.name,
        tandem_core::form::At::Positional(index) => written.argument(*index),
        tandem_core::form::At::Option(name) => match written.inside(options, &Path::attribute(name)) {
            Some(spans) => spans.value,
            None => written.argument(options),
        },
    };
    let diagnostic = tandem_core::Diagnostic::error(fault.code, &fault.message).label(at, "");
    session.report(code::hinted(diagnostic, fault.hint.clone()));
}

/// What a form was called with, checked.
struct Taken {
    positional: Vec<tandem_core::Argument>,
    options: Arguments,
    /// The keys of the object map.
    keys: Vec<String>,
    after: Vec<Address>,
    protect: Option<bool>,
    allow: BTreeMap<String, Allowance>,
    /// Whether something was found wrong.
    suspect: bool,
}

/// Checks arguments; `None` if a positional one is nothing to go on with.
fn take(
    session: &Session,
    written: &Written<'_>,
    form: &Form,
    signature: Signature<'_>,
    arguments: &mut [&mut Dynamic],
) -> Option<Taken> {
    let mut suspect = false;
    let mut lost = false;
    let mut positional = Vec::with_capacity(form.parameters.len());
    for (index, (parameter, value)) in form.parameters.iter().zip(arguments.iter()).enumerate() {
        let path = Path::attribute(parameter.name);
        let mut conversion = Conversion::default();
        let argument = conversion.argument(value, &parameter.ty, &path);
        let (argument, more) = check(&argument, &parameter.ty, &path);
        let Conversion { mut mismatches, poisoned } = conversion;
        mismatches.extend(more);
        refer(session, &argument, &parameter.ty, &path, &mut mismatches);
        for mismatch in &mismatches {
            let inner = Path(mismatch.path.0.get(1..).unwrap_or_default().to_vec());
            let at =
                written.inside(index, &inner).map_or_else(|| written.argument(index), |spans| spans.value);
            session.report(code::attribute::mismatch(mismatch, at, ""));
        }
        // A wrong name still names something; a value that is none does not.
        lost |= poisoned || mismatches.iter().any(|mismatch| mismatch.code == "attribute::type");
        suspect |= poisoned || !mismatches.is_empty();
        if !lost && mismatches.is_empty() && argument.known().is_none() && names(form, parameter) {
            let at = written.argument(index);
            session.report(code::secret::unknown_value("name a resource by", value, at));
            lost = true;
        }
        positional.push(argument);
    }
    let map = options_map(session, written, form.parameters.len(), &full_name(form), arguments)?;
    let mut taken = Taken {
        positional,
        options: Arguments::new(),
        keys: Vec::new(),
        after: Vec::new(),
        protect: None,
        allow: BTreeMap::new(),
        suspect,
    };
    options(session, written, form, signature, map, &mut taken);
    (!lost).then_some(taken)
}

fn options(
    session: &Session,
    written: &Written<'_>,
    form: &Form,
    signature: Signature<'_>,
    mut map: Map,
    taken: &mut Taken,
) {
    let index = form.parameters.len();
    taken.keys = map.keys().map(ToString::to_string).collect();
    if signature.managed {
        if let Some(value) = map.remove(AFTER) {
            taken.suspect |= !after(session, written, index, &value, &mut taken.after);
        }
        if let Some(value) = map.remove(PROTECT) {
            taken.suspect |= !protect(session, written, index, &value, &mut taken.protect);
        }
        if let Some(value) = map.remove(ALLOW) {
            taken.suspect |= !allow::take(session, written, index, &value, &mut taken.allow);
        }
    }
    let (checked, fine) = take_map(session, written, index, &form.options, &map);
    taken.suspect |= !fine;
    taken.options = checked;
}

/// Returns whether a parameter becomes part of addresses: identity comes from names, which must be known.
fn names(form: &Form, parameter: &Parameter) -> bool {
    form.yields != Yields::Value && parameter.name == "name" || matches!(parameter.ty, Type::Region)
}

/// Takes `after`: resources, or lists of them. Returns whether all of it was.
fn after(
    session: &Session,
    written: &Written<'_>,
    index: usize,
    value: &Dynamic,
    out: &mut Vec<Address>,
) -> bool {
    let path = Path::attribute(AFTER);
    let items = value.read_lock::<Array>().map(|items| items.clone()).unwrap_or_else(|| vec![value.clone()]);
    let mut fine = true;
    for (at, item) in items.iter().enumerate() {
        if let Some(handle) = item.read_lock::<Handle>() {
            out.push(handle.address.clone());
        } else if item.is_array() {
            fine &= after(session, written, index, item, out);
        } else if !matches!(item.read_lock::<Unknown>().as_deref(), Some(Unknown::Poison)) {
            let mismatch = code::attribute::wrong_type(&path.index(at), "a resource", &noun(item), None);
            let (at, label) = place(written, index, &mismatch);
            session.report(code::attribute::mismatch(&mismatch, at, &label));
            fine = false;
        } else {
            fine = false;
        }
    }
    fine
}

/// Takes `protect`. Returns whether it was `true` or `false`.
fn protect(
    session: &Session,
    written: &Written<'_>,
    index: usize,
    value: &Dynamic,
    out: &mut Option<bool>,
) -> bool {
    if let Ok(truth) = value.as_bool() {
        *out = Some(truth);
        return true;
    }
    if !value.is::<Unknown>() {
        let path = Path::attribute(PROTECT);
        let mismatch = code::attribute::wrong_type(&path, &Type::Boolean.noun(), &noun(value), None);
        let (at, label) = place(written, index, &mismatch);
        session.report(code::attribute::mismatch(&mismatch, at, &label));
    }
    false
}

/// Returns a form's name as a script writes it.
fn full_name(form: &Form) -> String {
    match form.receiver {
        Receiver::Module(module) => format!("{module}::{}", form.name),
        Receiver::Global | Receiver::Handle(_) => form.name.to_owned(),
    }
}
