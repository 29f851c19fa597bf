//! Objects of the cloud in memory, and how requests name them.

use tandem_core::Value;
use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};
use tandem_core::state::Attributes;

use crate::kinds::{HOME, row};

/// One object of the cloud.
#[derive(Clone, PartialEq, Debug)]
pub struct Thing {
    pub id: String,
    pub kind: String,
    pub name: String,
    /// The id of the object it belongs to.
    pub within: String,
    pub account: String,
    pub region: String,
    /// What it was made with.
    pub token: String,
    /// Whose tags it bears; empty for nobody's.
    pub stack: String,
    pub value: Value,
    pub mould: Value,
    pub link: Value,
    /// Whether another made it.
    pub foreign: bool,
    /// Whether another changed it.
    pub edited: bool,
    /// When it was made, in milliseconds.
    pub born: u64,
}

impl Thing {
    /// Returns the object that a request makes.
    pub fn made_by(request: &Request, id: String, born: u64) -> Thing {
        let row = row(request.address.kind());
        let tagged = row.ownership == tandem_core::schema::Ownership::TagsAtCreate;
        Thing {
            id,
            kind: row.name.to_owned(),
            name: name(request),
            within: within(request),
            account: request.account.clone(),
            region: request.region.clone(),
            token: request.token.clone(),
            stack: if tagged { request.stack.clone() } else { String::new() },
            value: argument(request, "value"),
            mould: argument(request, "mould"),
            link: argument(request, "link"),
            foreign: false,
            edited: false,
            born,
        }
    }

    /// Returns everything that is found at it.
    pub fn attributes(&self) -> Attributes {
        let mut attributes = Attributes::from([
            ("name".to_owned(), Value::from(self.name.as_str())),
            ("mould".to_owned(), self.mould.clone()),
            ("arn".to_owned(), Value::from(format!("arn:{}", self.id))),
        ]);
        let optional = [("value", &self.value), ("link", &self.link)];
        for (name, value) in optional.into_iter().filter(|(_, value)| **value != Value::Null) {
            attributes.insert(name.to_owned(), value.clone());
        }
        attributes
    }

    pub fn outcome(&self) -> Outcome {
        Outcome { id: self.id.clone(), attributes: self.attributes() }
    }

    /// Returns whether it is finished.
    pub fn is_ready(&self, now: u64) -> bool {
        row(&self.kind).wait.is_none_or(|(seconds, _)| now >= self.born + u64::from(seconds) * 1_000)
    }

    /// Returns whether it is what a request asks for.
    pub fn agrees(&self, request: &Request) -> bool {
        self.value == argument(request, "value")
            && self.mould == argument(request, "mould")
            && self.link == argument(request, "link")
    }

    /// Returns whether it is as a request remembers it: what changes that compare go by.
    pub fn is_as_before(&self, request: &Request) -> bool {
        let before = request.prior.as_ref().map(|prior| &prior.attributes);
        let same = |name: &str, value: &Value| {
            before.is_some_and(|before| before.get(name).unwrap_or(&Value::Null) == value)
        };
        same("value", &self.value) && same("link", &self.link)
    }

    /// Returns whether it is in the way of what a request makes.
    pub fn is_named(&self, request: &Request) -> bool {
        let row = row(request.address.kind());
        row.named
            && self.kind == row.name
            && self.name == name(request)
            && self.account == request.account
            && self.region == request.region
            && self.within == within(request)
    }
}

/// Returns the physical name that a request is about.
pub fn name(request: &Request) -> String {
    let prior = request.prior.as_ref().map(|prior| &prior.attributes);
    let name = request.arguments.get("name").or_else(|| prior?.get("name"));
    name.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns the id of the object that a request's object belongs to.
pub fn within(request: &Request) -> String {
    let parent = request.parent.as_ref().filter(|_| row(request.address.kind()).parent.is_some());
    parent.map(|parent| parent.id.clone()).unwrap_or_default()
}

/// Returns an argument; nothing where it is left out.
pub fn argument(request: &Request, name: &str) -> Value {
    request.arguments.get(name).cloned().unwrap_or(Value::Null)
}

/// Returns the id of a new object: its name where the service knows it by that.
pub fn new_id(request: &Request, number: u64) -> String {
    let row = row(request.address.kind());
    let short = row.name.trim_start_matches("t::");
    match row.named {
        true if row.parent.is_some() => format!("{short}/{}/{}", within(request), name(request)),
        true => format!("{short}/{}/{}/{}", request.account, request.region, name(request)),
        false => format!("{short}-{number}"),
    }
}

/// Returns the error of a class.
pub fn error(class: ErrorClass, code: &str, call: &str, region: &str) -> CallError {
    CallError {
        class,
        code: code.to_owned(),
        message: String::new(),
        call: call.to_owned(),
        region: if region.is_empty() { HOME.to_owned() } else { region.to_owned() },
        request: None,
        offenders: Vec::new(),
    }
}

/// Returns the name of the call that makes a change.
pub fn call_name(request: &Request) -> String {
    let short = request.address.kind().trim_start_matches("t::");
    if row(request.address.kind()).batch {
        format!("t:change_{short}")
    } else {
        format!("t:{}_{short}", request.operation)
    }
}
