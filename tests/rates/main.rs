//! An apply at the rates of AWS, through the real SDK on an emulator that throttles as AWS does, under virtual time.

#[path = "../src/memory.rs"]
mod memory;

/// Where the repository is.
mod collect {
    pub(crate) fn root() -> std::path::PathBuf {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }
}

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tandem_aws::{Aws, Connection};
use tandem_core::Clock;
use tandem_core::provider::ErrorClass;
use tandem_emulator::{Emulator, Now};
use tandem_plan::{Options, SharedLimiter};
use tandem_runtime::{Edge, End, Event, Interrupt, Observer, Settings, SystemRng, TokioClock};

const ACCOUNT: &str = "123456789012";

/// A hundred and fifty alarms of one region; AWS takes three at once and three a second.
const SCRIPT: &str = r#"
for number in 0..150 {
    cloudwatch::alarm("us-east-1", `deep-${number}`, #{
        metric: #{ namespace: "AWS/SQS", name: "ApproximateNumberOfMessagesVisible", dimensions: #{ QueueName: "mail" } },
        statistic: "Maximum", above: 1000, period: "1m", periods: 3,
    });
}
"#;

struct EmulatorNow(Arc<TokioClock>);

impl Now for EmulatorNow {
    fn now_millis(&self) -> u64 {
        self.0.now()
    }
}

/// Counts what is sent again, and keeps why.
#[derive(Default)]
struct Retries(AtomicUsize, Mutex<Vec<String>>);

impl Observer for Retries {
    fn event(&self, event: &Event) {
        if let Event::Retrying { error, .. } = event {
            self.0.fetch_add(usize::from(error.class == ErrorClass::Throttled), Ordering::Relaxed);
            self.1.lock().expect("nobody panics while holding it").push(error.code.clone());
        }
    }
}

#[test]
fn an_apply_is_never_throttled_and_nearly_as_fast_as_the_rate_allows() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime can be built").block_on(run());
}

async fn run() {
    let clock = Arc::new(TokioClock::new(1_795_305_600_000));
    let emulator = Emulator::builder().now(Arc::new(EmulatorNow(clock.clone()))).rate_limits(true).build();
    let emulator = emulator.expect("memory can be opened");
    let http_client = Some(emulator.http_client());
    let provider = Aws::new(Connection { http_client, account: ACCOUNT.to_owned(), ..Connection::default() });
    let retries = Arc::new(Retries::default());
    let edge = Edge {
        provider: Arc::new(provider),
        clock: clock.clone(),
        rng: Arc::new(SystemRng),
        observer: retries.clone(),
        interrupt: Interrupt::new(),
        limiter: SharedLimiter::default(),
        contact: tandem_runtime::Contact::default(),
        settings: Settings { parallelism: 32, ..Settings::new("test", ACCOUNT) },
    };
    let mut store = memory::Memory::default();
    let state = tandem_runtime::recover(&edge, &mut store).await.expect("memory can be read").state;
    let files = BTreeMap::from([("main.rhai".to_owned(), SCRIPT.to_owned())]);
    let registry = tandem_aws::registry();
    let settings = tandem_lang::Settings::default();
    let (topology, found) =
        tandem_lang::evaluate(&memory::Project { files }, &registry, "main.rhai", &settings);
    assert!(!found.has_errors(), "{found:?}");
    let (graph, _) = tandem_plan::graph(&topology);
    let prior = tandem_runtime::refresh(&edge, &topology, &graph, state).await.prior;
    let options = Options { stack: "test".to_owned(), account: ACCOUNT.to_owned(), ..Options::default() };
    let (plan, found) = tandem_plan::plan(&topology, &graph, &prior, &*edge.provider, &options);
    assert!(!found.has_errors(), "{found:?}");

    let predicted = tandem_plan::predict(&plan, &edge.limits());
    let report = tandem_runtime::apply(&edge, &plan, prior.state, &mut store).await.expect("it is fresh");
    assert_eq!(report.end, End::Complete);
    assert!(!store.torn, "the snapshot says what the records before it said");
    assert_eq!(retries.0.load(Ordering::Relaxed), 0, "{:?}", retries.1);
    assert_eq!(report.calls, predicted.calls, "what was predicted is what was made");
    let took = (report.ended - report.started) as f64 / 1000.0;
    let floor = (150.0 - 3.0) / 3.0;
    assert!(took <= floor * 1.15, "{took} s, where {floor} s are the least");
}
