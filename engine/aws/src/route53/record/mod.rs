//! `route53::record`: what a zone answers for a name and a type.

mod alias;
mod call;
mod check;
mod codes;
mod find;
mod form;
mod list;
mod name;
mod read;
mod refusal;
mod routing;
mod schema;
mod steps;
mod text;
mod validate;
mod value;
mod wire;

use tandem_core::form::Form;
use tandem_core::provider::{
    Answer, CallError, ErrorClass, Finding, Found, Pending, Progress, Reading, Request,
};
use tandem_core::registry::TopologyCheck;
use tandem_core::step::CreateClass;
use tandem_core::{Change, Draft, Kind};

use super::{change, zone_group};
use crate::behaviour::{Behaviour, Done, Seen};
use crate::explain::Explanation;
use crate::provider::local_error;
use crate::session::Session;

pub(super) use read::Records;

/// The name of the kind.
pub(crate) const NAME: &str = "route53::record";

/// Returns whether Route 53 makes the record of this relative name and type with the zone.
fn is_given(relative: &str, ty: &str) -> bool {
    relative == name::APEX && ["NS", "SOA"].contains(&ty)
}

/// The kind.
pub(crate) struct Record;

impl Behaviour for Record {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        let mut forms = form::forms();
        forms.extend(routing::forms());
        forms
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

    fn atomic_group(&self, change: &Change) -> Option<String> {
        steps::atomic_group(change)
    }

    fn read_group(&self, reading: &Reading) -> String {
        zone_group::key(reading)
    }

    fn read_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        reading: &'a Reading,
    ) -> Answer<'a, Result<Option<Found>, CallError>> {
        Box::pin(async move {
            let seen = zone_group::read(session, std::slice::from_ref(reading)).await;
            seen.found.into_iter().next().unwrap_or_else(|| {
                Err(local_error(ErrorClass::InDoubt, "NotRead", "the record was not read".into(), "read"))
            })
        })
    }

    fn read<'a>(&'a self, session: &'a Session<'a>, readings: &'a [Reading]) -> Answer<'a, Seen> {
        Box::pin(zone_group::read(session, readings))
    }

    fn call_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        request: &'a Request,
    ) -> Answer<'a, Result<Done, CallError>> {
        Box::pin(call::call(session, std::slice::from_ref(request)))
    }

    fn call<'a>(
        &'a self,
        session: &'a Session<'a>,
        requests: &'a [Request],
    ) -> Answer<'a, Result<Done, CallError>> {
        Box::pin(call::call(session, requests))
    }

    fn poll<'a>(
        &'a self,
        session: &'a Session<'a>,
        pending: &'a Pending,
    ) -> Answer<'a, Result<Progress, CallError>> {
        Box::pin(change::poll(session, pending))
    }

    fn find<'a>(
        &'a self,
        session: &'a Session<'a>,
        request: &'a Request,
        _class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move {
            let findings = find::find_all(session, std::slice::from_ref(request)).await?;
            Ok(findings.into_iter().next().unwrap_or(Finding::Absent))
        })
    }

    fn find_all<'a>(
        &'a self,
        session: &'a Session<'a>,
        requests: &'a [Request],
        _class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        Box::pin(find::find_all(session, requests))
    }
}
