//! `elb::load_balancer`: an application, network or gateway load balancer that others made.

mod find;
mod schema;
mod target_group;

use tandem_core::form::{Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::provider::{Answer, CallError, Finding, Found, Reading, Request};
use tandem_core::step::CreateClass;
use tandem_core::{Change, Draft, Kind, Place, Type};

use crate::arguments::named_after;
use crate::behaviour::{Behaviour, Done, find_again};
use crate::error::unknown_operation;
use crate::form::{options, with_optional};
use crate::session::Session;

/// The name of the kind.
pub(crate) const NAME: &str = "elb::load_balancer";

/// The kind.
pub(crate) struct LoadBalancer;

impl Behaviour for LoadBalancer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        schema::kind()
    }

    fn forms(&self) -> Vec<Form> {
        vec![Form {
            receiver: Receiver::Module("elb"),
            name: "find_load_balancer",
            doc: "Looks a load balancer up by its name, which is unique within a region.",
            parameters: vec![
                Parameter { name: "region", ty: Type::Region, doc: "The region it is in." },
                Parameter {
                    name: "name",
                    ty: Type::text(1, 255),
                    doc: "The logical name, and the load balancer's own unless `name` is set.",
                },
            ],
            options: with_optional(options(&schema::kind()), "name"),
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
    let arguments = named_after(call, 1, "name");
    let place = Place::region(call.text(0));
    Ok(Built::Resources(vec![Draftable::new(call, NAME, call.text(1), &place, arguments)]))
}
