//! Reading the world as it is: what is remembered, and what is looked up.

mod unread;

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::provider::{ReadReport, Reading};
use tandem_core::schema::Mode;
use tandem_core::state::Attributes;
use tandem_core::{Address, CallError, Declaration, Diagnostic, Diagnostics, State, Topology};
use tandem_plan::{Graph, Prior, unread};
use tokio::task::JoinSet;

use crate::interrupt::Stop;
use crate::reading::{count, read_all};
use crate::report::Reason;
use crate::{Edge, Event};

/// What refresh found.
#[derive(Clone, Debug, Default)]
pub struct Refreshed {
    /// What there was before. What could not be read is missing in it; it never counts as gone.
    pub prior: Prior,
    /// What could not be read, and which look-ups found nothing.
    pub diagnostics: Diagnostics,
    /// The calls that were made, by name.
    pub calls: BTreeMap<String, u64>,
}

/// Reads everything that is remembered, and everything declared that is looked up and can be by now.
pub async fn refresh(edge: &Edge, topology: &Topology, graph: &Graph, state: State) -> Refreshed {
    edge.guard();
    let mut readings = remembered(&state, Some(topology));
    readings.extend(topology.declarations.values().filter_map(known_lookup));
    let mut refresh = Refresh::new(edge, Some(topology), state);
    refresh.read(readings).await;
    loop {
        let open = unread(topology, graph, &refresh.result.prior, &*edge.provider);
        let open: Vec<Reading> =
            open.into_iter().filter(|reading| !refresh.asked.contains(&reading.address)).collect();
        if open.is_empty() {
            return refresh.end();
        }
        refresh.read(open).await;
    }
}

/// Reads everything that is remembered; for a destroy.
pub async fn refresh_remembered(edge: &Edge, state: State) -> Refreshed {
    edge.guard();
    let readings = remembered(&state, None);
    let mut refresh = Refresh::new(edge, None, state);
    refresh.read(readings).await;
    refresh.end()
}

fn remembered(state: &State, topology: Option<&Topology>) -> Vec<Reading> {
    let renamed: BTreeMap<&Address, &Address> =
        topology.iter().flat_map(|topology| &topology.moved).map(|moved| (&moved.from, &moved.to)).collect();
    let reading = |(address, object): (&Address, &tandem_core::Object)| {
        let name = renamed.get(address).copied().unwrap_or(address);
        let declaration = topology.and_then(|topology| topology.declarations.get(name));
        Reading {
            address: address.clone(),
            object: Some(object.clone()),
            arguments: declaration.map(known).unwrap_or_default(),
        }
    };
    let deposed = state.deposed.iter().map(|object| Reading {
        address: object.address.clone(),
        object: Some(object.clone()),
        arguments: Attributes::new(),
    });
    state.objects.iter().map(reading).chain(deposed).collect()
}

/// Returns the arguments of a declaration that are known now.
fn known(declaration: &Declaration) -> Attributes {
    let known =
        declaration.arguments.iter().filter_map(|(name, value)| Some((name.clone(), value.known()?.clone())));
    known.collect()
}

/// Returns the reading of a look-up that depends on nothing.
fn known_lookup(declaration: &Declaration) -> Option<Reading> {
    let ready = declaration.mode == Mode::LookUp && declaration.dependencies().is_empty();
    let known = known(declaration);
    ready.then(|| Reading { address: declaration.address.clone(), object: None, arguments: known })
}

struct Refresh<'a> {
    edge: &'a Edge,
    topology: Option<&'a Topology>,
    result: Refreshed,
    /// Everything that was asked for, answered or not.
    asked: BTreeSet<Address>,
    /// What could not be read, and why.
    unread: Vec<(Address, CallError)>,
}

