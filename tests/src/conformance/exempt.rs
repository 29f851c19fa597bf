//! Attributes that nothing here can change, and why.

/// The kind, the attribute, and the reason.
const EXEMPT: &[(&str, &str, &str)] = &[
    ("dynamodb::replica", "region", "part of its address: another region is another replica"),
    ("dynamodb::table", "conflicts", "known to Tandem alone: nothing is changed in the cloud"),
    ("dynamodb::table", "replicas", "each region is a replica, which comes and goes by itself"),
    (
        "globalaccelerator::accelerator",
        "ip_addresses",
        "needs an address pool of the account's own; there is none",
    ),
    ("globalaccelerator::endpoint_group", "listener", "its parent: another listener is another address"),
    ("globalaccelerator::endpoint_group", "region", "part of its address: another region is another group"),
    ("globalaccelerator::listener", "accelerator", "its parent: another accelerator is another address"),
    ("route53::hosted_zone", "delegation_set", "needs a delegation set of the account's own; there is none"),
    ("route53::hosted_zone", "exclusive", "known to Tandem alone: nothing is changed in the cloud"),
    ("route53::private_zone", "exclusive", "known to Tandem alone: nothing is changed in the cloud"),
    ("route53::record", "type", "part of its address: another type is another record"),
    ("sns::subscription", "topic", "its parent: another topic is another address"),
];

/// Returns why an attribute is not exercised, if it is not.
pub fn reason(kind: &str, attribute: &str) -> Option<&'static str> {
    EXEMPT.iter().find(|(of, name, _)| *of == kind && *name == attribute).map(|(_, _, reason)| *reason)
}
