//! The kinds of the cloud in memory, its objects, and what calls do to them.

use std::collections::BTreeMap;

use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};
use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::state::Attributes;
use tandem_core::step::{CreateClass, Effect, NeededBy, Wait};
use tandem_core::{Attribute, Kind, Type, Value};
use tokio::time::{Duration, Instant};

/// Kind, create class, ownership, which half of a replacement comes first.
pub(crate) type Row = (&'static str, CreateClass, Ownership, ReplaceOrder);

pub(crate) const KINDS: [Row; 9] = [
    ("t::token", CreateClass::Token, Ownership::TagsAtCreate, ReplaceOrder::CreateFirst),
    ("t::refused", CreateClass::RefusedToken, Ownership::TagsAfter, ReplaceOrder::CreateFirst),
    ("t::unique", CreateClass::UniqueName, Ownership::TagsAtCreate, ReplaceOrder::DeleteFirst),
    ("t::bare", CreateClass::UniqueName, Ownership::State, ReplaceOrder::DeleteFirst),
    ("t::same", CreateClass::Idempotent, Ownership::TagsAtCreate, ReplaceOrder::DeleteFirst),
    ("t::upsert", CreateClass::Upsert, Ownership::TagsAtCreate, ReplaceOrder::DeleteFirst),
    ("t::plain", CreateClass::Upsert, Ownership::State, ReplaceOrder::DeleteFirst),
    ("t::anonymous", CreateClass::Anonymous, Ownership::TagsAtCreate, ReplaceOrder::CreateFirst),
    ("t::record", CreateClass::UniqueName, Ownership::Parent, ReplaceOrder::DeleteFirst),
];

/// One that holds data.
pub(crate) const VAULT: Row =
    ("t::vault", CreateClass::UniqueName, Ownership::TagsAtCreate, ReplaceOrder::DeleteFirst);

/// One that is turned off before it is deleted.
pub(crate) const TWICE: Row =
    ("t::twice", CreateClass::UniqueName, Ownership::TagsAtCreate, ReplaceOrder::DeleteFirst);

/// One object of the cloud.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Thing {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    /// The id of the zone that a record is in: the same name may stand in another one.
    pub(crate) within: String,
    pub(crate) token: String,
    pub(crate) value: Value,
    pub(crate) mould: Value,
    pub(crate) foreign: bool,
    pub(crate) born: Instant,
}

/// The cloud as it would be after a call.
pub(crate) struct Next {
    pub(crate) things: BTreeMap<String, Thing>,
    pub(crate) made: u64,
    pub(crate) overwritten: Vec<String>,
}

impl Next {
    /// Does one item of a call.
    pub(crate) fn one(&mut self, request: &Request) -> Result<Outcome, ErrorClass> {
        let kind = request.address.kind();
        let prior = request.prior.as_ref().map(|prior| prior.id.clone()).unwrap_or_default();
        match request.effect {
            Effect::Read => Err(ErrorClass::Invalid),
            Effect::Delete => {
                let on = self
                    .things
                    .get(&prior)
                    .is_some_and(|thing| kind == TWICE.0 && thing.value != Value::from("off"));
                if on {
                    return Err(ErrorClass::Invalid);
                }
                self.things.remove(&prior).map(|_| Outcome::default()).ok_or(ErrorClass::Missing)
            }
            Effect::Update => {
                let thing = self.things.get_mut(&prior).ok_or(ErrorClass::Missing)?;
                thing.value = match request.operation.as_str() {
                    "off" => "off".into(),
                    _ => request.arguments["value"].clone(),
                };
                Ok(outcome(thing))
            }
            Effect::Create => {
                let class = row(kind).1;
                if kind == "t::record" && !self.things.contains_key(&within(request)) {
                    return Err(ErrorClass::Invalid);
                }
                let same = |thing: &&mut Thing| thing.kind == kind && is_named(thing, request);
                match class {
                    CreateClass::Token | CreateClass::RefusedToken => {
                        let token = |thing: &&Thing| thing.kind == kind && thing.token == request.token;
                        if let Some(thing) = self.things.values().find(token) {
                            return if class == CreateClass::Token {
                                Ok(outcome(thing))
                            } else {
                                Err(ErrorClass::Conflict)
                            };
                        }
                    }
                    CreateClass::UniqueName if self.things.values_mut().find(same).is_some() => {
                        return Err(ErrorClass::Conflict);
                    }
                    CreateClass::Idempotent | CreateClass::Upsert => {
                        if let Some(thing) = self.things.values_mut().find(same) {
                            if class == CreateClass::Upsert {
                                if thing.foreign {
                                    self.overwritten.push(thing.name.clone());
                                }
                                thing.value = request.arguments["value"].clone();
                            }
                            return Ok(outcome(thing));
                        }
                    }
                    CreateClass::UniqueName | CreateClass::Anonymous => (),
                }
                self.made += 1;
                let thing = Thing {
                    id: format!("{kind}-{}", self.made),
                    kind: kind.to_owned(),
                    name: name(request),
                    within: within(request),
                    token: request.token.clone(),
                    value: request.arguments["value"].clone(),
                    mould: request.arguments["mould"].clone(),
                    foreign: false,
                    born: Instant::now(),
                };
                let made = outcome(&thing);
                self.things.insert(thing.id.clone(), thing);
                Ok(made)
            }
        }
    }
}