impl<'a> Refresh<'a> {
    fn new(edge: &'a Edge, topology: Option<&'a Topology>, state: State) -> Refresh<'a> {
        let prior = Prior { state, seen: edge.clock.now(), ..Prior::default() };
        Refresh {
            edge,
            topology,
            result: Refreshed { prior, ..Refreshed::default() },
            asked: BTreeSet::new(),
            unread: Vec::new(),
        }
    }

    /// Returns what was found, with one message for everything that has one cause.
    fn end(mut self) -> Refreshed {
        for cause in unread::causes(std::mem::take(&mut self.unread)) {
            self.result.diagnostics.push(cause.diagnostic(self.topology));
        }
        self.result
    }

    /// Reads groups in parallel, as many at once as calls may be in flight.
    async fn read(&mut self, readings: Vec<Reading>) {
        self.asked.extend(readings.iter().map(|reading| reading.address.clone()));
        let readings: Vec<Reading> =
            readings.into_iter().filter(|reading| self.is_reached(reading)).collect();
        let of = readings.len();
        let mut groups: BTreeMap<String, Vec<Reading>> = BTreeMap::new();
        for reading in readings {
            groups.entry(self.edge.provider.read_group(&reading)).or_default().push(reading);
        }
        let mut groups = groups.into_values();
        let mut jobs = JoinSet::new();
        // By the first address of each group, so that the result does not depend on which answer came first.
        let mut reports: BTreeMap<usize, (Vec<Reading>, ReadReport)> = BTreeMap::new();
        let (mut next, mut done) = (0, 0);
        loop {
            while jobs.len() < self.edge.settings.parallelism.max(1)
                && let Some(group) = groups.next()
            {
                let edge = self.edge.clone();
                let at = next;
                jobs.spawn(async move {
                    let report = read_all(&edge, &group).await;
                    (at, group, report)
                });
                next += 1;
            }
            let joined = tokio::select! {
                biased;
                joined = jobs.join_next() => joined,
                () = self.edge.reached(Stop::Now) => {
                    self.result.diagnostics.push(interrupted());
                    None
                }
            };
            match joined {
                None => break,
                Some(Ok((at, group, report))) => {
                    done += group.len();
                    self.edge.observer.event(&Event::Read { done, of });
                    reports.insert(at, (group, report));
                }
                Some(Err(_)) => self.result.diagnostics.push(
                    Diagnostic::error("refresh::bug", "a reading broke off, so not everything is known")
                        .hint("this is a bug in Tandem; nothing was changed"),
                ),
            }
        }
        for (group, report) in reports.into_values() {
            self.take(&group, report);
        }
    }

    /// Returns whether a reading goes to a region that is not to be done without. What is not read counts as it is
    /// remembered.
    fn is_reached(&self, reading: &Reading) -> bool {
        let region = match &reading.object {
            Some(object) => Some(object.region.as_str()),
            None => reading.address.region(),
        };
        region.is_none_or(|region| !self.edge.settings.without.contains(region))
    }

    fn take(&mut self, group: &[Reading], report: ReadReport) {
        let prior = &mut self.result.prior;
        // What else is in something that is to be deleted is nothing to count or to claim.
        if !group.iter().all(|reading| is_deposed(&prior.state, reading)) {
            prior.unmanaged += report.unmanaged;
            prior.claimed.extend(report.claimed);
        }
        count(&mut self.result.calls, &report.calls);
        for (reading, found) in group.iter().zip(report.found) {
            let prior = &mut self.result.prior;
            let address = reading.address.clone();
            match (found, &reading.object) {
                (Ok(found), Some(object)) if is_deposed(&prior.state, reading) => {
                    prior.deposed.insert((address, object.id.clone()), found);
                }
                (Ok(found), Some(_)) => {
                    prior.found.insert(address, found);
                }
                (Ok(Some(found)), None) => {
                    prior.lookups.insert(address, found);
                }
                (Ok(None), None) => {
                    let message = format!("`{address}` looks up what does not exist");
                    let diagnostic = Diagnostic::error(Reason::NotFound.code(), message)
                        .hint("check its name and region; a look-up never creates anything");
                    self.report(&address, diagnostic, "nothing was found");
                }
                (Err(error), _) => self.unread.push((address, error)),
            }
        }
    }

    /// Adds a diagnostic, labelled where the resource is declared.
    fn report(&mut self, address: &Address, diagnostic: Diagnostic, label: &str) {
        let declaration = self.topology.and_then(|topology| topology.declarations.get(address));
        let diagnostic = match declaration {
            Some(declaration) => {
                let origin = &declaration.origin;
                diagnostic.label(origin.name, label).traced(&origin.trace)
            }
            None => diagnostic,
        };
        self.result.diagnostics.push(diagnostic);
    }
}

/// Returns whether a reading is about an object that waits to be deleted.
fn is_deposed(state: &State, reading: &Reading) -> bool {
    let same = |id: &str| state.objects.get(&reading.address).is_some_and(|current| current.id == id);
    reading.object.as_ref().is_some_and(|object| !same(&object.id))
}

fn interrupted() -> Diagnostic {
    Diagnostic::error("refresh::interrupted", "the run was stopped before everything was read")
        .hint("nothing was changed; run the same command again")
}
