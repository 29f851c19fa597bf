//! For how long clients fail.

use super::people::Geography;
use super::result::Failing;
use super::run::Run;

/// What counts as nothing.
const NOTHING: f64 = 1e-9;

/// Returns for how long the clients of a geography fail to reach a name: in the mean by one run, the unluckiest one by
/// another that is as slow as can be. Clients who ignore TTLs are left out of both.
pub(super) fn failing(mean: &Run<'_>, worst: &Run<'_>, name: usize, geography: &Geography) -> Failing {
    Failing {
        mean: spans(mean, name, geography).iter().map(|(span, from, to)| span * (from + to) / 2.0).sum(),
        worst: spans(worst, name, geography)
            .iter()
            .filter(|(_, from, to)| from.max(*to) > NOTHING)
            .map(|(span, ..)| span)
            .sum(),
    }
}

/// Returns the straight lines of a failing share: how long each is, and its values at both ends.
fn spans(run: &Run<'_>, name: usize, geography: &Geography) -> Vec<(f64, f64, f64)> {
    let Some(name) = run.names.get(name) else { return Vec::new() };
    let seconds = run.turns(name);
    let at = |seconds: f64, after: bool| {
        let moment = super::Moment { seconds, after };
        name.sample(run.net, geography, &run.landings, moment, false).failing
    };
    let span = |pair: &[f64]| (pair[1] - pair[0], at(pair[0], true), at(pair[1], false));
    seconds.windows(2).map(span).collect()
}
