//! `cloudwatch::alarm`: watches a metric, or several with arithmetic, and tells topics.

mod call;
mod codes;
mod decode;
mod encode;
mod form;
mod metric;
mod owned;
mod read;
mod schema;
mod steps;
mod validate;

use tandem_core::form::Form;
use tandem_core::provider::{Answer, CallError, Finding, Found, Owned, Reading, Request, Search};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft, Kind};

use crate::behaviour::{Behaviour, Done, Seen, find_again};
use crate::explain::Explanation;
use crate::session::Session;

/// The name of the kind.
pub(crate) const NAME: &str = "cloudwatch::alarm";

pub(crate) use metric::value as metric_value;

/// The kind.
pub(crate) struct Alarm;

impl Behaviour for Alarm {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        let mut forms = vec![form::alarm()];
        forms.extend(metric::forms());
        forms
    }

    fn codes(&self) -> &'static [Explanation] {
        codes::CODES
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        steps::expand(change)
    }

    fn read_group(&self, reading: &Reading) -> String {
        read::group(reading)
    }

    fn read_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        reading: &'a Reading,
    ) -> Answer<'a, Result<Option<Found>, CallError>> {
        Box::pin(read::read_one(session, reading))
    }

    fn read<'a>(&'a self, session: &'a Session<'a>, readings: &'a [Reading]) -> Answer<'a, Seen> {
        Box::pin(read::read(session, readings))
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
