//! `route53::existing_zone`: a zone that others made, looked up by its domain. Records can be declared in it.

mod find;
mod schema;

use tandem_core::form::{Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::provider::{Answer, CallError, Finding, Found, Reading, Request};
use tandem_core::step::CreateClass;
use tandem_core::{Change, Draft, Kind, Place, Type};

use super::zone_form;
use crate::behaviour::{Behaviour, Done, find_again};
use crate::error::unknown_operation;
use crate::form::{options, with_optional};
use crate::session::Session;

/// The name of the kind.
pub(crate) const NAME: &str = "route53::existing_zone";

/// The kind.
pub(crate) struct ExistingZone;

impl Behaviour for ExistingZone {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        vec![Form {
            receiver: Receiver::Module("route53"),
            name: "find_hosted_zone",
            doc: "Looks a zone up by its domain; it must be the only one of that name. Records declared in it belong \
                  to this stack, the zone does not.",
            parameters: vec![Parameter {
                name: "name",
                ty: Type::text(1, 1024),
                doc: "The logical name, and the domain unless `domain` is set.",
            }],
            options: with_optional(options(&schema::kind()), "domain"),
            yields: Yields::Resource(NAME),
            build,
        }]
    }

    fn expand(&self, _change: &Change) -> Vec<Draft> {
        Vec::new()
    }

    fn read_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        reading: &'a Reading,
    ) -> Answer<'a, Result<Option<Found>, CallError>> {
        Box::pin(find::find(session, reading))
    }

    fn call_one<'a>(
        &'a self,
        _session: &'a Session<'a>,
        request: &'a Request,
    ) -> Answer<'a, Result<Done, CallError>> {
        Box::pin(async move { Err(unknown_operation(request, &request.operation)) })
    }

    fn find<'a>(
        &'a self,
        session: &'a Session<'a>,
        request: &'a Request,
        _class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(find_again(self, session, request))
    }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let arguments = zone_form::arguments(call)?;
    Ok(Built::Resources(vec![Draftable::new(call, NAME, call.text(0), &Place::global(), arguments)]))
}
