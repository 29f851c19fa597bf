//! A behaviour as people are told it: short lines, the widest change first.

use std::collections::BTreeMap;

use tandem_core::duration;

use super::behaviour::{Behaviour, Change, Pair, Shift};
use crate::fail::{Failure, Severity, Subject};
use crate::health::Interval;
use crate::model::{Consistency, Family, Store};

/// Some lines under a head.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Paragraph {
    /// The names that the lines speak of; empty if they speak of everything.
    pub head: String,
    /// The lines.
    pub lines: Vec<String>,
}

impl Behaviour {
    /// Returns what changes, in words: what holds for everything last, so that it stands where people look first.
    pub fn told(&self) -> Vec<Paragraph> {
        let mut paragraphs: Vec<Paragraph> =
            self.changes.iter().map(|one| change(one, self.recovery)).collect();
        let mut lines = Vec::new();
        let mut list = |what: &str, names: &[String]| {
            if !names.is_empty() {
                lines.push(format!("{what}: {}", names.join(", ")));
            }
        };
        list("answered from now on", &self.appear);
        list("no longer answered", &self.vanish);
        list("known only after apply", &self.unknown);
        list("private names, whose clients are not followed", &self.private);
        for (address, pair) in &self.stores {
            lines.push(format!("data of {}: {}", address.name(), stored(pair)));
        }
        let tells = |takes: &Pair<Interval>| takes.before.most.is_finite() || takes.after.most.is_finite();
        if let Some(takes) = self.recovery.filter(tells).filter(|_| !self.changes.is_empty()) {
            lines.push(format!("worst recovery: {}", recovery(takes)));
        }
        lines.extend(weak("new single point of failure", &self.exposed));
        lines.extend(weak("no longer a single point of failure", &self.covered));
        if !lines.is_empty() {
            paragraphs.push(Paragraph { head: String::new(), lines });
        }
        paragraphs
    }
}

/// Returns what is told of some names; `worst` is told of all of them anyway.
fn change(change: &Change, worst: Option<Pair<Interval>>) -> Paragraph {
    let mut lines: Vec<String> = change.shifts.iter().map(|one| shift(one, &change.shifts)).collect();
    if let Some(kept) = change.kept {
        let (before, after) = (seconds(kept.before), seconds(kept.after));
        lines.push(format!("answers are kept: {before} → {after}"));
    }
    let differs = |takes: &Pair<Interval>| takes.before.most.round() != takes.after.most.round();
    let told = |takes: &Pair<Interval>| lines.is_empty() || Some(*takes) != worst;
    if let Some(takes) = change.recovery.filter(differs).filter(told) {
        lines.push(format!("recovery: {}", recovery(takes)));
    }
    Paragraph { head: change.names.join(", "), lines }
}

/// Returns what is told of some clients, among all that is told of a name.
fn shift(shift: &Shift, all: &[Shift]) -> String {
    let mut line = shift.failure.as_ref().map(|failure| format!("{}: ", lost(failure))).unwrap_or_default();
    line.push_str(match shift.family {
        Some(Family::V4) => "IPv4: ",
        Some(Family::V6) => "IPv6: ",
        None => "",
    });
    line.push_str(&format!("{}: ", shift.who));
    let calm = |one: &Shift| one.failure.is_none() && one.who == shift.who && one.sites == shift.sites;
    let anyway = shift.failure.is_some() && all.iter().any(calm);
    let mut moves: Vec<String> = Vec::new();
    // What loses its clients comes first, then what gets them.
    let (from, to): (Vec<_>, Vec<_>) = shift.sites.iter().partition(|(_, pair)| pair.after < pair.before);
    // Where they go whatever fails is told once.
    for (site, pair) in from.into_iter().chain(to).filter(|_| !anyway) {
        moves.push(format!("{site} {}", shares(*pair)));
    }
    if shift.failing.before != shift.failing.after {
        moves.push(format!("failing {}", shares(shift.failing)));
    }
    line + &moves.join(", ")
}

