//! Schedules through the real kinds and the real SDK: the emulator behind a connector that fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use tandem_aws::{Aws, Connection};
use tandem_core::provider::Search;
use tandem_core::world::{ReadError, World as Files};
use tandem_core::{Clock, Topology};
use tandem_emulator::faults::{Chances, Faults as Weather, Plan};
use tandem_emulator::{Emulator, Now};
use tandem_plan::SharedLimiter;
use tandem_runtime::{Edge, Nobody, Settings, TokioClock, replay};
use tokio::time::{Duration, sleep};

use crate::command::command;
use crate::dice::Dice;
use crate::drive::{BEGINNING, Ended, STACK, is_complete};
use crate::faults::Faults;
use crate::judge;
use crate::kinds::{ACCOUNTS, HOME};
use crate::outcome::Outcome;
use crate::schedule::{Place, Trouble};
use crate::site::{RunSite, Site, locked};
use crate::stepping::Stepping;
use crate::store::RunStore;

/// How many runs without any fault a command may take to be complete.
const QUIET_RUNS: usize = 5;

struct EmulatorNow(TokioClock);

impl Now for EmulatorNow {
    fn now_millis(&self) -> u64 {
        self.0.now()
    }
}

struct Script(String);

impl Files for Script {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if path == "main.rhai" { Ok(self.0.clone().into_bytes()) } else { Err(ReadError::Missing) }
    }
}

/// One stack on the emulator.
struct Stack {
    seed: u64,
    site: Arc<Site>,
    clock: TokioClock,
    dice: Arc<Dice>,
    emulator: Emulator,
}

/// Runs the schedule of a seed: made, changed, deleted, each with bad weather and runs that die.
pub fn outcome(seed: u64) -> Outcome {
    crate::outcome::block_on(async {
        let clock = TokioClock::new(BEGINNING);
        let emulator = match Emulator::builder().now(Arc::new(EmulatorNow(clock))).build() {
            Ok(emulator) => emulator,
            Err(error) => {
                return Outcome { wrong: Some(format!("rule: no emulator: {error}")), ..Outcome::default() };
            }
        };
        let stack = Stack {
            seed,
            site: Site::new(seed, Place::Memory),
            clock,
            dice: Arc::new(Dice::new(seed)),
            emulator,
        };
        let wrong = stack.live().await.err();
        let story = locked(&stack.site.world).story.text();
        let runs = stack.site.runs.load(std::sync::atomic::Ordering::Relaxed);
        Outcome { wrong, story, runs, ..Outcome::default() }
    })
}

impl Stack {
    async fn live(&self) -> Result<(), String> {
        let parts = self.dice.below(64) | 1 << self.dice.below(6);
        for (phase, destroy) in [(0, false), (1, false), (2, true)] {
            let topology = declared(parts, phase)?;
            for at in 0..=self.dice.below(2) {
                let crash = if self.dice.percent(60) { 1 + self.dice.below(60) } else { 0 };
                let chances = Chances { most: 25, ..Chances::storm(self.seed * 64 + phase * 8 + at) };
                let chances = without_stale(chances);
                let trouble = Trouble { crash, ..Trouble::default() };
                self.run(format!("{phase}.{at}"), &topology, destroy, chances.into(), trouble).await;
                judge::rules(&self.site, None)?;
            }
            self.insist(phase, &topology, destroy).await?;
            self.judge().await?;
        }
        match replay(locked(&self.site.disk).stored.clone()).objects.len() {
            0 => Ok(()),
            left => Err(format!("orphan: {left} objects are still remembered after all was deleted")),
        }
    }

    async fn insist(&self, phase: u64, topology: &Topology, destroy: bool) -> Result<(), String> {
        let mut last = String::new();
        for quiet in 0..QUIET_RUNS {
            let label = format!("{phase}.quiet{quiet}");
            let ended = self.run(label, topology, destroy, Plan::default(), Trouble::default()).await;
            judge::report(&ended)?;
            judge::rules(&self.site, None)?;
            match &ended {
                // The one that has nothing left to do.
                Ended::Reported(report) if is_complete(&ended) && report.steps.is_empty() => return Ok(()),
                _ => last = judge::words(&ended),
            }
        }
        Err(format!("stuck: {last}"))
    }

    async fn run(
        &self,
        label: String,
        topology: &Topology,
        destroy: bool,
        plan: Plan,
        trouble: Trouble,
    ) -> Ended {
        sleep(Duration::from_secs(20 + self.dice.below(60))).await;
        let run = RunSite::new(&self.site, label, Faults::default(), trouble);
        run.tell(|| format!("run begins: {:?}", run.trouble));
        let weather = Weather::new(plan);
        let edge = self.edge(&run, &weather);
        let mut store = match RunStore::open(&run).await {
            Ok(store) => store,
            Err(error) => return Ended::Store(error.code),
        };
        let topology = topology.clone();
        let mut handle = tokio::spawn(async move { command(&edge, &mut store, &topology, destroy).await });
        let ended = tokio::select! {
            biased;
            ended = &mut handle => ended.unwrap_or_else(|error| Ended::Refused(format!("a panic: {error}"))),
            () = run.crash.happened.notified() => {
                handle.abort();
                // It ends because it was told to.
                let _ = handle.await;
                Ended::Died
            }
        };
        weather.landed().await;
        run.tell(|| format!("{}\nrun ends: {}", weather.story(), judge::words(&ended)));
        ended
    }

