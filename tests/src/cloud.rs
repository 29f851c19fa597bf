//! A cloud for one case: the emulator in memory, under virtual time, behind the real SDK.

use std::sync::Arc;

use tandem_aws::{Aws, Connection};
use tandem_core::provider::Reading;
use tandem_core::{Clock, Diagnostics, Object, Provider, State};
use tandem_emulator::faults::{Faults, Plan as Mischief};
use tandem_emulator::{Emulator, Now};
use tandem_plan::{Limits, Options, Plan, SharedLimiter};
use tandem_runtime::{Edge, Interrupt, Nobody, Report, Settings, SystemRng, TokioClock};

use crate::compile::Compiled;
use crate::memory::Memory;

/// 2026-11-22T00:00:00Z, in milliseconds: every case begins then.
const BEGINNING: u64 = 1_795_305_600_000;

/// The account of every case.
const ACCOUNT: &str = "123456789012";

/// A stack's way to the emulator, and what it remembers of it.
#[derive(Clone)]
pub struct Cloud {
    edge: Edge,
    store: Memory,
    emulator: Emulator,
}

struct EmulatorNow(Arc<TokioClock>);

impl Now for EmulatorNow {
    fn now_millis(&self) -> u64 {
        self.0.now()
    }
}

impl Cloud {
    /// Returns an empty cloud, in which only what `lookups` holds is there. A copy reaches the same cloud and remembers
    /// on its own from then on: what it does happens behind the back of the other.
    ///
    /// # Errors
    /// If the look-ups cannot be used.
    pub fn new(lookups: Option<&serde_json::Value>) -> Result<Cloud, String> {
        Cloud::build(lookups, None)
    }

    /// Returns an empty cloud behind faults; there are none yet.
    ///
    /// # Errors
    /// If the look-ups cannot be used.
    pub fn faulty(lookups: Option<&serde_json::Value>) -> Result<(Cloud, Faults), String> {
        let faults = Faults::new(Mischief::default());
        Ok((Cloud::build(lookups, Some(faults.clone()))?, faults))
    }

    fn build(lookups: Option<&serde_json::Value>, faults: Option<Faults>) -> Result<Cloud, String> {
        let clock = Arc::new(TokioClock::new(BEGINNING));
        let emulator = Emulator::builder().now(Arc::new(EmulatorNow(clock.clone()))).build();
        let emulator = emulator.map_err(|error| format!("emulator: {error}"))?;
        if let Some(lookups) = lookups {
            emulator.seed(lookups).map_err(|error| format!("lookups: {error}"))?;
        }
        let direct = emulator.http_client();
        let http_client = match &faults {
            Some(faults) => faults.wrap(direct),
            None => direct,
        };
        let provider = Aws::new(Connection {
            http_client: Some(http_client),
            account: ACCOUNT.to_owned(),
            ..Connection::default()
        });
        let edge = Edge {
            provider: Arc::new(provider),
            clock,
            rng: Arc::new(SystemRng),
            observer: Arc::new(Nobody),
            interrupt: Interrupt::new(),
            limiter: SharedLimiter::default(),
            contact: tandem_runtime::Contact::default(),
            settings: Settings::new("test", ACCOUNT),
        };
        Ok(Cloud { edge, store: Memory::default(), emulator })
    }

    /// Returns the way of another stack to the same cloud; it remembers nothing yet.
    pub fn of_another_stack(&self) -> Cloud {
        let settings = Settings::new("other", ACCOUNT);
        let edge = Edge { settings, ..self.edge.clone() };
        Cloud { edge, store: Memory::default(), emulator: self.emulator.clone() }
    }

    /// Returns what calls the cloud.
    pub fn provider(&self) -> &dyn Provider {
        self.edge.provider.as_ref()
    }

    /// Returns the stack's name, as its tags of ownership have it.
    pub fn stack(&self) -> &str {
        &self.edge.settings.stack
    }

    /// Returns everything that is in the cloud.
    pub fn dump(&self) -> serde_json::Value {
        self.emulator.dump()
    }

    /// Returns what stops the runs of this stack.
    pub fn interrupt(&self) -> Interrupt {
        self.edge.interrupt.clone()
    }

    /// Takes an interrupt back: what runs from now on is a new run.
    pub fn run_again(&mut self) {
        self.edge.interrupt = Interrupt::new();
    }

    /// Reads what is there and plans a topology against it.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub async fn plan(&mut self, compiled: &Compiled) -> Result<(Plan, Diagnostics), String> {
        let state = self.state().await?;
        let refreshed = tandem_runtime::refresh(&self.edge, &compiled.topology, &compiled.graph, state).await;
        let (prior, provider) = (refreshed.prior, self.edge.provider.as_ref());
        let (plan, mut found) =
            tandem_plan::plan(&compiled.topology, &compiled.graph, &prior, provider, &self.options());
        found.extend(refreshed.diagnostics);
        Ok((plan, found))
    }

    /// Plans the end of everything that is remembered.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub async fn plan_destroy(&mut self) -> Result<(Plan, Diagnostics), String> {
        let state = self.state().await?;
        let refreshed = tandem_runtime::refresh_remembered(&self.edge, state).await;
        let (plan, mut found) =
            tandem_plan::destroy(&refreshed.prior, self.edge.provider.as_ref(), &self.options());
        found.extend(refreshed.diagnostics);
        Ok((plan, found))
    }

    /// Applies a plan.
    ///
    /// # Errors
    /// If the plan is stale, or the state cannot be read or written.
    pub async fn apply(&mut self, plan: &Plan) -> Result<Report, String> {
        let state = self.state().await?;
        let report = tandem_runtime::apply(&self.edge, plan, state, &mut self.store).await;
        let report = report.map_err(|error| format!("{error}"))?;
        if self.store.torn {
            return Err("the snapshot says otherwise than the journal before it".to_owned());
        }
        Ok(report)
    }

    /// Returns what is remembered, every open call resolved.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub async fn state(&mut self) -> Result<State, String> {
        let recovery = tandem_runtime::recover(&self.edge, &mut self.store).await;
        Ok(recovery.map_err(|error| error.to_string())?.state)
    }

    /// Returns the limits that apply and prediction go by.
    pub fn limits(&self) -> Limits {
        self.edge.limits()
    }

    /// Returns whether an object is still there.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn holds(&self, object: &Object) -> Result<bool, String> {
        let address = object.address.clone();
        let readings =
            [Reading { address, object: Some(object.clone()), arguments: object.arguments.clone() }];
        match self.edge.provider.read(&readings).await.found.into_iter().next() {
            Some(Ok(found)) => Ok(found.is_some()),
            Some(Err(error)) => Err(format!("{}: {}: {}", object.address, error.code, error.message)),
            None => Err(format!("{}: no answer", object.address)),
        }
    }

    /// Returns an object without the attributes that may be another after any update.
    pub fn lasting(&self, object: &Object) -> Object {
        let mut object = object.clone();
        let kind = self.edge.provider.registry().kind(object.address.kind());
        let volatile =
            |name: &str| kind.and_then(|kind| kind.attribute(name)).is_some_and(|found| found.volatile);
        object.attributes.retain(|name, _| !volatile(name));
        object
    }

    fn options(&self) -> Options {
        let stack = self.edge.settings.stack.to_string();
        Options { stack, account: ACCOUNT.to_owned(), ..Options::default() }
    }
}
