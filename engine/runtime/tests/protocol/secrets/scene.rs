//! A stack with secrets on the cloud in memory: seal, recover, refresh, plan, apply, as the command does it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tandem_core::provider::{Answer, ErrorClass};
use tandem_core::secret::SecretRef;
use tandem_core::store::{Store, StoreError};
use tandem_core::{CallError, Provider, Secret, State, Topology, Vault};
use tandem_plan::{Options, Plan};
use tandem_runtime::secret::{Guarded, Keeper, Redactor, Veil, new_key, seal, seal_plan};
use tandem_runtime::{ApplyError, Edge, Failure, Report, apply, recover, refresh, refresh_remembered};

use super::bare::Bare;
use crate::crash::MemoryStore;
use crate::stage::Stage;

/// A vault in memory, whose values change between runs.
#[derive(Default)]
struct Safe(Mutex<BTreeMap<String, String>>);

impl Vault for Safe {
    fn fetch<'a>(&'a self, reference: &'a SecretRef) -> Answer<'a, Result<Secret, CallError>> {
        let found =
            self.0.lock().expect("no test panics while it holds the safe").get(&reference.name).cloned();
        let none = move || CallError {
            class: ErrorClass::Missing,
            code: "None".to_owned(),
            message: format!("`{reference}` is not there"),
            call: String::new(),
            region: String::new(),
            request: None,
            offenders: Vec::new(),
        };
        Box::pin(async move { found.map(Secret::new).ok_or_else(none) })
    }
}

/// A stack with secrets.
pub(super) struct Scene {
    pub(super) stage: Stage,
    safe: Arc<Safe>,
    /// Whether the veil seals nothing.
    pub(super) bare: bool,
    /// Whether the store writes everything.
    pub(super) unguarded: bool,
}

/// How a run ended.
#[derive(Debug)]
pub(super) enum Ended {
    Reported(Box<Report>),
    Crashed,
    /// The store refused to write.
    Unwritten(StoreError),
    /// A secret is missing, or the plan has errors.
    Refused(String),
}

impl Scene {
    pub(super) fn new(seed: u64) -> Scene {
        Scene { stage: Stage::new(seed), safe: Arc::default(), bare: false, unguarded: false }
    }

    /// Gives the secret `TOKEN` a value, or none.
    pub(super) fn put(&self, value: Option<&str>) {
        let mut safe = self.safe.0.lock().expect("no test panics while it holds the safe");
        match value {
            Some(value) => drop(safe.insert("TOKEN".to_owned(), value.to_owned())),
            None => drop(safe.remove("TOKEN")),
        }
    }

    pub(super) async fn apply(&self) -> Ended {
        self.crashing(false).await
    }

    pub(super) async fn destroy(&self) -> Ended {
        self.crashing(true).await
    }

    async fn crashing(&self, destroy: bool) -> Ended {
        tokio::select! {
            biased;
            ended = self.run(destroy) => ended,
            () = self.stage.crash.struck() => Ended::Crashed,
        }
    }

    /// Recovers only, and returns what stays open.
    pub(super) async fn recovered(&self) -> Vec<Failure> {
        let (edge, keeper) = self.edge();
        let mut store = self.store(&keeper);
        recover(&edge, &mut *store).await.expect("the store is whole").open
    }

    async fn run(&self, destroy: bool) -> Ended {
        let (edge, keeper) = self.edge();
        let mut store = self.store(&keeper);
        let state = match recover(&edge, &mut *store).await {
            Ok(recovery) => recovery.state,
            Err(error) => return unwritten(error),
        };
        state.key.iter().for_each(|key| keeper.use_key(key));
        let mut topology = self.stage.topology.clone();
        if !destroy {
            let missing = seal(&keeper, &mut topology).await;
            if let Some(first) = missing.iter().next() {
                return Ended::Refused(format!("{}: {}", first.code, first.message));
            }
        }
        let (mut plan, mut state) = match plan(&edge, topology, state, destroy).await {
            Ok(made) => made,
            Err(message) => return Ended::Refused(message),
        };
        if state.key.is_none() {
            keeper.use_key(state.key.insert(new_key(&*edge.rng)));
            seal_plan(&keeper, &mut plan).await;
        }
        match apply(&edge, &plan, state, &mut *store).await {
            Ok(report) => Ended::Reported(Box::new(report)),
            Err(ApplyError::Store(error)) => unwritten(error),
            Err(error) => Ended::Refused(error.to_string()),
        }
    }

    fn edge(&self) -> (Edge, Arc<Keeper>) {
        let keeper = Arc::new(Keeper::new(self.safe.clone(), Arc::new(Redactor::default())));
        let inner: Arc<dyn Provider> = self.stage.cloud.clone();
        let provider: Arc<dyn Provider> = match self.bare {
            true => Arc::new(Bare { inner, keeper: keeper.clone() }),
            false => Arc::new(Veil::new(inner, keeper.clone())),
        };
        (Edge { provider, ..self.stage.edge() }, keeper)
    }

    fn store(&self, keeper: &Arc<Keeper>) -> Box<dyn Store> {
        let (disk, crash) = (self.stage.disk.clone(), self.stage.crash.clone());
        let store = Box::new(MemoryStore { disk, crash, audit: Vec::new() });
        if self.unguarded { store } else { Box::new(Guarded::new(store, keeper.clone())) }
    }
}

fn unwritten(error: StoreError) -> Ended {
    if error.code == "state::unwritable" { Ended::Crashed } else { Ended::Unwritten(error) }
}

async fn plan(edge: &Edge, topology: Topology, state: State, destroy: bool) -> Result<(Plan, State), String> {
    let options = Options {
        stack: "test".into(),
        cloud: "local".into(),
        account: "123456789012".into(),
        ..Options::default()
    };
    let (graph, mut diagnostics) = tandem_plan::graph(&topology);
    let refreshed = match destroy {
        true => refresh_remembered(edge, state).await,
        false => refresh(edge, &topology, &graph, state).await,
    };
    diagnostics.extend(refreshed.diagnostics);
    let prior = refreshed.prior;
    let (plan, more) = match destroy {
        true => tandem_plan::destroy(&prior, &*edge.provider, &options),
        false => tandem_plan::plan(&topology, &graph, &prior, &*edge.provider, &options),
    };
    diagnostics.extend(more);
    match diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        Some(diagnostic) => Err(format!("{}: {}", diagnostic.code, diagnostic.message)),
        None => Ok((plan, prior.state)),
    }
}
