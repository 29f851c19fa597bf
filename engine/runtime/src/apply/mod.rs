//! Carrying out a plan: the scheduler says what may be sent, the journal comes before and after every call.
//!
//! One coordinator owns scheduler, state and journal; calls, searches and waits are tasks that report to it. In each
//! turn it takes in everything that was reported, prepares everything that may follow, makes all of it durable in one
//! write, and only then sends.

mod begin;
mod flight;
mod fresh;
mod leftover;
mod outcome;
mod parked;
mod rest;
mod run;
mod tasks;
mod waiting;

use std::collections::BTreeMap;
use std::fmt;

use tandem_core::journal::Record;
use tandem_core::store::{Store, StoreError};
use tandem_core::{Address, Object, Reference, State, Value};
use tandem_plan::Plan;

use crate::Edge;
use crate::audit;
use crate::contact::{in_grace, unless_left};
use crate::fence::fenced;
use crate::interrupt::Stop;
use crate::ledger::Ledger;
use crate::reading::count;
use crate::replay::is_remembered;
use crate::report::{Count, End, Fate, Reason, Report, StepReport, counted};
use crate::request::value;
use crate::sweep::{Stray, deletion, sweep};
use run::Run;

/// Why a plan is not applied, or why its apply ended without a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ApplyError {
    /// State could not be written. Nothing was sent after that; what was sent before is on record.
    Store(StoreError),
    /// The plan was made from a state that is no longer the current one.
    Stale {
        /// What differs, for people.
        what: String,
    },
}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApplyError::Store(error) => write!(f, "{error}"),
            ApplyError::Stale { what } => write!(f, "the plan is out of date: {what}"),
        }
    }
}

impl std::error::Error for ApplyError {}

impl From<StoreError> for ApplyError {
    fn from(error: StoreError) -> ApplyError {
        ApplyError::Store(error)
    }
}

/// Carries out a plan on the state that [`recover`](crate::recover()) returned, and says what came of every step.
///
/// # Errors
/// If the plan is not made from this state, or if state cannot be written.
pub async fn apply(
    edge: &Edge,
    plan: &Plan,
    state: State,
    store: &mut dyn Store,
) -> Result<Report, ApplyError> {
    check(plan, &state)?;
    edge.guard();
    let edge = &fenced(edge, &*store);
    in_grace(edge, carry_out(edge, plan, state, store)).await
}

async fn carry_out(
    edge: &Edge,
    plan: &Plan,
    state: State,
    store: &mut dyn Store,
) -> Result<Report, ApplyError> {
    let started = edge.clock.now();
    let number = state.open.iter().map(|intent| intent.intent + 1).max().unwrap_or(1);
    let mut cleaning = Plan::default();
    let mut ledger = Ledger::new(state, &mut *store, number, false).witnessed(edge, &plan.fingerprint);
    begin::prepare(edge, plan, &mut ledger);
    let mut run = Run::new(edge, plan, ledger);
    if let Err(error) = run.drive().await {
        let count = counted(&run.steps);
        return Err(broken_off(edge, run.ledger, count, error).await);
    }
    let Run { mut ledger, steps, mut calls, mut reads, .. } = run;
    let count = counted(&steps);
    let mut swept = Sweeping::default();
    if edge.stop() == Stop::No {
        (ledger, swept) = clean(edge, ledger, &mut cleaning, count, (&mut calls, &mut reads)).await?;
        rest::finish(edge, plan, &mut ledger, &steps).await;
    }
    let end = end(&steps, edge.interrupt.stop());
    let mut audited = false;
    // Told to leave at once, it leaves: what is on record is as good as a snapshot.
    if edge.stop() < Stop::Now {
        let outputs = outputs(edge, plan, &ledger.state);
        if outputs != ledger.state.outputs {
            begin::begin(edge, plan, &mut ledger);
            ledger.record(Record::Outputs { outputs });
        }
        audited = match unless_left(edge, ledger.finish()).await.unwrap_or(Ok(false)) {
            Ok(audited) => audited,
            Err(error) => return Err(broken_off(edge, ledger, count, error).await),
        };
    } else {
        let ended = audit::ended(audit::word(end), count, ledger.state.serial);
        ledger.break_off(edge, ended).await;
    }
    let waiting = unfinished(&ledger.state, &steps).map(|object| object.address.clone()).collect();
    let state = ledger.state;
    let Sweeping { deleted, strays } = swept;
    let (ended, lapsed) = (edge.clock.now(), edge.contact.lapsed());
    let report = Report { end, steps, calls, reads, deleted, strays, waiting, lapsed, started, ended, state };
    if audited {
        let entry = audit::ended(audit::word(end), count, report.state.serial);
        let added = audit::add(store, ended, entry);
        unless_left(edge, added).await.unwrap_or(Ok(()))?;
    }
    Ok(report)
}

