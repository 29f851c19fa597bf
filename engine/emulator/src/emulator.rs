//! The emulator: a world, its clock and its limits behind one function from request to response.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::call::{Call, uuid};
use crate::dispatch::{Routed, route};
use crate::fault::Fault;
use crate::http::{Request, Response};
use crate::limits::Buckets;
use crate::model::validate;
use crate::now::{Now, SystemNow};
use crate::protocol::{Malformed, fault_response, read_request, write_response};
use crate::quotas::Quotas;
use crate::seed::{self, SeedError};
use crate::services::Entry;
use crate::world::{OpenError, Store};

/// An emulated AWS. Clones share one world.
#[derive(Clone)]
pub struct Emulator {
    shared: Arc<Shared>,
}

struct Shared {
    store: Mutex<Store>,
    now: Arc<dyn Now>,
    quotas: Quotas,
    strict_time: bool,
    replication_millis: u64,
    buckets: Option<Mutex<Buckets>>,
    calls: Mutex<BTreeMap<String, u64>>,
    requests: AtomicU64,
}

/// Reads write down the time when it has come this far since it was last written: a killed process loses less of it,
/// and a caller who polls costs few writes.
const WORTH_MILLIS: u64 = 10_000;

impl Drop for Shared {
    /// Keeps the time that has passed, for the next one who opens this world.
    fn drop(&mut self) {
        let now = self.now.now_millis();
        self.store.get_mut().unwrap_or_else(PoisonError::into_inner).pass(now, 1);
    }
}

/// What an [`Emulator`] is made of.
pub struct Builder {
    data_dir: Option<PathBuf>,
    now: Option<Arc<dyn Now>>,
    quotas: Quotas,
    rate_limits: bool,
    strict_time: bool,
    replication_millis: u64,
}

/// Writes usually reach the other regions of a global table within a second.
const REPLICATION_MILLIS: u64 = 1_000;

impl Default for Builder {
    fn default() -> Self {
        Self {
            data_dir: None,
            now: None,
            quotas: Quotas::default(),
            rate_limits: false,
            strict_time: false,
            replication_millis: REPLICATION_MILLIS,
        }
    }
}

impl Builder {
    /// Keeps the world in a folder, which is created; without one it is forgotten when dropped.
    #[must_use]
    pub fn data_dir(mut self, dir: PathBuf) -> Self {
        self.data_dir = Some(dir);
        self
    }

    /// Takes time from `now` instead of the system clock.
    #[must_use]
    pub fn now(mut self, now: Arc<dyn Now>) -> Self {
        self.now = Some(now);
        self
    }

    /// Replaces the default quotas.
    #[must_use]
    pub fn quotas(mut self, quotas: Quotas) -> Self {
        self.quotas = quotas;
        self
    }

    /// Throttles as AWS does. Off by default.
    #[must_use]
    pub fn rate_limits(mut self, on: bool) -> Self {
        self.rate_limits = on;
        self
    }

    /// Enforces rules that last for hours or days. Off by default.
    #[must_use]
    pub fn strict_time(mut self, on: bool) -> Self {
        self.strict_time = on;
        self
    }

    /// Sets how long a write takes to reach the other regions of an eventually consistent global table, in
    /// milliseconds of the emulator's time; a second unless set.
    #[must_use]
    pub fn replication_millis(mut self, millis: u64) -> Self {
        self.replication_millis = millis;
        self
    }

    /// Opens the world.
    ///
    /// # Errors
    /// Fails when the folder cannot be used, is in use, or holds damaged files.
    pub fn build(self) -> Result<Emulator, OpenError> {
        let store = self.data_dir.map_or_else(|| Ok(Store::in_memory()), |dir| Store::open(&dir))?;
        let now = self.now.unwrap_or_else(|| Arc::new(SystemNow::default()));
        now.continue_from(store.world.last_time);
        let shared = Shared {
            store: Mutex::new(store),
            now,
            quotas: self.quotas,
            strict_time: self.strict_time,
            replication_millis: self.replication_millis,
            buckets: self.rate_limits.then(Mutex::default),
            calls: Mutex::default(),
            requests: AtomicU64::new(0),
        };
        Ok(Emulator { shared: Arc::new(shared) })
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Emulator").finish_non_exhaustive()
    }
}

