//! Record sets and the key that each is known by.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::name;

/// A record set, with the member names of the API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RecordSet {
    pub(crate) name: String,
    #[serde(rename = "Type")]
    pub(crate) kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) set_identifier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) weight: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) geo_location: Option<GeoLocation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failover: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) multi_value_answer: Option<bool>,
    #[serde(default, rename = "TTL", skip_serializing_if = "Option::is_none")]
    pub(crate) ttl: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) resource_records: Option<Vec<ResourceRecord>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) alias_target: Option<AliasTarget>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) health_check_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) traffic_policy_instance_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cidr_routing_config: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) geo_proximity_location: Option<serde_json::Value>,
}

/// One value of a record set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResourceRecord {
    pub(crate) value: String,
}

/// Where the callers that a geolocation record answers are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GeoLocation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) continent_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) country_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subdivision_code: Option<String>,
}

/// The target of an alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AliasTarget {
    pub(crate) hosted_zone_id: String,
    #[serde(rename = "DNSName")]
    pub(crate) dns_name: String,
    pub(crate) evaluate_target_health: bool,
}

/// What a zone knows a record set by, in the order Route 53 lists them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The name's labels in reverse order.
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) set_identifier: String,
}

impl RecordSet {
    /// Makes a simple record set with values.
    pub(super) fn simple(name: &str, kind: &str, ttl: u64, values: &[String]) -> Self {
        let records = values.iter().map(|value| ResourceRecord { value: value.clone() }).collect();
        Self {
            name: name.into(),
            kind: kind.into(),
            ttl: Some(ttl),
            resource_records: Some(records),
            set_identifier: None,
            weight: None,
            region: None,
            geo_location: None,
            failover: None,
            multi_value_answer: None,
            alias_target: None,
            health_check_id: None,
            traffic_policy_instance_id: None,
            cidr_routing_config: None,
            geo_proximity_location: None,
        }
    }

    /// Returns the key; a name that cannot be read sorts as it is.
    pub(crate) fn key(&self) -> Key {
        Key {
            name: name::parse(&self.name).map_or_else(|_| self.name.clone(), |name| name.key),
            kind: self.kind.clone(),
            set_identifier: self.set_identifier.clone().unwrap_or_default(),
        }
    }

    /// Returns the values, of which an alias has none.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.resource_records.iter().flatten().map(|record| record.value.as_str())
    }

    /// Returns the names of the routing policies that the record asks for.
    pub(super) fn policies(&self) -> Vec<&'static str> {
        let policies = [
            ("weighted", self.weight.is_some()),
            ("latency", self.region.is_some()),
            ("failover", self.failover.is_some()),
            ("geolocation", self.geo_location.is_some()),
            ("multivalue", self.multi_value_answer == Some(true)),
            ("CIDR", self.cidr_routing_config.is_some()),
            ("geoproximity", self.geo_proximity_location.is_some()),
        ];
        policies.into_iter().filter(|(_, asked)| *asked).map(|(name, _)| name).collect()
    }

    /// Returns the routing policy of a record set that was accepted.
    pub(super) fn policy(&self) -> &'static str {
        self.policies().first().copied().unwrap_or("simple")
    }

    /// Whether two record sets are the same, which does not depend on the order of values.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let sorted = |records: &Option<Vec<ResourceRecord>>| {
            let mut records = records.clone().unwrap_or_default();
            records.sort();
            records
        };
        let rest = |record: &Self| Self { resource_records: None, ..record.clone() };
        sorted(&self.resource_records) == sorted(&other.resource_records) && rest(self) == rest(other)
    }
}

/// The record sets of a zone. Saved as a list: their keys follow from them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Records(pub(crate) BTreeMap<Key, RecordSet>);

impl FromIterator<RecordSet> for Records {
    fn from_iter<I: IntoIterator<Item = RecordSet>>(records: I) -> Self {
        Self(records.into_iter().map(|record| (record.key(), record)).collect())
    }
}

impl Serialize for Records {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.values())
    }
}

impl<'de> Deserialize<'de> for Records {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<RecordSet>::deserialize(deserializer)?.into_iter().collect())
    }
}
