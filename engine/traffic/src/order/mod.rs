//! Safe order: every prefix of an apply keeps what was promised before and is promised after.
//!
//! An apply can end after any of its steps, and until it does, clients are served by whatever is there. So each moment
//! of it counts: what is both before and after (a name that is served, in the calm world and after the loss of a region
//! or of a service in one; a replica wherever traffic goes) must be so in between. Where the order of the plan leaves
//! it open, [`order`] adds edges, what makes before what breaks, and lets
//! records that change places do so in one call; where nothing helps, it shows the moment.
//!
//! A model of a moment is mixed from those before and after, address by address ([`slot`], [`piece`]). What turns at
//! once is an [`atom`]. A name depends on few of them ([`reach`]), so the moments that matter to it can all be looked
//! at ([`scene`], [`search`]); steps of other names make no difference. Batches are not relied on: the scheduler may
//! split them, so every step counts as a moment of its own.
//!
//! Not promised: how long recovery takes in between, and what resolvers still remember of an answer that changed.

mod arrange;
mod atom;
mod line;
mod piece;
mod promise;
mod reach;
mod scene;
mod search;
mod slot;
mod stores;
mod together;
mod told;

use std::collections::BTreeSet;

use tandem_core::{Address, Diagnostics, Registry, StepId, Topology};
use tandem_plan::{Constraint, Plan, constrain, join};

use crate::assume::Assumptions;
use crate::model::Model;
use crate::read::read;
use crate::remembered;
use arrange::Obstacle;
use atom::{Atoms, atoms};
use line::Line;
use scene::{Common, Scene};
use slot::Field;

pub use told::UNSAFE;

/// How often the search begins anew with the name first that found no order after the others had theirs.
const ATTEMPTS: usize = 4;

/// What keeps every moment of an apply safe.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ordered {
    /// What must be done before what, beyond the order of the plan.
    pub edges: Vec<Edge>,
    /// Steps that must be one call, each group; where there are some, nothing else is said.
    pub together: Vec<Vec<StepId>>,
    /// What goes in one call so that no moment lies between.
    pub joined: Vec<Vec<Address>>,
    /// What no order keeps.
    pub unsafe_moments: Vec<Moment>,
    /// How many names were looked at that several steps change.
    pub names: usize,
    /// How many mixtures of before and after were asked.
    pub asked: usize,
}

/// One step that waits for another, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    /// The steps.
    pub constraint: Constraint,
    /// What would not hold otherwise.
    pub keeps: Keeps,
}

/// What an edge keeps, or a moment breaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Keeps {
    /// A name is served.
    Name(String),
    /// A region that serves has a replica.
    Replica {
        /// The store.
        store: Address,
        /// The region.
        region: String,
    },
}

/// A moment of an apply in which something does not hold that does before and after.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// What does not hold.
    pub breaks: Keeps,
    /// Whether an objective speaks of it.
    pub declared: bool,
    /// What fails at that moment; nothing if it does not even hold while nothing fails.
    pub failure: Option<String>,
    /// The clients that are not served.
    pub clients: String,
    /// What is done at that moment, as far as it matters.
    pub done: Vec<Turn>,
    /// What is not done yet, as far as it matters.
    pub left: Vec<Turn>,
}

/// What is done at an address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Turn {
    /// The address.
    pub address: Address,
    /// Whether something goes, rather than comes or changes.
    pub goes: bool,
}

/// Returns what keeps every prefix of a plan safe, where `before` is what is there and `after` what is declared.
///
/// The names that objectives of `after` speak of count; without any, all public names that are there before and
/// after. Replicas are kept for every region that clients are sent to by any name. A plan that destroys everything has nothing to keep.
pub fn order(before: &Model, after: &Model, plan: &Plan, assumptions: &Assumptions) -> Ordered {
    ordered(before, after, plan, assumptions, true)
}

/// As [`order`], where no steps can be made one call.
fn ordered_apart(before: &Model, after: &Model, plan: &Plan, assumptions: &Assumptions) -> Ordered {
    ordered(before, after, plan, assumptions, false)
}

fn ordered(before: &Model, after: &Model, plan: &Plan, assumptions: &Assumptions, joinable: bool) -> Ordered {
    if plan.destroy || plan.steps.len() < 2 {
        return Ordered::default();
    }
    let atoms = atoms(plan);
    let field = Field::new(before, after, plan, &atoms);
    let (names, declared) = names(before, after);
    let mut search =
        Run { before, after, plan, assumptions, atoms: &atoms, field: &field, declared, joinable };
    search.run(names)
}

/// Puts the steps of a plan into a safe order, where `topology` is what is declared; says what no order keeps.
pub fn keep_safe(
    plan: &mut Plan,
    topology: &Topology,
    registry: &Registry,
    assumptions: &Assumptions,
) -> (Ordered, Diagnostics) {
    let (before, _) = read(&remembered::before(plan, registry), registry);
    let (after, _) = read(topology, registry);
    let mut joined = Vec::new();
    let mut ordered = order(&before, &after, plan, assumptions);
    while let Some(group) = ordered.together.first() {
        let names = names_of(plan, group);
        if !join(plan, group) {
            ordered = ordered_apart(&before, &after, plan, assumptions);
            break;
        }
        joined.push(names);
        ordered = order(&before, &after, plan, assumptions);
    }
    ordered.joined = joined;
    let constraints: Vec<Constraint> = ordered.edges.iter().map(|edge| edge.constraint).collect();
    let mut diagnostics = constrain(plan, &constraints);
    diagnostics.extend(told::diagnostics(&ordered, topology));
    (ordered, diagnostics)
}

