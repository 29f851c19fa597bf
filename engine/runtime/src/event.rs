//! What happens during a run, as it happens; rendering is elsewhere.

use tandem_core::{Address, CallError, StepId};

use crate::report::Failure;

/// Something that happened.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// Refresh read some of what is to be read.
    Read {
        /// How many resources were read so far.
        done: usize,
        /// How many there are.
        of: usize,
    },
    /// A call of an earlier run, of which nobody knew whether it was made, is being resolved.
    Resolving {
        /// The resources it was about.
        addresses: Vec<Address>,
    },
    /// A call was started.
    Started {
        /// The steps it makes.
        steps: Vec<StepId>,
        /// The resources it is about.
        addresses: Vec<Address>,
        /// The call: `route53:ChangeResourceRecordSets`.
        call: String,
    },
    /// A call is sent again after a pause.
    Retrying {
        /// The resources it is about.
        addresses: Vec<Address>,
        /// Why.
        error: CallError,
        /// How often it was sent.
        tries: u32,
        /// The pause in milliseconds.
        pause: u64,
    },
    /// A status is not there yet. Comes again and again: a heartbeat.
    Waiting {
        /// The steps that wait.
        steps: Vec<StepId>,
        /// The resources that wait.
        addresses: Vec<Address>,
        /// What is waited for: `accelerator to be DEPLOYED`.
        what: String,
        /// The status as it is: `IN_PROGRESS`.
        status: String,
        /// For how many seconds it was waited.
        waited: u64,
        /// How many seconds it usually takes; 0 if nobody knows.
        typical: u32,
    },
    /// A step was made, and what it waits for is there.
    Done {
        /// The step.
        step: StepId,
        /// The resources.
        addresses: Vec<Address>,
        /// How many milliseconds it took.
        took: u64,
    },
    /// A step failed.
    Failed {
        /// The step.
        step: StepId,
        /// Why.
        failure: Failure,
    },
    /// A step will not run, because it needs one that failed.
    Skipped {
        /// The step.
        step: StepId,
        /// The resources.
        addresses: Vec<Address>,
        /// The failed resource it needs.
        because: Address,
    },
    /// Nothing new is started any more.
    Stopping {
        /// How many calls are still in flight.
        flying: usize,
    },
}

/// Who is told what happens.
pub trait Observer: Send + Sync {
    /// Takes note; called often, so it must be quick.
    fn event(&self, event: &Event);
}

/// An observer that looks away.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Observer for Nobody {
    fn event(&self, _event: &Event) {}
}