/// Says in the audit log that a run broke off, and returns why.
async fn broken_off(edge: &Edge, mut ledger: Ledger<'_>, count: Count, error: StoreError) -> ApplyError {
    let end = audit::ended(error.code, count, ledger.state.serial);
    ledger.break_off(edge, end).await;
    error.into()
}

/// What became of what late requests made.
#[derive(Default)]
struct Sweeping {
    deleted: Vec<Object>,
    strays: Vec<Stray>,
}

/// Searches for what late requests made, and deletes what is this stack's and holds no data.
async fn clean<'a>(
    edge: &'a Edge,
    mut ledger: Ledger<'a>,
    plan: &'a mut Plan,
    steps: Count,
    (calls, reads): (&mut BTreeMap<String, u64>, &mut BTreeMap<String, u64>),
) -> Result<(Ledger<'a>, Sweeping), ApplyError> {
    let swept = unless_left(edge, sweep(edge, &mut ledger)).await.unwrap_or_default();
    count(reads, &swept.calls);
    if swept.extras.is_empty() {
        return Ok((ledger, Sweeping { deleted: Vec::new(), strays: swept.strays }));
    }
    *plan = deletion(edge, &ledger.state, &swept.extras, edge.clock.now());
    let mut run = Run::new(edge, plan, ledger);
    if let Err(error) = run.drive().await {
        return Err(broken_off(edge, run.ledger, steps, error).await);
    }
    count(calls, &run.calls);
    count(reads, &run.reads);
    let Run { ledger, .. } = run;
    // What could not be deleted is left to the next plan.
    let deleted = swept.extras.into_iter().filter(|extra| !is_remembered(&ledger.state, &extra.id)).collect();
    Ok((ledger, Sweeping { deleted, strays: swept.strays }))
}

fn end(steps: &[StepReport], stop: Stop) -> End {
    let settled = |step: &StepReport| step.fate == Fate::Done { settled: true };
    let changed = |step: &StepReport| match &step.fate {
        Fate::Done { .. } | Fate::InDoubt(_) => true,
        Fate::Failed(failure) => matches!(failure.reason, Reason::NotReady { .. }),
        Fate::Skipped { .. } | Fate::NotStarted => false,
    };
    match () {
        () if steps.iter().all(settled) => End::Complete,
        () if stop > Stop::No => End::Interrupted,
        () if steps.iter().any(changed) => End::Partial,
        () => End::Failed,
    }
}

fn check(plan: &Plan, state: &State) -> Result<(), ApplyError> {
    let stale = |what: String| Err(ApplyError::Stale { what });
    if plan.lineage != state.lineage {
        return stale("it was made for another state".to_owned());
    }
    if plan.serial != state.serial {
        return stale(format!(
            "it was made from serial {}, and the state is at {}",
            plan.serial, state.serial
        ));
    }
    Ok(())
}

/// Returns what is not finished and is no business of this run's steps.
fn unfinished<'a>(state: &'a State, steps: &'a [StepReport]) -> impl Iterator<Item = &'a Object> {
    let ours = |address: &Address| steps.iter().any(|step| step.addresses.contains(address));
    state.objects.values().filter(move |object| !object.settled && !ours(&object.address))
}

/// Returns the outputs that have a value now; one whose resource could not be made keeps none.
fn outputs(edge: &Edge, plan: &Plan, state: &State) -> BTreeMap<String, Value> {
    let find = |reference: &Reference| value(edge, reference, state, &plan.lookups);
    let known = plan
        .outputs
        .iter()
        .filter_map(|(name, argument)| Some((name.clone(), argument.resolve(&find).into_known()?)));
    known.collect()
}
