//! `globalaccelerator::accelerator`: two addresses that never change, announced from every edge.

mod call;
mod codes;
mod form;
pub(super) mod read;
mod schema;
mod steps;

use tandem_core::form::Form;
use tandem_core::provider::{
    Answer, CallError, Finding, Found, Owned, Pending, Progress, Reading, Request, Search,
};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft, Kind};

use super::deployed;
use crate::behaviour::{Behaviour, Done, find_again};
use crate::explain::Explanation;
use crate::session::Session;

/// The name of the kind.
pub(crate) const NAME: &str = "globalaccelerator::accelerator";

/// The kind.
pub(crate) struct Accelerator;

impl Behaviour for Accelerator {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        vec![form::accelerator(), form::custom_routing()]
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

    fn poll<'a>(
        &'a self,
        session: &'a Session<'a>,
        pending: &'a Pending,
    ) -> Answer<'a, Result<Progress, CallError>> {
        Box::pin(deployed::poll(session, pending))
    }

    fn owned<'a>(
        &'a self,
        session: &'a Session<'a>,
        search: &'a Search,
    ) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Box::pin(super::owned::accelerators(session, search))
    }

    fn find<'a>(
        &'a self,
        session: &'a Session<'a>,
        request: &'a Request,
        _class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move {
            if request.effect != Effect::Create {
                return find_again(self, session, request).await;
            }
            read::find_by_token(session, request).await
        })
    }
}
