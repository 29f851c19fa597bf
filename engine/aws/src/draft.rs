//! Steps as a kind writes them down: `draft("create", Effect::Create, "route53:CreateHostedZone", HOME).lock(zone)`.

use tandem_core::step::{Batch, CreateClass, Effect, NeededBy, Wait};
use tandem_core::{Change, Draft};

use crate::buckets;

/// Returns a step that draws from the buckets of its call, without locks, batch or wait.
pub(crate) fn draft(operation: &str, effect: Effect, call: &str, region: &str) -> Building {
    Building(Draft {
        operation: operation.to_owned(),
        effect,
        call: call.to_owned(),
        region: region.to_owned(),
        class: CreateClass::Idempotent,
        locks: Vec::new(),
        buckets: buckets::of(call).map(str::to_owned).collect(),
        batch: None,
        wait: None,
    })
}

/// Returns the region that a regional resource's calls go to.
pub(crate) fn region(change: &Change) -> &str {
    change.address.region().unwrap_or_default()
}

/// A step being written down.
pub(crate) struct Building(Draft);

impl Building {
    pub(crate) fn class(mut self, class: CreateClass) -> Building {
        self.0.class = class;
        self
    }

    /// Adds a name of which one step at a time may hold.
    pub(crate) fn lock(mut self, name: impl ToString) -> Building {
        self.0.locks.push(name.to_string());
        self
    }

    pub(crate) fn batch(mut self, batch: Batch) -> Building {
        self.0.batch = Some(batch);
        self
    }

    /// Adds a wait; typical and deadline in seconds.
    pub(crate) fn wait(mut self, what: &str, typical: u32, deadline: u32, needed_by: NeededBy) -> Building {
        self.0.wait = Some(Wait { what: what.to_owned(), typical, deadline, needed_by });
        self
    }

    pub(crate) fn done(self) -> Draft {
        self.0
    }
}
