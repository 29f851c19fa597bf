//! Reads an accelerator, its flow logs and its tags.

use aws_sdk_globalaccelerator::types::{Accelerator, IpAddressFamily, IpAddressType, Tag};
use tandem_core::Value;
use tandem_core::provider::{CallError, Finding, Found, Outcome, Reading, Request};
use tandem_core::state::Attributes;

use super::super::last_part;
use crate::arguments::{Named, Put};
use crate::error::{given, missing_is_none};
use crate::session::{Session, Target};
use crate::tags;

/// The hosted zone of every accelerator's DNS name, by the developer guide.
const ZONE: &str = "Z2BJ6XQ5FK7U4H";

pub(super) async fn read(session: &Session<'_>, reading: &Reading) -> Result<Option<Found>, CallError> {
    let Some(object) = &reading.object else { return Ok(None) };
    // What a script declares now counts; an object that no script declares any more was declared once.
    let declared = if reading.arguments.is_empty() { &object.arguments } else { &reading.arguments };
    by_arn(session, &session.target(reading), &object.id, declared).await
}

async fn by_arn(
    session: &Session<'_>,
    target: &Target,
    arn: &str,
    declared: &Attributes,
) -> Result<Option<Found>, CallError> {
    let client = session.globalaccelerator(target);
    let sent = client.describe_accelerator().accelerator_arn(arn).send();
    let call = "globalaccelerator:DescribeAccelerator";
    let Some(answer) = missing_is_none(session.read(call, target, sent).await)? else { return Ok(None) };
    let found = given(answer.accelerator, call, target)?;
    let settled = found.status.as_ref().is_none_or(|status| status.as_str() == "DEPLOYED");
    let mut attributes = attributes_of(&found, declared);
    let sent = client.describe_accelerator_attributes().accelerator_arn(arn).send();
    let answer = session.read("globalaccelerator:DescribeAcceleratorAttributes", target, sent).await;
    let Some(answer) = missing_is_none(answer)? else { return Ok(None) };
    let logs = answer.accelerator_attributes.filter(|logs| logs.flow_logs_enabled.unwrap_or(false));
    attributes.put(
        "flow_logs",
        logs.map(|logs| {
            let text = |value: Option<String>| Value::from(value.unwrap_or_default());
            Value::map([
                ("bucket", text(logs.flow_logs_s3_bucket)),
                ("prefix", text(logs.flow_logs_s3_prefix)),
            ])
        }),
    );
    let Some(found_tags) = missing_is_none(read_tags(session, target, arn).await)? else { return Ok(None) };
    attributes.put("tags", tags::found(pairs(&found_tags)));
    Ok(Some(Found { id: arn.to_owned(), attributes, settled }))
}

/// Returns the attributes without flow logs and tags, which have calls of their own.
pub(super) fn attributes_of(found: &Accelerator, declared: &Attributes) -> Attributes {
    let mut attributes = Attributes::new();
    let arn = found.accelerator_arn.clone().unwrap_or_default();
    attributes.put("name", found.name.clone());
    attributes.put("ip_address_type", found.ip_address_type.as_ref().map(IpAddressType::as_str));
    attributes.put("enabled", found.enabled);
    attributes.put("id", Some(last_part(&arn)));
    attributes.put("arn", Some(arn.as_str()));
    attributes.put("dns_name", found.dns_name.clone());
    attributes.put("dual_stack_dns_name", found.dual_stack_dns_name.clone());
    attributes.put("zone_id", Some(ZONE));
    for set in found.ip_sets.iter().flatten() {
        let six = set.ip_address_family == Some(IpAddressFamily::IPv6);
        let mut addresses = set.ip_addresses.clone().unwrap_or_default();
        addresses.sort();
        if !six {
            attributes.put_list("ip_addresses", declared_of(&addresses, declared.texts("ip_addresses")));
        }
        attributes.put_list(if six { "ipv6_addresses" } else { "ipv4_addresses" }, addresses);
    }
    attributes
}

/// Returns the addresses that the user chose, if the accelerator has them: of two, AWS may have chosen one.
fn declared_of(found: &[String], declared: Vec<String>) -> Vec<String> {
    let has_all = !declared.is_empty() && declared.iter().all(|address| found.contains(address));
    if has_all { declared } else { found.to_vec() }
}

/// Searches all accelerators for the one that bears the token of a request.
pub(super) async fn find_by_token(session: &Session<'_>, request: &Request) -> Result<Finding, CallError> {
    let target = Target::from(request);
    let client = session.globalaccelerator(&target);
    let mut token = None;
    loop {
        let sent = client.list_accelerators().max_results(100).set_next_token(token).send();
        let call = "globalaccelerator:ListAccelerators";
        let page = session.read(call, &target, sent).await?;
        for found in given(page.accelerators, call, &target)? {
            let arn = found.accelerator_arn.clone().unwrap_or_default();
            let found_tags = missing_is_none(read_tags(session, &target, &arn).await)?.unwrap_or_default();
            let own = found_tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()));
            if tags::bear_token(own, &request.token) {
                let mut attributes = attributes_of(&found, &request.arguments);
                attributes.put("tags", tags::found(pairs(&found_tags)));
                return Ok(Finding::Ours(Outcome { id: arn, attributes }));
            }
        }
        token = page.next_token;
        if token.is_none() {
            return Ok(Finding::Absent);
        }
    }
}

pub(crate) async fn read_tags(
    session: &Session<'_>,
    target: &Target,
    arn: &str,
) -> Result<Vec<Tag>, CallError> {
    let sent = session.globalaccelerator(target).list_tags_for_resource().resource_arn(arn).send();
    let answer = session.read("globalaccelerator:ListTagsForResource", target, sent).await?;
    Ok(answer.tags.unwrap_or_default())
}

fn pairs(found: &[Tag]) -> impl Iterator<Item = (String, String)> {
    found.iter().map(|tag| (tag.key.clone(), tag.value.clone()))
}

#[cfg(test)]
mod tests {
    use super::declared_of;

    #[test]
    fn an_address_of_ones_own_is_not_replaced_for_the_other() {
        let texts = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        let found = texts(&["192.0.2.1", "198.51.100.7"]);
        assert_eq!(declared_of(&found, texts(&[])), found);
        assert_eq!(declared_of(&found, texts(&["198.51.100.7"])), texts(&["198.51.100.7"]));
        assert_eq!(declared_of(&found, texts(&["203.0.113.1"])), found);
    }
}
