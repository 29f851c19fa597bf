//! `globalaccelerator::endpoint_group`: what serves a listener in one region.

mod call;
mod check;
mod codes;
mod form;
mod read;
mod schema;
mod steps;
mod validate;

use tandem_core::form::Form;
use tandem_core::provider::{Answer, CallError, Finding, Found, Owned, Reading, Request, Search};
use tandem_core::registry::TopologyCheck;
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft, Kind};

use crate::behaviour::{Behaviour, Done, find_again};
use crate::explain::Explanation;
use crate::session::Session;

/// The name of the kind.
pub(crate) const NAME: &str = "globalaccelerator::endpoint_group";

/// The kind.
pub(crate) struct EndpointGroup;

impl Behaviour for EndpointGroup {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        vec![form::endpoint_group(), form::endpoint()]
    }

    fn checks(&self) -> Vec<TopologyCheck> {
        vec![check::check]
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
        Box::pin(super::owned::endpoint_groups(session, search))
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
            read::find_in_region(session, request).await
        })
    }
}
