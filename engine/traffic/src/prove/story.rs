//! A counterexample as a story: what stops, what notices, what the name servers go on saying, and who fails for how long.

use std::collections::BTreeSet;

use tandem_core::{Address, duration};

use super::bench::{Bench, NOTHING, fails};
use super::blame::{Blamed, blame, called};
use super::demand;
use super::promise::Case;
use super::proof::{Examination, Fault};
use super::recovery::{self, Slowest, Turn};
use super::trial::{Tried, attempt};
use super::verdict::{Blame, Cause, Counterexample, Moment};
use crate::fail::{Failure, Subject};
use crate::model::Watch;

/// Tells how a case refutes an objective.
pub(super) fn tell(examination: &mut Examination<'_>, case: &Case, fault: Fault) -> Counterexample {
    let tried = attempt(&mut examination.bench, &case.failures);
    match fault {
        Fault::Breaks => breaks(examination, case, &tried),
        Fault::Late => late(examination, case, &tried),
        Fault::Overload => overload(examination, case, &tried),
    }
}

fn at(seconds: f64, text: impl Into<String>) -> Moment {
    Moment { at: Some(seconds), text: text.into() }
}

fn breaks(examination: &mut Examination<'_>, case: &Case, tried: &Tried) -> Counterexample {
    let promise = promise(examination);
    let bench = &mut examination.bench;
    let hit: BTreeSet<usize> =
        bench.clients().filter(|(a, c)| tried.failing[*a][*c] > NOTHING).map(|(_, c)| c).collect();
    let key = |(asked, class): &(usize, usize)| (tried.failing[*asked][*class], bench.demand.classes[*class]);
    let worst = bench.clients().max_by(|a, b| {
        let (a, b) = (key(a), key(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let (asked, class) = worst.unwrap_or_default();
    let blamed = blame(bench, tried, asked, class, examination.name);
    let mut story = Vec::new();
    if !case.failures.is_empty() {
        story.push(at(0.0, stops(&case.failures)));
    }
    let turns = told_turns(bench, tried, case);
    let last = turns.last().and_then(|moment| moment.at).unwrap_or_default();
    let noticed = !turns.is_empty();
    story.extend(turns);
    if let Some(moment) = still(bench, tried, asked, class, noticed, last, &blamed) {
        story.push(moment);
    }
    let who = demand::who(bench.net, &hit);
    let (share, declared) = (tried.share(bench), bench.demand.declared);
    let extent = extent(share, declared);
    let partly = tried.failing[asked][class];
    let fail = if partly > 1.0 - NOTHING {
        "fail".to_owned()
    } else {
        format!("lose {} of their requests", percent(partly))
    };
    story.push(Moment { at: None, text: format!("{who} ({extent}) {fail}; objective: {promise}") });
    let class = bench.net.classes[class].label();
    let Blamed { cause, blames, hints } = blamed;
    Counterexample {
        failures: case.failures.clone(),
        who,
        class,
        share,
        declared,
        story,
        blames,
        cause,
        hints,
    }
}

/// Says what the name servers go on answering once every resolver has asked again.
fn still(
    bench: &Bench<'_>,
    tried: &Tried,
    asked: usize,
    class: usize,
    noticed: bool,
    last: f64,
    blamed: &Blamed,
) -> Option<Moment> {
    let routes = tried.views.first()?.0;
    let loss = |part: &&crate::serve::Part| part.share * fails(part, &tried.world);
    let part = bench.parts(routes, asked, class).iter().max_by(|a, b| loss(a).total_cmp(&loss(b)))?;
    let place = match part.endpoint {
        Some(endpoint) => place(bench, endpoint),
        None => {
            return matches!(blamed.cause, Cause::Unanswered).then(|| at(last, "DNS has no answer for them"));
        }
    };
    let text = match (part.through, part.last_resort) {
        (Some(_), true) => format!("the accelerator finds nothing healthy and fails open, to {place}"),
        (Some(_), false) => format!("the accelerator still sends them to {place}"),
        (None, true) => format!("nothing healthy is left, so DNS answers with all of them, {place} too"),
        (None, false) if noticed => format!("DNS still answers {place}"),
        (None, false) => format!("DNS still answers {place}; nothing can notice"),
    };
    let when = if part.last_resort { last } else { last + part.ttl };
    Some(at(when, text))
}

fn late(examination: &mut Examination<'_>, case: &Case, tried: &Tried) -> Counterexample {
    let promise = promise(examination);
    let bench = &mut examination.bench;
    let slowest = recovery::slowest(bench, tried).flatten();
    let mut story = vec![at(0.0, stops(&case.failures))];
    story.extend(told_turns(bench, tried, case));
    let class = slowest.as_ref().map_or(0, |slowest| slowest.class);
    let who = demand::who(bench.net, &BTreeSet::from([class]));
    let (share, declared) = (bench.demand.classes[class], bench.demand.declared);
    let mut blames = Vec::new();
    let mut hints = Vec::new();
    if let Some(slowest) = &slowest {
        if slowest.ttl > 0.0 {
            let turned = slowest.turn.1.most;
            story.push(at(turned + slowest.ttl, "the last resolver forgets the answer of before"));
        }
        story.push(at(
            slowest.takes.most,
            format!("the last of {who} ({}) is served; objective: {promise}", extent(share, declared)),
        ));
        (blames, hints) = slow(bench, slowest);
    }
    story.sort_by(|a, b| a.at.unwrap_or(f64::INFINITY).total_cmp(&b.at.unwrap_or(f64::INFINITY)));
    let class = bench.net.classes[class].label();
    let failures = case.failures.clone();
    Counterexample { failures, who, class, share, declared, story, blames, cause: Cause::TooLate, hints }
}

/// Says what takes longest until clients are served again, the longer part first.
fn slow(bench: &Bench<'_>, slowest: &Slowest) -> (Vec<Blame>, Vec<String>) {
    let net = bench.net;
    let (mut blames, mut hints) = (Vec::new(), Vec::new());
    let attribute = tandem_core::Path::attribute;
    let record = slowest.record.map(|record| net.record(record).member);
    let (turn, takes) = slowest.turn;
    if let Some(member) = record.filter(|_| slowest.ttl > 0.0) {
        let text = format!("resolvers keep this answer for {} after it changed", span(slowest.ttl));
        let path = if member.ttl.is_some() { attribute("ttl") } else { tandem_core::Path::default() };
        blames.push((slowest.ttl, Blame { address: Some(member.address.clone()), path, text }));
        hints.push((
            slowest.ttl,
            "lower the record's `ttl`: 60 s is usual for what is health-checked".to_owned(),
        ));
    }
    match turn {
        Turn::Check { check, .. } => {
            let node = &net.checks[check];
            if let (crate::model::CheckRef::Declared(address), Some(declared)) = (&node.id, node.check) {
                let (path, text, hint) = match &declared.watch {
                    Watch::Endpoint(probe) => (
                        if probe.interval > 10 { "interval" } else { "failure_threshold" },
                        format!(
                            "turns after up to {}: {} failed probes in a row, {} s apart",
                            span(takes.most),
                            probe.threshold,
                            probe.interval
                        ),
                        "a check with `interval: \"10s\"` and `failure_threshold: 3` notices within about 48 s",
                    ),
                    Watch::Alarm { .. } => (
                        "alarm",
                        format!("follows the data of an alarm, and turns after up to {}", span(takes.most)),
                        "let a check from outside notice it as well: it is faster than an alarm",
                    ),
                    Watch::Calculated { .. } | Watch::Control(_) => (
                        "children",
                        format!("turns after up to {}, with the slowest of what it counts", span(takes.most)),
                        "make the checks that it counts faster",
                    ),
                };
                let blame = Blame { address: Some(address.clone()), path: attribute(path), text };
                blames.push((takes.most, blame));
                hints.push((takes.most, hint.to_owned()));
            }
        }
        Turn::Target(endpoint) => {
            let text = format!(
                "{} is found unhealthy after up to {} (`elb.target_health`)",
                place(bench, endpoint),
                span(takes.most)
            );
            let path = attribute("alias").key("evaluate_target_health");
            blames.extend(
                record
                    .map(|member| (takes.most, Blame { address: Some(member.address.clone()), path, text })),
            );
            hints.push((
                takes.most,
                "give the record a `health_check` that is faster, or say how fast the load balancer \
                         is: `--assume elb.target_health=20`"
                    .to_owned(),
            ));
        }
        Turn::Endpoint(_) | Turn::Group(..) => {
            let listener = net.accelerators.iter().flat_map(|node| &node.accelerator.listeners).next();
            let text =
                format!("the accelerator sends new connections elsewhere after up to {}", span(takes.most));
            blames.extend(listener.map(|listener| {
                (
                    takes.most,
                    Blame { address: Some(listener.address.clone()), path: Default::default(), text },
                )
            }));
            hints.push((
                takes.most,
                "say how fast the load balancer's own checks are: `--assume \
                         elb.target_health=20`"
                    .to_owned(),
            ));
        }
    }
    blames.sort_by(|a, b| b.0.total_cmp(&a.0));
    hints.sort_by(|a, b| b.0.total_cmp(&a.0));
    (blames.into_iter().map(|(_, blame)| blame).collect(), hints.into_iter().map(|(_, hint)| hint).collect())
}

fn overload(examination: &mut Examination<'_>, case: &Case, tried: &Tried) -> Counterexample {
    let bench = &examination.bench;
    let (load, calm) = (tried.load(bench), attempt_calm(examination));
    let capacity = &examination.objective.capacity;
    let over = |(region, load): (&String, &f64)| {
        let carries = capacity.get(region)?;
        (*load > carries + NOTHING).then(|| (region.clone(), *load, *carries))
    };
    let mut over: Vec<(String, f64, f64)> = load.iter().filter_map(over).collect();
    over.sort_by(|a, b| (b.1 - b.2).total_cmp(&(a.1 - a.2)));
    let (region, needs, carries) = over.first().cloned().unwrap_or_default();
    let mut story = Vec::new();
    if !case.failures.is_empty() {
        story.push(at(0.0, stops(&case.failures)));
    }
    let before = calm.get(&region).copied().unwrap_or_default();
    story.push(at(
        examination.verdict.recovery.most,
        format!("{region} gets {} of the whole demand instead of {}", percent(needs), percent(before)),
    ));
    story.push(Moment {
        at: None,
        text: format!("it can carry {}: what is too much fails, or all of it", percent(carries)),
    });
    let path = tandem_core::Path::attribute("capacity").key(&region);
    // The least that would pass: as much more everywhere as the worst promised failure asks for.
    let rooms = examination.verdict.capacity.iter().flat_map(|headroom| &headroom.regions);
    let more = rooms.filter(|(_, room)| room.left() < -NOTHING).map(|(region, room)| {
        format!("{region} needs {} more: `\"{region}\": {}`", percent(-room.left()), rounded(room.load))
    });
    let hints = more.collect();
    Counterexample {
        failures: case.failures.clone(),
        who: format!("clients that {region} serves"),
        class: region.clone(),
        share: needs - carries,
        declared: !examination.objective.demand.is_empty(),
        story,
        blames: vec![Blame { address: None, path, text: format!("{} is asked of it", percent(needs)) }],
        cause: Cause::Overload,
        hints,
    }
}

/// Returns what regions carry while nothing fails.
fn attempt_calm(examination: &Examination<'_>) -> std::collections::BTreeMap<String, f64> {
    let calm = examination.verdict.trials.iter().find(|trial| trial.failures.is_empty());
    calm.map(|trial| trial.load.clone()).unwrap_or_default()
}

/// Returns a share rounded up to a hundredth, as it is written.
fn rounded(share: f64) -> f64 {
    (share * 100.0 - NOTHING).ceil() / 100.0
}

/// Returns what an objective asks for, in a few words.
fn promise(examination: &Examination<'_>) -> String {
    match examination.objective.recover_within {
        Some(seconds) => duration::text(seconds),
        None => "to be served again".to_owned(),
    }
}

/// Returns what stops: `eu-west-1 stops`, `us-east-1 and eu-west-1 stop`.
pub(super) fn stops(failures: &[Failure]) -> String {
    match failures {
        [only] => match &only.subject {
            Subject::CheckPath(address) => {
                format!("the way from the checkers of `{}` is cut", address.name())
            }
            Subject::Checkers(_) => format!("{} stop asking", subject(only)),
            _ => format!("{} stops", subject(only)),
        },
        several => format!("{} stop", several.iter().map(subject).collect::<Vec<_>>().join(" and ")),
    }
}

/// Returns what fails, in words.
pub fn subject(failure: &Failure) -> String {
    let word = match &failure.subject {
        Subject::Endpoint(id) => called(&id.0),
        Subject::Group(address) => format!("the group of {}", called(address.as_str())),
        Subject::Listener(address) => format!("the listener {}", called(address.as_str())),
        Subject::CheckPath(address) => format!("the way of `{}` to what it asks", address.name()),
        other => other.to_string(),
    };
    match failure.severity {
        crate::fail::Severity::Dead => word,
        crate::fail::Severity::Grey(percent) => format!("{word} failing {percent} %"),
    }
}

/// Returns where an endpoint is: its region, or itself.
pub(super) fn place(bench: &Bench<'_>, endpoint: usize) -> String {
    let node = &bench.net.endpoints[endpoint];
    node.region.map_or_else(|| called(&node.id.0), |region| bench.net.regions[region].clone())
}

/// Returns what turns after the failures of a case, by the latest time of each.
fn told_turns(bench: &mut Bench<'_>, tried: &Tried, case: &Case) -> Vec<Moment> {
    if case.failures.is_empty() {
        return Vec::new();
    }
    let turns = recovery::turns(bench, tried);
    let word = |(turn, takes): &(Turn, crate::health::Interval)| {
        let text = match turn {
            Turn::Check { check, healthy } => {
                let name = match &bench.net.checks[*check].id {
                    crate::model::CheckRef::Declared(address) => address.name(),
                    crate::model::CheckRef::Foreign(id) => id.clone(),
                };
                let word = if *healthy { "passes" } else { "fails" };
                format!("health check `{name}` {word}")
            }
            Turn::Target(endpoint) => format!("aliases find {} unhealthy", place(bench, *endpoint)),
            Turn::Endpoint(endpoint) => {
                format!("the accelerator finds {} unhealthy", place(bench, *endpoint))
            }
            Turn::Group(a, l, g) => {
                let group = &bench.net.accelerators[*a].accelerator.listeners[*l].groups[*g];
                format!("the accelerator gives up its group in {}", group.region)
            }
        };
        at(takes.most, text)
    };
    let mut moments: Vec<Moment> = turns.iter().map(word).collect();
    moments.sort_by(|a, b| {
        a.at.unwrap_or_default().total_cmp(&b.at.unwrap_or_default()).then(a.text.cmp(&b.text))
    });
    moments.dedup();
    moments
}

/// Returns a share of the demand: `38 % of declared demand`.
fn extent(share: f64, declared: bool) -> String {
    let of = if declared { "declared demand" } else { "all places" };
    format!("{} of {of}", percent(share))
}

/// Returns a share in percent: `38 %`; little is not nothing.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 { "under 1 %".to_owned() } else { format!("{percent:.0} %") }
}

/// Returns a number of seconds in words: `48 s`, `1 m 48 s`, `1 h`.
pub fn span(seconds: f64) -> String {
    let all = seconds.ceil().max(0.0) as u64;
    let part =
        |number: u64, unit: &str| if number == 0 { String::new() } else { format!(" {number} {unit}") };
    match all {
        0..120 => format!("{all} s"),
        120..3_600 => format!("{} m{}", all / 60, part(all % 60, "s")),
        _ => format!("{} h{}", all / 3_600, part(all % 3_600 / 60, "m")),
    }
}

/// Returns an address if a text is one.
pub(super) fn address(text: &str) -> Option<Address> {
    text.parse().ok()
}
