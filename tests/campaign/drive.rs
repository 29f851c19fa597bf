//! Drives a schedule: every command again and again until it is complete, each run as the command line does it.

use std::sync::Arc;

use tandem_core::topology::Topology;
use tandem_core::{Provider, Value};
use tandem_plan::SharedLimiter;
use tandem_runtime::{Edge, End, Fate as StepFate, Nobody, Reason, Report, Settings, TokioClock, replay};
use tokio::task::JoinHandle;
use tokio::time::{Duration, sleep};

use crate::ablation::Rule;
use crate::client::Client;
use crate::command::{command, plan};
use crate::dice::{Dice, chance};
use crate::faults::Faults;
use crate::files;
use crate::judge;
use crate::kinds::{ACCOUNTS, HOME, row};
use crate::schedule::{Phase, Resource, Schedule, Trouble};
use crate::site::{RunSite, Site, locked};
use crate::store::RunStore;
use crate::thing::Thing;
use crate::topology::topology;

/// How many runs without any trouble a command may take to be complete.
const QUIET_RUNS: usize = 5;
/// After how many seconds nothing can come late any more.
const LATEST: u64 = 16 * 60;
/// 2026-11-22T00:00:00Z, in milliseconds: every schedule begins then.
pub const BEGINNING: u64 = 1_795_305_600_000;
/// The stack of every schedule.
pub const STACK: &str = "test";

/// How a run ended.
#[derive(Debug)]
pub enum Ended {
    Reported(Box<Report>),
    Died,
    /// The state could not be read or written.
    Store(&'static str),
    /// The plan has errors.
    Refused(String),
}

/// A schedule on its way.
pub struct Drive<'a> {
    pub schedule: &'a Schedule,
    pub site: Arc<Site>,
    /// The rule that is turned off.
    pub without: Option<Rule>,
    clock: TokioClock,
    dice: Arc<Dice>,
    /// Runs that froze and lost the lock.
    frozen: Vec<(Arc<RunSite>, JoinHandle<Ended>)>,
    /// Whether what others had there was taken away.
    unplanted: bool,
}

