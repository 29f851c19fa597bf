//! The parameters, each with its reason.

use super::Assumption;

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

/// How fast a replica catches up.
pub const CATCH_UP: Assumption = Assumption {
    name: "dynamodb.catch_up",
    value: 10.0,
    unit: "",
    doc: "How many seconds of writes a replica that was cut off takes in a second until it has caught up; not documented.",
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

/// `latency.fixed`: the part of a round trip that does not grow with distance.
pub const RTT_FIXED: Assumption = Assumption {
    name: "latency.fixed",
    value: 24.5,
    unit: "ms",
    doc: "The part of a round trip that does not grow with distance; fitted to the pairs of regions that \
          were measured, and used for those that were not.",
};

/// `latency.per_km`: how much a kilometre adds to a round trip.
pub const RTT_PER_KM: Assumption = Assumption {
    name: "latency.per_km",
    value: 0.01555,
    unit: "ms/km",
    doc: "How much a kilometre adds to a round trip; fitted with `latency.fixed`, a mean error of 32 ms.",
};

/// `latency.access`: from a client to the nearest region, one way and back.
pub const ACCESS_LATENCY: Assumption = Assumption {
    name: "latency.access",
    value: 10.0,
    unit: "ms",
    doc: "From a client to the nearest region, one way and back; the same for all, so it changes no order.",
};

/// `latency.nearest_region`: route 53 does not publish its table of latencies.
pub const NEAREST_REGION: Assumption = Assumption {
    name: "latency.nearest_region",
    value: 1.0,
    unit: "",
    doc: "Route 53 does not publish its table of latencies: a client is taken to see the round trips of the \
          region nearest to it. At 0 it sees those that distance alone makes.",
};

/// `dns.zero_weight_equal`: records of weight 0 share equally when they answer at all.
pub const ZERO_WEIGHT_EQUAL: Assumption = Assumption {
    name: "dns.zero_weight_equal",
    value: 1.0,
    unit: "",
    doc: "Records of weight 0 share equally when they answer at all; documented for groups of nothing else.",
};

/// `dns.cidr_fallback`: an unhealthy record of a CIDR location gives way to the default one.
pub const CIDR_UNHEALTHY: Assumption = Assumption {
    name: "dns.cidr_fallback",
    value: 1.0,
    unit: "",
    doc: "An unhealthy record of a CIDR location gives way to the default one; not documented. At 0 it \
          answers all the same.",
};

/// `dns.accelerator_ttl`: the TTL of answers that stand for an accelerator.
pub const ACCELERATOR_TTL: Assumption = Assumption {
    name: "dns.accelerator_ttl",
    value: 300.0,
    unit: "s",
    doc: "The TTL of answers that stand for an accelerator; not documented.",
};

/// `check.black_hole_tcp`: how long a TCP probe of an endpoint that swallows packets takes.
pub const BLACK_HOLE_TCP: Assumption = Assumption {
    name: "check.black_hole_tcp",
    value: 10.0,
    unit: "s",
    doc: "How long a TCP probe of an endpoint that swallows packets takes; documented.",
};

/// `check.response`: how long a probe of a healthy endpoint takes.
pub const RESPONSE: Assumption = Assumption {
    name: "check.response",
    value: 0.1,
    unit: "s",
    doc: "How long a probe of a healthy endpoint takes.",
};

/// `check.calculated_delay`: from a child to the verdict of a calculated check.
pub const CALCULATED_DELAY: Assumption = Assumption {
    name: "check.calculated_delay",
    value: 5.0,
    unit: "s",
    doc: "From a child to the verdict of a calculated check.",
};

/// `check.alarm_lag`: how late metrics reach CloudWatch.
pub const ALARM_LAG: Assumption = Assumption {
    name: "check.alarm_lag",
    value: 120.0,
    unit: "s",
    doc: "How late metrics reach CloudWatch: one to two minutes.",
};

/// `check.control_delay`: from a routing control to the check that follows it.
pub const CONTROL_DELAY: Assumption = Assumption {
    name: "check.control_delay",
    value: 5.0,
    unit: "s",
    doc: "From a routing control to the check that follows it; documented as seconds.",
};

/// `check.foreign`: a check that exists elsewhere and of which nothing is known is taken as healthy.
pub const FOREIGN_CHECK: Assumption = Assumption {
    name: "check.foreign",
    value: 1.0,
    unit: "",
    doc: "A check that exists elsewhere and of which nothing is known is taken as healthy; at 0 as failed.",
};

/// `check.control_on`: routing controls are taken as on.
pub const CONTROL_ON: Assumption = Assumption {
    name: "check.control_on",
    value: 1.0,
    unit: "",
    doc: "Routing controls are taken as on: that is where traffic is while nobody has acted; at 0 as off.",
};

/// `elb.target_recovery`: five passed checks at the default interval of 30 s, until a load balancer finds a target healthy again.
pub const TARGET_RECOVERY: Assumption = Assumption {
    name: "elb.target_recovery",
    value: 150.0,
    unit: "s",
    doc: "Five passed checks at the default interval of 30 s, until a load balancer finds a target healthy \
          again.",
};

/// `accelerator.return`: how long new flows take to come back to a group that has recovered.
pub const ACCELERATOR_RETURN: Assumption = Assumption {
    name: "accelerator.return",
    value: 30.0,
    unit: "s",
    doc: "How long new flows take to come back to a group that has recovered.",
};

/// `accelerator.all_dials_zero`: with every dial at 0 the nearest group takes the traffic.
pub const ACCELERATOR_ALL_ZERO: Assumption = Assumption {
    name: "accelerator.all_dials_zero",
    value: 1.0,
    unit: "",
    doc: "With every dial at 0 the nearest group takes the traffic; not documented. At 0 nothing does.",
};

/// `accelerator.tcp_idle`: how long an idle connection stays with an endpoint that is gone.
pub const TCP_IDLE: Assumption = Assumption {
    name: "accelerator.tcp_idle",
    value: 340.0,
    unit: "s",
    doc: "How long an idle connection stays with an endpoint that is gone; documented.",
};

/// `accelerator.udp_idle`: how long an idle flow stays with an endpoint that is gone.
pub const UDP_IDLE: Assumption = Assumption {
    name: "accelerator.udp_idle",
    value: 30.0,
    unit: "s",
    doc: "How long an idle flow stays with an endpoint that is gone; documented.",
};

/// `accelerator.change`: how long a change of dials, weights or endpoints takes to every edge.
pub const ACCELERATOR_CHANGE: Assumption = Assumption {
    name: "accelerator.change",
    value: 180.0,
    unit: "s",
    doc: "How long a change of dials, weights or endpoints takes to every edge: 30 to 180 s.",
};

/// `dynamodb.replication_rtt`: how many round trips between two regions are added to `dynamodb.replication_lag`.
pub const REPLICATION_RTT: Assumption = Assumption {
    name: "dynamodb.replication_rtt",
    value: 1.5,
    unit: "",
    doc: "How many round trips between two regions are added to `dynamodb.replication_lag`.",
};

/// `dynamodb.replication_spread`: the sigma of the lag, which is taken as lognormal.
pub const REPLICATION_SPREAD: Assumption = Assumption {
    name: "dynamodb.replication_spread",
    value: 0.4,
    unit: "",
    doc: "The sigma of the lag, which is taken as lognormal.",
};

/// `check.alarm_sees_grey`: an alarm on a metric of an endpoint breaches while the endpoint fails some of its requests.
pub const ALARM_SEES_GREY: Assumption = Assumption {
    name: "check.alarm_sees_grey",
    value: 1.0,
    unit: "",
    doc: "An alarm on a metric of an endpoint breaches while the endpoint fails some of its requests; at 0 \
          it does not.",
};

/// `elb.grey_target`: from which share of failing requests on a load balancer counts as unhealthy.
pub const GREY_TARGET: Assumption = Assumption {
    name: "elb.grey_target",
    value: 100.0,
    unit: "%",
    doc: "From which share of failing requests on a load balancer counts as unhealthy: one healthy target is \
          enough, so partial failures are not seen.",
};

/// Every parameter, by name.
pub const ALL: &[Assumption] = &[
    ACCELERATOR_ALL_ZERO,
    ACCELERATOR_CHANGE,
    ACCELERATOR_DEPTH,
    ACCELERATOR_REACTION,
    ACCELERATOR_RETURN,
    TCP_IDLE,
    UDP_IDLE,
    ALARM_LAG,
    ALARM_SEES_GREY,
    BLACK_HOLE,
    BLACK_HOLE_TCP,
    CALCULATED_DELAY,
    CHECKERS_PER_REGION,
    CONTROL_DELAY,
    CONTROL_ON,
    FOREIGN_CHECK,
    HEALTHY_SHARE,
    RESPONSE,
    RECONNECT,
    ACCELERATOR_TTL,
    ALIAS_TTL,
    CHANGE_PROPAGATION,
    CIDR_UNHEALTHY,
    HEALTH_PROPAGATION,
    STALE_CLIENTS,
    ZERO_WEIGHT_EQUAL,
    CATCH_UP,
    REPLICATION_LAG,
    REPLICATION_RTT,
    REPLICATION_SPREAD,
    GREY_TARGET,
    TARGET_HEALTH,
    TARGET_RECOVERY,
    ACCESS_LATENCY,
    RTT_FIXED,
    NEAREST_REGION,
    RTT_PER_KM,
];
