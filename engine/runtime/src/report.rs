//! What came of an apply: every step once, with times and reasons.

use std::collections::BTreeMap;
use std::fmt;

use tandem_core::provider::ErrorClass;
use tandem_core::{Address, CallError, Object, Reference, State, StepId};

use crate::secret;
use crate::sweep::Stray;

/// Why a step did not succeed.
#[derive(Clone, PartialEq, Debug)]
pub enum Reason {
    /// The cloud refused the call; nothing was changed.
    Refused(CallError),
    /// The service does not answer in that region any more; nothing was sent.
    Unreachable(CallError),
    /// The object is no longer as the plan saw it; nothing was sent.
    Changed {
        /// The attribute, and the place inside it.
        attribute: String,
        /// What it was when the plan was made.
        seen: String,
        /// What it is.
        now: String,
    },
    /// The object is gone since the plan was made; nothing was sent.
    Gone,
    /// Something of that name is there and is not this stack's.
    Foreign {
        /// Its id.
        id: String,
        /// What it is, for people.
        what: String,
    },
    /// Something of that name is there that this stack made before.
    Leftover {
        /// Its id.
        id: String,
        /// The token it was made with.
        incarnation: String,
    },
    /// Nobody knows whether the call was made. It is on record, and the next run finds out.
    InDoubt(CallError),
    /// It was made, but did not become what was waited for.
    NotReady {
        /// What was waited for: `accelerator to be DEPLOYED`.
        what: String,
        /// The last status, or why it will never be there.
        status: String,
    },
    /// A value that the step needs is not there although its resource is.
    Unresolved(Reference),
    /// What is looked up does not exist.
    NotFound,
}

impl Reason {
    /// Returns the stable name that `tandem explain` takes.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::Refused(error) if secret::is_missing(error) => "secret::missing",
            Reason::Refused(error) => code(error.class),
            Reason::Unreachable(error) => code(error.class),
            Reason::Changed { .. } | Reason::Gone => "plan::changed",
            Reason::Foreign { .. } => code(ErrorClass::Conflict),
            Reason::Leftover { .. } => "apply::leftover",
            Reason::InDoubt(_) => "apply::in_doubt",
            Reason::NotReady { .. } => "apply::not_ready",
            Reason::Unresolved(_) => "apply::unresolved",
            Reason::NotFound => "lookup::missing",
        }
    }

    /// Returns the error of the call, if there was one.
    pub fn error(&self) -> Option<&CallError> {
        match self {
            Reason::Refused(error) | Reason::Unreachable(error) | Reason::InDoubt(error) => Some(error),
            _ => None,
        }
    }
}

/// Writes what is wrong, for people, without the address.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Refused(error) => write!(f, "{}", Words(error)),
            Reason::Unreachable(error) => f.write_str(&error.message),
            Reason::Changed { attribute, seen, now } => {
                write!(f, "changed since it was planned: `{attribute}` was {seen} and is {now}")
            }
            Reason::Gone => f.write_str("is gone since it was planned"),
            Reason::Foreign { id, what } => {
                write!(f, "exists already and is not this stack's: {what}")?;
                if id.is_empty() { Ok(()) } else { write!(f, " (`{id}`)") }
            }
            Reason::Leftover { id, .. } => {
                write!(f, "exists already: it bears this stack's mark and is not remembered (`{id}`)")
            }
            Reason::InDoubt(error) => write!(f, "nobody knows whether it was done: {}", Words(error)),
            Reason::NotReady { what, status } => write!(f, "waited for {what}, but it is {status}"),
            Reason::Unresolved(reference) => write!(f, "`{reference}` has no value"),
            Reason::NotFound => f.write_str("there is none"),
        }
    }
}

/// A call error as one line.
struct Words<'a>(&'a CallError);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CallError { code, message, .. } = self.0;
        if secret::is_missing(self.0) {
            return f.write_str(message);
        }
        if message.is_empty() { f.write_str(code) } else { write!(f, "{code}: {message}") }
    }
}

/// Returns the code of the diagnostics about calls of a class.
pub fn code(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Throttled => "aws::throttled",
        ErrorClass::Busy => "aws::busy",
        ErrorClass::NotYet => "aws::not_yet",
        ErrorClass::Missing => "aws::missing",
        ErrorClass::Conflict => "aws::conflict",
        ErrorClass::Quota => "aws::quota",
        ErrorClass::Denied | ErrorClass::Lapsed => "aws::denied",
        ErrorClass::Unreachable => "region::unreachable",
        ErrorClass::Invalid => "aws::invalid",
        ErrorClass::InDoubt => "aws::in_doubt",
    }
}

/// A step that did not succeed.
#[derive(Clone, PartialEq, Debug)]
pub struct Failure {
    /// The resource.
    pub address: Address,
    /// Where it is declared, as `main.rhai:19`; empty if it no longer is.
    pub place: String,
    /// Why.
    pub reason: Reason,
    /// The way out, if there is one beyond running the command again.
    pub hint: Option<String>,
    /// How often it was tried.
    pub tries: u32,
    /// For how many milliseconds it was tried.
    pub took: u64,
}

