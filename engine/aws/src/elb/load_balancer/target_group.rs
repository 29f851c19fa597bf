//! The target groups of a load balancer: how it finds out which of its targets are healthy.

use aws_sdk_elasticloadbalancingv2::types::{ProtocolEnum, TargetGroup};
use tandem_core::provider::{CallError, ErrorClass};
use tandem_core::state::Attributes;
use tandem_core::{Attribute, Type, Value, duration};

use crate::arguments::Put;
use crate::session::{Session, Target};

/// The most target groups that a load balancer has.
const MOST: usize = 100;

/// Returns the attributes of a target group, as far as health is concerned.
pub(super) fn shape() -> Type {
    let text = |name, doc| Attribute::computed(name, Type::string(), doc);
    let count = |name, doc| Attribute::computed(name, Type::integer(2, 10), doc);
    let span = |name, doc| Attribute::computed(name, Type::duration(2, 300), doc);
    let group = vec![
        text("name", "The name, unique within the region."),
        text("protocol", "What targets are asked by: `HTTP`, `HTTPS` or `TCP`."),
        text("path", "The path they are asked for; only with HTTP and HTTPS."),
        text(
            "port",
            "The port they are asked on: a number, or `traffic-port` for the one that takes requests.",
        ),
        text("matcher", "The answers that count as healthy: `200`, `200-299`, or codes of gRPC."),
        span("interval", "From one check of a target to the next."),
        span("timeout", "For how long an answer is waited for."),
        count("healthy_threshold", "So many passed checks in a row make a target healthy."),
        count("unhealthy_threshold", "So many failed checks in a row make a target unhealthy."),
    ];
    Type::list(Type::Struct(group), 0, MOST)
}

/// Reads the target groups of a load balancer, by name; `None` if the credentials may not.
///
/// Plans need them for nothing, and a policy that was written for look-ups by name alone must go on serving.
pub(super) async fn read(
    session: &Session<'_>,
    target: &Target,
    arn: &str,
) -> Result<Option<Value>, CallError> {
    let mut groups = Vec::new();
    let mut marker = None;
    loop {
        let call = session.elb(target).describe_target_groups().load_balancer_arn(arn);
        let sent = call.set_marker(marker.take()).send();
        let page = match session.read("elasticloadbalancing:DescribeTargetGroups", target, sent).await {
            Err(error) if error.class == ErrorClass::Denied => return Ok(None),
            // A load balancer without any is told like this by some: the balancer itself was just found.
            Err(error) if error.code == "TargetGroupNotFound" => break,
            answer => answer?,
        };
        groups.extend(page.target_groups.unwrap_or_default());
        marker = page.next_marker.filter(|marker| !marker.is_empty());
        if marker.is_none() {
            break;
        }
    }
    // Those of a function may be asked nothing at all.
    groups.retain(|group| group.health_check_enabled != Some(false));
    groups.sort_by(|a, b| a.target_group_name.cmp(&b.target_group_name));
    Ok(Some(Value::List(groups.iter().map(|group| Value::Map(attributes(group))).collect())))
}

fn attributes(group: &TargetGroup) -> Attributes {
    let seconds = |count: Option<i32>| count.and_then(|count| u64::try_from(count).ok()).map(duration::text);
    let mut found = Attributes::new();
    found.put("name", group.target_group_name.clone());
    found.put("protocol", group.health_check_protocol.as_ref().map(ProtocolEnum::as_str));
    found.put("path", group.health_check_path.clone());
    found.put("port", group.health_check_port.clone());
    let matcher = group.matcher.as_ref();
    found.put("matcher", matcher.and_then(|matcher| matcher.http_code.clone().or(matcher.grpc_code.clone())));
    found.put("interval", seconds(group.health_check_interval_seconds));
    found.put("timeout", seconds(group.health_check_timeout_seconds));
    found.put("healthy_threshold", group.healthy_threshold_count.map(i64::from));
    found.put("unhealthy_threshold", group.unhealthy_threshold_count.map(i64::from));
    found
}