impl Emulator {
    /// Starts to describe an emulator: in memory, on the system clock, with default quotas.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Answers one request. What it changes is on disk before this returns.
    #[must_use]
    pub fn handle(&self, request: &Request) -> Response {
        let number = self.shared.requests.fetch_add(1, Ordering::SeqCst);
        let request_id = uuid(number.wrapping_mul(0x9e37_79b9_7f4a_7c15), number);
        let (addressed, routed) = match route(request) {
            Ok(found) => found,
            Err(lost) => {
                let model = lost.service.map(Entry::model);
                return fault_response(lost.protocol, model, &lost.fault, &request_id);
            }
        };
        let counter = format!("{}:{}", routed.service.name, routed.operation);
        *lock(&self.shared.calls).entry(counter).or_default() += 1;
        let model = routed.service.model();
        let response = match self.answer(&routed, addressed) {
            Ok(output) => write_response(routed.protocol, model, &routed.operation, &output, &request_id),
            Err(fault) => fault_response(routed.protocol, Some(model), &fault, &request_id),
        };
        // Neither an answer to HEAD nor one that says "as before" has a body.
        let bodiless = request.method == "HEAD" || response.status == 304;
        if bodiless { Response { body: Vec::new(), ..response } } else { response }
    }

    fn answer(&self, routed: &Routed, request: Cow<'_, Request>) -> Result<Value, Fault> {
        let (service, model) = (routed.service, routed.service.model());
        let operation = &model.operations[&routed.operation];
        self.throttle(routed)?;
        let request = (service.receive)(request)?;
        let read = read_request(routed.protocol, model, operation, &request);
        let input = read.map_err(|Malformed(reason)| malformed(routed, reason))?;
        let invalid = operation.input.as_deref().and_then(|shape| validate(model, shape, &input));
        if let Some(message) = invalid {
            return Err(Fault::new(service.invalid, message));
        }
        let handler = (service.handler)(&routed.operation);
        let handler = handler.ok_or_else(|| Fault::internal("the operation has no handler"))?;
        let mut store = lock(&self.shared.store);
        let now = self.now(&store);
        let outcome = handler(&Call {
            world: &store.world,
            operation: &routed.operation,
            account: &routed.account,
            region: &routed.region,
            host: request.host(),
            input: &input,
            now,
            quotas: &self.shared.quotas,
            strict_time: self.shared.strict_time,
            replication_millis: self.shared.replication_millis,
        })?;
        if outcome.changes.is_empty() {
            store.pass(now, WORTH_MILLIS);
        }
        store.commit(outcome.changes, now).map_err(Fault::internal)?;
        Ok(outcome.output)
    }

    fn throttle(&self, routed: &Routed) -> Result<(), Fault> {
        let Some(buckets) = &self.shared.buckets else { return Ok(()) };
        let now = self.now(&lock(&self.shared.store));
        let region = if routed.service.global { "global" } else { &routed.region };
        let allowed =
            lock(buckets).take(routed.service.name, &routed.operation, &routed.account, region, now);
        let code = if routed.protocol.is_xml() { "Throttling" } else { "ThrottlingException" };
        if allowed { Ok(()) } else { Err(Fault::new(code, "Rate exceeded")) }
    }

    /// Returns the present moment, which is never before the last change.
    fn now(&self, store: &Store) -> u64 {
        self.shared.now.now_millis().max(store.world.last_time)
    }

