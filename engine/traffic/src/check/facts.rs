//! What rules look at: the topology, the model made of it, and what look-ups are known to find.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use tandem_core::path::PathStep;
use tandem_core::schema::Mode;
use tandem_core::state::Attributes;
use tandem_core::{Address, Declaration, Path, Registry, Span, Topology};

use crate::model::{Answer, Family, Member, Model, Name, Target};
use crate::net::{Found, Net};
use crate::prove::{Proof, Settings, prove};
use crate::repair::{Calls, mend};

/// What rules look at.
#[derive(Debug)]
pub struct Facts<'a> {
    /// What is declared.
    pub topology: &'a Topology,
    /// The kinds.
    pub registry: &'a Registry,
    /// What it is as far as traffic and data are concerned.
    pub model: &'a Model,
    /// The model with numbers for names.
    pub net: &'a Net<'a>,
    /// The names of records, by declaration.
    names: BTreeMap<&'a Address, &'a Name>,
    /// The DNS names that an objective names, and those that they lead to.
    aimed: BTreeSet<&'a str>,
    /// What is not known before apply has these declarations' names.
    vague: BTreeSet<String>,
    /// The proof of what objectives name, once a rule asks for it.
    proof: OnceCell<Proof>,
}

/// The records of one name and type.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RecordSet<'a> {
    /// The name and type.
    pub name: &'a Name,
    /// The records.
    pub members: &'a [Member],
    /// Whether only VPCs ask for it.
    pub private: bool,
    /// Whether everything about it is known: no record of the name is missing for a value that is known after apply.
    pub complete: bool,
}

impl<'a> Facts<'a> {
    /// Gathers what rules look at.
    pub fn new(topology: &'a Topology, registry: &'a Registry, net: &'a Net<'a>) -> Facts<'a> {
        let model = net.model;
        let private = model.private.values().flatten();
        let sets = model.names.iter().chain(private);
        let names =
            sets.flat_map(|(name, members)| members.iter().map(move |member| (&member.address, name)));
        let vague = model.unknown.iter().filter_map(|unknown| {
            let declared = topology.declarations.get(&unknown.address)?;
            declared.arguments.get("name")?.as_str().map(str::to_ascii_lowercase)
        });
        let (names, vague) = (names.collect(), vague.collect());
        let mut facts = Facts {
            topology,
            registry,
            model,
            net,
            names,
            aimed: BTreeSet::new(),
            vague,
            proof: OnceCell::new(),
        };
        facts.aimed = facts.aims();
        facts
    }

    /// Returns the proof of what objectives name: what they promise, and no more, with the edits that restore it.
    pub fn proof(&self) -> &Proof {
        self.proof.get_or_init(|| {
            let settings = Settings { grey: Vec::new(), ..Settings::default() };
            let mut proof = prove(self.model, self.net.assumptions, &settings);
            mend(&mut proof, self.model, &Calls::of(self.topology), self.net.assumptions, &settings);
            proof
        })
    }

    /// Returns a declaration.
    pub fn declaration(&self, address: &Address) -> Option<&'a Declaration> {
        self.topology.declarations.get(address)
    }

    /// Returns what a look-up is known to find.
    pub fn recorded(&self, address: &Address) -> Option<&'a Attributes> {
        self.topology.recorded.get(address)
    }

    /// Returns whether every look-up is on record: a rule that rests on them has then seen all there is.
    pub fn look_ups_known(&self) -> bool {
        let mut look_ups =
            self.topology.declarations.values().filter(|declared| declared.mode == Mode::LookUp);
        look_ups.all(|declared| self.topology.recorded.contains_key(&declared.address))
    }

    /// Returns whether an attribute is spelled out in the script.
    pub fn spelled(&self, address: &Address, path: &str) -> bool {
        let declared = self.declaration(address);
        declared.is_some_and(|declared| declared.origin.attributes.contains_key(&parsed(path)))
    }

    /// Returns the range of the first of these attributes that is spelled out, or of the resource's name.
    pub fn span(&self, declared: &Declaration, paths: &[&str]) -> Span {
        let spelled = paths.iter().find_map(|path| declared.origin.attributes.get(&parsed(path)));
        spelled.map_or(declared.origin.name, |spans| spans.value)
    }

    /// Iterates over the records of all names, public ones first.
    pub fn sets(&self) -> impl Iterator<Item = RecordSet<'a>> {
        let set = |private: bool| {
            move |(name, members): (&'a Name, &'a Vec<Member>)| {
                let complete = !self.vague.contains(&name.name);
                RecordSet { name, members, private, complete }
            }
        };
        let private = self.model.private.values().flatten().map(set(true));
        self.model.names.iter().map(set(false)).chain(private)
    }

    /// Returns the records of one name and type, as an alias in a zone finds them.
    pub fn set(&self, zone: &Address, name: &Name) -> Option<&'a [Member]> {
        let private = self.model.private.get(zone).and_then(|names| names.get(name));
        private.or_else(|| self.model.names.get(name)).map(Vec::as_slice)
    }

    /// Returns whether an objective names a DNS name, or a name that leads to it.
    pub fn aimed(&self, name: &str) -> bool {
        self.aimed.contains(name)
    }

    /// Returns whether something of a resource is known only after apply.
    pub fn vague(&self, address: &Address) -> bool {
        self.model.unknown.iter().any(|unknown| unknown.address == *address)
    }

    /// Returns whether a record of a DNS name holds what is known only after apply.
    pub fn vague_name(&self, name: &str) -> bool {
        self.vague.contains(name)
    }

    /// Returns the DNS name of a record.
    pub fn name_of(&self, address: &Address) -> Option<&'a str> {
        self.names.get(address).map(|name| name.name.as_str())
    }

    /// Returns what objectives name, and everything that leads on to.
    fn aims(&self) -> BTreeSet<&'a str> {
        let objectives = self.model.objectives.iter().flat_map(|objective| &objective.names);
        let mut left: Vec<&'a str> = objectives.map(String::as_str).collect();
        let mut seen: BTreeSet<&'a str> = left.iter().copied().collect();
        while let Some(name) = left.pop() {
            let found = Family::ALL.map(|family| self.net.find(name, family));
            let sets = found.iter().filter_map(|found| match found {
                Found::Set(set) => Some(*set),
                Found::Nothing | Found::Outside => None,
            });
            let names: Vec<&'a Name> = sets.map(|set| self.net.sets[set].name).collect();
            let members = names.iter().filter_map(|name| self.model.names.get(*name)).flatten();
            let further = names.iter().map(|name| name.name.as_str()).chain(members.flat_map(leads_to));
            left.extend(further.filter(|name| seen.insert(name)));
        }
        seen
    }
}

/// Iterates over the names that a record leads to.
fn leads_to(member: &Member) -> impl Iterator<Item = &str> {
    let targets = match &member.answer {
        Answer::Values(targets) => targets.as_slice(),
        Answer::Alias { to, .. } => std::slice::from_ref(to),
    };
    targets.iter().filter_map(|target| match target {
        Target::Records(name) => Some(name.name.as_str()),
        Target::Name(name) => Some(name.as_str()),
        Target::Endpoint(_) | Target::Accelerator(_) => None,
    })
}

/// Returns the path that words between dots stand for.
fn parsed(path: &str) -> Path {
    Path(path.split('.').map(|word| PathStep::Key(word.to_owned())).collect())
}
