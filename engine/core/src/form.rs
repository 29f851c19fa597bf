//! Forms: the functions and methods that a script calls, as data the language front is driven by.
//!
//! The front knows Rhai and no kind; the kinds know no Rhai. A form says what is called how, what its positional
//! parameters and its object map take, and builds declarations or a value from what was passed. Types, ranges and
//! names have been checked by then; `build` finds only what needs several of them together.

use std::fmt;

use crate::argument::Arguments;
use crate::{Address, Argument, Attribute, Place, Type, Value};

/// What a form is called on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Receiver {
    /// Nothing: `latency(site)`.
    Global,
    /// The module of a service: `route53::hosted_zone(…)`.
    Module(&'static str),
    /// The handle of a resource of this kind: `zone.alias(…)`.
    Handle(&'static str),
}

/// A positional parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, for messages and completion.
    pub name: &'static str,
    /// What it takes.
    pub ty: Type,
    /// What it is, for people.
    pub doc: &'static str,
}

/// What a form gives back to the script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Yields {
    /// The handle of the (first) resource it declares.
    Resource(&'static str),
    /// A list of handles, one for each resource it declares.
    Resources(&'static str),
    /// A value.
    Value,
}

/// Something a script may call.
#[derive(Clone)]
pub struct Form {
    /// What it is called on.
    pub receiver: Receiver,
    /// Its name.
    pub name: &'static str,
    /// What it does, for people; Markdown.
    pub doc: &'static str,
    /// Its positional parameters, all required.
    pub parameters: Vec<Parameter>,
    /// The attributes of its object map; empty if it takes none. A map none of whose attributes is required may be
    /// left out.
    pub options: Vec<Attribute>,
    /// What it gives back.
    pub yields: Yields,
    /// Makes declarations or a value of what was passed; pure.
    pub build: fn(&Call<'_>) -> Result<Built, Vec<Fault>>,
}

/// One call of a form, its arguments checked and in stored form.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The form that is called, so that one `build` can serve several.
    pub form: &'a Form,
    /// The resource it is called on.
    pub receiver: Option<&'a Draftable>,
    /// The positional arguments, as many as there are parameters. A resource handle is a reference with the path
    /// that the parameter's type asks for; a region is its name.
    pub positional: &'a [Argument],
    /// The entries of the object map, defaults filled in.
    pub options: &'a Arguments,
    /// What is declared so far: looks an address up.
    pub declared: &'a dyn Fn(&Address) -> Option<Draftable>,
    /// The prefix of logical names that `scope` set, already part of the receiver's address; empty outside a scope.
    pub scope: &'a [String],
}

impl Call<'_> {
    /// Returns the known text of a positional argument; empty if it is none, which the types rule out.
    pub fn text(&self, index: usize) -> &str {
        self.positional.get(index).and_then(Argument::as_str).unwrap_or_default()
    }

    /// Returns the known value of an option.
    pub fn option(&self, name: &str) -> Option<&Value> {
        self.options.get(name).and_then(Argument::known)
    }
}

/// A resource as a form sees it, or makes it.
#[derive(Clone, PartialEq, Debug)]
pub struct Draftable {
    /// Its address.
    pub address: Address,
    /// Its arguments. One that the kind calls computed is a hint for the provider: it is neither checked nor compared.
    pub arguments: Arguments,
    /// The resource it belongs to.
    pub parent: Option<Address>,
}

impl Draftable {
    /// Returns a resource of a kind, its logical path below the scope of the call, a place, and its arguments.
    pub fn new(call: &Call<'_>, kind: &str, name: &str, place: &Place, arguments: Arguments) -> Draftable {
        let mut segments = call.scope.to_vec();
        segments.push(name.to_owned());
        Draftable { address: Address::new(kind, &segments, place), arguments, parent: None }
    }

    /// Returns a child of the call's receiver: its logical path is the parent's with more segments.
    pub fn child(
        parent: &Draftable,
        kind: &str,
        more: &[&str],
        place: &Place,
        arguments: Arguments,
    ) -> Draftable {
        let mut segments = parent.address.segments();
        segments.extend(more.iter().map(|segment| (*segment).to_owned()));
        let address = Address::new(kind, &segments, place);
        Draftable { address, arguments, parent: Some(parent.address.clone()) }
    }
}

/// What a form made.
#[derive(Clone, PartialEq, Debug)]
pub enum Built {
    /// Resources to declare, the one whose handle is given back first.
    Resources(Vec<Draftable>),
    /// A value.
    Value(Argument),
}

/// Where a form found fault with what was passed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum At {
    /// The call as a whole: its name is labelled.
    Call,
    /// A positional argument, from 0.
    Positional(usize),
    /// An entry of the object map.
    Option(&'static str),
}

/// What a form found wrong with what was passed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Where.
    pub at: At,
    /// The stable name: `record::apex_cname`.
    pub code: &'static str,
    /// What is wrong; lower case, no final period.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.receiver {
            Receiver::Global => write!(f, "Form({})", self.name),
            Receiver::Module(module) => write!(f, "Form({module}::{})", self.name),
            Receiver::Handle(kind) => write!(f, "Form({kind}.{})", self.name),
        }
    }
}
