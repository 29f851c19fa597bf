//! Where aliases may point.

use super::Route53;
use super::batch::View;
use super::name::{self, Name};
use super::record::{AliasTarget, RecordSet};
use crate::call::Call;
use crate::places::{AliasZone, alias_zones};

/// Targets whose zones are many and not listed, by reversed name.
const UNLISTED: &[&str] = &["com.amazonaws.vpce.", "com.elasticbeanstalk.", "com.awsapprunner."];

/// Returns why the target of an alias is refused; other record sets are not.
pub(super) fn check(call: &Call<'_>, view: &View<'_>, record: &RecordSet) -> Option<String> {
    let target = record.alias_target.as_ref()?;
    let dns_name = name::parse(&target.dns_name).ok()?;
    let problem = if target.hosted_zone_id == view.zone.id {
        within(view, record, &dns_name)
    } else {
        elsewhere(call, record, target, &dns_name)
    };
    problem.map(|problem| {
        format!(
            "Tried to create an alias that targets {}, type {} in zone {}, but {problem}",
            target.dns_name, record.kind, target.hosted_zone_id
        )
    })
}

/// Checks an alias to a record set of the same zone, which must exist when the batch is through.
fn within(view: &View<'_>, record: &RecordSet, target: &Name) -> Option<&'static str> {
    let apex = name::parse(&view.zone.name).ok()?;
    if !target.is_within(&apex) {
        return Some("the alias target name does not lie within the target zone");
    }
    if target.text == record.name {
        return Some("an alias cannot target itself");
    }
    let found = view.at(&target.key).any(|other| other.kind == record.kind);
    (!found).then_some("that target was not found")
}

fn elsewhere(
    call: &Call<'_>,
    record: &RecordSet,
    target: &AliasTarget,
    dns_name: &Name,
) -> Option<&'static str> {
    let zones: Vec<AliasZone> = alias_zones().filter(|zone| zone.id == target.hosted_zone_id).collect();
    let own = call.state::<Route53>().zones.contains_key(&target.hosted_zone_id);
    let known_elsewhere = UNLISTED.iter().any(|suffix| dns_name.key.starts_with(suffix));
    let lies = zones.iter().any(|zone| lies_in(zone, &dns_name.text)) || (zones.is_empty() && known_elsewhere);
    let content = zones.iter().any(|zone| zone.target == "cloudfront");
    match record.kind.as_str() {
        _ if own => Some("an alias can target records of its own hosted zone only"),
        _ if !lies => Some("the alias target name does not lie within the target zone"),
        "A" | "AAAA" | "HTTPS" if content && target.evaluate_target_health => {
            Some("EvaluateTargetHealth cannot be true for a CloudFront distribution")
        }
        "A" | "AAAA" | "HTTPS" => None,
        _ => Some("that target was not found"),
    }
}

/// Whether a name is one that AWS gives to what lives in a zone.
fn lies_in(zone: &AliasZone, dns_name: &str) -> bool {
    let (name, region) = (dns_name.trim_end_matches('.'), zone.region);
    let name = name.strip_suffix(".cn").unwrap_or(name);
    match zone.target {
        "alb" => name.ends_with(&format!(".{region}.elb.amazonaws.com")),
        "nlb" => name.ends_with(&format!(".elb.{region}.amazonaws.com")),
        "s3_website" => {
            name == format!("s3-website-{region}.amazonaws.com") || name == format!("s3-website.{region}.amazonaws.com")
        }
        "apigateway_regional" => name.ends_with(&format!(".execute-api.{region}.amazonaws.com")),
        "cloudfront" | "apigateway_edge" => name.ends_with(".cloudfront.net"),
        "global_accelerator" | "global_accelerator_fips" => name.ends_with(".awsglobalaccelerator.com"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::lies_in;
    use crate::places::alias_zones;

    #[track_caller]
    fn check(id: &str, name: &str, expected: bool) {
        let lies = alias_zones().filter(|zone| zone.id == id).any(|zone| lies_in(&zone, name));
        assert_eq!(lies, expected, "{id} {name}");
    }

    #[test]
    fn names_lie_in_the_zones_of_their_service_and_region() {
        check("Z35SXDOTRQ7X7K", "web-1.us-east-1.elb.amazonaws.com.", true);
        check("Z35SXDOTRQ7X7K", "dualstack.web-1.us-east-1.elb.amazonaws.com.", true);
        check("Z35SXDOTRQ7X7K", "web-1.eu-west-1.elb.amazonaws.com.", false);
        check("Z26RNL4JYFTOTI", "web-1.elb.us-east-1.amazonaws.com.", true);
        check("Z26RNL4JYFTOTI", "web-1.us-east-1.elb.amazonaws.com.", false);
        check("Z2BJ6XQ5FK7U4H", "a0123456789abcdef.awsglobalaccelerator.com.", true);
        check("Z2FDTNDATAQYW2", "d111111abcdef8.cloudfront.net.", true);
        check("Z3AQBSTGFYJSTF", "s3-website-us-east-1.amazonaws.com.", true);
        check("Z1UJRXOUMOOFQ8", "d-abc.execute-api.us-east-1.amazonaws.com.", true);
    }
}