    /// Puts the objects of a look-up file into the world; those it has already stay as they are.
    ///
    /// # Errors
    /// Fails when the document is no look-up file or names an object that cannot be made.
    pub fn seed(&self, lookups: &Value) -> Result<(), SeedError> {
        for (index, (lookup, seeder)) in seed::read(lookups)?.into_iter().enumerate() {
            let mut store = lock(&self.shared.store);
            let now = self.now(&store);
            let call = Call {
                world: &store.world,
                operation: "seed",
                account: lookup.account(),
                region: lookup.region.as_deref().unwrap_or("us-east-1"),
                host: "",
                input: &Value::Null,
                now,
                quotas: &self.shared.quotas,
                strict_time: self.shared.strict_time,
                replication_millis: self.shared.replication_millis,
            };
            let wrong = |reason| SeedError::Lookup { index, kind: lookup.kind.clone(), reason };
            let outcome = seeder(&call, &lookup).map_err(wrong)?;
            store.commit(outcome.changes, now).map_err(wrong)?;
        }
        Ok(())
    }

    /// Writes down how much time has passed, so that whoever opens this world next finds it there. Dropping the last
    /// clone does so too; this is for a process that ends without.
    pub fn keep_time(&self) {
        let mut store = lock(&self.shared.store);
        let now = self.now(&store);
        store.pass(now, 1);
    }

    /// Returns the time this world is known to have reached, in milliseconds since 1970; 0 in a new one.
    #[must_use]
    pub fn last_time_millis(&self) -> u64 {
        lock(&self.shared.store).world.last_time
    }

    /// Whether nothing was ever made in this world.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        lock(&self.shared.store).world.is_empty()
    }

    /// Returns the whole world, by service, account and region. The same history gives the same JSON.
    #[must_use]
    pub fn dump(&self) -> Value {
        lock(&self.shared.store).world.dump()
    }

    /// Returns how often each operation was called, keyed `route53:ChangeResourceRecordSets`.
    #[must_use]
    pub fn calls(&self) -> BTreeMap<String, u64> {
        lock(&self.shared.calls).clone()
    }

    /// Starts counting calls anew.
    pub fn reset_calls(&self) {
        lock(&self.shared.calls).clear();
    }
}

fn malformed(routed: &Routed, reason: String) -> Fault {
    match routed.protocol {
        protocol if protocol.is_xml() => Fault::new(routed.service.malformed, reason),
        _ => Fault::new("SerializationException", reason),
    }
}

/// Locks, also after a panic elsewhere: a handler changes nothing before it has returned.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::Emulator;
    use crate::testing::{Client, Clock};

    #[test]
    fn limits_throttle_when_asked_to_and_calls_are_counted() {
        let clock = Arc::new(Clock::default());
        let emulator =
            Emulator::builder().now(clock.clone()).rate_limits(true).build().expect("memory can be opened");
        let client = Client::of(emulator, clock, "route53");
        let count = || client.try_call("GetHostedZoneCount", json!({})).map_err(|refused| refused.code);
        assert_eq!((0..60).filter(|_| count().is_ok()).count(), 50);
        assert_eq!(count(), Err("Throttling".into()));
        client.clock.advance(1);
        assert!(count().is_ok());
        assert_eq!(client.emulator.calls().get("route53:GetHostedZoneCount"), Some(&62));
        client.emulator.reset_calls();
        assert!(client.emulator.calls().is_empty());
    }

    #[test]
    fn accounts_and_regions_are_apart() {
        let client = Client::new("elbv2");
        client.region("eu-west-1").call("CreateLoadBalancer", json!({"Name": "web"}));
        client.account("999988887777").call("CreateLoadBalancer", json!({"Name": "web"}));
        let dump = client.emulator.dump();
        let places = |account: &str| {
            dump["elbv2"][account].as_object().map(|regions| regions.keys().cloned().collect())
        };
        assert_eq!(places("123456789012"), Some(vec!["eu-west-1".to_owned()]));
        assert_eq!(places("999988887777"), Some(vec!["us-east-1".to_owned()]));
    }
}
