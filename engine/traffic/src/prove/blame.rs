//! Who is to blame: why nothing moves clients away from what is dead.

use tandem_core::Path;

use super::bench::{Bench, fails};
use super::story::{address, place};
use super::trial::Tried;
use super::verdict::{Blame, Cause};
use crate::model::{Answer, Check, CheckRef, Insufficient, Member, Policy, Target, Watch};
use crate::net::{Found, Hop, RecordNode, Routing, Set};
use crate::serve::Part;

/// Why something does not hold, what in the script is to blame, and the ways out.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Blamed {
    pub(super) cause: Cause,
    pub(super) blames: Vec<Blame>,
    pub(super) hints: Vec<String>,
}

impl Blamed {
    fn new(cause: Cause, blame: Blame, hint: &str) -> Blamed {
        Blamed { cause, blames: vec![blame], hints: vec![hint.to_owned()] }
    }
}

/// Returns why clients of a class fail for good.
pub(super) fn blame(bench: &Bench<'_>, tried: &Tried, asked: usize, class: usize, name: &str) -> Blamed {
    let routes = tried.views.first().map_or(0, |(routes, _)| *routes);
    let loss = |part: &&Part| part.share * fails(part, &tried.world);
    let worst = bench.parts(routes, asked, class).iter().max_by(|a, b| loss(a).total_cmp(&loss(b)));
    let found = bench.asked.get(asked).map_or(Found::Nothing, |(_, found)| *found);
    match worst {
        Some(part) if part.through.is_some() => through(bench, part),
        Some(part) => match part.record {
            Some(record) => answered(bench, tried, found, record, part, name),
            None => unanswered(bench, found, name),
        },
        None => missing(name),
    }
}

fn missing(name: &str) -> Blamed {
    let blame =
        Blame { address: None, path: Path::attribute("names"), text: format!("no record answers `{name}`") };
    Blamed::new(Cause::Missing, blame, "declare a record of this name, or correct the name")
}

/// Nobody answers the class: a set is there, and none of its records is for it.
fn unanswered(bench: &Bench<'_>, found: Found, name: &str) -> Blamed {
    let Found::Set(root) = found else { return missing(name) };
    let mut open = vec![root];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(number) = open.pop() {
        if !seen.insert(number) {
            continue;
        }
        let set = &bench.net.sets[number];
        let geographic = |record: &RecordNode<'_>| {
            matches!(record.member.policy, Policy::Geolocation(_) | Policy::Cidr { .. })
        };
        if let Some(record) = set.records.iter().find(|record| geographic(record)) {
            let text = format!("`{}` has no record for everyone else", set.name.name);
            let blame = Blame {
                address: Some(record.member.address.clone()),
                path: Path::attribute("routing"),
                text,
            };
            let way = "add a default: the same record with `routing: geolocation(#{ country: \"*\" })`";
            return Blamed::new(Cause::Unanswered, blame, way);
        }
        open.extend(below(set));
    }
    missing(name)
}

fn below(set: &Set<'_>) -> Vec<usize> {
    set.records.iter().flat_map(|record| &record.hops).flat_map(sets).collect()
}

/// Returns the record sets that a hop leads to.
fn sets(hop: &Hop) -> Vec<usize> {
    match hop {
        Hop::Set(other) => vec![*other],
        Hop::Asked(found) => found
            .iter()
            .filter_map(|found| if let Found::Set(set) = found { Some(*set) } else { None })
            .collect(),
        _ => Vec::new(),
    }
}

/// An accelerator takes it there.
fn through(bench: &Bench<'_>, part: &Part) -> Blamed {
    let (number, listener, group) = part.through.unwrap_or_default();
    let node = &bench.net.accelerators[number];
    let listener = &node.accelerator.listeners[listener];
    if !node.accelerator.enabled {
        let blame = Blame {
            address: Some(node.address.clone()),
            path: Path::attribute("enabled"),
            text: "it is turned off, and takes no traffic".to_owned(),
        };
        return Blamed::new(Cause::FailsOpen, blame, "leave `enabled` out");
    }
    let live =
        listener.groups.iter().filter(|group| group.endpoints.iter().any(|one| one.weight > 0)).count();
    let text = match (live, group) {
        (0, _) => "no group of it has an endpoint that takes traffic".to_owned(),
        (1, _) => "it has one group: nothing can take over".to_owned(),
        (_, None) => "no group of it takes traffic".to_owned(),
        (groups, Some(_)) => format!("none of its {groups} groups has a healthy endpoint left"),
    };
    let blame = Blame { address: Some(listener.address.clone()), path: Path::default(), text };
    Blamed::new(Cause::FailsOpen, blame, "add an endpoint group in another region, with a weight above 0")
}

