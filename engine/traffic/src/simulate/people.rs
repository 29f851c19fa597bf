//! Who asks: geographies, how much of the demand comes from each, and the round trips of the people in it.

use std::collections::BTreeMap;

use super::landing::Site;
use crate::assume::{ACCESS_LATENCY, Used};
use crate::client::Place;
use crate::geo::Point;
use crate::net::Net;

/// How much of the way to the nearest region is left where an accelerator's edge is nearer.
const TO_THE_EDGE: f64 = 0.8;
/// Continents, as Route 53 spells them, with their names.
const CONTINENTS: [(&str, &str); 7] = [
    ("AF", "Africa"),
    ("AN", "Antarctica"),
    ("AS", "Asia"),
    ("EU", "Europe"),
    ("NA", "North America"),
    ("OC", "Oceania"),
    ("SA", "South America"),
];

/// Where clients are, as objectives tell them apart: continents, countries or states.
#[derive(Clone, PartialEq, Debug)]
pub struct Geography {
    /// The code: `EU`, `DE`, `US-WA`.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// The middle of the places that stand for it.
    pub point: Point,
    /// How much of the demand comes from it, from 0 to 1, if objectives say so; else an even share.
    pub demand: f64,
    /// The classes of clients in it: how many of its people, from 0 to 1.
    pub(super) classes: Vec<Group>,
}

/// The people of a geography who are in one class.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Group {
    /// The class, by number.
    pub(super) class: usize,
    /// How many of the people of the geography.
    pub(super) share: f64,
    /// For each of their places, the round trips to every region in milliseconds, without the way to the nearest one.
    trips: Vec<Vec<f64>>,
}

/// Returns the geographies: those that demand is declared for, else continents. Each place counts alike.
pub(super) fn geographies(net: &Net<'_>, used: &mut Used) -> Vec<Geography> {
    let mut members: BTreeMap<&str, BTreeMap<usize, Vec<&Place>>> = BTreeMap::new();
    let declared = net.classes.iter().flat_map(|class| &class.places).any(|place| place.demand.is_some());
    for (number, class) in net.classes.iter().enumerate() {
        for place in &class.places {
            let of = if declared { &place.demand } else { &place.continent };
            if let Some(id) = of {
                members.entry(id).or_default().entry(number).or_default().push(place);
            }
        }
    }
    let demand =
        net.model.objectives.iter().map(|objective| &objective.demand).find(|demand| !demand.is_empty());
    let mut geographies: Vec<Geography> = Vec::new();
    for (id, classes) in members {
        geographies.push(geography(net, id, classes, demand, used));
    }
    weigh(&mut geographies, demand);
    geographies
}

fn geography(
    net: &Net<'_>,
    id: &str,
    classes: BTreeMap<usize, Vec<&Place>>,
    demand: Option<&BTreeMap<String, f64>>,
    used: &mut Used,
) -> Geography {
    let places: Vec<&Place> = classes.values().flatten().copied().collect();
    let count = places.len() as f64;
    let mean = |of: fn(&Point) -> f64| places.iter().map(|place| of(&place.point)).sum::<f64>() / count;
    let mut trips = |place: &&Place| {
        net.regions.iter().map(|region| place.rtt(region, net.assumptions, used)).collect::<Vec<f64>>()
    };
    let mut groups = Vec::new();
    for (class, places) in &classes {
        let trips = places.iter().map(&mut trips).collect();
        groups.push(Group { class: *class, share: places.len() as f64 / count, trips });
    }
    let continent = CONTINENTS.iter().find(|(code, _)| *code == id);
    Geography {
        id: id.to_owned(),
        label: continent.map_or(id, |(_, name)| name).to_owned(),
        point: Point { north: mean(|point| point.north), east: mean(|point| point.east) },
        demand: demand.and_then(|demand| demand.get(id)).copied().unwrap_or(1.0),
        classes: groups,
    }
}

/// Lets the demand of all geographies make 1.
fn weigh(geographies: &mut [Geography], demand: Option<&BTreeMap<String, f64>>) {
    let all: f64 = geographies.iter().map(|geography| geography.demand).sum();
    let even = 1.0 / geographies.len().max(1) as f64;
    for geography in geographies {
        geography.demand = if demand.is_some() && all > 0.0 { geography.demand / all } else { even };
    }
}

impl Group {
    /// Adds the round trips of requests that came in at a site, each with how many they are.
    pub(super) fn trips(
        &self,
        net: &Net<'_>,
        site: Site,
        edge: bool,
        share: f64,
        into: &mut Vec<(f64, f64)>,
    ) {
        let Site::Region(region) = site else { return };
        let access = net.assumptions.value(&ACCESS_LATENCY) * if edge { TO_THE_EDGE } else { 1.0 };
        let each = share / self.trips.len() as f64;
        into.extend(self.trips.iter().map(|trips| (trips[region] + access, each)));
    }
}

/// Returns the value that so many of some weighed values do not exceed, in place; `None` of nothing.
pub(super) fn quantile(values: &mut [(f64, f64)], share: f64) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: f64 = values.iter().map(|(_, weight)| weight).sum();
    if all < 1e-9 {
        return None;
    }
    let mut sum = 0.0;
    let reached = |(_, weight): &&(f64, f64)| {
        sum += weight;
        // A hair less, so that rounding does not skip what is just reached.
        sum >= share * all - 1e-9
    };
    values.iter().find(reached).map(|(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_go_by_weight() {
        let mut values = vec![(100.0, 0.02), (10.0, 0.6), (20.0, 0.38)];
        assert_eq!(quantile(&mut values, 0.5), Some(10.0));
        assert_eq!(quantile(&mut values, 0.9), Some(20.0));
        assert_eq!(quantile(&mut values, 0.99), Some(100.0));
        assert_eq!(quantile(&mut [], 0.5), None);
    }
}
