//! Resolving what an earlier run left open: calls on record of which nobody knows whether they were made.

use std::collections::BTreeMap;

use tandem_core::journal::{Intent, Record};
use tandem_core::provider::{CallReport, Outcome};
use tandem_core::step::Effect;
use tandem_core::store::{Store, StoreError};
use tandem_core::{Address, Object, State};
use tokio::task::{JoinError, JoinSet};

use crate::attempt::{Call, Tried, Verdict, resolve};
use crate::audit;
use crate::contact::{in_grace, unless_left};
use crate::fence::fenced;
use crate::interrupt::Stop;
use crate::ledger::{Ledger, TICK, is_held};
use crate::reading::count;
use crate::replay::{next_intent, replay};
use crate::report::{Count, Failure, Reason};
use crate::request::{object, recorded};
use crate::sweep::{Stray, Swept, sweep};
use crate::{Edge, Event};

/// What recovery found out.
#[derive(Clone, PartialEq, Debug)]
pub struct Recovery {
    /// What is remembered now. What could not be resolved is in its `open`.
    pub state: State,
    /// The calls that were resolved.
    pub resolved: Vec<Resolved>,
    /// The calls of which nobody knows still; nothing that touches their resources is applied until somebody does.
    pub open: Vec<Failure>,
    /// What late requests of earlier runs made; it is remembered as to be deleted, which the next plan does.
    pub late: Vec<Object>,
    /// What bears this stack's mark or token, is not remembered, and was left as it is.
    pub strays: Vec<Stray>,
    /// The calls that were made, by name.
    pub calls: BTreeMap<String, u64>,
}

/// A call of an earlier run, resolved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resolved {
    /// The resources it was about.
    pub addresses: Vec<Address>,
    /// The call.
    pub call: String,
    /// Whether it was made; else nothing of it was, and nothing will be.
    pub made: bool,
}

/// Reads state and resolves every call that an earlier run left open, with its recorded inputs and token; to be done
/// before anything is planned.
///
/// It may be killed at any moment and run again.
///
/// # Errors
/// If state cannot be read or written.
pub async fn recover(edge: &Edge, store: &mut dyn Store) -> Result<Recovery, StoreError> {
    edge.guard();
    edge.contact.renew();
    let edge = &fenced(edge, &*store);
    in_grace(edge, find_out(edge, store)).await
}

async fn find_out(edge: &Edge, store: &mut dyn Store) -> Result<Recovery, StoreError> {
    let stored = store.load().await?;
    let (number, changed) = (next_intent(&stored), !stored.journal.is_empty());
    let mut ledger = Ledger::new(replay(stored), &mut *store, number, changed).witnessed(edge, "");
    match resolve_all(edge, &mut ledger).await {
        Ok((found, audited)) => end(edge, ledger.state, store, found, audited).await,
        Err(error) => {
            let ended = audit::ended(error.code, Count::default(), ledger.state.serial);
            ledger.break_off(edge, ended).await;
            Err(error)
        }
    }
}

/// What was found out of the calls that were left open, and what they had made late.
#[derive(Default)]
struct Found {
    resolved: Vec<Resolved>,
    open: Vec<Failure>,
    calls: BTreeMap<String, u64>,
    swept: Swept,
}

/// Resolves every call that was left open; returns what was found, and whether the audit log says that it began.
async fn resolve_all(edge: &Edge, ledger: &mut Ledger<'_>) -> Result<(Found, bool), StoreError> {
    let mut jobs = JoinSet::new();
    for intent in ledger.state.open.clone() {
        edge.observer.event(&Event::Resolving { addresses: addresses(&intent) });
        let edge = edge.clone();
        jobs.spawn(async move {
            let tried = resolve(&edge, &call(&edge, &intent)).await;
            (intent, tried)
        });
    }
    let mut found = Found::default();
    while let Some(joined) = next(edge, ledger, &mut jobs).await? {
        // A job that panicked left its intent open, which is what is known of it.
        let Ok((intent, tried)) = joined else { continue };
        let Tried { verdict, calls: made, tries, .. } = tried;
        count(&mut found.calls, &made);
        match record(&intent, verdict) {
            Ok((record, made)) => {
                // Whoever sent it is gone, so a request for it may still be on its way.
                ledger.record(Record::Doubted { intent: intent.intent, at: edge.clock.now() });
                let call = intent.call.clone();
                found.resolved.push(Resolved { addresses: addresses(&intent), call, made });
                ledger.record(record);
                unless_left(edge, ledger.flush()).await.unwrap_or(Ok(()))?;
            }
            Err(reason) => {
                let address = intent.items.first().map(|item| item.address.clone());
                let failure = address.map(|address| Failure { tries, ..Failure::new(address, "", reason) });
                found.open.extend(failure);
            }
        }
    }
    if edge.stop() == Stop::No {
        found.swept = unless_left(edge, sweep(edge, ledger)).await.unwrap_or_default();
    }
    count(&mut found.calls, &found.swept.calls);
    let audited = unless_left(edge, ledger.finish()).await.unwrap_or(Ok(false))?;
    Ok((found, audited))
}