impl Failure {
    /// Returns the failure with the hint that goes with its reason.
    pub(crate) fn new(address: Address, place: &str, reason: Reason) -> Failure {
        let reason = match reason {
            Reason::Refused(error) if error.class == ErrorClass::Unreachable => Reason::Unreachable(error),
            reason => reason,
        };
        let hint = hint(&address, &reason);
        Failure { address, place: place.to_owned(), reason, hint, tries: 1, took: 0 }
    }
}

fn hint(address: &Address, reason: &Reason) -> Option<String> {
    match reason {
        Reason::Foreign { id, .. } if id.is_empty() => Some(format!("tandem adopt '{address}'")),
        Reason::Foreign { id, .. } => Some(format!("tandem adopt '{address}' '{id}'")),
        Reason::Leftover { id, .. } => {
            Some(format!("to keep it: tandem adopt '{address}' '{id}'; otherwise delete it, and run the same command"))
        }
        Reason::Refused(error) if error.class == ErrorClass::Conflict => {
            Some(format!("if it exists already and is to be this stack's: tandem adopt '{address}'"))
        }
        Reason::Refused(error) if error.class == ErrorClass::Quota => Some(
            "ask AWS to raise the quota (Service Quotas), or declare less; what was done stays done, and the same \
             command goes on"
                .into(),
        ),
        Reason::InDoubt(error) if secret::is_missing(error) => {
            Some("for one run, give the secret the value it had then, and run the same command again".into())
        }
        Reason::Unreachable(error) => Some(format!(
            "run the same command again later, or do without that region for now: `--without-region {}`",
            error.region
        )),
        Reason::Changed { .. } | Reason::Gone => Some("look at `tandem plan` again".into()),
        Reason::InDoubt(_) => {
            Some("run the same command again: it finds out before it does anything else".into())
        }
        Reason::NotReady { .. } => Some("run the same command again: it goes on waiting where needed".into()),
        _ => None,
    }
}

/// How a step ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Fate {
    /// It was made.
    Done {
        /// Whether what it waits for is there; else the run was stopped before, and the next one waits.
        settled: bool,
    },
    /// It failed.
    Failed(Failure),
    /// It was not tried, because it needs one that failed.
    Skipped {
        /// The failed resource it needs, directly or through others.
        because: Address,
    },
    /// It was not tried, because the run was stopped.
    NotStarted,
    /// Nobody knows whether it was made; the next run finds out.
    InDoubt(Failure),
}

/// One step of the report.
#[derive(Clone, PartialEq, Debug)]
pub struct StepReport {
    /// The step.
    pub step: StepId,
    /// The resources, in the order of the step's items.
    pub addresses: Vec<Address>,
    /// When it was started, in milliseconds since the Unix epoch.
    pub started: Option<u64>,
    /// When it ended.
    pub ended: Option<u64>,
    /// The service's id of its request, if it gave one.
    pub request: Option<String>,
    /// How it ended.
    pub fate: Fate,
}

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Everything is done.
    Complete,
    /// Nothing was changed.
    Failed,
    /// Some is done and some is not; the same command goes on.
    Partial,
    /// It was stopped; the same command goes on.
    Interrupted,
}

/// What came of an apply.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// How it ended.
    pub end: End,
    /// Every step of the plan, once, in the plan's order.
    pub steps: Vec<StepReport>,
    /// The changing calls that were made, by name, refused ones included.
    pub calls: BTreeMap<String, u64>,
    /// The reading calls that were made, as far as they were counted.
    pub reads: BTreeMap<String, u64>,
    /// What late requests of this or an earlier run had made and this run deleted.
    pub deleted: Vec<Object>,
    /// What bears this stack's mark or token, is not remembered, and was left as it is.
    pub strays: Vec<Stray>,
    /// What an earlier run left unfinished, nothing of this plan needed, and is still on its way.
    pub waiting: Vec<Address>,
    /// The answer that stopped the run, because the credentials are no longer valid: nothing more was sent after it.
    pub lapsed: Option<CallError>,
    /// When it started, in milliseconds since the Unix epoch.
    pub started: u64,
    /// When it ended.
    pub ended: u64,
    /// What is remembered now.
    pub state: State,
}

/// How many steps ended how.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Made.
    pub done: usize,
    /// Failed.
    pub failed: usize,
    /// Not tried, because they need one that failed.
    pub skipped: usize,
    /// Not tried, because the run was stopped.
    pub not_started: usize,
    /// Nobody knows yet.
    pub in_doubt: usize,
}

impl Report {
    /// Returns how many steps ended how.
    pub fn count(&self) -> Count {
        counted(&self.steps)
    }

    /// Iterates over the steps that failed or are in doubt.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.steps.iter().filter_map(|step| match &step.fate {
            Fate::Failed(failure) | Fate::InDoubt(failure) => Some(failure),
            _ => None,
        })
    }
}

/// Returns how many steps ended how.
pub(crate) fn counted(steps: &[StepReport]) -> Count {
    let mut count = Count::default();
    for step in steps {
        *match step.fate {
            Fate::Done { .. } => &mut count.done,
            Fate::Failed(_) => &mut count.failed,
            Fate::Skipped { .. } => &mut count.skipped,
            Fate::NotStarted => &mut count.not_started,
            Fate::InDoubt(_) => &mut count.in_doubt,
        } += 1;
    }
    count
}
