//! A change from one script to another: planned as an apply would, ordered, and tried.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use tandem_aws::{Aws, Connection};
use tandem_core::world::{ReadError, World as Files};
use tandem_core::{Diagnostics, Registry, Topology};
use tandem_lang::Settings;
use tandem_plan::{Options, Plan, Prior, graph, plan};
use tandem_traffic::Assumptions;
use tandem_traffic::order::{Ordered, keep_safe};

use crate::dice::Dice;
use crate::moment::{Audience, Holds};
use crate::prefixes::prefixes;
use crate::world::World;

/// A change from one script to another.
pub struct Change {
    registry: &'static Registry,
    /// What is in the cloud before.
    world: World<'static>,
    after: Topology,
    plan: Plan,
}

/// A change as it would be carried out.
pub struct Carried<'a> {
    change: &'a Change,
    /// The plan, with or without the edges of the safe order.
    pub plan: Plan,
    /// What the safe order found.
    pub ordered: Ordered,
    /// What it tells people.
    pub diagnostics: Diagnostics,
    /// How many prefixes were tried.
    pub tried: Cell<usize>,
    all: Cell<bool>,
}

/// A prefix in which something does not hold that holds before and after.
#[derive(Debug)]
pub struct Fault {
    done: Vec<String>,
    broken: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not any more: {}\n  done: {}", self.broken, self.done.join("\n        "))
    }
}

struct Script<'a>(&'a str);

impl Files for Script<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if path == "main.rhai" { Ok(self.0.as_bytes().to_vec()) } else { Err(ReadError::Missing) }
    }
}

/// Returns the kinds; they are put together once.
fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(tandem_aws::registry)
}

fn evaluate(script: &str, registry: &Registry) -> Topology {
    let (topology, diagnostics) =
        tandem_lang::evaluate(&Script(script), registry, "main.rhai", &Settings::default());
    let first = diagnostics.iter().find(|diagnostic| diagnostic.is_error());
    assert!(first.is_none(), "{first:?}\n{script}");
    topology
}

impl Change {
    /// Plans the change from one script to another, where the first is what is in the cloud.
    pub fn of(before: &str, after: &str) -> Change {
        let registry = registry();
        let (before, after) = (evaluate(before, registry), evaluate(after, registry));
        let provider = Aws::new(Connection::default());
        let world = built(&before, &after, &provider, registry);
        let (model, _) = tandem_traffic::read(&world.topology(), registry);
        assert!(model.unknown.is_empty(), "not understood of what was built: {:?}", model.unknown);
        let again = planned(&before, &world, &provider);
        assert!(again.steps.is_empty(), "what was built is not as it was declared: {:#?}", again.changes);
        let plan = planned(&after, &world, &provider);
        Change { registry, world, after, plan }
    }

    /// Returns the change in the order of the graph alone.
    pub fn naive(&self) -> Carried<'_> {
        Carried {
            change: self,
            plan: self.plan.clone(),
            ordered: Ordered::default(),
            diagnostics: Diagnostics::new(),
            tried: Cell::new(0),
            all: Cell::new(false),
        }
    }

    /// Returns the change in a safe order.
    pub fn ordered(&self) -> Carried<'_> {
        let mut carried = self.naive();
        let (ordered, diagnostics) =
            keep_safe(&mut carried.plan, &self.after, self.registry, &Assumptions::default());
        carried.ordered = ordered;
        carried.diagnostics = diagnostics;
        carried
    }
}

impl Carried<'_> {
    /// Tries prefixes, and returns those in which something does not hold.
    pub fn faults(&self, dice: &mut Dice) -> Vec<Fault> {
        let Change { registry, world, after, .. } = self.change;
        let at = |done: &[usize]| {
            let mut world = world.clone();
            done.iter().flat_map(|step| &self.plan.steps[*step].items).for_each(|item| world.carry_out(item));
            world.topology()
        };
        let prefixes = prefixes(&self.plan.steps, dice);
        let everything = prefixes.sets.iter().max_by_key(|set| set.len()).cloned().unwrap_or_default();
        let mut last = at(&everything);
        last.objectives = after.objectives.clone();
        let audience = Audience::of(&at(&[]), &last, registry);
        let first = audience.ask(&at(&[]), registry);
        let owed: Holds = first.intersection(&audience.ask(&last, registry)).cloned().collect();
        self.tried.set(prefixes.sets.len());
        self.all.set(prefixes.all);
        let mut asked: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut broken_at = |done: &[usize]| {
            let there = at(done);
            // Many prefixes leave the same behind, but for what no client ever sees.
            let words = audience.words(&there, registry);
            let ask = || owed.difference(&audience.ask(&there, registry)).next().cloned();
            asked.entry(words).or_insert_with(ask).clone()
        };
        let mut fault = |done: &Vec<usize>| {
            let broken = broken_at(done)?;
            let steps = done.iter().map(|step| &self.plan.steps[*step]);
            let words = steps.flat_map(|step| &step.items);
            let done = words.map(|item| format!("{} {}", item.operation, item.address)).collect();
            Some(Fault { done, broken })
        };
        prefixes.sets.iter().filter_map(&mut fault).collect()
    }

    /// Returns whether all prefixes were tried.
    pub fn all_tried(&self) -> bool {
        self.all.get()
    }
}

/// Returns the cloud in which everything is as the first script says.
fn built(before: &Topology, after: &Topology, provider: &Aws, registry: &'static Registry) -> World<'static> {
    let mut world = World::with_lookups(&[before, after], registry);
    let plan = planned(before, &world, provider);
    plan.steps.iter().flat_map(|step| &step.items).for_each(|item| world.carry_out(item));
    world
}

fn planned(topology: &Topology, world: &World<'_>, provider: &Aws) -> Plan {
    let (graph, cycles) = graph(topology);
    assert!(cycles.is_empty(), "{cycles:?}");
    let lookups: BTreeMap<_, _> =
        world.lookups.iter().filter(|(address, _)| topology.declarations.contains_key(*address)).collect();
    let lookups = lookups.into_iter().map(|(address, found)| (address.clone(), found.clone())).collect();
    let prior = Prior { state: world.state(), lookups, ..Prior::default() };
    let (plan, diagnostics) = plan(topology, &graph, &prior, provider, &Options::default());
    let first = diagnostics.iter().find(|diagnostic| diagnostic.is_error());
    assert!(first.is_none(), "{first:?}");
    plan
}
