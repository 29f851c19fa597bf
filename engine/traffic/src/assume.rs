//! What the model takes for granted and AWS does not promise: each a named parameter, listed in every verdict.

use std::collections::BTreeMap;

/// One parameter of the model that AWS does not document.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Assumption {
    /// Its name, as settings and verdicts spell it: `dns.propagation`.
    pub name: &'static str,
    /// Its value where nobody says otherwise.
    pub value: f64,
    /// The unit of the value: `s`, `%`, ``.
    pub unit: &'static str,
    /// What it stands for, and why this value, in a sentence or two.
    pub doc: &'static str,
}

/// The values of the model's parameters: the usual ones, unless a setting says otherwise.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Assumptions(BTreeMap<String, f64>);

impl Assumptions {
    /// Returns the value of a parameter.
    pub fn value(&self, assumption: &Assumption) -> f64 {
        self.0.get(assumption.name).copied().unwrap_or(assumption.value)
    }

    /// Gives a parameter another value.
    ///
    /// # Errors
    /// With the name, if the model has no such parameter.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), String> {
        if !ALL.iter().any(|assumption| assumption.name == name) {
            return Err(name.to_owned());
        }
        self.0.insert(name.to_owned(), value);
        Ok(())
    }
}

/// How many checkers ask an endpoint from each region: about one probe every two seconds arrives at 30 s.
pub const CHECKERS_PER_REGION: Assumption = Assumption {
    name: "check.checkers_per_region",
    value: 2.0,
    unit: "",
    doc: "Route 53 does not say how many checkers a region has. One probe about every two seconds at an interval of 30 s \
          makes about sixteen in eight regions.",
};

/// The share of checkers that must find an endpoint healthy.
pub const HEALTHY_SHARE: Assumption = Assumption {
    name: "check.healthy_share",
    value: 18.0,
    unit: "%",
    doc: "Healthy while more than this share of checkers says so; documented, with the remark that it may change.",
};

/// How long a probe of an HTTP endpoint that swallows packets takes.
pub const BLACK_HOLE: Assumption = Assumption {
    name: "check.black_hole",
    value: 6.0,
    unit: "s",
    doc: "A lost region swallows packets: four seconds to connect and two for the answer (ten in all for TCP checks).",
};

/// How long a verdict takes to every name server.
pub const HEALTH_PROPAGATION: Assumption = Assumption {
    name: "dns.health_propagation",
    value: 5.0,
    unit: "s",
    doc: "The verdict of a health check reaches the name servers over the data plane, within one to five seconds.",
};

/// How long a change of records takes to every name server.
pub const CHANGE_PROPAGATION: Assumption = Assumption {
    name: "dns.change_propagation",
    value: 60.0,
    unit: "s",
    doc: "Changes of records are usually at every name server within 60 s.",
};

/// The TTL of answers that stand for a load balancer.
pub const ALIAS_TTL: Assumption = Assumption {
    name: "dns.alias_ttl",
    value: 60.0,
    unit: "s",
    doc: "An alias of an AWS resource has its target's TTL: 60 s for load balancers, as documented; taken for others too.",
};

/// The share of clients that keep an answer long past its TTL.
pub const STALE_CLIENTS: Assumption = Assumption {
    name: "dns.stale_clients",
    value: 1.0,
    unit: "%",
    doc: "Some resolvers and programs keep answers for hours whatever the TTL; they are told apart from an outage.",
};

/// How long a load balancer takes to find its last target unhealthy, where nothing is declared.
pub const TARGET_HEALTH: Assumption = Assumption {
    name: "elb.target_health",
    value: 60.0,
    unit: "s",
    doc: "Two failed checks at the default interval of 30 s. Target groups are not declared here, so this is a guess; the \
          script can say otherwise.",
};

/// How long Global Accelerator takes to act on the health of an endpoint.
pub const ACCELERATOR_REACTION: Assumption = Assumption {
    name: "accelerator.reaction",
    value: 10.0,
    unit: "s",
    doc: "From the health of an endpoint to new flows going elsewhere.",
};

/// How many further endpoint groups Global Accelerator tries.
pub const ACCELERATOR_DEPTH: Assumption = Assumption {
    name: "accelerator.further_groups",
    value: 3.0,
    unit: "",
    doc: "The guide says the three closest groups in one sentence and three additional ones in its example; other pages \
          say two, or all.",
};

/// The lag of an eventually consistent global table without load.
pub const REPLICATION_LAG: Assumption = Assumption {
    name: "dynamodb.replication_lag",
    value: 0.4,
    unit: "s",
    doc: "To this, one and a half round trips between the regions are added; documented as typically a second or less.",
};

/// The time a client takes to connect again.
pub const RECONNECT: Assumption = Assumption {
    name: "client.reconnect",
    value: 1.0,
    unit: "s",
    doc: "From a failed request to the next one, with a fresh connection.",
};

/// Every parameter, by name.
pub const ALL: &[Assumption] = &[
    ACCELERATOR_DEPTH,
    ACCELERATOR_REACTION,
    ALIAS_TTL,
    BLACK_HOLE,
    CHANGE_PROPAGATION,
    CHECKERS_PER_REGION,
    HEALTHY_SHARE,
    HEALTH_PROPAGATION,
    RECONNECT,
    REPLICATION_LAG,
    STALE_CLIENTS,
    TARGET_HEALTH,
];