impl<'a> Drive<'a> {
    /// Prepares a schedule; to be made within a runtime.
    pub fn new(schedule: &'a Schedule, without: Option<Rule>) -> Drive<'a> {
        let site = Site::new(schedule.seed, schedule.store);
        locked(&site.disk).unfenced = without == Some(Rule::Fencing);
        let (clock, dice) = (TokioClock::new(BEGINNING), Arc::new(Dice::new(schedule.seed)));
        Drive { schedule, site, without, clock, dice, frozen: Vec::new(), unplanted: false }
    }

    /// Drives it to its end.
    ///
    /// # Errors
    /// Says what is wrong, a word for what it is first.
    pub async fn run(&mut self) -> Result<(), String> {
        let declared = self.schedule.declared();
        self.plant();
        for (phase, resources) in self.schedule.phases.iter().zip(&declared) {
            self.phase(phase, resources).await?;
        }
        let Some((phase, resources)) = self.schedule.phases.last().zip(declared.last()) else {
            return Ok(());
        };
        sleep(Duration::from_secs(LATEST)).await;
        locked(&self.site.world).catch_up();
        self.insist("last", phase, resources).await?;
        judge::everything(self, phase, resources, true)?;
        self.nothing_left(phase, resources).await
    }

    /// Runs one command until it is complete, and judges what it made.
    async fn phase(&mut self, phase: &Phase, resources: &[Resource]) -> Result<(), String> {
        let number = phase.number;
        let topology = topology(resources);
        locked(&self.site.world).tell(|| format!("-- phase {number}: {} declared", resources.len()));
        for (at, trouble) in phase.runs.iter().enumerate() {
            let ended =
                self.attempt(format!("{number}.{at}"), &topology, phase, phase.faults.clone(), trouble).await;
            judge::report(&ended)?;
            judge::rules(&self.site, self.without)?;
            if trouble.damaged {
                locked(&self.site.disk).damaged = true;
            }
        }
        // One run with the faults of the phase and nothing else, then runs that are left alone.
        let label = format!("{number}.{}", phase.runs.len());
        let ended = self.attempt(label, &topology, phase, phase.faults.clone(), &Trouble::default()).await;
        judge::report(&ended)?;
        if phase.at_once && !is_complete(&ended) {
            return Err(format!("stuck: the rerun was not complete: {}", judge::words(&ended)));
        }
        self.thaw().await?;
        if !std::mem::replace(&mut self.unplanted, true) && !self.schedule.foreign.is_empty() {
            self.unplant(&topology, phase).await?;
        }
        self.insist(&number.to_string(), phase, resources).await?;
        let late = !locked(&self.site.world).is_quiet() || locked(&self.site.world).late > 0;
        judge::everything(self, phase, resources, !late)?;
        if late { Ok(()) } else { self.nothing_left(phase, resources).await }
    }

    /// Repeats a command without any trouble until it is complete.
    async fn insist(&mut self, number: &str, phase: &Phase, resources: &[Resource]) -> Result<(), String> {
        let topology = topology(resources);
        let mut last = String::new();
        let mut complete = 0;
        for quiet in 0..QUIET_RUNS {
            let label = format!("{number}.quiet{quiet}");
            let ended = self.attempt(label, &topology, phase, Faults::default(), &Trouble::default()).await;
            judge::report(&ended)?;
            judge::rules(&self.site, self.without)?;
            match ended {
                // The second one sees what others did while the first was under way.
                ended if is_complete(&ended) => complete += 1,
                other => {
                    complete = 0;
                    last = judge::words(&other);
                }
            }
            if complete == 2 {
                return Ok(());
            }
        }
        Err(format!("stuck: {last}"))
    }

    /// Runs a command once.
    pub async fn attempt(
        &mut self,
        label: String,
        topology: &Topology,
        phase: &Phase,
        faults: Faults,
        trouble: &Trouble,
    ) -> Ended {
        sleep(Duration::from_millis(chance(self.site.seed, &format!("{label} pause")) % 10_000)).await;
        let run = RunSite::new(&self.site, label, faults, trouble.clone());
        run.tell(|| format!("run begins: {trouble:?}"));
        let ended = self.launch(&run, topology, phase).await;
        run.tell(|| format!("run ends after {} steps: {}", run.crash.count(), judge::words(&ended)));
        if let Ended::Reported(report) = &ended {
            self.by_hand(report);
        }
        if let Ended::Store("state::damaged") = ended {
            // Somebody repairs it, as the message says: snapshot and journal hold everything.
            locked(&self.site.disk).damaged = false;
        }
        ended
    }

    /// Takes note of what a run names and leaves, and does what it says about what holds data and is in its way.
    fn by_hand(&self, report: &Report) {
        *locked(&self.site.strays) = report.strays.iter().map(|stray| stray.id.clone()).collect();
        let mut world = locked(&self.site.world);
        let now = world.now();
        for failure in report.failures() {
            let told = match &failure.reason {
                Reason::Leftover { id, .. } => Some(id).filter(|_| row(failure.address.kind()).precious),
                // Nobody can tell whose it is that was made by a run that died, and changed by another since.
                Reason::Foreign { id, .. } => Some(id)
                    .filter(|id| world.things.get(*id).is_some_and(|thing| !thing.foreign && thing.edited)),
                _ => None,
            };
            if let Some(id) = told {
                world.remove(id, now);
                world.tell(|| format!("somebody: deletes {id} by hand, as the run said"));
                self.site.by_hand.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        }
    }

    /// Starts a run.
    fn start(&self, run: &Arc<RunSite>, topology: &Topology, destroy: bool) -> JoinHandle<Ended> {
        let provider: Arc<dyn Provider> = Arc::new(Client(run.clone()));
        let settings = Settings { limits: false, ..Settings::new(STACK, ACCOUNTS[0]) };
        let edge = Edge {
            provider: match self.without {
                Some(rule) => rule.around(provider, &self.dice),
                None => provider,
            },
            clock: Arc::new(self.clock),
            rng: self.dice.clone(),
            observer: Arc::new(Nobody),
            interrupt: run.crash.interrupt.clone(),
            settings: match self.without {
                Some(Rule::Settle) => Settings { settle: 0, ..settings },
                _ => settings,
            },
            limiter: SharedLimiter::default(),
            contact: tandem_runtime::Contact::default(),
        };
        let without = self.without;
        let (topology, site) = (topology.clone(), run.clone());
        tokio::spawn(async move {
            let store = match RunStore::open(&site).await {
                Ok(store) => store,
                Err(error) => return Ended::Store(error.code),
            };
            let mut store = match without {
                Some(rule) => rule.above(store),
                None => Box::new(store),
            };
            let ended = command(&edge, &mut *store, &topology, destroy).await;
            // A lock that cannot be given back frees itself.
            let _ = store.close().await;
            ended
        })
    }

    async fn launch(&mut self, run: &Arc<RunSite>, topology: &Topology, phase: &Phase) -> Ended {
        let mut handle = self.start(run, topology, phase.destroy);
        let files = self.site.kept.disk();
        let ended = tokio::select! {
            biased;
            ended = &mut handle => ended.unwrap_or_else(|error| Ended::Refused(format!("a panic: {error}"))),
            () = run.crash.happened.notified() => {
                if run.trouble.frozen {
                    self.freeze(run, handle).await;
                    return Ended::Died;
                }
                files.inspect(|disk| files::kill(disk));
                handle.abort();
                // It ends because it was told to.
                let _ = handle.await;
                Ended::Died
            }
        };
        files.filter(|_| run.has_begun()).inspect(|disk| files::bury(disk, run));
        ended
    }

    /// Leaves a run as it is until its lease is over.
    async fn freeze(&mut self, run: &Arc<RunSite>, handle: JoinHandle<Ended>) {
        self.frozen.push((run.clone(), handle));
        sleep(Duration::from_secs(60)).await;
        // The lock of files is the kernel's: it is held as long as the process lives.
        if self.site.kept.disk().is_none() {
            locked(&self.site.disk).holder = None;
        }
    }

    /// Lets frozen runs go on, to their end.
    async fn thaw(&mut self) -> Result<(), String> {
        for (run, handle) in std::mem::take(&mut self.frozen) {
            run.tell(|| "it thaws".to_owned());
            run.crash.thaw();
            let ended = handle.await.unwrap_or_else(|error| Ended::Refused(format!("a panic: {error}")));
            run.tell(|| format!("it ends after all: {}", judge::words(&ended)));
            self.site.kept.disk().inspect(|disk| files::bury(disk, &run));
            judge::rules(&self.site, self.without)?;
        }
        Ok(())
    }

    /// Puts objects of others there that bear the names we want.
    fn plant(&self) {
        let mut world = locked(&self.site.world);
        let taken = |one: &&Resource| self.schedule.foreign.contains(&one.name);
        for resource in self.schedule.resources.iter().filter(taken) {
            if let Some(parent) = &resource.parent {
                world.planted.push((parent.clone(), resource.physical.clone()));
                continue;
            }
            let short = row(&resource.kind).name.trim_start_matches("t::");
            let account = resource.account.clone().unwrap_or_else(|| ACCOUNTS[0].to_owned());
            let region = resource.region.clone().unwrap_or_else(|| HOME.to_owned());
            // Every other one is exactly as declared: it is another's all the same.
            let value = if self.schedule.seed.is_multiple_of(2) { resource.value } else { 99 };
            let thing = Thing {
                id: format!("{short}/{account}/{region}/{}", resource.physical),
                kind: resource.kind.clone(),
                name: resource.physical.clone(),
                within: String::new(),
                account,
                region,
                token: "another's".to_owned(),
                stack: String::new(),
                value: Value::Integer(value),
                mould: Value::from(format!("m{}", resource.mould)),
                link: Value::Null,
                foreign: true,
                edited: false,
                born: 0,
            };
            world.things.insert(thing.id.clone(), thing);
        }
    }

    /// One run must be refused because of what others have there; then they take it away.
    async fn unplant(&mut self, topology: &Topology, phase: &Phase) -> Result<(), String> {
        let ended = self
            .attempt("0.foreign".to_owned(), topology, phase, Faults::default(), &Trouble::default())
            .await;
        if !phase.destroy && is_complete(&ended) {
            return Err("foreign: the run is complete although another has the name".to_owned());
        }
        judge::foreign(&self.site, self.without)?;
        let mut world = locked(&self.site.world);
        let now = world.now();
        world.planted.clear();
        let foreign = world.things.values().filter(|thing| thing.foreign);
        for id in foreign.map(|thing| thing.id.clone()).collect::<Vec<_>>() {
            world.remove(&id, now);
        }
        Ok(())
    }

    /// A plan of what there is must be empty.
    async fn nothing_left(&self, phase: &Phase, resources: &[Resource]) -> Result<(), String> {
        let run = RunSite::new(&self.site, "look".to_owned(), Faults::default(), Trouble::default());
        let edge = Edge {
            provider: Arc::new(Client(run)),
            clock: Arc::new(self.clock),
            rng: self.dice.clone(),
            observer: Arc::new(Nobody),
            interrupt: tandem_runtime::Interrupt::new(),
            settings: Settings::new(STACK, ACCOUNTS[0]),
            limiter: SharedLimiter::default(),
            contact: tandem_runtime::Contact::default(),
        };
        let state = replay(locked(&self.site.disk).stored.clone());
        let open = state.open.len();
        match plan(&edge, &topology(resources), state, phase.destroy).await {
            Ok((plan, state)) if plan.is_empty() && open == 0 && state.deposed.is_empty() => Ok(()),
            Ok((plan, _)) => {
                let left = plan.changes.iter().filter(|change| change.action.writes());
                let left: Vec<String> =
                    left.map(|change| format!("{} {}", change.action, change.address)).collect();
                Err(format!("stuck: something is left to do: {left:?}, {open} open"))
            }
            Err(error) => Err(format!("stuck: {error}")),
        }
    }
}

/// Returns whether everything a run was to do is done.
pub fn is_complete(ended: &Ended) -> bool {
    matches!(ended, Ended::Reported(report) if report.end == End::Complete)
}

/// Returns whether a step of a report was made or never started: nothing is known to have failed.
pub fn is_fine(fate: &StepFate) -> bool {
    matches!(fate, StepFate::Done { .. } | StepFate::NotStarted)
}
