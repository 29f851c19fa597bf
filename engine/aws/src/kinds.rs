//! The list of kinds: the one place outside its folder that a new kind touches.

use crate::behaviour::Behaviour;
use crate::{cloudwatch, dynamodb, elb, globalaccelerator, route53, sns};

/// Every kind there is.
const ALL: &[&dyn Behaviour] = &[
    &cloudwatch::alarm::Alarm,
    &dynamodb::replica::Replica,
    &dynamodb::table::Table,
    &elb::load_balancer::LoadBalancer,
    &globalaccelerator::accelerator::Accelerator,
    &globalaccelerator::endpoint_group::EndpointGroup,
    &globalaccelerator::listener::Listener,
    &route53::existing_zone::ExistingZone,
    &route53::health_check::HealthCheck,
    &route53::hosted_zone::HostedZone,
    &route53::private_zone::PrivateZone,
    &route53::record::Record,
    &sns::subscription::Subscription,
    &sns::topic::Topic,
];

/// Iterates over every kind.
pub(crate) fn all() -> impl Iterator<Item = &'static dyn Behaviour> {
    ALL.iter().copied()
}

/// Returns the kind of a name such as `route53::hosted_zone`.
pub(crate) fn find(name: &str) -> Option<&'static dyn Behaviour> {
    all().find(|behaviour| behaviour.name() == name)
}
