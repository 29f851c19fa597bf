//! Reading load balancers and their tags.

use serde_json::{Value, json};

use super::state::LoadBalancer;
use super::{Elbv2, texts};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// AWS answers at most this many load balancers a page.
const PAGE: u64 = 400;

/// At most this many names, ARNs or resources can be asked for at once.
const MOST_ASKED: usize = 20;

pub(super) fn load_balancers(call: &Call<'_>) -> Answer {
    let (arns, names) = (texts(&call.input["LoadBalancerArns"]), texts(&call.input["Names"]));
    if !arns.is_empty() && !names.is_empty() {
        let message = "Load balancer names and load balancer ARNs cannot be specified at the same time";
        return Err(Fault::new("ValidationError", message));
    }
    check_count(arns.len().max(names.len()))?;
    let state = call.state::<Elbv2>();
    if !arns.is_empty() || !names.is_empty() {
        let mut found = Vec::new();
        for arn in &arns {
            found.push(document(by_arn(call, arn)?, call.now));
        }
        for name in &names {
            let balancer = state.by_name(name).ok_or_else(|| not_found(name))?;
            found.push(document(balancer, call.now));
        }
        return Ok(Outcome::of(json!({ "LoadBalancers": found })));
    }
    let size = usize::try_from(call.input["PageSize"].as_u64().unwrap_or(PAGE)).unwrap_or_default();
    let marker = call.text("Marker");
    let mut rest = state.load_balancers.range::<str, _>((
        if marker.is_empty() { std::ops::Bound::Unbounded } else { std::ops::Bound::Excluded(marker) },
        std::ops::Bound::Unbounded,
    ));
    let page: Vec<&LoadBalancer> = rest.by_ref().take(size).map(|(_, balancer)| balancer).collect();
    let next = rest.next().and(page.last()).map(|last| last.arn.as_str());
    let found: Vec<Value> = page.iter().map(|balancer| document(balancer, call.now)).collect();
    Ok(Outcome::of(json!({ "LoadBalancers": found, "NextMarker": next })))
}

pub(super) fn tags(call: &Call<'_>) -> Answer {
    let arns = texts(&call.input["ResourceArns"]);
    check_count(arns.len())?;
    let describe = |arn: &String| Ok(json!({ "ResourceArn": arn, "Tags": by_arn(call, arn)?.tags }));
    let found = arns.iter().map(describe).collect::<Result<Vec<_>, Fault>>()?;
    Ok(Outcome::of(json!({ "TagDescriptions": found })))
}

pub(super) fn by_arn<'a>(call: &Call<'a>, arn: &str) -> Result<&'a LoadBalancer, Fault> {
    if !arn.starts_with("arn:") || !arn.contains(":loadbalancer/") {
        return Err(Fault::new("ValidationError", format!("'{arn}' is not a valid load balancer ARN")));
    }
    call.state::<Elbv2>().load_balancers.get(arn).ok_or_else(|| not_found(arn))
}

/// Returns a load balancer as the API shows it.
pub(super) fn document(balancer: &LoadBalancer, now: u64) -> Value {
    let state = if now >= balancer.ready_at { "active" } else { "provisioning" };
    json!({
        "LoadBalancerArn": balancer.arn,
        "LoadBalancerName": balancer.name,
        "DNSName": balancer.dns_name,
        "CanonicalHostedZoneId": balancer.zone_id,
        "Type": balancer.kind,
        "Scheme": balancer.scheme,
        "IpAddressType": balancer.ip_address_type,
        "VpcId": balancer.vpc_id,
        "SecurityGroups": balancer.security_groups,
        "CreatedTime": balancer.created_at,
        "State": { "Code": balancer.state.as_deref().unwrap_or(state) },
    })
}

fn check_count(count: usize) -> Result<(), Fault> {
    if count <= MOST_ASKED {
        return Ok(());
    }
    Err(Fault::new("ValidationError", format!("Up to {MOST_ASKED} items can be described at once")))
}

fn not_found(what: &str) -> Fault {
    let message = format!("Load balancers '[{what}]' not found");
    Fault::new("LoadBalancerNotFoundException", message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Client;

    #[test]
    fn a_load_balancer_is_made_found_tagged_and_deleted() {
        let client = Client::new("elbv2").region("eu-west-1");
        let input = json!({"Name": "web", "Tags": [{"Key": "team", "Value": "shop"}]});
        let made = client.call("CreateLoadBalancer", input)["LoadBalancers"][0].clone();
        assert_eq!(made["CanonicalHostedZoneId"], "Z32O12XQLNTSW2");
        assert_eq!(made["State"]["Code"], "provisioning");
        client.clock.advance(120);
        let found = client.call("DescribeLoadBalancers", json!({"Names": ["web"]}));
        assert_eq!(found["LoadBalancers"][0]["State"]["Code"], "active");
        let arns = json!({"ResourceArns": [made["LoadBalancerArn"]]});
        let tags = client.call("DescribeTags", arns);
        assert_eq!(tags["TagDescriptions"][0]["Tags"], json!([{"Key": "team", "Value": "shop"}]));
        let elsewhere = client.region("us-east-1");
        let message = "Load balancers '[web]' not found";
        elsewhere.refuse("DescribeLoadBalancers", json!({"Names": ["web"]}), "LoadBalancerNotFound", message);
        client.call("DeleteLoadBalancer", json!({"LoadBalancerArn": made["LoadBalancerArn"]}));
        client.refuse("DescribeLoadBalancers", json!({"Names": ["web"]}), "LoadBalancerNotFound", message);
    }

    #[test]
    fn pages_follow_their_marker() {
        let client = Client::new("elbv2");
        for index in 0..5 {
            client.call("CreateLoadBalancer", json!({"Name": format!("web-{index}"), "Type": "network"}));
        }
        let (mut input, mut names) = (json!({"PageSize": 2}), Vec::new());
        loop {
            let page = client.call("DescribeLoadBalancers", input.clone());
            names.extend(page["LoadBalancers"].as_array().into_iter().flatten().map(|found| found["DNSName"].clone()));
            if page["NextMarker"].is_null() {
                break;
            }
            input["Marker"] = page["NextMarker"].clone();
        }
        assert_eq!(names.len(), 5);
    }

    #[test]
    fn seeded_load_balancers_are_found_and_seeding_twice_changes_nothing() {
        let client = Client::new("elbv2").region("us-east-1");
        let file = json!({"version": 1, "lookups": [{
            "kind": "elb::load_balancer", "region": "us-east-1", "arguments": {"name": "web"},
            "attributes": {
                "arn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1",
                "dns_name": "web-1.us-east-1.elb.amazonaws.com", "zone_id": "Z35SXDOTRQ7X7K",
            },
        }]});
        assert_eq!(client.emulator.seed(&file), Ok(()));
        let before = (client.emulator.dump(), client.emulator.last_time_millis());
        client.clock.advance(60);
        assert_eq!(client.emulator.seed(&file), Ok(()));
        assert_eq!((client.emulator.dump(), client.emulator.last_time_millis()), before);
        let found = client.call("DescribeLoadBalancers", json!({"Names": ["web"]}));
        assert_eq!(found["LoadBalancers"][0]["CanonicalHostedZoneId"], "Z35SXDOTRQ7X7K");
    }
}