/// Returns a failure as the condition of what follows.
fn lost(failure: &Failure) -> String {
    match (&failure.subject, failure.severity) {
        (Subject::CheckPath(check), Severity::Dead) => format!("{} cut off", check.name()),
        (Subject::Endpoint(_), Severity::Dead) => format!("{} lost", single(failure)),
        (_, Severity::Dead) => format!("{failure} lost"),
        (_, Severity::Grey(_)) => failure.to_string(),
    }
}

/// Returns a failure as a single point of it.
fn single(failure: &Failure) -> String {
    match &failure.subject {
        Subject::Endpoint(id) => match id.0.parse::<tandem_core::Address>() {
            Ok(address) => match address.region() {
                Some(region) => format!("{} in {region}", address.name()),
                None => address.name(),
            },
            Err(_) => id.0.clone(),
        },
        _ => failure.to_string(),
    }
}

fn weak(what: &str, failures: &BTreeMap<Failure, Vec<String>>) -> Vec<String> {
    let told = |(failure, names): (&Failure, &Vec<String>)| {
        format!("{what}: {} ({})", single(failure), names.join(", "))
    };
    failures.iter().map(told).collect()
}

fn recovery(takes: Pair<Interval>) -> String {
    format!("{} → {}", seconds(takes.before.most), seconds(takes.after.most))
}

/// Returns a time as people say it: `90 s`, `1 h`.
fn seconds(time: f64) -> String {
    if time.is_infinite() {
        return "never".to_owned();
    }
    let whole = time.round().max(0.0);
    if whole < 600.0 || !(whole % 60.0).eq(&0.0) {
        return format!("{whole} s");
    }
    let text = duration::text(whole as u64);
    let digits = text.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
    format!(
        "{digits} {}",
        match &text[digits.len()..] {
            "m" => "min",
            unit => unit,
        }
    )
}

/// Returns two shares in percent, with as many digits as it takes to tell them apart.
fn shares(pair: Pair<f64>) -> String {
    let (before, after) = (pair.before * 100.0, pair.after * 100.0);
    let digits = (0..4).find(|digits| {
        let unit = 10_f64.powi(*digits);
        let near = |share: f64| (share * unit).round() / unit;
        near(before) != near(after)
            && (near(before) - before).abs() < 0.05
            && (near(after) - after).abs() < 0.05
    });
    let digits = digits.unwrap_or(4) as usize;
    format!("{before:.digits$} % → {after:.digits$} %")
}

fn stored(pair: &Pair<Option<Store>>) -> String {
    let (before, after) = match (&pair.before, &pair.after) {
        (Some(before), Some(after)) => (before, after),
        (None, Some(after)) => return format!("kept in {} from now on", regions(after)),
        (Some(before), None) => return format!("no longer kept in {}", regions(before)),
        (None, None) => return String::new(),
    };
    let mut changes = Vec::new();
    if before.consistency != after.consistency {
        changes.push(format!("{} → {}", word(before.consistency), word(after.consistency)));
    }
    if before.replicas.keys().ne(after.replicas.keys()) {
        changes.push(format!("{} → {}", regions(before), regions(after)));
    }
    if before.witness != after.witness {
        let told = |witness: &Option<String>| witness.clone().unwrap_or_else(|| "none".to_owned());
        changes.push(format!("witness {} → {}", told(&before.witness), told(&after.witness)));
    }
    changes.join(", ")
}

fn word(consistency: Consistency) -> &'static str {
    match consistency {
        Consistency::Eventual => "eventual",
        Consistency::Strong => "strong",
    }
}

fn regions(store: &Store) -> String {
    store.replicas.keys().cloned().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Pair, seconds, shares};

    #[test]
    fn shares_have_as_many_digits_as_they_need() {
        let told = |before: f64, after: f64| shares(Pair { before, after });
        assert_eq!(told(1.0, 0.5), "100 % → 50 %");
        assert_eq!(told(1.0 / 3.0, 0.5), "33.3 % → 50.0 %");
        assert_eq!(told(0.100_1, 0.100_2), "10.01 % → 10.02 %");
    }

    #[test]
    fn times_are_short() {
        let told = [90.0, 390.0, 3600.0, 601.2, f64::INFINITY, 1200.0].map(seconds);
        assert_eq!(told, ["90 s", "390 s", "1 h", "601 s", "never", "20 min"]);
    }
}
