//! `sns::subscription`: who is told by a topic, and of what.

mod call;
mod codes;
mod endpoint;
mod form;
mod read;
mod schema;
mod steps;
mod validate;
mod wire;

use tandem_core::form::Form;
use tandem_core::provider::{Answer, CallError, Finding, Found, Reading, Request};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft, Kind};

use crate::behaviour::{Behaviour, Done, find_again};
use crate::explain::Explanation;
use crate::session::Session;

/// The name of the kind.
pub(crate) const NAME: &str = "sns::subscription";

/// The kind.
pub(crate) struct Subscription;

impl Behaviour for Subscription {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        vec![form::subscription()]
    }

    fn codes(&self) -> &'static [Explanation] {
        codes::CODES
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        steps::expand(change)
    }

    fn read_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        reading: &'a Reading,
    ) -> Answer<'a, Result<Option<Found>, CallError>> {
        Box::pin(read::read(session, reading))
    }

    fn call_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        request: &'a Request,
    ) -> Answer<'a, Result<Done, CallError>> {
        Box::pin(call::call(session, request))
    }

    fn find<'a>(
        &'a self,
        session: &'a Session<'a>,
        request: &'a Request,
        _class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move {
            match request.effect {
                Effect::Create => read::find(session, request).await,
                _ => find_again(self, session, request).await,
            }
        })
    }
}
