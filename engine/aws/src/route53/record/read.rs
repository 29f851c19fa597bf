//! The records of one zone as they are, by key.

use std::collections::BTreeMap;

use tandem_core::provider::{CallError, Found};
use tandem_core::state::Attributes;
use tandem_core::{Address, Argument, Object, Value};

use super::{is_given, list, name, routing, wire};
use crate::arguments::Named;
use crate::session::{Session, Target};

/// The records of a zone that nobody has asked for yet.
pub(in crate::route53) struct Records {
    /// The domain of the zone: its SOA record bears it.
    domain: String,
    by_key: BTreeMap<String, (Attributes, bool)>,
}

impl Records {
    /// Lists the records of a zone.
    pub(in crate::route53) async fn list(
        session: &Session<'_>,
        target: &Target,
        zone: &str,
    ) -> Result<Records, CallError> {
        let sets = list::all(session, target, zone).await?;
        let by_key = sets.iter().map(|set| {
            let attributes = wire::decode(set);
            // Records of a traffic policy belong to it: they are counted and never touched.
            (wire::id(zone, &attributes), (attributes, set.traffic_policy_instance_id.is_none()))
        });
        let by_key: BTreeMap<_, _> = by_key.collect();
        let domain =
            sets.iter().find(|set| set.r#type.as_str() == "SOA").map(|set| name::from_wire(&set.name));
        Ok(Records { domain: domain.unwrap_or_default(), by_key })
    }

    /// Takes the record of an id out.
    pub(in crate::route53) fn take(&mut self, id: &str) -> Option<Found> {
        let (attributes, _) = self.by_key.remove(id)?;
        Some(Found { id: id.to_owned(), attributes, settled: true })
    }

    /// Drops what Route 53 itself put into the zone.
    pub(in crate::route53) fn drop_given(&mut self) {
        let domain = &self.domain;
        self.by_key.retain(|_, (attributes, _)| {
            let ty = attributes.text("type").unwrap_or_default();
            attributes.text("name") != Some(domain) || !is_given(name::APEX, ty)
        });
    }

    /// Returns how many are left.
    pub(in crate::route53) fn count(&self) -> usize {
        self.by_key.len()
    }

    /// Returns those left that a zone may claim, as objects of its own.
    pub(in crate::route53) fn claim(self, zone: &Object) -> Vec<Object> {
        let free = self.by_key.into_iter().filter(|(_, (_, free))| *free);
        free.map(|(id, (attributes, _))| claimed(id, attributes, zone, &self.domain)).collect()
    }
}

fn claimed(id: String, attributes: Attributes, zone: &Object, domain: &str) -> Object {
    Object {
        address: address(&attributes, zone, domain),
        id,
        account: zone.account.clone(),
        region: zone.region.clone(),
        incarnation: String::new(),
        parent: Some(zone.address.clone()),
        dependencies: vec![zone.address.clone()],
        arguments: Attributes::new(),
        attributes,
        protect: false,
        settled: true,
    }
}

/// Returns the address that a found record would have been declared under.
fn address(attributes: &Attributes, zone: &Object, domain: &str) -> Address {
    let absolute = attributes.text("name").unwrap_or_default();
    let mut segments = zone.address.segments();
    segments.push(name::relative(absolute, domain).unwrap_or_else(|| absolute.to_owned()));
    segments.push(attributes.string("type").unwrap_or_default());
    if let Some(found) = attributes.value("routing") {
        let policy = found.get("policy").and_then(Value::as_str).unwrap_or_default();
        let key =
            routing::key(&Argument::Value(found.clone())).or_else(|| attributes.string("set_identifier"));
        segments.push(format!("{policy}:{}", key.unwrap_or_default()));
    }
    Address::new(super::NAME, &segments, &zone.address.place())
}
