//! The emulated services, one folder each.
//!
//! To add a service:
//! 1. `shapes/<name>.json` holds its operations (written by the workspace's shape generator).
//! 2. `src/services/<name>/mod.rs` implements [`Service`] for a unit type. [`Service::handler`] maps
//!    every operation of the table to a function `fn(&Call) -> Answer`. Handlers only read: the input is
//!    decoded and checked against its shape, [`Call::state`] gives the state of this account and region,
//!    `call.world` that of others and of other services. What should change is returned as events with
//!    [`Outcome::record`]; the store writes them to the log as one line, then [`Service::apply`] makes
//!    them true, now and at every replay. So `apply` takes all it needs from the event, never from a
//!    clock or from chance, and events stay small.
//! 3. A status that takes time is a stored `ready_at` compared with `call.now` when it is read.
//! 4. Refuse with [`Fault::new`], naming the error's shape; the model knows its code and status.
//! 5. Add the line to the list below. Tests drive a service through `crate::testing::Client`.
//!
//! [`Call::state`]: crate::call::Call::state
//! [`Outcome::record`]: crate::call::Outcome::record
//! [`Fault::new`]: crate::fault::Fault::new

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::call::{Answer, Call};
use crate::fault::Fault;
use crate::http::Request;
use crate::model::Model;
use crate::seed::Seeder;
use crate::world::Cell;

/// Declares the service modules and lists them.
macro_rules! services {
    ($($module:ident :: $service:ident,)*) => {
        $(pub(crate) mod $module;)*

        /// Every emulated service.
        pub(crate) static SERVICES: &[Entry] = &[$(Entry::of::<$module::$service>(|| {
            static MODEL: OnceLock<Model> = OnceLock::new();
            let table = include_str!(concat!("../../shapes/", stringify!($module), ".json"));
            MODEL.get_or_init(|| Model::parse(table))
        }),)*];
    };
}

services! {
    cloudwatch::Cloudwatch,
    dynamodb::Dynamodb,
    ec2::Ec2,
    elbv2::Elbv2,
    globalaccelerator::Globalaccelerator,
    route53::Route53,
    s3::S3,
    secretsmanager::Secretsmanager,
    sns::Sns,
    ssm::Ssm,
    sts::Sts,
}

/// A function that answers one operation.
pub(crate) type Handler = for<'a> fn(&Call<'a>) -> Answer;

/// What makes a service.
pub(crate) trait Service: Sized + 'static {
    /// The name of the folder and of the shape table.
    const NAME: &'static str;
    /// The first label of the service's host, which is also the name requests are signed for.
    const ENDPOINT: &'static str;
    /// What stands before the operation in `x-amz-target` and in the path of an RPC v2 request.
    const TARGET: Option<&'static str> = None;
    /// Whether there is one state for all regions.
    const GLOBAL: bool = false;
    /// The error for an input that does not fit its shape.
    const INVALID: &'static str;
    /// The error for a body that cannot be read as XML.
    const MALFORMED: &'static str = Self::INVALID;
    /// What one account has in one region; serialised into snapshots.
    type State: Default + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// An accepted change; serialised into the log.
    type Event: Serialize + DeserializeOwned + Send + 'static;

    /// Returns the handler of an operation in the table.
    fn handler(operation: &str) -> Option<Handler>;

    /// Brings the target of a request into the form that the shape table describes, where clients may send another.
    fn address(request: &Request) -> Cow<'_, Request> {
        Cow::Borrowed(request)
    }

    /// Brings the body of a request into that form, if it has come undamaged.
    fn receive(request: Cow<'_, Request>) -> Result<Cow<'_, Request>, Fault> {
        Ok(request)
    }

    /// Makes an accepted change true. `at` is the time it was accepted.
    fn apply(state: &mut Self::State, event: Self::Event, at: u64);

    /// Returns what creates the object of a look-up of this kind, such as `elb::load_balancer`.
    fn seeder(kind: &str) -> Option<Seeder> {
        let _ = kind;
        None
    }
}

/// A service with its types hidden.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) endpoint: &'static str,
    pub(crate) target: Option<&'static str>,
    pub(crate) global: bool,
    pub(crate) invalid: &'static str,
    pub(crate) malformed: &'static str,
    pub(crate) address: fn(&Request) -> Cow<'_, Request>,
    pub(crate) receive: for<'a> fn(Cow<'a, Request>) -> Result<Cow<'a, Request>, Fault>,
    pub(crate) handler: fn(&str) -> Option<Handler>,
    pub(crate) seeder: fn(&str) -> Option<Seeder>,
    empty: fn() -> Box<dyn Cell>,
    load: fn(&RawValue) -> Result<Box<dyn Cell>, serde_json::Error>,
    model: fn() -> &'static Model,
}

impl Entry {
    const fn of<S: Service>(model: fn() -> &'static Model) -> Self {
        Self {
            name: S::NAME,
            endpoint: S::ENDPOINT,
            target: S::TARGET,
            global: S::GLOBAL,
            invalid: S::INVALID,
            malformed: S::MALFORMED,
            address: S::address,
            receive: S::receive,
            handler: S::handler,
            seeder: S::seeder,
            empty: crate::world::empty::<S>,
            load: crate::world::load::<S>,
            model,
        }
    }

    /// Finds a service by its name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        SERVICES.iter().find(|entry| entry.name == name)
    }

    /// Returns the shape table, which is read when it is first needed.
    pub(crate) fn model(&self) -> &'static Model {
        (self.model)()
    }

    pub(crate) fn empty(&self) -> Box<dyn Cell> {
        (self.empty)()
    }

    pub(crate) fn load(&self, saved: &RawValue) -> Result<Box<dyn Cell>, serde_json::Error> {
        (self.load)(saved)
    }
}

#[cfg(test)]
mod tests {
    use super::SERVICES;

    #[test]
    fn a_service_names_itself_as_its_table_does() {
        for service in SERVICES {
            let model = service.model();
            assert_eq!(service.endpoint, model.endpoint_prefix, "{}", service.name);
            assert_eq!(service.endpoint, model.signing_name, "{}", service.name);
            assert_eq!(service.target, model.target_prefix.as_deref(), "{}", service.name);
        }
    }

    #[test]
    fn every_operation_of_a_table_has_a_handler() {
        for service in SERVICES {
            for operation in service.model().operations.keys() {
                assert!((service.handler)(operation).is_some(), "{}:{operation}", service.name);
            }
            assert!((service.handler)("NoSuchOperation").is_none());
        }
    }
}