/// A record answers with it: it is the last, or it counts as healthy.
fn answered(
    bench: &Bench<'_>,
    tried: &Tried,
    found: Found,
    record: usize,
    part: &Part,
    name: &str,
) -> Blamed {
    let path = way(bench, found, record);
    let net = bench.net;
    let believed = tried.settled.views();
    let records = believed.first().map(|(health, _)| crate::dns::healthy(net, health));
    let healthy = |number: usize| records.as_ref().is_none_or(|healthy| healthy.records[number]);
    for number in path.iter().rev().copied() {
        let set = set_of(bench, number);
        if set.records.len() > 1 && set.routing != Routing::Simple && healthy(number) {
            return trusted(bench, tried, number);
        }
    }
    let member = net.record(record).member;
    let several = path.iter().map(|number| set_of(bench, *number)).find(|set| set.records.len() > 1);
    let target = part.endpoint.map_or_else(|| "nothing".to_owned(), |endpoint| place(bench, endpoint));
    if part.endpoint.is_none() {
        let blame = Blame {
            address: Some(member.address.clone()),
            path: Path::attribute("alias"),
            text: "it leads to no record".to_owned(),
        };
        return Blamed::new(Cause::Missing, blame, "declare the record that it stands for");
    }
    let (text, hint) = match several {
        Some(set) => (
            format!(
                "all {} records of `{}` count as failed, so all of them answer",
                set.records.len(),
                set.name.name
            ),
            "add a record in a region that these failures do not touch".to_owned(),
        ),
        None => (
            format!("`{name}` leads to {target} alone"),
            format!("add records of `{name}` for a second region, routed by latency, weight or failover"),
        ),
    };
    let blame = Blame { address: Some(member.address.clone()), path: Path::default(), text };
    Blamed { cause: Cause::Alone, blames: vec![blame], hints: vec![hint] }
}

/// A record counts as healthy, whatever its target is.
fn trusted(bench: &Bench<'_>, tried: &Tried, number: usize) -> Blamed {
    let node = bench.net.record(number);
    let member = node.member;
    let check = node.check.map(|check| (&bench.net.checks[check], check));
    let Some((check, at)) = check else { return unwatched(bench, node, member) };
    let guarded = Blame {
        address: Some(member.address.clone()),
        path: Path::attribute("health_check"),
        text: "this check still passes".to_owned(),
    };
    let CheckRef::Declared(address) = &check.id else {
        let blame =
            Blame { text: "a check that is declared elsewhere is taken to pass".to_owned(), ..guarded };
        return Blamed::new(Cause::Blind, blame, "declare the check here, so that it can be judged");
    };
    let (path, text, hint) = check.check.map_or_else(
        || ("type", "nothing is known of it".to_owned(), "declare what it asks"),
        |declared| blind(bench, tried, at, declared),
    );
    let blame = Blame { address: Some(address.clone()), path: Path::attribute(path), text };
    Blamed { cause: Cause::Blind, blames: vec![blame, guarded], hints: vec![hint.to_owned()] }
}

