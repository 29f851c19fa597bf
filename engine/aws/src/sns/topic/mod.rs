//! `sns::topic`: what is told, and passes it on to everyone who subscribed.

mod call;
mod codes;
mod form;
mod owned;
mod read;
mod schema;
mod steps;
mod validate;
mod wire;

use tandem_core::form::Form;
use tandem_core::provider::{Answer, CallError, Finding, Found, Owned, Reading, Request, Search};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft, Kind};

use crate::behaviour::{Behaviour, Done, find_again};
use crate::explain::Explanation;
use crate::session::Session;

pub(super) use schema::USUAL_SIZE;

/// The name of the kind.
pub(crate) const NAME: &str = "sns::topic";

/// The kind.
pub(crate) struct Topic;

impl Behaviour for Topic {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        vec![form::topic()]
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

    fn owned<'a>(
        &'a self,
        session: &'a Session<'a>,
        search: &'a Search,
    ) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Box::pin(owned::owned(session, search))
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
