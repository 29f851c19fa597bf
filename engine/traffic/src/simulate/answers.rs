//! What name servers answer over time, and what clients hold of it: caches let go of what they have bit by bit.
//!
//! When the answer changes, what is left of the TTL of those who hold the old one is uniform, so their share falls in a
//! straight line to nothing over the TTL. What they take then is what is answered at that moment.

use super::belief::{Beliefs, Sensor};
use super::course::{Course, Moment};
use crate::assume::Used;
use crate::dns::{Healthy, Reached, answer, healthy, stale};
use crate::health::Settled;
use crate::model::Family;
use crate::net::{Found, Net};

/// Which records count as healthy over time: every way that undecided checks may be, with how likely it is.
pub(super) type Views = Course<Vec<(Healthy, f64)>>;

/// A part of an answer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Part {
    /// What it leads to.
    pub(super) to: Reached,
    /// For how many seconds it is kept.
    pub(super) ttl: f64,
    /// How often it is given.
    pub(super) share: f64,
}

/// A part of an answer that some clients hold.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Held {
    /// What they hold.
    pub(super) to: Reached,
    /// How many of all clients, from 0 to 1.
    pub(super) share: f64,
    /// Whether nobody is given it any more.
    pub(super) stale: bool,
}

/// What clients of a class are answered over time.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Answers {
    pub(super) course: Course<Vec<Part>>,
    /// For every step but the last, the share of clients who hold its answer when it ends.
    holders: Vec<f64>,
}

/// Returns which records count as healthy over time, as clients come to feel it: some seconds late.
pub(super) fn views(net: &Net<'_>, beliefs: &Beliefs, late: f64) -> Views {
    let named = |sensor: &Sensor| matches!(sensor, Sensor::Check(_) | Sensor::Alias(_));
    let courses = beliefs.sensors.iter().filter(|(sensor, _)| named(sensor));
    let mut seconds: Vec<f64> = courses.flat_map(|(_, course)| course.changes()).collect();
    seconds.sort_by(f64::total_cmp);
    seconds.dedup();
    let mut views = Course::new(believed(net, beliefs, Moment { seconds: f64::NEG_INFINITY, after: true }));
    for second in seconds {
        let next = believed(net, beliefs, Moment { seconds: second, after: true });
        if next != *views.last() {
            views.push(second + late, next);
        }
    }
    views
}

fn believed(net: &Net<'_>, beliefs: &Beliefs, moment: Moment) -> Vec<(Healthy, f64)> {
    let at = |sensor: Sensor| beliefs.sensors.get(&sensor).map(|course| *course.at(moment));
    let checks = (0..net.checks.len()).filter_map(|check| at(Sensor::Check(check))).collect();
    let alive = |endpoint: usize| at(Sensor::Alias(endpoint)).is_none_or(|healthy| healthy >= 0.5);
    let endpoints = (0..net.endpoints.len()).map(alive).collect();
    let settled = Settled { checks, endpoints, ..beliefs.calm.clone() };
    settled.views().into_iter().map(|(health, part)| (healthy(net, &health), part)).collect()
}

/// Returns what clients of a class are answered over time that ask for what was found.
pub(super) fn answers(
    net: &Net<'_>,
    (found, family): (Found, Family),
    class: usize,
    views: &Views,
    used: &mut Used,
) -> Answers {
    let mut steps = views.steps().iter().map(|(from, views)| {
        let mut parts: Vec<Part> = Vec::new();
        for (healthy, likely) in views {
            let answered = answer(net, found, family, class, healthy);
            used.add(answered.used);
            for share in answered.shares {
                add(&mut parts, Part { to: share.to, ttl: share.ttl, share: share.share * likely });
            }
        }
        (*from, parts)
    });
    let mut course = Course::new(steps.next().map(|(_, parts)| parts).unwrap_or_default());
    for (from, parts) in steps {
        if parts != *course.last() {
            course.push(from, parts);
        }
    }
    Answers::new(course)
}

fn add(parts: &mut Vec<Part>, part: Part) {
    let same = |other: &&mut Part| (other.to, other.ttl) == (part.to, part.ttl);
    match parts.iter_mut().find(same) {
        Some(other) => other.share += part.share,
        None => parts.push(part),
    }
}

impl Answers {
    pub(super) fn new(course: Course<Vec<Part>>) -> Answers {
        let mut answers = Answers { course, holders: Vec::new() };
        for next in 1..answers.course.steps().len() {
            let seconds = answers.course.steps()[next].0;
            let older: f64 = (0..next - 1).map(|step| answers.left(step, seconds)).sum();
            answers.holders.push((1.0 - older).max(0.0));
        }
        answers
    }

