//! A cloud for one case: the emulator in memory, under virtual time, behind the real SDK.

use std::sync::Arc;

use tandem_aws::{Aws, Connection};
use tandem_core::{Clock, Diagnostics, State, Topology};
use tandem_emulator::{Emulator, Now};
use tandem_plan::{Graph, Options, Plan, Prior};
use tandem_runtime::{Edge, Interrupt, Nobody, Refreshed, Report, Settings, SystemRng, TokioClock};

use crate::memory::Memory;

/// 2026-11-22T00:00:00Z, in milliseconds: every case begins then.
const BEGINNING: u64 = 1_795_305_600_000;

/// The account of every case.
const ACCOUNT: &str = "123456789012";

/// The emulator, the way to it, and what is remembered of it.
pub struct Cloud {
    pub emulator: Emulator,
    edge: Edge,
    store: Memory,
}

struct EmulatorNow(Arc<TokioClock>);

impl Now for EmulatorNow {
    fn now_millis(&self) -> u64 {
        self.0.now()
    }
}

impl Cloud {
    /// Returns an empty cloud, in which only what `lookups` holds is there.
    pub fn new(lookups: Option<&serde_json::Value>) -> Result<Cloud, String> {
        let clock = Arc::new(TokioClock::new(BEGINNING));
        let emulator = Emulator::builder().now(Arc::new(EmulatorNow(clock.clone()))).build();
        let emulator = emulator.map_err(|error| format!("emulator: {error}"))?;
        if let Some(lookups) = lookups {
            emulator.seed(lookups).map_err(|error| format!("lookups: {error}"))?;
        }
        let provider = Aws::new(Connection {
            http_client: Some(emulator.http_client()),
            account: ACCOUNT.to_owned(),
            ..Connection::default()
        });
        let edge = Edge {
            provider: Arc::new(provider),
            clock,
            rng: Arc::new(SystemRng),
            observer: Arc::new(Nobody),
            interrupt: Interrupt::new(),
            settings: Settings::new("test", ACCOUNT),
        };
        Ok(Cloud { emulator, edge, store: Memory::default() })
    }

    /// Reads what is there and plans a topology against it.
    pub async fn plan(&mut self, topology: &Topology, graph: &Graph) -> Result<(Plan, Diagnostics), String> {
        let state = self.state().await?;
        let prior = prior_of(tandem_runtime::refresh(&self.edge, topology, graph, state).await)?;
        let provider = self.edge.provider.as_ref();
        Ok(tandem_plan::plan(topology, graph, &prior, provider, &options()))
    }

    /// Plans the end of everything that is remembered.
    pub async fn plan_destroy(&mut self) -> Result<(Plan, Diagnostics), String> {
        let state = self.state().await?;
        let prior = prior_of(tandem_runtime::refresh_remembered(&self.edge, state).await)?;
        Ok(tandem_plan::destroy(&prior, self.edge.provider.as_ref(), &options()))
    }

    /// Applies a plan.
    pub async fn apply(&mut self, plan: &Plan) -> Result<Report, String> {
        let state = self.state().await?;
        let report = tandem_runtime::apply(&self.edge, plan, state, &mut self.store).await;
        report.map_err(|error| format!("{error}"))
    }

    async fn state(&mut self) -> Result<State, String> {
        let recovery = tandem_runtime::recover(&self.edge, &mut self.store).await;
        Ok(recovery.map_err(|error| error.to_string())?.state)
    }
}

fn prior_of(refreshed: Refreshed) -> Result<Prior, String> {
    match refreshed.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        Some(diagnostic) => Err(format!("refresh: {}", diagnostic.message)),
        None => Ok(refreshed.prior),
    }
}

fn options() -> Options {
    Options { stack: "test".to_owned(), account: ACCOUNT.to_owned(), ..Options::default() }
}
