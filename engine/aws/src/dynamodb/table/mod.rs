//! `dynamodb::table`: what all regions of a table share.

mod call;
mod check;
mod codes;
mod decode;
mod form;
mod handle;
mod index_changes;
mod indexes;
mod read;
mod schema;
mod steps;
mod strong;
mod update;
mod validate;

use tandem_core::form::Form;
use tandem_core::provider::{
    Answer, CallError, Finding, Found, Owned, Pending, Progress, Reading, Request, Search,
};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft, Kind};

use super::{group, status};
use crate::behaviour::{Behaviour, Done, Seen, find_again};
use crate::explain::Explanation;
use crate::session::Session;

pub(super) use read::read;

/// The name of the kind.
pub(crate) const NAME: &str = "dynamodb::table";

/// The longest that a table takes to come to rest, in seconds, where no data are moved.
pub(super) const DEADLINE: u32 = 1_800;

/// The kind.
pub(crate) struct Table;

impl Behaviour for Table {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        let mut forms = vec![form::table()];
        forms.extend(handle::forms());
        forms
    }

    fn codes(&self) -> &'static [Explanation] {
        codes::CODES
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
        Box::pin(read::read(session, reading))
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
        Box::pin(super::owned::tables(session, search))
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