    /// Returns the share of clients who hold the answer of a step that is over.
    fn left(&self, step: usize, seconds: f64) -> f64 {
        let parts = &self.course.steps()[step].1;
        parts.iter().map(|part| self.left_of(step, part, seconds)).sum()
    }

    fn left_of(&self, step: usize, part: &Part, seconds: f64) -> f64 {
        let ended = self.course.steps()[step + 1].0;
        self.holders[step] * part.share * stale(seconds - ended, part.ttl)
    }

    /// Returns what clients hold at a moment; the shares make 1 together.
    pub(super) fn held(&self, moment: Moment) -> Vec<Held> {
        let current = self.course.step(moment);
        let now = &self.course.steps()[current].1;
        let given = |part: &Part| now.iter().any(|other| other.to == part.to);
        let mut held = Vec::new();
        let mut rest = 1.0;
        for step in 0..current {
            for part in &self.course.steps()[step].1 {
                let share = self.left_of(step, part, moment.seconds);
                rest -= share;
                if share > 0.0 {
                    held.push(Held { to: part.to, share, stale: !given(part) });
                }
            }
        }
        held.extend(now.iter().map(|part| Held {
            to: part.to,
            share: rest.max(0.0) * part.share,
            stale: false,
        }));
        held
    }

    /// Returns what clients hold at a moment who never let go of their first answer.
    pub(super) fn first(&self, moment: Moment) -> Vec<Held> {
        let now = self.course.at(moment);
        let given = |part: &Part| now.iter().any(|other| other.to == part.to);
        let first = self.course.steps()[0].1.iter();
        first.map(|part| Held { to: part.to, share: part.share, stale: !given(part) }).collect()
    }

    /// Iterates over the seconds at which the answer changes, and those at which the last caches let go of a part of it
    /// that nobody is given any more.
    pub(super) fn drains(&self) -> impl Iterator<Item = (f64, f64)> {
        self.course.steps().windows(2).map(|pair| {
            let (from, next) = (pair[1].0, &pair[1].1);
            let given = |part: &&Part| !next.iter().any(|other| other.to == part.to);
            let longest = pair[0].1.iter().filter(given).map(|part| part.ttl).fold(0.0, f64::max);
            (from, from + longest)
        })
    }

    /// Iterates over the seconds at which the shares of what is held begin or cease to change.
    pub(super) fn breaks(&self) -> impl Iterator<Item = f64> {
        self.course.steps().windows(2).flat_map(|pair| {
            let ends = pair[0].1.iter().map(|part| pair[1].0 + part.ttl).collect::<Vec<_>>();
            std::iter::once(pair[1].0).chain(ends)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Answers, Course, Moment, Part, Reached};

    fn part(to: usize, ttl: f64) -> Vec<Part> {
        vec![Part { to: Reached::Endpoint(to), ttl, share: 1.0 }]
    }

    fn share(answers: &Answers, seconds: f64, to: usize) -> f64 {
        let held = answers.held(Moment { seconds, after: true });
        held.iter().filter(|held| held.to == Reached::Endpoint(to)).map(|held| held.share).sum()
    }

    #[test]
    fn caches_let_go_in_a_straight_line() {
        let mut course = Course::new(part(0, 60.0));
        course.push(25.0, part(1, 60.0));
        let answers = Answers::new(course);
        let left = [24.0, 25.0, 55.0, 85.0].map(|at| share(&answers, at, 0));
        assert_eq!(left, [1.0, 1.0, 0.5, 0.0]);
        assert_eq!(share(&answers, 55.0, 1), 0.5);
        assert_eq!(answers.drains().collect::<Vec<_>>(), [(25.0, 85.0)]);
    }

    #[test]
    fn a_second_change_finds_two_answers_in_the_caches() {
        let mut course = Course::new(part(0, 60.0));
        course.push(0.0, part(1, 300.0));
        course.push(30.0, part(2, 60.0));
        let answers = Answers::new(course);
        assert_eq!([0, 1, 2].map(|to| share(&answers, 30.0, to)), [0.5, 0.5, 0.0]);
        assert_eq!([0, 1].map(|to| share(&answers, 180.0, to)), [0.0, 0.25]);
        assert_eq!([0, 1, 2].map(|to| share(&answers, 330.0, to)), [0.0, 0.0, 1.0]);
    }
}
