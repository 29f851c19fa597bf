//! A stack on the cloud in memory: recover, refresh, plan, apply, as the command does it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tandem_core::schema::Mode;
use tandem_core::store::Store;
use tandem_core::topology::Topology;
use tandem_core::{Address, Argument, Declaration, Origin, Place, State, Value};
use tandem_plan::{Options, Plan, SharedLimiter};
use tandem_runtime::{
    ApplyError, Edge, Event, Interrupt, Observer, Report, Settings, TokioClock, apply, recover, refresh,
    refresh_remembered, replay,
};

use super::cloud::Cloud;
use super::crash::{Crash, Disk, MemoryStore};
use super::dice::Dice;

/// Keeps every event.
#[derive(Default)]
pub(crate) struct Diary(pub(crate) Mutex<Vec<Event>>);

impl Observer for Diary {
    fn event(&self, event: &Event) {
        self.0.lock().expect("no test panics while it holds the diary").push(event.clone());
    }
}

/// Everything that a test of one stack needs.
pub(crate) struct Stage {
    pub(crate) cloud: Arc<Cloud>,
    pub(crate) crash: Arc<Crash>,
    pub(crate) dice: Arc<Dice>,
    pub(crate) disk: Disk,
    pub(crate) diary: Arc<Diary>,
    pub(crate) topology: Topology,
    pub(crate) interrupt: Interrupt,
    /// One clock for all runs.
    clock: Arc<TokioClock>,
    /// For how long a search may not see what was just made, as the runtime believes; in milliseconds.
    pub(crate) settle: u64,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) enum Ended {
    Reported(Box<Report>),
    Crashed,
    /// The plan has errors, or state was not readable.
    Refused(String),
}

impl Stage {
    pub(crate) fn new(seed: u64) -> Stage {
        let (dice, crash) = (Arc::new(Dice::new(seed)), Arc::new(Crash::never()));
        Stage {
            cloud: Arc::new(Cloud::new(dice.clone(), crash.clone())),
            crash,
            dice,
            disk: Disk::default(),
            diary: Arc::default(),
            topology: Topology { entry: "main.rhai".to_owned(), ..Topology::default() },
            interrupt: Interrupt::new(),
            clock: Arc::new(TokioClock::new(1_795_000_000_000)),
            settle: 60_000,
        }
    }

    /// Declares a resource in a region.
    pub(crate) fn declare_in(&mut self, kind: &str, name: &str, region: &str, after: &[&Address]) -> Address {
        let address = self.declare(kind, name, Value::Integer(1), after);
        let mut declaration = self.topology.declarations.remove(&address).expect("it was just declared");
        let placed = Address::new(kind, &[name], &Place::region(region));
        declaration.address = placed.clone();
        self.topology.declarations.insert(placed.clone(), declaration);
        placed
    }

    /// Declares a resource.
    pub(crate) fn declare(
        &mut self,
        kind: &str,
        name: &str,
        value: impl Into<Argument>,
        after: &[&Address],
    ) -> Address {
        let address = Address::new(kind, &[name], &Place::global());
        let parent = after.iter().find(|_| kind == "t::record").map(|parent| (*parent).clone());
        let mode = if kind == "t::thing" { Mode::LookUp } else { Mode::Managed };
        let arguments = [
            ("name".to_owned(), Argument::from(name)),
            ("mould".to_owned(), Argument::from("a")),
            ("value".to_owned(), value.into()),
        ];
        let declaration = Declaration {
            address: address.clone(),
            mode,
            arguments: arguments.into(),
            parent,
            after: after.iter().map(|address| (*address).clone()).collect(),
            protect: None,
            allow: BTreeMap::new(),
            origin: Origin::default(),
        };
        self.topology.declarations.insert(address.clone(), declaration);
        address
    }

    /// Changes an argument of a declared resource.
    pub(crate) fn set(&mut self, address: &Address, argument: &str, value: impl Into<Value>) {
        let declaration = self.topology.declarations.get_mut(address).expect("it is declared");
        declaration.arguments.insert(argument.to_owned(), Argument::Value(value.into()));
    }

    pub(crate) fn edge(&self) -> Edge {
        Edge {
            provider: self.cloud.clone(),
            clock: self.clock.clone(),
            rng: self.dice.clone(),
            observer: self.diary.clone(),
            interrupt: self.interrupt.clone(),
            limiter: SharedLimiter::default(),
            contact: tandem_runtime::Contact::default(),
            settings: Settings {
                limits: false,
                settle: self.settle,
                ..Settings::new("test", "123456789012")
            },
        }
    }

