//! The tasks of a run: calls, searches, readings and waits, and what they report at their end.

use std::collections::BTreeMap;

use tandem_core::provider::{ErrorClass, Finding, Found, Request};
use tandem_core::step::CreateClass;
use tandem_core::{CallError, Object};
use tandem_plan::DispatchId;
use tokio::task::{Id, JoinError};

use super::fresh::Again;
use super::leftover::Clearing;
use super::run::Run;
use super::waiting::WaitKey;
use crate::Edge;
use crate::attempt::{Tried, Verdict};
use crate::waits::WaitEnd;

/// What a task reports at its end.
pub(super) enum Note {
    /// The object of a create was looked for.
    Searched(DispatchId, Result<Finding, CallError>),
    /// A look-up was read.
    Read(DispatchId, Result<Option<Found>, CallError>, BTreeMap<String, u64>),
    /// The objects of a call were read again.
    Again(DispatchId, Again, BTreeMap<String, u64>),
    /// What is in the way of a create was read.
    Leftover(DispatchId, Box<Object>, Result<Option<Found>, CallError>, BTreeMap<String, u64>),
    /// What is in the way of a create was deleted, or not.
    Cleared(DispatchId, Tried),
    /// What that deletion left pending is over.
    Rested(DispatchId, Box<Clearing>, WaitEnd),
    /// A call ended.
    Called(DispatchId, Tried),
    /// A wait ended.
    Waited(WaitKey, WaitEnd),
}

/// What a task is for, so that one that ends without a report is not waited for.
#[derive(Clone)]
pub(super) enum Task {
    Call(DispatchId),
    Wait(WaitKey),
}

impl Run<'_> {
    /// Starts a call, search or reading.
    pub(super) fn spawn(&mut self, id: DispatchId, task: impl Future<Output = Note> + Send + 'static) {
        self.flying += 1;
        let handle = self.tasks.spawn(task);
        self.names.insert(handle.id(), Task::Call(id));
    }

    /// Starts a wait; the run does not end for it when it is to stop.
    pub(super) fn spawn_wait(&mut self, key: WaitKey, task: impl Future<Output = Note> + Send + 'static) {
        let handle = self.tasks.spawn(task);
        self.names.insert(handle.id(), Task::Wait(key));
    }

    /// Takes in what a task reports.
    pub(super) fn take(&mut self, joined: Result<(Id, Note), JoinError>) {
        let (id, note) = match joined {
            Ok((id, note)) => (id, Some(note)),
            Err(error) => (error.id(), None),
        };
        let task = self.names.remove(&id);
        self.flying -= usize::from(matches!(task, Some(Task::Call(_))));
        match (note, task) {
            (Some(Note::Searched(id, finding)), _) => self.searched(id, finding),
            (Some(Note::Read(id, found, calls)), _) => self.read(id, found, &calls),
            (Some(Note::Again(id, again, calls)), _) => self.again(id, again, &calls),
            (Some(Note::Leftover(id, object, found, calls)), _) => self.leftover(id, *object, found, &calls),
            (Some(Note::Cleared(id, tried)), _) => self.cleared(id, tried),
            (Some(Note::Rested(id, clearing, end)), _) => self.rested(id, *clearing, end),
            (Some(Note::Called(id, tried)), _) => self.called(id, tried),
            (Some(Note::Waited(key, end)), _) => self.waited(&key, end),
            (None, Some(Task::Call(id))) if self.is_clearing(id) => self.cleared(id, broken()),
            (None, Some(Task::Call(id))) => self.called(id, broken()),
            (None, Some(Task::Wait(key))) => {
                self.waited(
                    &key,
                    WaitEnd::Never("not known: the wait broke off, which is a bug in Tandem".into()),
                );
            }
            (None, None) => (),
        }
    }
}

/// Looks for the object of a create, again if the search itself is refused for a while.
pub(super) async fn search(edge: &Edge, request: &Request, class: CreateClass) -> Result<Finding, CallError> {
    let mut tries = 0;
    loop {
        let error = match edge.find(request, class).await {
            Ok(finding) => return Ok(finding),
            Err(error) => error,
        };
        tries += 1;
        if !crate::reading::passes(error.class, tries) || !edge.pause(edge.backoff(tries)).await {
            return Err(error);
        }
    }
}

/// Returns the report of a call whose task broke off.
fn broken() -> Tried {
    let error = CallError {
        class: ErrorClass::InDoubt,
        code: "Broken".to_owned(),
        message: "the call broke off; this is a bug in Tandem".to_owned(),
        call: String::new(),
        region: String::new(),
        request: None,
        offenders: Vec::new(),
    };
    Tried { verdict: Verdict::Unknown(error), tries: 1, calls: BTreeMap::new(), doubted: true }
}
