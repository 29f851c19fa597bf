//! The quotas of an account, by name, with the values AWS gives to a new account.

use std::collections::BTreeMap;
use std::fmt;

/// Every quota the emulator enforces. An adjustable one can be raised, as AWS support would.
const DEFAULTS: &[(&str, u64)] = &[
    ("dynamodb.control_plane_operations", 500),
    ("dynamodb.global_indexes_per_table", 20),
    ("dynamodb.local_indexes_per_table", 5),
    ("dynamodb.tables", 2_500),
    ("globalaccelerator.accelerators", 20),
    ("globalaccelerator.endpoint_groups_per_accelerator", 42),
    ("globalaccelerator.endpoints_per_endpoint_group", 10),
    ("globalaccelerator.listeners_per_accelerator", 10),
    ("globalaccelerator.port_overrides_per_endpoint_group", 10),
    ("globalaccelerator.port_ranges_per_listener", 10),
    ("route53.children_per_calculated_check", 255),
    ("route53.geoproximity_records_per_name", 30),
    ("route53.health_checks", 200),
    // Enforced where time is strict.
    ("route53.health_checks_created_per_day", 1_000),
    ("route53.hosted_zones", 500),
    ("route53.records_per_name", 100),
    ("route53.records_per_zone", 10_000),
    ("route53.values_per_record", 400),
    ("route53.vpcs_per_private_zone", 300),
    ("s3.buckets", 10_000),
    ("sns.fifo_topics", 1_000),
    ("sns.topics", 100_000),
];

/// Quota values by name, such as `route53.records_per_zone`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotas(BTreeMap<String, u64>);

impl Default for Quotas {
    fn default() -> Self {
        Self(DEFAULTS.iter().map(|(name, value)| ((*name).into(), *value)).collect())
    }
}

impl Quotas {
    /// Returns the quotas with one value replaced.
    ///
    /// # Errors
    /// Fails when no quota has that name.
    pub fn with(mut self, name: &str, value: u64) -> Result<Self, UnknownQuota> {
        match self.0.get_mut(name) {
            Some(found) => *found = value,
            None => return Err(UnknownQuota { name: name.into() }),
        }
        Ok(self)
    }

    /// Returns a quota's value, or `None` when no quota has that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<u64> {
        self.0.get(name).copied()
    }

    /// Returns every quota with its value, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

/// A quota name that the emulator does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownQuota {
    /// The name as given.
    pub name: String,
}

impl fmt::Display for UnknownQuota {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "there is no quota `{}`", self.name)
    }
}

impl std::error::Error for UnknownQuota {}

#[cfg(test)]
mod tests {
    use super::Quotas;

    #[test]
    fn a_quota_can_be_raised_and_a_wrong_name_is_refused() {
        let raised = Quotas::default()
            .with("route53.records_per_zone", 60_000)
            .map(|quotas| (quotas.get("route53.records_per_zone"), quotas.get("route53.hosted_zones")));
        assert_eq!(raised, Ok((Some(60_000), Some(500))));
        let refused = Quotas::default().with("route53.record_per_zone", 1);
        assert_eq!(refused.unwrap_err().to_string(), "there is no quota `route53.record_per_zone`");
    }
}
