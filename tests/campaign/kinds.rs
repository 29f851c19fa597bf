//! The kinds of the cloud in memory: every create class, every way of owning, waits, parents, batches.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::{CreateClass, NeededBy, Wait};
use tandem_core::{Attribute, Kind, Registry, Type, Value};

/// Where the calls of global kinds go.
pub const HOME: &str = "us-east-1";
/// The regions of every schedule.
pub const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "ap-southeast-2"];
/// The account of every stack, and another one it may reach.
pub const ACCOUNTS: [&str; 2] = ["123456789012", "210987654321"];

/// What a kind is like.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub name: &'static str,
    pub class: CreateClass,
    pub ownership: Ownership,
    pub replace: ReplaceOrder,
    pub regional: bool,
    pub parent: Option<&'static str>,
    /// How long it takes to be finished, and who needs that.
    pub wait: Option<(u32, NeededBy)>,
    /// Whether changes of one parent go together, each comparing with what is there.
    pub batch: bool,
    /// Whether losing one loses data.
    pub precious: bool,
    /// Whether only one of a name can be there, within a place or a parent.
    pub named: bool,
    /// Whether a token is of no use once its object is gone.
    pub burns: bool,
}

const PLAIN: Row = Row {
    name: "",
    class: CreateClass::Token,
    ownership: Ownership::TagsAtCreate,
    replace: ReplaceOrder::CreateFirst,
    regional: false,
    parent: None,
    wait: None,
    batch: false,
    precious: false,
    named: false,
    burns: false,
};

const NAMED: Row = Row { replace: ReplaceOrder::DeleteFirst, regional: true, named: true, ..PLAIN };

/// All kinds.
pub const KINDS: [Row; 12] = [
    Row { name: "t::accelerator", wait: Some((40, NeededBy::Dependants)), ..PLAIN },
    Row {
        name: "t::listener",
        ownership: Ownership::Parent,
        replace: ReplaceOrder::DeleteFirst,
        parent: Some("t::accelerator"),
        named: true,
        ..PLAIN
    },
    Row { name: "t::check", ownership: Ownership::TagsAfter, burns: true, ..PLAIN },
    Row {
        name: "t::zone",
        class: CreateClass::RefusedToken,
        ownership: Ownership::TagsAfter,
        wait: Some((30, NeededBy::End)),
        precious: true,
        ..PLAIN
    },
    Row {
        name: "t::record",
        class: CreateClass::RefusedToken,
        ownership: Ownership::Parent,
        replace: ReplaceOrder::DeleteFirst,
        parent: Some("t::zone"),
        wait: Some((30, NeededBy::End)),
        batch: true,
        named: true,
        ..PLAIN
    },
    Row {
        name: "t::table",
        class: CreateClass::UniqueName,
        wait: Some((20, NeededBy::Dependants)),
        precious: true,
        ..NAMED
    },
    Row { name: "t::bare", class: CreateClass::UniqueName, ownership: Ownership::State, ..NAMED },
    Row { name: "t::topic", class: CreateClass::Idempotent, ..NAMED },
    Row { name: "t::subscription", class: CreateClass::Idempotent, ownership: Ownership::State, ..NAMED },
    Row { name: "t::alarm", class: CreateClass::Upsert, ..NAMED },
    Row {
        name: "t::plain",
        class: CreateClass::Upsert,
        ownership: Ownership::State,
        regional: false,
        ..NAMED
    },
    Row { name: "t::task", class: CreateClass::Anonymous, regional: true, ..PLAIN },
];

impl Row {
    /// Returns whether its objects bear the stack's mark in time or for ever.
    pub fn is_tagged(&self) -> bool {
        matches!(self.ownership, Ownership::TagsAtCreate | Ownership::TagsAfter)
    }

    /// Returns what its creates wait for.
    pub fn wait(&self) -> Option<Wait> {
        let (typical, needed_by) = self.wait?;
        Some(Wait { what: "it to be READY".to_owned(), typical, deadline: 1_800, needed_by })
    }

    fn kind(&self) -> Kind {
        let placement = if self.regional { Placement::Regional } else { Placement::Global { home: HOME } };
        Kind {
            name: self.name,
            doc: "A thing.",
            example: "",
            mode: Mode::Managed,
            placement,
            parent: self.parent,
            attributes: vec![
                Attribute::required("name", Type::string(), "Its name.").replaces(),
                Attribute::defaulting("mould", Type::string(), Value::from("a"), "What it is made in.")
                    .replaces(),
                Attribute::optional("value", Type::Any, "Its value."),
                Attribute::optional("link", Type::Any, "What it points at."),
                Attribute::computed("arn", Type::string(), "Its ARN."),
            ],
            identity: Identity {
                class: self.class,
                ownership: self.ownership,
                natural_key: if self.named { &["name"] } else { &[] },
            },
            replace: self.replace,
            buckets: Vec::new(),
            validate: None,
            precious: self.precious,
        }
    }
}

/// Returns the row of a kind; every address of a schedule is of one of them.
pub fn row(kind: &str) -> &'static Row {
    KINDS.iter().find(|row| row.name == kind).unwrap_or(&KINDS[0])
}

/// Returns all kinds as the runtime knows them.
pub fn registry() -> Registry {
    let mut registry = Registry::default();
    KINDS.iter().for_each(|row| registry.add_kind(row.kind()));
    registry
}
