//! One call of the scheduler on its way: its steps, its requests, its record.

use tandem_core::journal::Intent;
use tandem_core::provider::Request;
use tandem_core::step::{CreateClass, Effect, Item, NeededBy, Wait};
use tandem_core::{Address, Reference, Step, StepId};

use super::leftover::Clearing;
use super::run::Run;
use crate::attempt::look::is_marked;
use crate::attempt::{Before, Call};
use crate::request::{intent_item, request};

/// One call on its way.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    /// The steps it makes.
    pub(super) steps: Vec<StepId>,
    /// When it was started.
    pub(super) started: u64,
    /// How many inherited waits it still waits for before it is sent.
    pub(super) holds: usize,
    /// What is sent, once that is known.
    pub(super) call: Option<Call>,
    /// What is on record, once it is.
    pub(super) intent: Option<Intent>,
    /// The deletion of what is in its way, while that is under way.
    pub(super) clearing: Option<Clearing>,
    /// How often something was in its way.
    pub(super) clears: u32,
    /// What was tried of it before.
    pub(super) before: Before,
}

impl Run<'_> {
    /// Returns a step of the plan.
    pub(super) fn step(&self, step: StepId) -> &Step {
        &self.plan.steps[step.0 as usize]
    }

    /// Iterates over the items of some steps, each with its step.
    pub(super) fn items<'a>(&'a self, steps: &'a [StepId]) -> impl Iterator<Item = (StepId, &'a Item)> {
        steps.iter().flat_map(|step| self.step(*step).items.iter().map(|item| (*step, item)))
    }

    /// Returns the resources of some steps.
    pub(super) fn addresses(&self, steps: &[StepId]) -> Vec<Address> {
        self.items(steps).map(|(_, item)| item.address.clone()).collect()
    }

    /// Returns the call of some steps as things are now.
    ///
    /// # Errors
    /// Names a step and a reference of it that has no value.
    pub(super) fn call(&self, steps: &[StepId]) -> Result<Call, (StepId, Reference)> {
        let mut requests: Vec<Request> = Vec::new();
        for (id, item) in self.items(steps) {
            let made = request(self.edge, self.step(id), item, &self.ledger.state, &self.lookups);
            requests.push(made.map_err(|reference| (id, reference))?);
        }
        let batch = steps.iter().any(|step| self.step(*step).batch.is_some());
        let wait = self.wait(steps);
        let patience = wait.map_or(self.edge.settings.patience, |wait| u64::from(wait.deadline) * 1000);
        Ok(Call {
            atomic: batch || requests.len() > 1,
            requests,
            class: steps.first().map_or(CreateClass::Idempotent, |step| self.step(*step).class),
            absent: false,
            patience,
            buckets: steps.first().map_or_else(Vec::new, |step| self.step(*step).buckets.clone()),
        })
    }

    /// Returns what some steps wait for, together.
    pub(super) fn wait(&self, steps: &[StepId]) -> Option<Wait> {
        let waits = steps.iter().filter_map(|step| self.step(*step).wait.clone());
        waits.reduce(|all, one| Wait {
            typical: all.typical.max(one.typical),
            deadline: all.deadline.max(one.deadline),
            needed_by: match (all.needed_by, one.needed_by) {
                (NeededBy::End, NeededBy::End) => NeededBy::End,
                _ => NeededBy::Dependants,
            },
            what: all.what,
        })
    }

    /// Returns whether the object that a create would make is looked for before: where the call itself would take over
    /// or overwrite one that is there, or where an ambiguous answer or a late effect could not be told from another's
    /// doing. A batch compares with what is there by itself.
    pub(super) fn is_searched(&self, call: &Call) -> bool {
        let Some(create) = call.requests.iter().find(|request| request.effect == Effect::Create) else {
            return false;
        };
        let class =
            matches!(call.class, CreateClass::UniqueName | CreateClass::Idempotent | CreateClass::Upsert);
        // What bears no mark is only known as ours later if nothing like it was there before.
        (class || !is_marked(self.edge, create.address.kind())) && !call.atomic
    }

    /// Returns the record of a call that is about to be sent.
    pub(super) fn intent(&self, number: u64, steps: &[StepId], call: &Call) -> Option<Intent> {
        let step = self.step(*steps.first()?);
        let items = self.items(steps).zip(&call.requests);
        Some(Intent {
            intent: number,
            call: step.call.clone(),
            region: step.region.clone(),
            account: call.requests.first()?.account.clone(),
            class: call.class,
            atomic: call.atomic,
            items: items.map(|((_, item), request)| intent_item(request, item, call.absent)).collect(),
        })
    }

    /// Returns whether the items of a step are read only.
    pub(super) fn is_read(&self, steps: &[StepId]) -> bool {
        self.items(steps).all(|(_, item)| item.effect == Effect::Read)
    }
}
