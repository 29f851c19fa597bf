//! `route53::private_zone`: a domain that only some VPCs can ask for.

mod call;
mod form;
mod read;
mod schema;
mod steps;

use tandem_core::form::Form;
use tandem_core::provider::{
    Answer, CallError, Finding, Found, Owned, Pending, Progress, Reading, Request, Search,
};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft, Kind};

use super::{change, zone, zone_group};
use crate::behaviour::{Behaviour, Done, Seen, find_again};
use crate::session::Session;

/// The name of the kind.
pub(crate) const NAME: &str = "route53::private_zone";

pub(crate) use read::read;

/// The kind.
pub(crate) struct PrivateZone;

impl Behaviour for PrivateZone {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        vec![form::private_zone()]
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        steps::expand(change)
    }

    fn read_group(&self, reading: &Reading) -> String {
        zone_group::key(reading)
    }

    fn read_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        reading: &'a Reading,
    ) -> Answer<'a, Result<Option<Found>, CallError>> {
        Box::pin(async move { Ok(read(session, reading).await?.map(|(found, _)| found)) })
    }

    fn read<'a>(&'a self, session: &'a Session<'a>, readings: &'a [Reading]) -> Answer<'a, Seen> {
        Box::pin(zone_group::read(session, readings))
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
        Box::pin(change::poll(session, pending))
    }

    fn owned<'a>(
        &'a self,
        session: &'a Session<'a>,
        search: &'a Search,
    ) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Box::pin(super::owned::zones(session, search, true))
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
            let Some(id) = zone::find_created(session, request).await? else { return Ok(Finding::Absent) };
            let found = read::by_id(session, &request.into(), &id, &request.arguments, "").await?;
            Ok(zone::finding(found.map(|(found, _)| found)))
        })
    }
}