/// Nothing checks it at all.
fn unwatched(bench: &Bench<'_>, node: &RecordNode<'_>, member: &Member) -> Blamed {
    let endpoint = node.hops.iter().find_map(|hop| match hop {
        Hop::Endpoint(endpoint) => Some(*endpoint),
        _ => None,
    });
    let can = endpoint.is_none_or(|endpoint| bench.net.endpoints[endpoint].evaluated);
    let alias = matches!(member.answer, Answer::Alias { .. });
    let path = Path::attribute("alias").key("evaluate_target_health");
    let (text, hint) = if node.evaluate {
        (
            "the health of this target cannot be evaluated: it always counts as healthy",
            "add `health_check` with a check that asks the target",
        )
    } else if alias && can {
        (
            "nothing checks this target: it always counts as healthy",
            "add `health_check`, or set `evaluate_target_health: true`",
        )
    } else {
        (
            "nothing checks this target: it always counts as healthy",
            "add `health_check` with a check that asks the target",
        )
    };
    let blame = Blame { address: Some(member.address.clone()), path, text: text.to_owned() };
    Blamed::new(Cause::Unwatched, blame, hint)
}

/// Returns why a check goes on passing.
fn blind(bench: &Bench<'_>, tried: &Tried, at: usize, check: &Check) -> (&'static str, String, &'static str) {
    if check.disabled {
        return ("disabled", "it is disabled, and counts as healthy".to_owned(), "leave `disabled` out");
    }
    if check.inverted {
        return (
            "inverted",
            "it is inverted: what fails counts as healthy".to_owned(),
            "leave `inverted` out",
        );
    }
    match &check.watch {
        Watch::Endpoint(probe) => {
            let text = match &probe.target {
                Target::Name(name) if tried.settled.circular[at] => {
                    format!("it asks `{name}`, which its own verdict sends elsewhere")
                }
                Target::Name(name) => format!("it asks `{name}`, which still answers"),
                Target::Endpoint(id) => format!("it asks {}, which still works", called(&id.0)),
                Target::Accelerator(_) | Target::Records(_) => "what it asks still answers".to_owned(),
            };
            ("domain", text, "let it ask a name that leads to this target and no other")
        }
        Watch::Calculated { children, threshold } => {
            let passes = |child: &&CheckRef| {
                bench.net.check(child).is_none_or(|child| tried.settled.checks[child] >= 0.5)
            };
            let left = children.iter().filter(passes).count();
            let text =
                format!("{threshold} of its {} checks are enough, and {left} still pass", children.len());
            ("health_threshold", text, "raise `health_threshold`, or count only checks of this target")
        }
        Watch::Alarm { insufficient, .. } => {
            let text = match insufficient {
                Insufficient::Unhealthy => "its alarm still sees nothing wrong",
                Insufficient::Healthy => "its alarm goes silent, and silence counts as healthy",
                Insufficient::LastKnown => "its alarm goes silent, and what it said before stands",
            };
            let way = "combine it with a check from outside: what is gone sets off no alarm";
            ("insufficient_data", text.to_owned(), way)
        }
        Watch::Control(_) => (
            "routing_control",
            "somebody has to turn the routing control off".to_owned(),
            "combine it with a check from outside",
        ),
    }
}

fn set_of<'b>(bench: &'b Bench<'_>, number: usize) -> &'b Set<'b> {
    let at = bench.net.sets.partition_point(|set| set.first <= number) - 1;
    &bench.net.sets[at]
}

/// Returns the records from what was found down to one of them.
fn way(bench: &Bench<'_>, found: Found, record: usize) -> Vec<usize> {
    let mut path = Vec::new();
    if let Found::Set(root) = found {
        descend(bench, root, record, &mut path, 0);
    }
    if path.is_empty() { vec![record] } else { path }
}

/// How deep aliases and names are followed: more are a circle.
const DEPTH: usize = 16;

fn descend(bench: &Bench<'_>, number: usize, record: usize, path: &mut Vec<usize>, depth: usize) -> bool {
    if depth > DEPTH {
        return false;
    }
    let set = &bench.net.sets[number];
    for (at, node) in set.records.iter().enumerate() {
        path.push(set.first + at);
        if set.first + at == record {
            return true;
        }
        if node.hops.iter().flat_map(sets).any(|other| descend(bench, other, record, path, depth + 1)) {
            return true;
        }
        path.pop();
    }
    false
}

/// Returns what people call something with an id: `web in eu-west-1` for an address, else the id.
pub(crate) fn called(id: &str) -> String {
    let Some(address) = address(id) else { return id.to_owned() };
    match address.region() {
        Some(region) => format!("`{}` in {region}", address.name()),
        None => format!("`{}`", address.name()),
    }
}
