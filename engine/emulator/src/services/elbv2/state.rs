//! The load balancers of one account in one region.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What one region has.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// By ARN.
    pub(crate) load_balancers: BTreeMap<String, LoadBalancer>,
}

/// An application or network load balancer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LoadBalancer {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) dns_name: String,
    pub(crate) zone_id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) scheme: String,
    pub(crate) ip_address_type: String,
    pub(crate) vpc_id: String,
    pub(crate) security_groups: Vec<String>,
    pub(crate) created_at: u64,
    /// When it is active.
    pub(crate) ready_at: u64,
    /// A state that time does not change, for seeded ones.
    pub(crate) state: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) seeded: bool,
    /// Those it was seeded with; worlds of earlier versions have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) target_groups: Vec<TargetGroup>,
}

/// A target group, as far as its health checks are concerned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TargetGroup {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) protocol: String,
    pub(crate) path: Option<String>,
    pub(crate) port: String,
    pub(crate) matcher: Option<String>,
    /// In seconds.
    pub(crate) interval: u64,
    /// In seconds.
    pub(crate) timeout: u64,
    pub(crate) healthy_threshold: u64,
    pub(crate) unhealthy_threshold: u64,
}

/// A tag; its value may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    pub(crate) key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
}

/// An accepted change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    Put(Box<LoadBalancer>),
    Deleted(String),
}

impl LoadBalancer {
    /// Whether it takes traffic: by the state it was seeded with, or once it is provisioned.
    pub(crate) fn is_active(&self, now: u64) -> bool {
        self.state.as_deref().map_or(now >= self.ready_at, |state| state == "active")
    }
}

impl State {
    pub(crate) fn by_name(&self, name: &str) -> Option<&LoadBalancer> {
        self.load_balancers.values().find(|found| found.name == name)
    }
}

pub(crate) fn apply(state: &mut State, event: Event) {
    match event {
        Event::Put(made) => {
            state.load_balancers.insert(made.arn.clone(), *made);
        }
        Event::Deleted(arn) => {
            state.load_balancers.remove(&arn);
        }
    }
}
