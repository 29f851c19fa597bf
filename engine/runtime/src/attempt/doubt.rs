//! Calls of which nobody knows whether they were made, and calls that were refused after one.

use tandem_core::CallError;
use tandem_core::provider::{ErrorClass, Outcome};
use tandem_core::step::{CreateClass, Effect};

use super::look::{Look, Whose};
use super::{Attempt, Verdict};
use crate::interrupt::Stop;
use crate::report::Reason;

impl Attempt<'_> {
    /// Resolves an ambiguous answer; `None` if the call is to be sent again.
    pub(super) async fn in_doubt(&mut self, error: CallError) -> Option<Verdict> {
        let sent = self.edge.clock.now();
        self.tell(&error, self.edge.poll_pause(0));
        self.doubt = Some((error, sent));
        self.doubted = true;
        if sent > self.since + self.edge.settings.doubt {
            return self.unknown();
        }
        if !self.edge.pause(self.edge.poll_pause(0)).await {
            return self.unknown();
        }
        let look = if self.is_anonymous() {
            // A second call makes a second object: only once the first can no longer turn up is it sent again.
            self.look_until(sent + self.edge.settings.settle, |look| matches!(look, Look::Made(_))).await
        } else {
            self.look(self.call.absent).await
        };
        match look {
            Look::Made(outcomes) => Some(Verdict::Seen(outcomes)),
            Look::Foreign(at, whose) if !self.has_token() => Some(foreign(at, whose)),
            Look::Blind(_) | Look::Mixed if self.is_anonymous() => self.unknown(),
            _ if self.is_stopping() => self.unknown(),
            // Where objects have a name or the call has a token, sending it again is as good as looking again.
            Look::NotMade | Look::Mixed | Look::Blind(_) | Look::Foreign(..) => None,
        }
    }

    /// Decides on an answer that says the call was not made: it may be because an earlier try of it was.
    pub(super) async fn refused(&mut self, error: CallError) -> Verdict {
        if error.class == ErrorClass::Missing && self.all(Effect::Delete) {
            return Verdict::Seen(vec![Outcome::default(); self.call.requests.len()]);
        }
        let clash = matches!(error.class, ErrorClass::Conflict | ErrorClass::Missing | ErrorClass::Invalid);
        self.refused = self.doubt.is_some() && clash;
        if self.doubt.is_some() && clash {
            let until = self.edge.clock.now() + self.edge.settings.settle;
            return match self.look_until(until, |look| !matches!(look, Look::NotMade | Look::Mixed)).await {
                Look::Made(outcomes) => Verdict::Seen(outcomes),
                Look::Foreign(at, whose) => foreign(at, whose),
                // It is refused, and for as long as it takes for things to show, nothing of it was to be seen.
                Look::NotMade if !self.is_stopping() => self.not_made(error),
                Look::NotMade => self.undone(Reason::Refused(error), Vec::new()),
                Look::Mixed | Look::Blind(_) => self.undone(Reason::Refused(error), Vec::new()),
            };
        }
        if self.doubt.is_some() {
            // Not allowed any more, or over a quota: that says nothing about the tries before.
            return match self.look(self.call.absent).await {
                Look::Made(outcomes) => Verdict::Seen(outcomes),
                _ => self.undone(Reason::Refused(error), Vec::new()),
            };
        }
        if error.class == ErrorClass::Conflict && self.any(Effect::Create) && error.offenders.is_empty() {
            return self.explain(error).await;
        }
        self.not_made(error)
    }

    /// Resolves the call of an earlier run.
    pub(super) async fn recover(&mut self) -> Verdict {
        let settle = if self.is_anonymous() { self.edge.settings.settle } else { 0 };
        let look = self.look_until(self.since + settle, |look| matches!(look, Look::Made(_))).await;
        match look {
            Look::Made(outcomes) => Verdict::Seen(outcomes),
            // What was to be created is there and is not ours: the recorded call never made it, nor will it.
            Look::Foreign(at, whose) if !self.has_token() => foreign(at, whose),
            Look::Blind(error) => Verdict::Unknown(error),
            _ if self.is_stopping() => Verdict::Unknown(lost()),
            Look::Mixed if !self.call.atomic => Verdict::Unknown(mixed(self.call.requests.len())),
            // What changes or deletes is decided anew by the plan that follows; so is what can no longer turn up.
            _ if !self.any(Effect::Create) || self.is_anonymous() => self.never_made(),
            // The request may still be on its way. With its own token or name, sending it again meets it, and of two
            // batches that compare with what is there only one is accepted.
            _ => {
                self.doubt = Some((lost(), self.since));
                self.send().await
            }
        }
    }

    /// Looks again and again until what is seen decides, or until a moment has passed. One that sees nothing because
    /// the reading itself fails gets some more time.
    async fn look_until(&self, until: u64, decides: impl Fn(&Look) -> bool) -> Look {
        let mut looks = 0;
        loop {
            let look = self.look(self.call.absent).await;
            let until = match &look {
                Look::Blind(error) if is_passing(error) => until + self.edge.settings.unseen,
                Look::Blind(_) | Look::Foreign(..) => return look,
                look if decides(look) => return look.clone(),
                _ => until,
            };
            if self.edge.clock.now() >= until || !self.edge.pause(self.edge.poll_pause(looks)).await {
                return look;
            }
            looks += 1;
        }
    }

    /// Returns whether a second call would make a second object.
    fn is_anonymous(&self) -> bool {
        self.call.class == CreateClass::Anonymous && self.any(Effect::Create)
    }

    /// Returns whether the service itself tells by our token whether it made the object: it knows better than a search
    /// that can only compare.
    fn has_token(&self) -> bool {
        self.call.class == CreateClass::Token
    }

    fn is_stopping(&self) -> bool {
        self.edge.stop() > Stop::No
    }

    fn unknown(&mut self) -> Option<Verdict> {
        self.doubt.take().map(|(error, _)| Verdict::Unknown(error))
    }

    fn not_made(&self, error: CallError) -> Verdict {
        let offenders = error.offenders.iter().map(|(at, _)| *at).collect();
        Verdict::Refused { reason: Reason::Refused(error), offenders }
    }

    fn never_made(&self) -> Verdict {
        Verdict::Refused { reason: Reason::Refused(lost()), offenders: Vec::new() }
    }

    /// Says what it is that a create met, and takes it if it bears our token after all.
    async fn explain(&mut self, error: CallError) -> Verdict {
        if self.call.atomic && self.call.requests.len() > 1 {
            let offenders = self.already_there().await;
            return Verdict::Refused { reason: Reason::Refused(error), offenders };
        }
        match self.look(false).await {
            Look::Made(outcomes) if !self.call.atomic => Verdict::Seen(outcomes),
            Look::Foreign(at, whose) => foreign(at, whose),
            _ => self.not_made(error),
        }
    }
}

/// Decides that a call was not made, because something is in its way.
fn foreign(at: usize, whose: Whose) -> Verdict {
    let reason = match whose {
        Whose::Another { id, what } => Reason::Foreign { id, what },
        Whose::Older { id, incarnation } => Reason::Leftover { id, incarnation },
    };
    Verdict::Refused { reason, offenders: vec![at] }
}

/// Returns whether an error of a reading call may be another the next time.
fn is_passing(error: &CallError) -> bool {
    matches!(error.class, ErrorClass::Throttled | ErrorClass::InDoubt | ErrorClass::NotYet | ErrorClass::Busy)
}

fn lost() -> CallError {
    CallError {
        class: ErrorClass::InDoubt,
        code: "Interrupted".to_owned(),
        message: "an earlier run ended before it was answered".to_owned(),
        call: String::new(),
        region: String::new(),
        request: None,
        offenders: Vec::new(),
    }
}

fn mixed(items: usize) -> CallError {
    CallError {
        message: format!("of {items} changes made together, some are to be seen and some are not"),
        ..lost()
    }
}
