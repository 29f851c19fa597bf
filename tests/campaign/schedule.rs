//! A schedule: what is declared, how it changes, and everything that goes wrong. Data, so that it can be made smaller
//! and kept.

use serde::{Deserialize, Serialize};

use crate::faults::Faults;

/// Everything that happens to one stack.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Schedule {
    /// What all chance comes from that the schedule does not spell out.
    pub seed: u64,
    /// Where its state is.
    #[serde(default)]
    pub store: Place,
    /// What the first phase declares.
    pub resources: Vec<Resource>,
    /// The resources whose name another has taken before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign: Vec<String>,
    pub phases: Vec<Phase>,
}

/// Where state is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In a store that writes a part of what it is given.
    #[default]
    Memory,
    /// In files on a disk that fails.
    Files,
    /// On a shelf that several machines share, under a lease.
    Shelf,
}

/// One resource.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Resource {
    pub name: String,
    pub kind: String,
    /// What the cloud calls it.
    pub physical: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The name of the resource it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The name of a resource that it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The names of resources that come before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    #[serde(default)]
    pub value: i64,
    #[serde(default)]
    pub mould: i64,
    /// Its name before it was renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// One command, run until it is complete.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Phase {
    /// Its number in the schedule as it was made; the names of calls begin with it.
    pub number: usize,
    /// What is declared otherwise than before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// Whether it is `destroy`; else it is `apply`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub destroy: bool,
    #[serde(default)]
    pub faults: Faults,
    /// What the first runs meet; the ones after them are left alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Trouble>,
    /// Whether the first run without any trouble must be complete; else one of a few.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_once: bool,
}

/// A change of what is declared.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// A resource gets another value: it is changed in place.
    Value { name: String, value: i64 },
    /// A resource gets another mould: it is replaced.
    Mould { name: String, mould: i64 },
    /// A resource is no longer declared, nor what belongs to it.
    Remove { name: String },
    /// A resource gets another name and says so.
    Rename { name: String, to: String },
    /// A resource is declared that was not.
    Add { resource: Resource },
}

/// What one run meets beyond the faults of its calls.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Trouble {
    /// The step at which it dies; 0 for never.
    pub crash: u64,
    /// Whether it only freezes there, loses the lock, and goes on when other runs have had their turn.
    pub frozen: bool,
    /// The write from which on there is no room; 0 for none.
    pub full: u64,
    /// The steps at which somebody presses Ctrl-C.
    pub interrupts: Vec<u64>,
    /// The call from which on the credentials are no longer valid; 0 for none.
    pub expired: u64,
    /// The steps at which somebody does something to one of our objects.
    pub meddling: Vec<(u64, Deed)>,
    pub outage: Option<Outage>,
    /// Whether the files are damaged when it has ended; somebody repairs them.
    pub damaged: bool,
}

/// What somebody does to one of our objects.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Delete,
    Edit,
}

/// A region that does not answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outage {
    pub region: String,
    /// Whether reading calls are answered.
    pub writes_only: bool,
    /// From which call of the run on.
    pub from: u64,
}

impl Schedule {
    /// Returns what every phase declares.
    pub fn declared(&self) -> Vec<Vec<Resource>> {
        let mut resources = self.resources.clone();
        let each = |phase: &Phase| {
            resources.iter_mut().for_each(|resource| resource.was = None);
            phase.edits.iter().for_each(|edit| edit.make(&mut resources));
            resources.clone()
        };
        self.phases.iter().map(each).collect()
    }
}

impl Edit {
    /// Makes the change; nothing where its resource is not declared.
    fn make(&self, resources: &mut Vec<Resource>) {
        let find = |resources: &mut Vec<Resource>, name: &str| {
            resources.iter().position(|resource| resource.name == name)
        };
        match self {
            Edit::Value { name, value } => {
                if let Some(at) = find(resources, name) {
                    resources[at].value = *value;
                }
            }
            Edit::Mould { name, mould } => {
                if let Some(at) = find(resources, name) {
                    resources[at].mould = *mould;
                }
            }
            Edit::Remove { name } => without(resources, name),
            Edit::Rename { name, to } => {
                if let Some(at) = find(resources, name)
                    && find(resources, to).is_none()
                {
                    resources[at].name.clone_from(to);
                    resources[at].was = Some(name.clone());
                    rename(resources, name, to);
                }
            }
            Edit::Add { resource } => {
                let known = |name: &String| resources.iter().any(|other| other.name == *name);
                if resource.parent.iter().all(known) && !known(&resource.name) {
                    resources.push(resource.clone());
                }
            }
        }
    }
}

/// Takes a resource away, with what belongs to it and every mention of it.
pub fn without(resources: &mut Vec<Resource>, name: &str) {
    let children = resources.iter().filter(|resource| resource.parent.as_deref() == Some(name));
    let children: Vec<String> = children.map(|resource| resource.name.clone()).collect();
    resources.retain(|resource| resource.name != name);
    for resource in resources.iter_mut() {
        resource.after.retain(|after| after != name);
        resource.link = resource.link.take().filter(|link| link != name);
    }
    children.iter().for_each(|child| without(resources, child));
}

fn rename(resources: &mut [Resource], from: &str, to: &str) {
    let mentions = |name: &mut String| {
        if name == from {
            to.clone_into(name);
        }
    };
    for resource in resources {
        resource.after.iter_mut().for_each(mentions);
        resource.link.iter_mut().for_each(mentions);
        resource.parent.iter_mut().for_each(mentions);
    }
}
