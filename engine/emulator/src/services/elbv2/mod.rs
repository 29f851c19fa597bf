//! Elastic Load Balancing v2, as far as look-ups and outside clients that seed a world need it.

mod describe;
mod state;
mod target_group;

use serde_json::{Value, json};

use self::state::{Event, State, Tag};
pub(crate) use self::state::LoadBalancer;
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;
use crate::places::alias_zones;
use crate::seed::{Lookup, Seeder};
use crate::services::{Handler, Service};

/// A load balancer takes a few minutes until it is active.
const PROVISIONING_MILLIS: u64 = 120_000;

/// The service.
pub(crate) struct Elbv2;

impl Service for Elbv2 {
    const NAME: &'static str = "elbv2";
    const ENDPOINT: &'static str = "elasticloadbalancing";
    const INVALID: &'static str = "ValidationError";
    type State = State;
    type Event = Event;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "AddTags" => add_tags,
            "CreateLoadBalancer" => create,
            "DeleteLoadBalancer" => delete,
            "DescribeLoadBalancers" => describe::load_balancers,
            "DescribeTags" => describe::tags,
            "DescribeTargetGroups" => target_group::describe,
            "RemoveTags" => remove_tags,
            _ => return None,
        })
    }

    fn apply(state: &mut State, event: Event, _: u64) {
        state::apply(state, event);
    }

    fn seeder(kind: &str) -> Option<Seeder> {
        (kind == "elb::load_balancer").then_some(seed as Seeder)
    }
}

fn create(call: &Call<'_>) -> Answer {
    let name = call.text("Name");
    let well_formed = name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !well_formed || name.starts_with('-') || name.ends_with('-') || name.starts_with("internal-") {
        return Err(Fault::new("ValidationError", format!("The load balancer name '{name}' is not valid")));
    }
    if call.state::<Elbv2>().by_name(name).is_some() {
        let message = format!("A load balancer with the same name '{name}' exists, but with different settings");
        return Err(Fault::new("DuplicateLoadBalancerNameException", message));
    }
    let kind = call.input["Type"].as_str().unwrap_or("application");
    let (short, target) = match kind {
        "network" => ("net", "nlb"),
        "gateway" => return Err(Fault::new("ValidationError", "Gateway load balancers are not emulated")),
        _ => ("app", "alb"),
    };
    let zone = alias_zones().find(|zone| zone.target == target && zone.region == call.region);
    let zone = zone.ok_or_else(|| Fault::new("ValidationError", format!("There is no region '{}'", call.region)))?;
    let (region, id) = (call.region, format!("{:016x}", call.unique("load balancer")));
    let scheme = call.input["Scheme"].as_str().unwrap_or("internet-facing");
    let inside = if scheme == "internal" { "internal-" } else { "" };
    let number = call.unique("number") % 10_000_000_000;
    let made = LoadBalancer {
        name: name.into(),
        arn: format!(
            "arn:{}:elasticloadbalancing:{region}:{}:loadbalancer/{short}/{name}/{id}",
            call.partition(),
            call.account
        ),
        dns_name: match kind {
            "network" => format!("{inside}{name}-{id}.elb.{region}.amazonaws.com"),
            _ => format!("{inside}{name}-{number}.{region}.elb.amazonaws.com"),
        },
        zone_id: zone.id.into(),
        kind: kind.into(),
        scheme: scheme.into(),
        ip_address_type: call.input["IpAddressType"].as_str().unwrap_or("ipv4").into(),
        vpc_id: format!("vpc-0{:016x}", call.unique("vpc")),
        security_groups: texts(&call.input["SecurityGroups"]),
        created_at: call.now,
        ready_at: call.now + PROVISIONING_MILLIS,
        state: None,
        tags: tags(&call.input["Tags"]),
        seeded: false,
        target_groups: Vec::new(),
    };
    let output = json!({ "LoadBalancers": [describe::document(&made, call.now)] });
    Ok(Outcome::of(output).record::<Elbv2>(call, Event::Put(Box::new(made))))
}

fn delete(call: &Call<'_>) -> Answer {
    let arn = call.text("LoadBalancerArn");
    let found = call.state::<Elbv2>().load_balancers.contains_key(arn);
    // Deleting what is not there is a success, as in AWS.
    let outcome = Outcome::empty();
    Ok(if found { outcome.record::<Elbv2>(call, Event::Deleted(arn.into())) } else { outcome })
}

fn add_tags(call: &Call<'_>) -> Answer {
    let added = tags(&call.input["Tags"]);
    retag(call, |old| {
        old.retain(|tag| !added.iter().any(|new| new.key == tag.key));
        old.extend(added.iter().cloned());
    })
}

fn remove_tags(call: &Call<'_>) -> Answer {
    let removed = texts(&call.input["TagKeys"]);
    retag(call, |old| old.retain(|tag| !removed.contains(&tag.key)))
}

fn retag(call: &Call<'_>, change: impl Fn(&mut Vec<Tag>)) -> Answer {
    let mut outcome = Outcome::empty();
    for arn in texts(&call.input["ResourceArns"]) {
        let mut made = describe::by_arn(call, &arn)?.clone();
        change(&mut made.tags);
        outcome = outcome.record::<Elbv2>(call, Event::Put(Box::new(made)));
    }
    Ok(outcome)
}

fn seed(call: &Call<'_>, lookup: &Lookup) -> Result<Outcome, String> {
    let text = |name: &str, default: &str| lookup.text(name).unwrap_or(default).to_owned();
    let made = LoadBalancer {
        name: lookup.required("name")?.into(),
        arn: lookup.required("arn")?.into(),
        dns_name: lookup.required("dns_name")?.into(),
        zone_id: lookup.required("zone_id")?.into(),
        kind: text("type", "application"),
        scheme: text("scheme", "internet-facing"),
        ip_address_type: text("ip_address_type", "ipv4"),
        vpc_id: text("vpc_id", ""),
        security_groups: lookup.texts("security_groups"),
        created_at: 0,
        ready_at: 0,
        state: Some(text("state", "active")),
        tags: lookup.attributes.get("tags").map(seeded_tags).unwrap_or_default(),
        seeded: true,
        target_groups: target_group::seeded(call, lookup)?,
    };
    let present = call.state::<Elbv2>().load_balancers.get(&made.arn) == Some(&made);
    let outcome = Outcome::empty();
    Ok(if present { outcome } else { outcome.record::<Elbv2>(call, Event::Put(Box::new(made))) })
}

/// Reads tags from a map, the way look-up files hold them.
fn seeded_tags(tags: &Value) -> Vec<Tag> {
    let entries = tags.as_object().into_iter().flatten();
    entries.map(|(key, value)| Tag { key: key.clone(), value: value.as_str().map(String::from) }).collect()
}

fn tags(list: &Value) -> Vec<Tag> {
    let tag = |item: &Value| {
        Some(Tag { key: item["Key"].as_str()?.into(), value: item["Value"].as_str().map(String::from) })
    };
    list.as_array().into_iter().flatten().filter_map(tag).collect()
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(String::from)).collect()
}
