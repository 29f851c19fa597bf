//! Whoever writes the audit log of a run: it sees every record that the journal gets, and says what it means.
//!
//! Its lines go into the journal together with the records they are about, so they are durable before the next call is
//! sent and cost no sync of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use tandem_core::journal::{Intent, Record};
use tandem_core::state::AuditHead;
use tandem_core::store::{Store, StoreError};
use tandem_core::{Address, Clock};

use super::{Event, Trail};
use crate::Edge;
use crate::edge::Actor;
use crate::report::{Count, End};

/// Whoever writes the audit log of a run.
pub(crate) struct Witness {
    clock: Arc<dyn Clock>,
    /// The end of the log; unknown before the first line.
    trail: Option<Trail>,
    /// What happened and is not a line yet, and when.
    seen: Vec<(u64, Event)>,
    /// The calls under way, and since when.
    calls: BTreeMap<u64, (Intent, u64)>,
}

impl Witness {
    /// Returns the witness of a run, if it is anybody's.
    pub(crate) fn new(edge: &Edge, plan: &str, serial: u64) -> Option<Witness> {
        let actor = edge.settings.actor.clone()?;
        let Actor { run, who, arn, command } = (*actor).clone();
        let begin = Event::Begin { run, who, arn, command, plan: plan.to_owned(), serial };
        let seen = vec![(edge.clock.now(), begin)];
        Some(Witness { clock: edge.clock.clone(), trail: None, seen, calls: BTreeMap::new() })
    }

    /// Takes in that a call was under way before the run began.
    pub(crate) fn expect(&mut self, intent: &Intent) {
        self.calls.insert(intent.intent, (intent.clone(), self.clock.now()));
    }

    /// Takes in a record.
    pub(crate) fn see(&mut self, record: &Record) {
        match record {
            Record::Intent(intent) => self.expect(intent),
            Record::Done { intent, request, .. } => {
                self.answered(*intent, request.clone(), "done".to_owned());
            }
            Record::Fail { intent, reason } => self.answered(*intent, None, refused(reason)),
            _ => (),
        }
    }

    /// Returns the lines of what happened since it was last asked.
    pub(crate) async fn lines(&mut self, store: &mut dyn Store) -> Result<Vec<String>, StoreError> {
        let trail = match &mut self.trail {
            Some(trail) => trail,
            none => none.insert(Trail::after(store.last_audit().await?.as_deref())),
        };
        let epoch = store.epoch();
        let seen = std::mem::take(&mut self.seen);
        Ok(seen.into_iter().map(|(at, event)| trail.line(at, epoch, event)).collect())
    }

    /// Says of the calls that were not answered that nobody knows.
    pub(crate) fn give_up(&mut self) {
        let open: Vec<u64> = self.calls.keys().copied().collect();
        open.into_iter().for_each(|intent| self.answered(intent, None, "unknown".to_owned()));
    }

    /// Takes in how the run ended.
    pub(crate) fn end(&mut self, at: u64, end: Event) {
        self.seen.push((at, end));
    }

    /// Has the end of the log read anew: a write failed, so that what was to be its end may not be there.
    pub(crate) fn lose_track(&mut self) {
        self.trail = None;
    }

    /// Returns the end of the log, if anything was written.
    pub(crate) fn head(&self) -> Option<&AuditHead> {
        self.trail.as_ref().map(Trail::head)
    }

    fn answered(&mut self, intent: u64, request: Option<String>, result: String) {
        let Some((intent, since)) = self.calls.remove(&intent) else { return };
        let now = self.clock.now();
        let addresses: Vec<Address> = intent.items.into_iter().map(|item| item.address).collect();
        let (call, region, account) = (intent.call, intent.region, intent.account);
        let ms = now.saturating_sub(since);
        self.seen.push((now, Event::Call { call, region, account, addresses, request, result, ms }));
    }
}

/// Returns the result of a refused call: the service's code, and none of its words, which may repeat what was sent.
fn refused(reason: &str) -> String {
    let code = reason.split([':', ' ']).next().unwrap_or_default();
    let is_code = !code.is_empty()
        && code.chars().all(|letter| letter.is_ascii_alphanumeric() || ".:_".contains(letter));
    if is_code { format!("refused: {code}") } else { "refused".to_owned() }
}

/// Returns the word for the end of a run.
pub(crate) fn word(end: End) -> &'static str {
    match end {
        End::Complete => "complete",
        End::Failed => "failed",
        End::Partial => "partial",
        End::Interrupted => "interrupted",
    }
}

/// Returns the entry of a run's end; `result` is a word for it, or the code of what stopped it.
pub(crate) fn ended(result: &str, count: Count, serial: u64) -> Event {
    let Count { done, failed, skipped, not_started, in_doubt } = count;
    let number = |count: usize| count as u64;
    Event::End {
        result: result.to_owned(),
        done: number(done),
        failed: number(failed),
        skipped: number(skipped),
        not_started: number(not_started),
        in_doubt: number(in_doubt),
        serial,
    }
}

/// Adds an entry to the end of a store's log; durable once this returns.
pub(crate) async fn add(store: &mut dyn Store, at: u64, event: Event) -> Result<(), StoreError> {
    let mut trail = Trail::after(store.last_audit().await?.as_deref());
    let line = trail.line(at, store.epoch(), event);
    store.audit(&[line]).await
}