pub(crate) fn kind((name, class, ownership, replace): Row) -> Kind {
    let natural_key: &[&str] =
        if matches!(class, CreateClass::Anonymous | CreateClass::Token) { &[] } else { &["name"] };
    Kind {
        name,
        doc: "A thing.",
        example: "",
        mode: Mode::Managed,
        placement: Placement::Global { home: "us-east-1" },
        parent: (name == "t::record").then_some("t::refused"),
        attributes: vec![
            Attribute::required("name", Type::string(), "Its name.").replaces(),
            Attribute::defaulting("mould", Type::string(), Value::from("a"), "What it is made in.")
                .replaces(),
            Attribute::optional("value", Type::Any, "Its value."),
            Attribute::computed("arn", Type::string(), "Its ARN."),
        ],
        identity: Identity { class, ownership, natural_key },
        replace,
        buckets: Vec::new(),
        validate: None,
        precious: name == VAULT.0,
    }
}

pub(crate) fn row(kind: &str) -> Row {
    *KINDS
        .iter()
        .chain([&VAULT, &TWICE])
        .find(|(name, ..)| *name == kind)
        .expect("only these kinds are declared")
}

/// Tokens wait for their status, for those that need them; zones and records only for the end.
pub(crate) fn waits(kind: &str) -> Option<Wait> {
    let needed_by = match kind {
        "t::token" => NeededBy::Dependants,
        "t::refused" | "t::record" => NeededBy::End,
        _ => return None,
    };
    Some(Wait { what: "it to be READY".to_owned(), typical: 5, deadline: 1800, needed_by })
}

pub(crate) fn is_settled(thing: &Thing) -> bool {
    waits(&thing.kind).is_none() || thing.born.elapsed() >= Duration::from_secs(5)
}

pub(crate) fn name(request: &Request) -> String {
    let prior = request.prior.as_ref().map(|prior| &prior.attributes);
    let name = request.arguments.get("name").or_else(|| prior?.get("name"));
    name.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns whether a thing bears the name that a request is about; a foreign one stands in every zone.
pub(crate) fn is_named(thing: &Thing, request: &Request) -> bool {
    thing.name == name(request) && (thing.foreign || thing.within == within(request))
}

fn within(request: &Request) -> String {
    let parent = request.parent.as_ref().filter(|_| request.address.kind() == "t::record");
    parent.map(|parent| parent.id.clone()).unwrap_or_default()
}

pub(crate) fn outcome(thing: &Thing) -> Outcome {
    let attributes = [
        ("name".to_owned(), Value::from(thing.name.as_str())),
        ("mould".to_owned(), thing.mould.clone()),
        ("value".to_owned(), thing.value.clone()),
        ("arn".to_owned(), Value::from(format!("arn:{}", thing.id))),
    ];
    Outcome { id: thing.id.clone(), attributes: attributes.into() }
}

pub(crate) fn full(request: &Request, id: &str) -> Attributes {
    let mut attributes = request.arguments.clone();
    attributes.insert("arn".to_owned(), Value::from(format!("arn:{id}")));
    attributes
}

pub(crate) fn name_of_call(request: &Request) -> String {
    match request.address.kind() {
        "t::record" => "t:change".to_owned(),
        _ => format!("t:{}", request.operation),
    }
}

pub(crate) fn error(class: ErrorClass, call: &str) -> CallError {
    CallError {
        class,
        code: format!("{class:?}"),
        message: "as the test wants it".to_owned(),
        call: call.to_owned(),
        region: "us-east-1".to_owned(),
        request: None,
        offenders: Vec::new(),
    }
}
