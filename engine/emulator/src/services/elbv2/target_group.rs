//! Target groups: only those that load balancers were seeded with, and only read.

use serde_json::{Value, json};

use super::state::TargetGroup;
use super::{Elbv2, describe, texts};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;
use crate::seed::Lookup;

/// AWS answers at most this many target groups a page.
const PAGE: u64 = 400;

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let (arns, names) = (texts(&call.input["TargetGroupArns"]), texts(&call.input["Names"]));
    let balancer = call.text("LoadBalancerArn");
    if [!arns.is_empty(), !names.is_empty(), !balancer.is_empty()].iter().filter(|given| **given).count() > 1 {
        let message = "Only one of target group names, target group ARNs and a load balancer ARN can be specified";
        return Err(Fault::new("ValidationError", message));
    }
    let of = match balancer {
        "" => None,
        arn => Some(describe::by_arn(call, arn)?),
    };
    let all = call.state::<Elbv2>().load_balancers.values();
    let all = all.filter(|found| of.is_none_or(|of| of.arn == found.arn));
    let mut found: Vec<(&TargetGroup, Value)> = all
        .flat_map(|found| found.target_groups.iter().map(|group| (group, document(group, &found.arn, &found.vpc_id))))
        .filter(|(group, _)| arns.is_empty() || arns.contains(&group.arn))
        .filter(|(group, _)| names.is_empty() || names.contains(&group.name))
        .collect();
    found.sort_by(|(a, _), (b, _)| a.arn.cmp(&b.arn));
    let missing = |asked: &&String| !found.iter().any(|(group, _)| group.arn == **asked || group.name == **asked);
    if arns.iter().chain(&names).any(|asked| missing(&asked)) {
        return Err(Fault::new("TargetGroupNotFoundException", "One or more target groups not found"));
    }
    let marker = call.text("Marker");
    let size = usize::try_from(call.input["PageSize"].as_u64().unwrap_or(PAGE)).unwrap_or_default();
    let mut rest = found.into_iter().filter(|(group, _)| marker.is_empty() || group.arn.as_str() > marker);
    let page: Vec<(&TargetGroup, Value)> = rest.by_ref().take(size).collect();
    let next = rest.next().and(page.last()).map(|(last, _)| last.arn.clone());
    let groups: Vec<Value> = page.into_iter().map(|(_, document)| document).collect();
    Ok(Outcome::of(json!({ "TargetGroups": groups, "NextMarker": next })))
}

fn document(group: &TargetGroup, balancer: &str, vpc: &str) -> Value {
    json!({
        "TargetGroupArn": group.arn,
        "TargetGroupName": group.name,
        "Protocol": group.protocol,
        "VpcId": vpc,
        "HealthCheckProtocol": group.protocol,
        "HealthCheckPort": group.port,
        "HealthCheckEnabled": true,
        "HealthCheckIntervalSeconds": group.interval,
        "HealthCheckTimeoutSeconds": group.timeout,
        "HealthyThresholdCount": group.healthy_threshold,
        "UnhealthyThresholdCount": group.unhealthy_threshold,
        "HealthCheckPath": group.path,
        "Matcher": group.matcher.as_ref().map(|codes| json!({ "HttpCode": codes })),
        "LoadBalancerArns": [balancer],
        "TargetType": "instance",
    })
}

/// Returns the target groups that a look-up file gives a load balancer, with AWS's defaults where it says nothing.
pub(super) fn seeded(call: &Call<'_>, lookup: &Lookup) -> Result<Vec<TargetGroup>, String> {
    let groups = lookup.attributes.get("target_groups").and_then(Value::as_array);
    groups.into_iter().flatten().map(|group| one(call, group)).collect()
}

fn one(call: &Call<'_>, group: &Value) -> Result<TargetGroup, String> {
    let text = |name: &str| group[name].as_str().map(String::from);
    let name = text("name").ok_or("`target_groups` has one without a `name`")?;
    let seconds = |key: &str, default| match text(key) {
        None => Ok(default),
        Some(span) => seconds(&span).ok_or_else(|| format!("`{span}` of `target_groups` is not a duration")),
    };
    let count = |key: &str, default| group[key].as_u64().unwrap_or(default);
    let (partition, region, account) = (call.partition(), call.region, call.account);
    // The end of a real ARN is random; the name is enough here, and the same each time.
    let arn = format!("arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/0000000000000000");
    Ok(TargetGroup {
        arn,
        protocol: text("protocol").unwrap_or_else(|| "HTTP".to_owned()),
        path: text("path"),
        port: text("port").unwrap_or_else(|| "traffic-port".to_owned()),
        matcher: text("matcher"),
        interval: seconds("interval", 30)?,
        timeout: seconds("timeout", 5)?,
        healthy_threshold: count("healthy_threshold", 5),
        unhealthy_threshold: count("unhealthy_threshold", 2),
        name,
    })
}

/// Reads a duration the way look-up files hold them: `30s`, `2m`.
fn seconds(span: &str) -> Option<u64> {
    let digits = span.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
    let size = match &span[digits.len()..] {
        "s" => 1,
        "m" => 60,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(size)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Client;

    #[test]
    fn the_target_groups_of_a_seeded_load_balancer_are_found() {
        let client = Client::new("elbv2").region("us-east-1");
        let arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1";
        let file = |groups| {
            json!({"version": 1, "lookups": [{
                "kind": "elb::load_balancer", "region": "us-east-1", "arguments": {"name": "web"},
                "attributes": {
                    "arn": arn, "dns_name": "web-1.us-east-1.elb.amazonaws.com", "zone_id": "Z35SXDOTRQ7X7K",
                    "target_groups": groups,
                },
            }]})
        };
        let groups = json!([{"name": "web", "path": "/ready", "interval": "10s", "unhealthy_threshold": 3}, {"name": "api"}]);
        assert_eq!(client.emulator.seed(&file(groups)), Ok(()));
        let found = client.call("DescribeTargetGroups", json!({"LoadBalancerArn": arn}));
        let found = &found["TargetGroups"];
        assert_eq!(found.as_array().map(Vec::len), Some(2));
        let web = &found[1];
        assert_eq!((&web["HealthCheckIntervalSeconds"], &web["HealthCheckPath"]), (&json!(10), &json!("/ready")));
        assert_eq!((&web["UnhealthyThresholdCount"], &web["HealthCheckTimeoutSeconds"]), (&json!(3), &json!(5)));
        let page = client.call("DescribeTargetGroups", json!({"LoadBalancerArn": arn, "PageSize": 1}));
        let rest = json!({"LoadBalancerArn": arn, "PageSize": 1, "Marker": page["NextMarker"]});
        assert_eq!(client.call("DescribeTargetGroups", rest)["TargetGroups"][0]["TargetGroupName"], "web");
        client.refuse("DescribeTargetGroups", json!({"Names": ["shop"]}), "TargetGroupNotFound", "One or more target groups not found");
        assert!(client.emulator.seed(&file(json!([{"name": "web", "interval": "soon"}]))).is_err());
    }
}
