//! DNS names and ARNs of AWS: which service and region they speak of.

use tandem_core::region;

/// What a DNS name or an ARN tells.
#[derive(PartialEq, Eq, Debug, Default)]
pub(super) struct Host {
    /// The service: `elb`; empty outside of AWS.
    pub(super) service: String,
    /// The region.
    pub(super) region: Option<String>,
    /// The name of a load balancer.
    pub(super) load_balancer: Option<String>,
}

/// The ends of DNS names that tell a service, the most special first.
const SERVICES: [(&str, &str); 6] = [
    (".elb.", "elb"),
    (".elasticbeanstalk.", "elasticbeanstalk"),
    (".cloudfront.", "cloudfront"),
    (".awsglobalaccelerator.", "globalaccelerator"),
    (".execute-api.", "apigateway"),
    ("s3-website", "s3"),
];

/// What the DNS names of AWS end in.
const AWS: [&str; 5] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".cloudfront.net",
    ".awsglobalaccelerator.com",
    ".elasticbeanstalk.com",
];

/// Returns a DNS name as Route 53 compares it: lower case, without final dot, without `dualstack.`.
pub(super) fn canonical(name: &str) -> String {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name.strip_prefix("dualstack.").map_or(name.clone(), str::to_owned)
}

/// Reads a canonical DNS name.
pub(super) fn of_name(name: &str) -> Host {
    if !AWS.iter().any(|end| name.ends_with(end)) {
        return Host::default();
    }
    let service = SERVICES.iter().find(|(part, _)| name.contains(part)).map_or("aws", |(_, service)| service);
    let labels = name.split('.').chain(name.split('.').filter_map(|label| label.strip_prefix("s3-website-")));
    let region = labels.filter_map(region::find).map(|region| region.name.to_owned()).next();
    let load_balancer = (service == "elb").then(|| balancer(name)).flatten();
    Host { service: service.to_owned(), region, load_balancer }
}

/// Reads an ARN; `None` if it is not one.
pub(super) fn of_arn(arn: &str) -> Option<Host> {
    let mut parts = arn.splitn(6, ':');
    if parts.next() != Some("arn") {
        return None;
    }
    let (_, service, region) = (parts.next()?, parts.next()?, parts.next()?);
    let resource = parts.nth(1)?;
    let region = (!region.is_empty()).then(|| region.to_owned());
    let service = if service == "elasticloadbalancing" { "elb" } else { service };
    let load_balancer = (service == "elb").then(|| resource.split('/').nth(2).map(str::to_owned)).flatten();
    Some(Host { service: service.to_owned(), region, load_balancer })
}

/// Returns the name within the DNS name of a load balancer: `web` of `internal-web-123.eu-west-1.elb.amazonaws.com`.
fn balancer(name: &str) -> Option<String> {
    let label = name.split('.').next()?;
    let (name, _) = label.rsplit_once('-')?;
    Some(name.strip_prefix("internal-").unwrap_or(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{canonical, of_arn, of_name};

    #[test]
    fn names_tell_service_and_region() {
        let host = of_name(&canonical("dualstack.web-902741865.eu-west-1.elb.amazonaws.com."));
        assert_eq!((host.service.as_str(), host.region.as_deref()), ("elb", Some("eu-west-1")));
        assert_eq!(host.load_balancer.as_deref(), Some("web"));
        assert_eq!(of_name("net-1.elb.us-east-1.amazonaws.com").region.as_deref(), Some("us-east-1"));
        assert_eq!(of_name("d1.cloudfront.net").service, "cloudfront");
        assert_eq!(of_name("s3-website-us-east-1.amazonaws.com").region.as_deref(), Some("us-east-1"));
        assert_eq!(of_name("www.elb.example").service, "");
        assert_eq!(of_name("www.example.com").service, "");
    }

    #[test]
    fn arns_tell_load_balancers() {
        let arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/7a1f09c3be52d486";
        let host = of_arn(arn).unwrap_or_default();
        assert_eq!(host.load_balancer.as_deref(), Some("web"));
        assert_eq!(host.region.as_deref(), Some("eu-west-1"));
        assert_eq!(of_arn("i-0123"), None);
    }
}
