//! Looks a load balancer up by its name.

use aws_sdk_elasticloadbalancingv2::types::LoadBalancer;
use tandem_core::Value;
use tandem_core::provider::{CallError, Found, Reading};
use tandem_core::state::Attributes;

use crate::arguments::{Named, Put};
use crate::error::missing_is_none;
use crate::session::Session;

use super::target_group;

pub(super) async fn find(session: &Session<'_>, reading: &Reading) -> Result<Option<Found>, CallError> {
    let target = session.target(reading);
    let name = reading.arguments.string("name").unwrap_or_default();
    let sent = session.elb(&target).describe_load_balancers().names(name).send();
    let answer = session.read("elasticloadbalancing:DescribeLoadBalancers", &target, sent).await;
    let found = missing_is_none(answer)?.and_then(|answer| answer.load_balancers);
    let Some(balancer) = found.unwrap_or_default().into_iter().next() else { return Ok(None) };
    let mut attributes = attributes(&balancer);
    let id = balancer.load_balancer_arn.unwrap_or_default();
    attributes.put("target_groups", target_group::read(session, &target, &id).await?);
    Ok(Some(Found { id, attributes, settled: true }))
}

fn attributes(balancer: &LoadBalancer) -> Attributes {
    let mut attributes = Attributes::new();
    let arn = balancer.load_balancer_arn.as_deref();
    attributes.put("name", balancer.load_balancer_name.clone());
    attributes.put("arn", arn);
    attributes
        .put("arn_suffix", arn.and_then(|arn| arn.split_once(":loadbalancer/")).map(|(_, suffix)| suffix));
    attributes.put("dns_name", balancer.dns_name.as_deref().map(str::to_ascii_lowercase));
    attributes.put("zone_id", balancer.canonical_hosted_zone_id.clone());
    attributes.put(
        "type",
        balancer.r#type.as_ref().map(aws_sdk_elasticloadbalancingv2::types::LoadBalancerTypeEnum::as_str),
    );
    attributes.put(
        "scheme",
        balancer.scheme.as_ref().map(aws_sdk_elasticloadbalancingv2::types::LoadBalancerSchemeEnum::as_str),
    );
    attributes.put(
        "ip_address_type",
        balancer.ip_address_type.as_ref().map(aws_sdk_elasticloadbalancingv2::types::IpAddressType::as_str),
    );
    attributes.put(
        "state",
        balancer
            .state
            .as_ref()
            .and_then(|state| state.code.as_ref())
            .map(aws_sdk_elasticloadbalancingv2::types::LoadBalancerStateEnum::as_str),
    );
    attributes.put("vpc_id", balancer.vpc_id.clone());
    attributes.put("security_groups", Some(sorted(balancer.security_groups().iter().cloned())));
    let zones = balancer.availability_zones().iter().filter_map(|zone| zone.zone_name.clone());
    attributes.put("availability_zones", Some(sorted(zones)));
    attributes
}

fn sorted(texts: impl Iterator<Item = String>) -> Value {
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    Value::list(texts)
}
