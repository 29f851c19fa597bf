//! One run through a script at one pace: everything that can be asked about any moment of it.

use super::Pace;
use super::answers::{Answers, Views, views};
use super::belief::{Beliefs, beliefs};
use super::course::{Moment, exact};
use super::data::{Data, data};
use super::landing::{Landings, landings};
use super::people::Geography;
use super::script::Period;
use super::traffic::{Followed, follow};
use crate::assume::{RECONNECT, STALE_CLIENTS, Used};
use crate::net::Net;

/// The most seconds between two moments, as a share of the whole.
const GRID: f64 = 1.0 / 240.0;
/// The most seconds between two moments while caches let go.
const DRAINING: f64 = 5.0;

/// One run at one pace.
pub(super) struct Run<'a> {
    pub(super) net: &'a Net<'a>,
    pub(super) beliefs: Beliefs,
    pub(super) landings: Landings<'a>,
    pub(super) names: Vec<Followed>,
    pub(super) stores: Vec<Data<'a>>,
    /// The last second.
    pub(super) until: f64,
    /// What it rests on.
    pub(super) used: Used,
}

/// Runs through the periods of a script.
pub(super) fn run<'a>(
    net: &'a Net<'a>,
    periods: &'a [Period],
    geographies: &[Geography],
    until: f64,
    pace: Pace,
) -> Run<'a> {
    let beliefs = beliefs(net, periods, pace);
    let mut used = net.used;
    used.add(beliefs.used);
    // A client acts on what it is told with its next request, on a fresh connection.
    let late = used.value(net.assumptions, &RECONNECT);
    used.mark(&STALE_CLIENTS);
    let views: Views = views(net, &beliefs, late);
    let landings = landings(net, periods, &beliefs, late, &mut used);
    let names = follow(net, geographies, &views, &mut used);
    let stores = data(net, periods, &mut used);
    Run { net, beliefs, landings, names, stores, until, used }
}

impl Run<'_> {
    /// Returns the seconds between which everything changes in a straight line.
    pub(super) fn breaks(&self) -> Vec<f64> {
        let answers = self.names.iter().flat_map(Followed::answers).flat_map(Answers::breaks);
        let stores = self.stores.iter().flat_map(Data::breaks);
        self.sorted(self.landings.breaks().chain(answers).chain(stores).collect())
    }

    /// Returns the seconds at which something begins or ceases to change for a name.
    pub(super) fn turns(&self, name: &Followed) -> Vec<f64> {
        let reached = (0..self.net.accelerators.len()).filter(|accelerator| name.reaches(*accelerator));
        let moves = reached.flat_map(|accelerator| self.landings.moves(accelerator));
        let own = name.answers().flat_map(Answers::breaks).chain(moves);
        self.sorted(self.landings.incidents().chain(own).collect())
    }

    /// Returns the seconds to show: those of the straight lines' ends, and enough between them for curves.
    pub(super) fn seconds(&self) -> Vec<f64> {
        let mut seconds = self.breaks();
        let answers = self.names.iter().flat_map(Followed::answers);
        let mut drains: Vec<(f64, f64)> = answers.flat_map(Answers::drains).collect();
        drains.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        drains.dedup();
        for (from, to) in drains {
            let steps = ((to.min(self.until) - from) / DRAINING).max(0.0) as u32;
            seconds.extend((1..=steps).map(|step| (from + f64::from(step) * DRAINING).round()));
        }
        let step = (self.until * GRID).round().max(1.0);
        seconds.extend((0..=(self.until / step) as u32).map(|at| f64::from(at) * step));
        self.sorted(seconds)
    }

    /// Returns the moments of some seconds: where something changes at once, just before and just after.
    pub(super) fn moments(&self, seconds: &[f64]) -> Vec<Moment> {
        let answers =
            self.names.iter().flat_map(Followed::answers).flat_map(|answers| answers.course.changes());
        let jumps = self.sorted(self.landings.breaks().chain(answers).collect());
        let both = |seconds: &f64| {
            // What happens with the last second is not seen any more.
            let jumps =
                *seconds < self.until && jumps.binary_search_by(|jump| jump.total_cmp(seconds)).is_ok();
            let before = jumps.then_some(Moment { seconds: *seconds, after: false });
            let last = Moment { seconds: *seconds, after: *seconds < self.until };
            before.into_iter().chain([last])
        };
        seconds.iter().flat_map(both).collect()
    }

    fn sorted(&self, mut seconds: Vec<f64>) -> Vec<f64> {
        seconds.extend([0.0, self.until]);
        seconds.retain(|second| (0.0..=self.until).contains(second));
        seconds.iter_mut().for_each(|second| *second = exact(*second));
        seconds.sort_by(f64::total_cmp);
        seconds.dedup();
        seconds
    }
}
