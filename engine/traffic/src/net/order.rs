//! In which order a record set and an accelerator try what they have, for a place.

use crate::assume::{Assumptions, CIDR_UNHEALTHY, Used};
use crate::client::Place;
use crate::geo;
use crate::model::{Location, Member, Policy, Role};

/// The rank of a record for a place: the smallest is tried first; `None` if it never answers there.
type Rank = Option<(u8, f64)>;

/// Returns the records of a set that are tried for a place, in this order.
pub(super) fn order(
    members: &[Member],
    place: &Place,
    assumptions: &Assumptions,
    used: &mut Used,
) -> Vec<u16> {
    let rank = |member: &Member, used: &mut Used| rank(member, place, assumptions, used);
    let mut ranked: Vec<((u8, f64), u16)> = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let number = u16::try_from(at).unwrap_or(u16::MAX);
        ranked.extend(rank(member, used).map(|rank| (rank, number)));
    }
    ranked.sort_by(|(a, first), (b, second)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(first.cmp(second)));
    let in_block =
        ranked.first().is_some_and(|((level, _), number)| *level == 0 && is_cidr(members, *number));
    if in_block && used.value(assumptions, &CIDR_UNHEALTHY) == 0.0 {
        ranked.truncate(1);
    }
    ranked.into_iter().map(|(_, number)| number).collect()
}

fn is_cidr(members: &[Member], number: u16) -> bool {
    matches!(members[usize::from(number)].policy, Policy::Cidr { .. })
}

fn rank(member: &Member, place: &Place, assumptions: &Assumptions, used: &mut Used) -> Rank {
    match &member.policy {
        Policy::Latency(region) => Some((0, place.rtt(region, assumptions, used))),
        Policy::Failover(role) => Some((u8::from(*role == Role::Secondary), 0.0)),
        Policy::Geolocation(location) => level(location, place).map(|level| (level, 0.0)),
        Policy::Geoproximity { at, bias } => {
            Some((0, biased(geo::distance(place.point, *at), f64::from(*bias))))
        }
        Policy::Cidr { collection, location: Some(location) } => {
            let inside = |(a, b): &(String, String)| a == collection && b == location;
            place.cidr.as_ref().is_some_and(inside).then_some((0, 0.0))
        }
        Policy::Cidr { location: None, .. } => Some((1, 0.0)),
        Policy::Simple | Policy::Weighted(_) | Policy::Multivalue => None,
    }
}

/// Returns how special a location is that holds a place: 0 is a state, 3 is anywhere.
fn level(location: &Location, place: &Place) -> Option<u8> {
    let (continent, country) = (place.continent.as_deref(), place.country.as_deref());
    let fits = match location {
        Location::Subdivision(of, state) => {
            country == Some(of.as_str()) && place.state.as_deref() == Some(state.as_str())
        }
        Location::Country(code) => country == Some(code.as_str()),
        Location::Continent(code) => continent == Some(code.as_str()),
        Location::Default => true,
    };
    let level = match location {
        Location::Subdivision(..) => 0,
        Location::Country(_) => 1,
        Location::Continent(_) => 2,
        Location::Default => 3,
    };
    fits.then_some(level)
}

/// Returns a distance as a bias makes it count: 150 km count as 75 with a bias of 50, as 300 with one of -50.
pub(crate) fn biased(distance: f64, bias: f64) -> f64 {
    if bias >= 0.0 { distance * (1.0 - bias / 100.0) } else { distance / (1.0 + bias / 100.0) }
}

#[cfg(test)]
mod tests {
    use super::biased;

    #[test]
    fn documented_biases() {
        assert_eq!(biased(150.0, 50.0), 75.0);
        assert_eq!(biased(150.0, -50.0), 300.0);
    }
}
