//! What an objective promises: which failures at once must be survived.

use tandem_core::topology::Survive;

use crate::fail::{Failure, Severity, Subject};
use crate::net::Net;

/// The kind of promise that a failure falls under.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Promise {
    /// It is the loss of a region: `survive.regions`.
    Region,
    /// It is the loss of a service in a region, or of something smaller: `survive.services`.
    Service,
    /// Nobody promises it: something global, or a partial failure.
    Nothing,
}

impl Promise {
    /// Returns the kind of promise that a failure falls under.
    ///
    /// An endpoint, a group of an accelerator, the way of a health check, the checkers of a region and a control plane
    /// are all smaller than a service in a region. A listener is everywhere at once, and so is an endpoint that stands
    /// in no region and is no address of its own, such as a distribution: nothing stands in for them. A partial failure
    /// is what health checks may overlook, and is reported.
    pub fn of(failure: &Failure, net: &Net<'_>) -> Promise {
        if failure.severity != Severity::Dead {
            return Promise::Nothing;
        }
        match &failure.subject {
            Subject::Region(_) => Promise::Region,
            Subject::Service { .. }
            | Subject::Group(_)
            | Subject::CheckPath(_)
            | Subject::Checkers(_)
            | Subject::Plane(_) => Promise::Service,
            Subject::Listener(_) => Promise::Nothing,
            Subject::Endpoint(id) => {
                let node = net.endpoint(id).map(|at| &net.endpoints[at]);
                let placed = node.is_some_and(|node| node.region.is_some());
                let single = id.0.parse::<std::net::IpAddr>().is_ok();
                if placed || single { Promise::Service } else { Promise::Nothing }
            }
        }
    }

    /// Returns how many such failures at once an objective promises to survive.
    pub fn count(self, survive: Survive) -> usize {
        match self {
            Promise::Region => survive.regions as usize,
            Promise::Service => survive.services as usize,
            Promise::Nothing => 0,
        }
    }
}

/// How many cases of one number of failures are tried at most: what is promised beyond is said not to be tried.
const MOST: usize = 20_000;

/// Failures that happen at once, and whether it is promised that they are survived.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Case {
    pub(super) failures: Vec<Failure>,
    pub(super) promised: bool,
}

/// What must be tried.
#[derive(Debug, Default)]
pub(super) struct Cases {
    /// The cases, fewest failures first.
    pub(super) all: Vec<Case>,
    /// From how many failures at once on the cases are too many to be tried, although they are promised.
    pub(super) untried: Option<usize>,
}

/// Returns what must be tried: what is promised, and everything that is dead up to a number at once.
pub(super) fn cases(net: &Net<'_>, singles: &[Failure], survive: Survive, at_once: usize) -> Cases {
    let kinds: Vec<Promise> = singles.iter().map(|failure| Promise::of(failure, net)).collect();
    let of = |kind: Promise| (0..singles.len()).filter(move |at| kinds[*at] == kind);
    let (regions, services): (Vec<_>, Vec<_>) =
        (of.clone()(Promise::Region).collect(), of(Promise::Service).collect());
    let dead: Vec<usize> = (0..singles.len()).filter(|at| singles[*at].severity == Severity::Dead).collect();
    let mut cases = Cases::default();
    let single = |at: usize| Case {
        promised: Promise::of(&singles[at], net).count(survive) > 0,
        failures: vec![singles[at].clone()],
    };
    cases.all.extend((0..singles.len()).map(single));
    let (most_regions, most_services) = (survive.regions as usize, survive.services as usize);
    for count in 2..=most_regions.max(most_services).max(at_once) {
        let promised = [(&regions, most_regions), (&services, most_services)];
        let promised: Vec<&Vec<usize>> =
            promised.into_iter().filter(|(_, most)| count <= *most).map(|(among, _)| among).collect();
        let asked = if count <= at_once { Some(&dead) } else { None };
        let number: usize =
            promised.iter().copied().chain(asked).map(|among| choices(among.len(), count)).sum();
        if number > MOST {
            cases.untried = Some(count);
            break;
        }
        if number == 0 {
            break;
        }
        for among in &promised {
            choose(among, count, &mut |chosen| cases.add(singles, chosen, true));
        }
        if let Some(among) = asked {
            let within =
                |chosen: &[usize]| promised.iter().any(|among| chosen.iter().all(|at| among.contains(at)));
            choose(among, count, &mut |chosen| {
                if !within(chosen) {
                    cases.add(singles, chosen, false);
                }
            });
        }
    }
    cases
}

impl Cases {
    fn add(&mut self, singles: &[Failure], chosen: &[usize], promised: bool) {
        if apart(singles, chosen) {
            let failures = chosen.iter().map(|at| singles[*at].clone()).collect();
            self.all.push(Case { failures, promised });
        }
    }
}

/// Returns whether no two failures concern the same thing.
fn apart(singles: &[Failure], chosen: &[usize]) -> bool {
    let subject = |at: usize| &singles[chosen[at]].subject;
    (1..chosen.len()).all(|at| (0..at).all(|before| subject(before) != subject(at)))
}

/// Returns in how many ways so many of a number of things can be chosen; as many as can be counted, if more.
fn choices(things: usize, count: usize) -> usize {
    let step = |ways: usize, at: usize| ways.saturating_mul(things.saturating_sub(at)) / (at + 1);
    (0..count).fold(1, step)
}

/// Calls back with every way to choose so many of some things, in order.
fn choose(among: &[usize], count: usize, back: &mut dyn FnMut(&[usize])) {
    further(among, count, &mut Vec::with_capacity(count), back);
}

fn further(among: &[usize], left: usize, chosen: &mut Vec<usize>, back: &mut dyn FnMut(&[usize])) {
    if left == 0 {
        return back(chosen);
    }
    for (at, next) in among.iter().enumerate().take((among.len() + 1).saturating_sub(left)) {
        chosen.push(*next);
        further(&among[at + 1..], left - 1, chosen, back);
        chosen.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::{choices, choose};

    #[test]
    fn every_choice_comes_once() {
        let mut all = Vec::new();
        choose(&[0, 1, 2, 3], 2, &mut |chosen| all.push(chosen.to_vec()));
        assert_eq!(all, [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
        assert_eq!(all.len(), choices(4, 2));
        let mut none = 0;
        choose(&[7], 2, &mut |_| none += 1);
        assert_eq!((none, choices(1, 2), choices(60, 3)), (0, 0, 34_220));
    }
}
