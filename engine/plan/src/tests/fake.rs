//! A provider that knows kinds and steps, and reaches no cloud.

use std::future::pending;

use tandem_core::provider::{Caller, Finding, Owned, Progress, ReadReport, Reading, Request, Search};
use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::{Batch, CreateClass, Effect, NeededBy, Wait};
use tandem_core::{
    Action, Attribute, CallError, Change, Draft, Kind, Provider, Registry, Type, provider::Answer,
    provider::CallReport, provider::Pending,
};

/// The fake provider.
pub(super) struct Fake(Registry);

impl Fake {
    pub(super) fn new() -> Fake {
        let mut registry = Registry::default();
        for kind in [zone(), record(), group(), table(), check(), balancer()] {
            registry.add_kind(kind);
        }
        Fake(registry)
    }
}

/// A zone: its replacement comes first; making one takes two calls.
fn zone() -> Kind {
    let attributes = vec![
        Attribute::required("domain", Type::domain(), "").replaces(),
        Attribute::optional("comment", Type::string(), ""),
        Attribute::computed("zone_id", Type::string(), ""),
        Attribute::computed("version", Type::string(), "").volatile(),
    ];
    kind("dns::zone", attributes, ReplaceOrder::CreateFirst)
}

/// A record: many go in one call.
fn record() -> Kind {
    let attributes = vec![
        Attribute::defaulting("ttl", Type::integer(0, 1000), 300, ""),
        Attribute::optional("values", Type::set(Type::string(), 0, 100), ""),
        Attribute::optional("check", Type::string(), ""),
        Attribute::optional("policy", Type::string(), ""),
    ];
    let record = kind("dns::record", attributes, ReplaceOrder::DeleteFirst);
    let identity = Identity { ownership: Ownership::Parent, ..record.identity };
    Kind { parent: Some("dns::zone"), identity, ..record }
}

/// A group of endpoints: what lies inside an attribute.
fn group() -> Kind {
    let endpoint = Type::Struct(vec![
        Attribute::required("id", Type::string(), ""),
        Attribute::defaulting("weight", Type::integer(0, 255), 128, ""),
        Attribute::chosen("zone", Type::string(), ""),
    ]);
    let attributes = vec![
        Attribute::optional("endpoints", Type::set(endpoint.clone(), 0, 10), ""),
        Attribute::optional("ordered", Type::list(endpoint, 0, 10), ""),
        Attribute::optional("labels", Type::map_of(Type::string(), 10), ""),
        Attribute::optional("policy", Type::json(1000), ""),
        Attribute::optional("every", Type::duration(1, 10_000), ""),
        Attribute::optional("domain", Type::domain(), ""),
        Attribute::chosen("size", Type::integer(0, 10), ""),
        Attribute::optional("place", Type::string(), "").replaces(),
    ];
    kind("net::group", attributes, ReplaceOrder::CreateFirst)
}

/// A table: the old one goes first; others wait until it is there.
fn table() -> Kind {
    let attributes = vec![
        Attribute::required("key", Type::string(), "").replaces(),
        Attribute::optional("note", Type::string(), ""),
        Attribute::optional("name", Type::string(), ""),
        Attribute::computed("arn", Type::string(), ""),
    ];
    let table = kind("data::table", attributes, ReplaceOrder::DeleteFirst);
    Kind { identity: Identity { natural_key: &["name"], ..table.identity }, ..table }
}

/// A health check: what it is for can be anything.
fn check() -> Kind {
    let attributes = vec![
        Attribute::optional("target", Type::string(), ""),
        Attribute::optional("kind", Type::string(), "").replaces(),
        Attribute::computed("id", Type::string(), ""),
    ];
    kind("dns::check", attributes, ReplaceOrder::CreateFirst)
}

fn balancer() -> Kind {
    let attributes = vec![
        Attribute::required("name", Type::string(), ""),
        Attribute::computed("host", Type::string(), ""),
    ];
    Kind { mode: Mode::LookUp, ..kind("net::balancer", attributes, ReplaceOrder::CreateFirst) }
}

fn kind(name: &'static str, attributes: Vec<Attribute>, replace: ReplaceOrder) -> Kind {
    Kind {
        name,
        doc: "",
        example: "",
        mode: Mode::Managed,
        placement: Placement::Global { home: "us-east-1" },
        parent: None,
        attributes,
        identity: Identity { class: CreateClass::UniqueName, ownership: Ownership::State, natural_key: &[] },
        replace,
        buckets: Vec::new(),
        validate: None,
        precious: false,
    }
}

/// A draft of a change without anything special.
pub(super) fn draft(operation: &str, effect: Effect, call: String) -> Draft {
    Draft {
        operation: operation.to_owned(),
        effect,
        call,
        region: "us-east-1".to_owned(),
        class: CreateClass::UniqueName,
        locks: Vec::new(),
        buckets: Vec::new(),
        batch: None,
        wait: None,
    }
}

pub(super) fn wait(typical: u32, needed_by: NeededBy) -> Option<Wait> {
    Some(Wait { what: "it to be there".to_owned(), typical, deadline: 600, needed_by })
}

impl Provider for Fake {
    fn registry(&self) -> &Registry {
        &self.0
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        let (word, effect) = match change.action {
            Action::Create => ("Create", Effect::Create),
            Action::Delete => ("Delete", Effect::Delete),
            _ => ("Update", Effect::Update),
        };
        let name = change.address.kind().split("::").last().unwrap_or_default();
        let mut first = draft(&word.to_lowercase(), effect, format!("fake:{word}{name}"));
        match change.address.kind() {
            "dns::record" => {
                let zone = change.parent.as_ref().map_or(String::new(), ToString::to_string);
                first.call = "fake:ChangeRecords".to_owned();
                first.locks = vec![zone.clone()];
                first.batch = Some(Batch {
                    key: zone,
                    elements: 1,
                    characters: 8,
                    max_elements: 100,
                    max_characters: 32_000,
                });
                first.wait = wait(30, NeededBy::End);
                vec![first]
            }
            "dns::zone" if change.action == Action::Create => {
                vec![first, draft("tag", Effect::Update, "fake:Tagzone".to_owned())]
            }
            "data::table" => {
                first.locks = vec![change.address.to_string()];
                first.wait = wait(20, NeededBy::Dependants);
                vec![first]
            }
            _ => vec![first],
        }
    }

    fn atomic_group(&self, change: &Change) -> Option<String> {
        let segments = change.address.segments();
        (change.address.kind() == "dns::record").then(|| segments[..2.min(segments.len())].join("/"))
    }

    fn read_group(&self, reading: &Reading) -> String {
        reading.address.to_string()
    }

    fn read<'a>(&'a self, _: &'a [Reading]) -> Answer<'a, ReadReport> {
        Box::pin(pending())
    }

    fn call<'a>(&'a self, _: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Box::pin(pending())
    }

    fn poll<'a>(&'a self, _: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        Box::pin(pending())
    }

    fn find<'a>(&'a self, _: &'a Request, _: CreateClass) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(pending())
    }

    fn owned<'a>(&'a self, _search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn caller(&self) -> Answer<'_, Result<Caller, CallError>> {
        Box::pin(async { Ok(Caller { account: "123456789012".to_owned(), arn: String::new() }) })
    }
}
