//! The places that stand for everyone, before those that nothing tells apart become one.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::region;

use super::Place;
use crate::geo::{self, Country, Point};
use crate::model::{Location, Model, Policy};

/// The partition whose regions clients are near to: the others have clients of their own.
const PARTITION: &str = "aws";

/// What policies and objectives name.
#[derive(Default)]
struct Named {
    continents: BTreeSet<String>,
    countries: BTreeSet<String>,
    states: BTreeSet<(String, String)>,
    blocks: BTreeSet<(String, String)>,
    /// Whether some record goes by where clients are.
    geography: bool,
    /// The geographies of demand.
    demand: BTreeSet<String>,
}

/// Returns the places that stand for everyone, in a fixed order.
pub fn candidates(model: &Model) -> Vec<Place> {
    let named = named(model);
    let mut places: Vec<Place> = regions().collect();
    let demanded = named.demand.iter().filter(|code| !geo::is_continent(code));
    places.extend(named.countries.iter().chain(demanded).filter_map(|code| in_country(code)));
    places.extend(named.states.iter().filter_map(|(country, state)| in_state(country, state)));
    places.extend(strangers(&named));
    places.extend(named.continents.iter().chain(named.demand.iter()).filter_map(|code| in_continent(code)));
    if named.geography {
        places.push(unmapped());
    }
    let mut seen = BTreeSet::new();
    places.retain(|place| {
        seen.insert((
            place.continent.clone(),
            place.country.clone(),
            place.state.clone(),
            place.label.clone(),
        ))
    });
    places.iter_mut().for_each(|place| place.demand = counted_to(place, &named.demand));
    with_blocks(places, &named.blocks)
}

fn named(model: &Model) -> Named {
    let mut named = Named::default();
    for member in model.names.values().flatten() {
        match &member.policy {
            Policy::Geolocation(location) => {
                named.geography = true;
                match location {
                    Location::Subdivision(country, state) => {
                        named.countries.insert(country.clone());
                        named.states.insert((country.clone(), state.clone()));
                    }
                    Location::Country(country) => drop(named.countries.insert(country.clone())),
                    Location::Continent(continent) => drop(named.continents.insert(continent.clone())),
                    Location::Default => (),
                }
            }
            Policy::Cidr { collection, location: Some(location) } => {
                named.blocks.insert((collection.clone(), location.clone()));
            }
            _ => (),
        }
    }
    let demand = model.objectives.iter().flat_map(|objective| objective.demand.keys());
    named.demand.extend(demand.cloned());
    named
}

/// Returns a client near every region.
fn regions() -> impl Iterator<Item = Place> {
    region::all().filter(|region| region.partition == PARTITION).map(|region| {
        let (country, state) = geo::country_of_region(region.name);
        Place {
            label: format!("near {}", region.name),
            continent: Some(region.continent.to_owned()),
            country: country.map(str::to_owned),
            state: state.map(str::to_owned),
            point: Point { north: region.latitude, east: region.longitude },
            region: region.name.to_owned(),
            ..Place::default()
        }
    })
}

fn in_country(code: &str) -> Option<Place> {
    geo::country(code).map(|country| at(country, country.code.to_owned(), None, country.point))
}

fn in_state(country: &str, state: &str) -> Option<Place> {
    let inside = geo::country(country)?;
    let point = if country == "US" { geo::state(state)? } else { inside.point };
    Some(at(inside, format!("{country}-{state}"), Some(state), point))
}

/// Returns a client on a continent where no region is.
fn in_continent(code: &str) -> Option<Place> {
    if region::all().any(|region| region.continent == code) {
        return None;
    }
    let country = geo::countries().find(|country| country.continent == code)?;
    Some(at(country, code.to_owned(), None, country.point))
}

/// Returns, beside every country and state that is named, one that is not.
fn strangers(named: &Named) -> Vec<Place> {
    let mut places = Vec::new();
    let continents: BTreeSet<&str> = named
        .countries
        .iter()
        .filter_map(|code| geo::country(code))
        .map(|country| country.continent)
        .chain(named.continents.iter().map(String::as_str))
        .collect();
    for continent in continents {
        let other = geo::countries()
            .find(|country| country.continent == continent && !named.countries.contains(country.code));
        places.extend(other.map(|country| at(country, country.code.to_owned(), None, country.point)));
    }
    for country in named.states.iter().map(|(country, _)| country).collect::<BTreeSet<_>>() {
        let stranger = |state: &&str| !named.states.contains(&(country.clone(), (*state).to_owned()));
        // The most populous states first; nowhere are all of them named.
        let other = ["NY", "TX", "FL", "IL", "PA", "GA", "NC", "MI"].into_iter().find(stranger);
        places.extend(other.and_then(|state| in_state(country, state)));
    }
    places
}

fn at(country: Country, label: String, state: Option<&str>, point: Point) -> Place {
    Place {
        label,
        continent: Some(country.continent.to_owned()),
        country: Some(country.code.to_owned()),
        state: state.map(str::to_owned),
        point,
        region: nearest(point),
        ..Place::default()
    }
}

/// Returns a client whose address is in nobody's list of places.
fn unmapped() -> Place {
    let point = geo::of_region("us-east-1").unwrap_or_default();
    Place { label: "somewhere unknown".to_owned(), point, region: "us-east-1".to_owned(), ..Place::default() }
}

fn nearest(point: Point) -> String {
    let regions = region::all().filter(|region| region.partition == PARTITION);
    let distance = |region: &&region::Region| {
        geo::distance(point, Point { north: region.latitude, east: region.longitude })
    };
    let nearest = regions.min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.map(|region| region.name.to_owned()).unwrap_or_default()
}

/// Returns the geography that a place is counted to: its country if demand names it, else its continent.
fn counted_to(place: &Place, demand: &BTreeSet<String>) -> Option<String> {
    let state = place.country.as_ref().zip(place.state.as_ref()).map(|(a, b)| format!("{a}-{b}"));
    let country = place.country.clone().filter(|code| !geo::is_continent(code));
    let keys = [state, country, place.continent.clone()];
    keys.into_iter().flatten().find(|key| demand.contains(key))
}

/// Returns every place outside of all CIDR blocks, and one inside of each.
fn with_blocks(places: Vec<Place>, blocks: &BTreeSet<(String, String)>) -> Vec<Place> {
    let mut all = places.clone();
    for block in blocks {
        all.extend(places.iter().map(|place| Place {
            label: format!("{} in {}", place.label, block.1),
            cidr: Some(block.clone()),
            ..place.clone()
        }));
    }
    let mut labels = BTreeMap::new();
    all.retain(|place| labels.insert(place.label.clone(), ()).is_none());
    all
}
