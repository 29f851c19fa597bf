//! `dynamodb::replica`: what a table has in one region for itself.
//!
//! Every region of a table has one, its home too. A replica whose region is the table's home, or that is fixed because
//! the table is strongly consistent, comes and goes with the table; any other joins and leaves it.

mod call;
mod form;
mod read;
mod schema;
mod settings;
mod steps;

use tandem_core::form::Form;
use tandem_core::provider::{
    Answer, CallError, Finding, Found, Owned, Pending, Progress, Reading, Request, Search,
};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft, Kind};

use super::group::Whereabouts;
use super::{group, status};
use crate::behaviour::{Behaviour, Done, Seen, find_again};
use crate::session::Session;

pub(crate) use form::{complete, options};
pub(super) use read::{joined, read};

/// The name of the kind.
pub(crate) const NAME: &str = "dynamodb::replica";

/// The kind.
pub(crate) struct Replica;

impl Behaviour for Replica {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    /// A replica is declared by naming its region in the table's `replicas`.
    fn forms(&self) -> Vec<Form> {
        Vec::new()
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        steps::expand(change)
    }

    fn read_group(&self, reading: &Reading) -> String {
        group::key(reading)
    }

    fn read_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        reading: &'a Reading,
    ) -> Answer<'a, Result<Option<Found>, CallError>> {
        Box::pin(async move { read::read(session, reading, &Whereabouts::default()).await })
    }

    fn read<'a>(&'a self, session: &'a Session<'a>, readings: &'a [Reading]) -> Answer<'a, Seen> {
        Box::pin(group::read(session, readings))
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
        Box::pin(status::poll(session, pending))
    }

    fn owned<'a>(
        &'a self,
        session: &'a Session<'a>,
        search: &'a Search,
    ) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Box::pin(super::owned::replicas(session, search))
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