    /// Applies what is declared, as one run of the command does; it may crash.
    pub(crate) async fn apply(&self) -> Ended {
        tokio::select! {
            biased;
            ended = self.run(false) => ended,
            () = self.crash.struck() => Ended::Crashed,
        }
    }

    /// Deletes everything.
    pub(crate) async fn destroy(&self) -> Ended {
        tokio::select! {
            biased;
            ended = self.run(true) => ended,
            () = self.crash.struck() => Ended::Crashed,
        }
    }

    async fn run(&self, destroy: bool) -> Ended {
        self.run_with(&self.edge(), &mut self.store(), destroy).await
    }

    /// Returns the store of one run.
    pub(crate) fn store(&self) -> MemoryStore {
        MemoryStore { disk: self.disk.clone(), crash: self.crash.clone(), audit: Vec::new() }
    }

    /// Runs the command with a store of the test's own.
    pub(crate) async fn run_with(&self, edge: &Edge, store: &mut dyn Store, destroy: bool) -> Ended {
        let recovery = match recover(edge, store).await {
            Ok(recovery) => recovery,
            Err(_) => return Ended::Crashed,
        };
        let (plan, state) = match self.plan_on(edge, recovery.state, destroy).await {
            Ok(made) => made,
            Err(message) => return Ended::Refused(message),
        };
        match apply(edge, &plan, state, store).await {
            Ok(report) => Ended::Reported(Box::new(report)),
            Err(ApplyError::Store(error)) if error.code == "state::lost" => Ended::Refused(error.to_string()),
            Err(ApplyError::Store(_)) => Ended::Crashed,
            Err(error) => Ended::Refused(error.to_string()),
        }
    }

    /// Refreshes and plans on a state.
    pub(crate) async fn plan_on(
        &self,
        edge: &Edge,
        state: State,
        destroy: bool,
    ) -> Result<(Plan, State), String> {
        let options = Options {
            stack: "test".into(),
            cloud: "local".into(),
            account: "123456789012".into(),
            ..Options::default()
        };
        let (graph, mut diagnostics) = tandem_plan::graph(&self.topology);
        let refreshed = match destroy {
            true => refresh_remembered(edge, state).await,
            false => refresh(edge, &self.topology, &graph, state).await,
        };
        diagnostics.extend(refreshed.diagnostics);
        let prior = refreshed.prior;
        let (plan, more) = match destroy {
            true => tandem_plan::destroy(&prior, &*edge.provider, &options),
            false => tandem_plan::plan(&self.topology, &graph, &prior, &*edge.provider, &options),
        };
        diagnostics.extend(more);
        match diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
            Some(diagnostic) => Err(format!("{}: {}", diagnostic.code, diagnostic.message)),
            None => Ok((plan, prior.state)),
        }
    }

    /// Returns the plan on what is stored, without recovering.
    pub(crate) async fn plan(&self) -> Result<(Plan, State), String> {
        self.plan_on(&self.edge(), self.state(), false).await
    }

    /// Returns what is remembered.
    pub(crate) fn state(&self) -> State {
        replay(self.disk.lock().expect("no test panics while it holds the disk").clone())
    }

    /// Applies and expects a report.
    #[track_caller]
    pub(crate) fn applied(ended: Ended) -> Report {
        match ended {
            Ended::Reported(report) => *report,
            other => panic!("it did not end with a report: {other:?}"),
        }
    }

    /// Says what is wrong with world and state together; nothing if every object is remembered once and there.
    pub(crate) fn wrong(&self) -> Option<String> {
        let state = self.state();
        let world = self.cloud.world();
        let known = |id: &str| {
            state.objects.values().filter(|object| object.id == id).count()
                + state.deposed.iter().filter(|object| object.id == id).count()
        };
        for thing in world.things.values() {
            let times = known(&thing.id);
            match thing.foreign {
                true if times > 0 => return Some(format!("{} is foreign and was taken", thing.id)),
                false if times != 1 => return Some(format!("{} is remembered {times} times", thing.id)),
                _ => (),
            }
        }
        let lost = state.objects.values().find(|object| !world.things.contains_key(&object.id));
        if let Some(object) = lost {
            return Some(format!("{} is remembered as {} and gone", object.address, object.id));
        }
        if !world.overwritten.is_empty() {
            return Some(format!("foreign objects were overwritten: {:?}", world.overwritten));
        }
        None
    }
}
