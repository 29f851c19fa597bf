//! The names that exist without a script: modules, functions, methods.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::form::{Form, Parameter, Receiver, Yields};
use tandem_core::schema::Mode;
use tandem_core::{Attribute, Registry};

use crate::builtin::{Builtin, builtins};
use crate::code::name::Elsewhere;
use crate::code::nearest;

/// The functions and methods of Rhai itself that scripts may use; operators and property getters left out.
#[rustfmt::skip]
pub(crate) const NATIVE: &[&str] = &[
    "E", "PI", "abs", "acos", "acosh", "all", "append", "asin", "asinh", "atan", "atanh", "call", "ceiling",
    "chars", "chop", "clear", "contains", "cos", "cosh", "crop", "curry", "debug", "dedup", "drain", "end",
    "ends_with", "exp", "extract", "fill_with", "filter", "find", "find_map", "floor", "for_each",
    "fraction", "get", "hypot", "index_of", "insert", "int", "is_anonymous", "is_def_fn", "is_def_var",
    "is_empty", "is_even", "is_exclusive", "is_finite", "is_inclusive", "is_infinite", "is_nan", "is_odd",
    "is_shared", "is_zero", "keys", "len", "ln", "log", "make_lower", "make_upper", "map", "max", "min",
    "mixin", "name", "order", "order_by", "order_desc", "pad", "parse_float", "parse_int", "parse_json",
    "pop", "print", "push", "range", "reduce", "reduce_rev", "remove", "replace", "retain", "reverse",
    "round", "set", "shift", "sign", "sin", "sinh", "some", "sort", "sort_by", "sort_desc", "splice",
    "split", "split_rev", "sqrt", "start", "starts_with", "sub_string", "take", "tan", "tanh", "to_binary",
    "to_chars", "to_debug", "to_degrees", "to_float", "to_hex", "to_int", "to_json", "to_lower", "to_octal",
    "to_radians", "to_string", "to_upper", "trim", "truncate", "type_of", "values", "zip", "Fn",
];

/// The functions of Rhai that scripts may not use, with the reason.
pub(crate) const FORBIDDEN: &[(&str, &str)] = &[
    ("eval", "a script says what it does in so many words"),
    ("timestamp", "a script sees no clock: the same sources and inputs give the same topology"),
    ("sleep", "a script sees no clock: the same sources and inputs give the same topology"),
    ("exit", "an `if` leaves out what is not wanted"),
    ("blob", "no attribute takes bytes"),
];

/// What a call of a form or of one of the language's own functions takes.
#[derive(Clone, Copy)]
pub(crate) struct Signature<'a> {
    pub(crate) parameters: &'a [Parameter],
    pub(crate) options: &'a [Attribute],
    /// Whether `after`, `allow` and `protect` are taken beside the options.
    pub(crate) managed: bool,
    /// Whether the last parameter may be left out.
    pub(crate) optional: bool,
}

impl<'a> Signature<'a> {
    /// Returns what a form takes.
    pub(crate) fn form(form: &'a Form, registry: &Registry) -> Signature<'a> {
        let managed = match form.yields {
            Yields::Resource(kind) | Yields::Resources(kind) => {
                registry.kind(kind).is_none_or(|kind| kind.mode == Mode::Managed)
            }
            Yields::Value => false,
        };
        Signature { parameters: &form.parameters, options: &form.options, managed, optional: false }
    }

    /// Returns what one of the language's own functions takes.
    pub(crate) fn builtin(builtin: &'a Builtin) -> Signature<'a> {
        Signature {
            parameters: &builtin.parameters,
            options: &builtin.options,
            managed: false,
            optional: builtin.optional,
        }
    }

    /// Returns the fewest and the most arguments.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let required =
            self.options.iter().any(|option| option.presence == tandem_core::schema::Presence::Required);
        let takes_map = self.managed || !self.options.is_empty();
        let least = self.parameters.len() - usize::from(self.optional);
        (least + usize::from(required), self.parameters.len() + usize::from(takes_map))
    }
}

/// The names that exist without a script.
pub(crate) struct Names<'r> {
    pub(crate) registry: &'r Registry,
    pub(crate) builtins: BTreeMap<&'static str, Builtin>,
    pub(crate) modules: BTreeSet<&'static str>,
    /// The methods of handles, each with its forms.
    pub(crate) methods: BTreeMap<&'static str, Vec<&'r Form>>,
}

impl<'r> Names<'r> {
    pub(crate) fn new(registry: &'r Registry) -> Names<'r> {
        let mut methods: BTreeMap<&'static str, Vec<&Form>> = BTreeMap::new();
        for form in registry.forms() {
            if let Receiver::Handle(_) = form.receiver {
                methods.entry(form.name).or_default().push(form);
            }
        }
        let builtins = builtins().into_iter().map(|builtin| (builtin.name, builtin)).collect();
        Names { registry, builtins, modules: registry.modules().collect(), methods }
    }

    /// Returns what a function outside modules takes: one of the language's own, or a form.
    pub(crate) fn global(&self, name: &str) -> Option<Signature<'_>> {
        let builtin = self.builtins.get(name).map(Signature::builtin);
        builtin.or_else(|| {
            self.registry.form(Receiver::Global, name).map(|form| Signature::form(form, self.registry))
        })
    }

    /// Iterates over the names of functions outside modules.
    pub(crate) fn globals(&self) -> impl Iterator<Item = &'static str> {
        let forms = self.registry.forms().filter(|form| form.receiver == Receiver::Global);
        self.builtins.keys().copied().chain(forms.map(|form| form.name)).chain(NATIVE.iter().copied())
    }

    /// Returns the form of a function in a module.
    pub(crate) fn function(&self, module: &str, name: &str) -> Option<&'r Form> {
        let module = self.modules.get(module)?;
        self.registry.form(Receiver::Module(module), name)
    }

    /// Iterates over the names of functions in a module.
    pub(crate) fn functions(&self, module: &str) -> impl Iterator<Item = &'static str> {
        let receiver = self.modules.get(module).map(|module| Receiver::Module(module));
        self.registry.forms().filter(move |form| Some(form.receiver) == receiver).map(|form| form.name)
    }

    /// Returns the form of a method on a handle of a kind.
    pub(crate) fn method(&self, kind: &'static str, name: &str) -> Option<&'r Form> {
        self.registry.form(Receiver::Handle(kind), name)
    }
}

/// Returns where to look for a method that a kind lacks.
pub(crate) fn elsewhere<'r>(registry: &'r Registry, kind: &'static str, name: &str) -> Elsewhere<'r> {
    let own = registry.forms().filter(|form| form.receiver == Receiver::Handle(kind));
    let kinds = registry.forms().filter(|form| form.name == name).filter_map(|form| match form.receiver {
        Receiver::Handle(kind) => Some(kind),
        Receiver::Global | Receiver::Module(_) => None,
    });
    Elsewhere {
        near: nearest(name, own.map(|form| form.name)),
        attribute: registry.attribute(kind, name).is_some(),
        kinds: kinds.collect(),
    }
}