/// Says in the audit log that the calls are resolved.
async fn end(
    edge: &Edge,
    state: State,
    store: &mut dyn Store,
    found: Found,
    audited: bool,
) -> Result<Recovery, StoreError> {
    let Found { resolved, open, calls, swept } = found;
    if audited {
        let serial = state.serial;
        let (done, in_doubt) = (resolved.len() as u64, open.len() as u64);
        let result = "resolved".to_owned();
        let end = audit::Event::End { result, done, failed: 0, skipped: 0, not_started: 0, in_doubt, serial };
        let added = audit::add(store, edge.clock.now(), end);
        unless_left(edge, added).await.unwrap_or(Ok(()))?;
    }
    let Swept { extras: late, strays, .. } = swept;
    Ok(Recovery { state, resolved, open, late, strays, calls })
}

/// Returns the next job that ends; none if all have, or if the run is to stop at once.
///
/// # Errors
/// If the lock of the state is lost.
async fn next<T: 'static>(
    edge: &Edge,
    // Exclusive although it is only asked: a store may be moved to another thread, not shared with one.
    ledger: &mut Ledger<'_>,
    jobs: &mut JoinSet<T>,
) -> Result<Option<Result<T, JoinError>>, StoreError> {
    loop {
        is_held(ledger)?;
        tokio::select! {
            // In this order, not by chance: the same seed is the same run.
            biased;
            () = edge.reached(Stop::Now) => return Ok(None),
            joined = jobs.join_next() => return Ok(joined),
            () = edge.clock.sleep(TICK) => (),
        }
    }
}

fn addresses(intent: &Intent) -> Vec<Address> {
    intent.items.iter().map(|item| item.address.clone()).collect()
}

fn call(edge: &Edge, intent: &Intent) -> Call {
    let mut creates = intent.items.iter().filter(|item| item.effect == Effect::Create);
    Call {
        requests: intent
            .items
            .iter()
            .map(|item| recorded(edge, item, &intent.region, &intent.account))
            .collect(),
        class: intent.class,
        atomic: intent.atomic,
        absent: creates.all(|item| item.absent_checked),
        patience: edge.settings.unseen,
        buckets: edge.provider.buckets(&intent.call),
    }
}

/// Returns what closes an intent, and whether it was made.
fn record(intent: &Intent, verdict: Verdict) -> Result<(Record, bool), Reason> {
    match verdict {
        Verdict::Answered(report) => {
            let settled = report.pending.is_none();
            Ok((done(intent, report, settled), true))
        }
        // Whether it is finished is for the refresh that follows to find out.
        Verdict::Seen(outcomes) => {
            Ok((done(intent, CallReport { outcomes, ..CallReport::default() }, false), true))
        }
        Verdict::Refused { reason, .. } => {
            Ok((Record::Fail { intent: intent.intent, reason: reason.to_string() }, false))
        }
        Verdict::Unknown(error) => Err(Reason::InDoubt(error)),
        Verdict::Withdrawn => {
            Ok((Record::Fail { intent: intent.intent, reason: "stopped".to_owned() }, false))
        }
        // A call that is being resolved is in doubt until it is decided, so it is not given back.
        Verdict::Again { error, .. } => Err(Reason::InDoubt(error)),
    }
}

/// Returns the record of an intent that was made.
pub(crate) fn done(intent: &Intent, report: CallReport, settled: bool) -> Record {
    let mut outcomes = report.outcomes.into_iter();
    let objects = intent.items.iter().map(|item| {
        let outcome: Outcome = outcomes.next().unwrap_or_default();
        (item.address.clone(), object(item, &intent.region, &intent.account, outcome, settled))
    });
    Record::Done {
        intent: intent.intent,
        objects: objects.collect(),
        pending: report.pending,
        request: report.request,
    }
}