    fn edge(&self, run: &Arc<RunSite>, weather: &Weather) -> Edge {
        let aws = Aws::new(Connection {
            http_client: Some(weather.wrap(self.emulator.http_client())),
            account: ACCOUNTS[0].to_owned(),
            ..Connection::default()
        });
        Edge {
            provider: Arc::new(Stepping { run: run.clone(), inner: Arc::new(aws) }),
            clock: Arc::new(self.clock),
            rng: self.dice.clone(),
            observer: Arc::new(Nobody),
            interrupt: run.crash.interrupt.clone(),
            settings: Settings { limits: false, ..Settings::new(STACK, ACCOUNTS[0]) },
            limiter: SharedLimiter::default(),
            contact: tandem_runtime::Contact::default(),
        }
    }

    /// Judges what bears the stack's mark against what is remembered.
    async fn judge(&self) -> Result<(), String> {
        let run = RunSite::new(&self.site, "look".to_owned(), Faults::default(), Trouble::default());
        let edge = self.edge(&run, &Weather::new(Plan::default()));
        let state = replay(locked(&self.site.disk).stored.clone());
        for kind in edge.provider.registry().kinds() {
            for region in [HOME, "eu-west-1"] {
                let search = Search {
                    kind: kind.name.to_owned(),
                    account: ACCOUNTS[0].to_owned(),
                    region: region.to_owned(),
                    stack: STACK.to_owned(),
                };
                let owned = edge.provider.owned(&search).await;
                let owned = owned.map_err(|error| format!("rule: cannot list {}: {error:?}", kind.name))?;
                let known = |id: &str| state.objects.values().any(|object| object.id == id);
                if let Some(extra) = owned.iter().find(|owned| !known(&owned.id)) {
                    return Err(format!("orphan: {} {} is there and not remembered", kind.name, extra.id));
                }
            }
        }
        Ok(())
    }
}

/// Reads see what is there: the emulator has no copy that lags.
fn without_stale(mut chances: Chances) -> Chances {
    chances.table.retain(|chance| chance.fault != tandem_emulator::faults::Fault::Stale);
    chances
}

/// Returns what the script of some parts declares in one of its versions; each is evaluated once.
fn declared(parts: u64, version: u64) -> Result<Topology, String> {
    static KNOWN: Mutex<BTreeMap<(u64, u64), Topology>> = Mutex::new(BTreeMap::new());
    if let Some(topology) = locked(&KNOWN).get(&(parts, version)) {
        return Ok(topology.clone());
    }
    let topology = topology(&script(parts, version))?;
    locked(&KNOWN).insert((parts, version), topology.clone());
    Ok(topology)
}

fn topology(script: &str) -> Result<Topology, String> {
    let registry = tandem_aws::registry();
    let settings = tandem_lang::Settings::default();
    let files = Script(script.to_owned());
    let (topology, diagnostics) = tandem_lang::evaluate(&files, &registry, "main.rhai", &settings);
    match diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        Some(error) => Err(format!("rule: the script: {}: {}", error.code, error.message)),
        None => Ok(topology),
    }
}

/// Returns the script of some parts, in one of two versions.
fn script(parts: u64, version: u64) -> String {
    let mut text = String::from("let sites = regions([\"us-east-1\", \"eu-west-1\"]);\n");
    let pieces: BTreeMap<u64, String> = BTreeMap::from([
        (
            0,
            format!(
                "let zone = route53::hosted_zone(\"example.com\", #{{ comment: \"v{version}\" }});\n\
             for n in 0..4 {{ zone.a(`a${{n}}`, [`192.0.2.${{n + {version}}}`], #{{ ttl: \"60s\" }}); }}\n"
            ),
        ),
        (
            1,
            format!(
                "for n in 0..2 {{ let check = route53::health_check(`web-${{n}}`, #{{ type: \"HTTPS\", domain: \
             \"example.org\", path: \"/v{version}\", interval: \"10s\", failure_threshold: 3 }});\n\
             cloudwatch::alarm(\"us-east-1\", `down-${{n}}`, #{{ metric: check.status(), statistic: \"Minimum\", \
             below: 1, period: \"1m\", periods: {} }}); }}\n",
                1 + version
            ),
        ),
        (
            2,
            format!(
                "let front = globalaccelerator::accelerator(\"front\");\n\
             let https = front.listener(\"https\", #{{ protocol: \"TCP\", ports: [{}] }});\n\
             https.endpoint_group(sites[1], #{{ traffic_dial: {} }});\n",
                443 + version,
                50 + version
            ),
        ),
        (
            3,
            format!(
                "let orders = dynamodb::table(\"orders\", #{{ key: #{{ hash: \"id\" }}, attributes: #{{ id: \"S\" }}, \
             replicas: sites, deletion_protection: false, tags: #{{ v: \"{version}\" }} }});\n\
             cloudwatch::alarm(sites[0], \"lag\", #{{ metric: orders.replication_latency(sites[0], sites[1]), \
             statistic: \"Maximum\", above: \"{}m\", period: \"1m\", periods: 3 }});\n",
                3 + version
            ),
        ),
        (
            4,
            format!(
                "for site in sites {{ let topic = sns::topic(site, \"oncall\", #{{ display_name: \"v{version}\" }});\n\
             topic.subscription(\"pager\", #{{ protocol: \"https\", endpoint: \"https://pager.example.com/{}\" }}); }}\n",
                version.min(1)
            ),
        ),
        (
            5,
            format!(
                "let inside = route53::private_zone(\"internal.example.com\", #{{ vpcs: [#{{ region: \"us-east-1\", vpc: \
             \"vpc-0a1b2c3d4e5f60718\" }}], comment: \"v{version}\" }});\n\
             inside.a(\"db\", [\"10.0.0.{}\"], #{{ ttl: \"60s\" }});\n",
                1 + version
            ),
        ),
    ]);
    for (at, piece) in pieces.iter().filter(|(at, _)| parts & (1 << **at) != 0) {
        // Writing to a string does not fail.
        let _ = write!(text, "// part {at}\n{piece}");
    }
    text
}
