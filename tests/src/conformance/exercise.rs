//! What is done to a declaration, in a cloud that holds it.

use tandem_core::argument::Arguments;
use tandem_core::schema::{OnChange, Presence};
use tandem_core::{Action, Attribute, Change};
use tandem_plan::Plan;

use super::subject::{Subject, is_in, same};
use crate::always;
use crate::cloud::Cloud;
use crate::compile::{Compiled, no_errors};
use crate::render;

/// A subject in a cloud that holds its example.
pub struct Bench<'a> {
    subject: &'a Subject<'a>,
    cloud: Cloud,
}

impl<'a> Bench<'a> {
    /// Applies the example of a subject in a new cloud.
    ///
    /// # Errors
    /// Says what is not as it should be.
    pub async fn new(subject: &'a Subject<'a>) -> Result<Bench<'a>, String> {
        let mut cloud = Cloud::new(Some(&subject.lookups))?;
        always::settle("create", &mut cloud, &subject.base()).await?;
        Ok(Bench { subject, cloud })
    }

    /// Changes an attribute, takes it away, and puts it back. Returns the arguments of an update in place.
    ///
    /// # Errors
    /// Says what is not as it should be.
    pub async fn change_and_clear(&mut self, attribute: &Attribute) -> Result<Option<Arguments>, String> {
        let mut tried = self.subject.changed(attribute);
        if tried.is_empty() {
            return Err(
                "no value could be made for it that is valid alone: give the schema an example, or write a \
                        case whose head says `exercises(…)`"
                    .to_owned(),
            );
        }
        let (changed, compiled, plan) = loop {
            let changed = tried.remove(0);
            let compiled = self.subject.with(changed.clone());
            let plan = self.plan("change", &compiled).await?;
            // What is there may be the same, only not known to the script.
            if tried.is_empty() || self.change(&plan)?.action != Action::Keep {
                break (changed, compiled, plan);
            }
        };
        let expected = match attribute.on_change {
            OnChange::InPlace => Action::Update,
            OnChange::Replace => Action::Replace,
        };
        self.expect(&plan, attribute, expected)?;
        always::apply("change", &mut self.cloud, &plan).await?;
        always::empty_afterwards("change", &mut self.cloud, &compiled).await?;
        if attribute.on_change == OnChange::InPlace && attribute.presence != Presence::Required {
            self.clear(attribute, &changed).await?;
        }
        always::settle("return", &mut self.cloud, &self.subject.base()).await?;
        Ok((attribute.on_change == OnChange::InPlace).then_some(changed))
    }

    /// Goes from each change straight to the next, without the example in between: one update takes one thing back and
    /// does another.
    ///
    /// # Errors
    /// Says what is not as it should be.
    pub async fn straight(&mut self, changes: &[Arguments]) -> Result<(), String> {
        for change in changes {
            let compiled = self.subject.with(change.clone());
            always::settle("change", &mut self.cloud, &compiled).await?;
        }
        always::settle("return", &mut self.cloud, &self.subject.base()).await.map(|_| ())
    }

    /// Takes an attribute away, where the rest is valid without it.
    async fn clear(&mut self, attribute: &Attribute, changed: &Arguments) -> Result<(), String> {
        let mut cleared = changed.clone();
        cleared.remove(attribute.name);
        self.subject.kind.fill(&mut cleared);
        if !self.subject.is_valid(&cleared) || same(&cleared, changed, attribute.name) {
            return Ok(());
        }
        let compiled = self.subject.with(cleared);
        let plan = self.plan("clear", &compiled).await?;
        // What the cloud chose may stay.
        if !(attribute.presence == Presence::Chosen && self.change(&plan)?.action == Action::Keep) {
            self.expect(&plan, attribute, Action::Update)?;
        }
        always::apply("clear", &mut self.cloud, &plan).await?;
        always::empty_afterwards("clear", &mut self.cloud, &compiled).await
    }

    /// Deletes the declaration, and all that needs it, without this stack's knowledge.
    ///
    /// # Errors
    /// Says what is not as it should be.
    pub async fn deleted_outside(&mut self) -> Result<(), String> {
        let mut outside = self.cloud.clone();
        always::settle("deletion", &mut outside, &self.subject.without()).await?;
        let base = self.subject.base();
        let plan = self.plan("return", &base).await?;
        let change = self.change(&plan)?;
        if change.action != Action::Create || change.reasons.is_empty() {
            return Err(format!("it is not made again:\n{}", render::plan(&plan)));
        }
        always::apply("return", &mut self.cloud, &plan).await?;
        always::empty_afterwards("return", &mut self.cloud, &base).await
    }

    /// Changes the declaration without this stack's knowledge.
    ///
    /// # Errors
    /// Says what is not as it should be.
    pub async fn changed_outside(&mut self, changed: &Arguments) -> Result<(), String> {
        let mut outside = self.cloud.clone();
        always::settle("edit", &mut outside, &self.subject.with(changed.clone())).await?;
        let base = self.subject.base();
        let plan = self.plan("return", &base).await?;
        let change = self.change(&plan)?;
        if change.action != Action::Update || !change.differences.iter().all(|difference| difference.drift) {
            return Err(format!("it is not shown as drift:\n{}", render::plan(&plan)));
        }
        always::apply("return", &mut self.cloud, &plan).await?;
        always::empty_afterwards("return", &mut self.cloud, &base).await
    }

    /// Destroys everything and looks whether it is gone.
    ///
    /// # Errors
    /// Says what is not as it should be.
    pub async fn destroy(&mut self) -> Result<(), String> {
        always::nothing_left(&mut self.cloud).await
    }

    async fn plan(&mut self, what: &str, compiled: &Compiled) -> Result<Plan, String> {
        let (plan, found) = self.cloud.plan(compiled).await?;
        no_errors(what, &found)?;
        Ok(plan)
    }

    fn change<'p>(&self, plan: &'p Plan) -> Result<&'p Change, String> {
        let found = plan.changes.iter().find(|change| change.address == self.subject.address);
        found.ok_or_else(|| format!("the plan says nothing of {}", self.subject.address))
    }

    /// Checks that a plan does this to the declaration because of this attribute, and touches nothing else but what
    /// needs it.
    fn expect(&self, plan: &Plan, attribute: &Attribute, action: Action) -> Result<(), String> {
        let change = self.change(plan)?;
        let named = change.differences.iter().all(|difference| is_in(&difference.path, attribute.name));
        if change.action != action || change.differences.is_empty() || !named {
            return Err(format!(
                "expected {action} because of `{}`:\n{}",
                attribute.name,
                render::plan(plan)
            ));
        }
        let touched = self.subject.touched();
        match plan.changes.iter().find(|other| other.action.writes() && !touched.contains(&other.address)) {
            Some(other) => Err(format!("{} is changed too:\n{}", other.address, render::plan(plan))),
            None => Ok(()),
        }
    }
}