/// Returns the addresses that some steps change.
fn names_of(plan: &Plan, steps: &[StepId]) -> Vec<Address> {
    let steps = steps.iter().filter_map(|step| plan.steps.get(step.0 as usize));
    steps.flat_map(|step| &step.items).map(|item| item.address.clone()).collect()
}

/// Returns the names that count, and whether objectives speak of them.
fn names(before: &Model, after: &Model) -> (Vec<String>, bool) {
    let declared: BTreeSet<String> =
        after.objectives.iter().flat_map(|objective| objective.names.iter().cloned()).collect();
    if !declared.is_empty() {
        return (declared.into_iter().collect(), true);
    }
    let of =
        |model: &Model| -> BTreeSet<String> { model.names.keys().map(|name| name.name.clone()).collect() };
    (of(before).intersection(&of(after)).cloned().collect(), false)
}

/// One search.
struct Run<'a> {
    before: &'a Model,
    after: &'a Model,
    plan: &'a Plan,
    assumptions: &'a Assumptions,
    atoms: &'a Atoms,
    field: &'a Field,
    declared: bool,
    /// Whether steps can be made one call.
    joinable: bool,
}

impl Run<'_> {
    fn run(&mut self, names: Vec<String>) -> Ordered {
        let mut common = Common::default();
        let mut scenes: Vec<(String, Scene<'_>)> = Vec::new();
        for name in &names {
            let scene = Scene::of(self.field, name, self.assumptions, &mut common);
            scenes.extend(scene.map(|scene| (name.clone(), scene)));
        }
        let mut ordered = Ordered::default();
        for attempt in 0..ATTEMPTS {
            ordered = Ordered { names: scenes.len(), ..Ordered::default() };
            let mut line = Line::new(&self.plan.steps);
            self.replicas(&mut line, &mut ordered);
            let failed = self.arrange(&mut scenes, &mut line, &mut ordered);
            match failed {
                // Edges of other names may stand in the way: it goes first then.
                Some(at) if at > 0 && attempt + 1 < ATTEMPTS => scenes[..=at].rotate_right(1),
                _ => break,
            }
        }
        ordered.asked = common.asked();
        ordered
    }

    /// Arranges every scene; returns the first that cannot be.
    fn arrange(
        &self,
        scenes: &mut [(String, Scene<'_>)],
        line: &mut Line,
        ordered: &mut Ordered,
    ) -> Option<usize> {
        let mut failed = None;
        for (at, (name, scene)) in scenes.iter_mut().enumerate() {
            let before = line.added.len();
            let steps = if self.joinable { self.plan.steps.as_slice() } else { &[] };
            match arrange::arrange(scene, self.atoms, steps, line) {
                Ok(()) => (),
                Err(Obstacle::Together(groups)) => {
                    let first = |atom: &usize| self.atoms.all[*atom].first;
                    let groups = groups.iter().map(|group| group.iter().map(first).collect());
                    ordered.together.extend(groups);
                    return None;
                }
                Err(Obstacle::Unsafe(done)) => {
                    failed = failed.or(Some(at));
                    ordered.unsafe_moments.push(self.moment(name, scene, &done));
                }
            }
            let added = line.added[before..].iter();
            ordered.edges.extend(
                added.map(|constraint| Edge { constraint: *constraint, keeps: Keeps::Name(name.clone()) }),
            );
        }
        failed
    }

    fn replicas(&self, line: &mut Line, ordered: &mut Ordered) {
        for wanted in stores::wanted(self.before, self.after, self.field, self.atoms) {
            let (first, then) = (&self.atoms.all[wanted.first], &self.atoms.all[wanted.then]);
            let keeps = Keeps::Replica { store: wanted.store, region: wanted.region };
            let before = line.added.len();
            if line.put(first, then) {
                let added = line.added[before..].iter();
                ordered.edges.extend(added.map(|it| Edge { constraint: *it, keeps: keeps.clone() }));
                continue;
            }
            ordered.unsafe_moments.push(Moment {
                breaks: keeps,
                declared: self.declared,
                failure: None,
                clients: String::new(),
                done: self.turns(&[wanted.then]),
                left: self.turns(&[wanted.first]),
            });
        }
    }

    fn moment(&self, name: &str, scene: &mut Scene<'_>, done: &[usize]) -> Moment {
        let case = scene.broken_by(&|atom| done.contains(&atom));
        let (failure, clients) = case.map(|case| scene.tell(&case)).unwrap_or_default();
        let left: Vec<usize> = scene.atoms.iter().copied().filter(|atom| !done.contains(atom)).collect();
        Moment {
            breaks: Keeps::Name(name.to_owned()),
            declared: self.declared,
            failure,
            clients,
            done: self.turns(done),
            left: self.turns(&left),
        }
    }

    fn turns(&self, atoms: &[usize]) -> Vec<Turn> {
        let turns = atoms.iter().flat_map(|atom| &self.atoms.all[*atom].turns);
        let mut turns: Vec<Turn> = turns
            .map(|(address, half)| Turn { address: address.clone(), goes: *half == atom::Half::Unmake })
            .collect();
        turns.sort();
        turns
    }
}
