//! Where things are: points on earth, and the places that Route 53 tells apart.
//!
//! Countries and states are the usual two-letter codes with the continent that Route 53 counts them to and the point of
//! their largest network hub, to a tenth of a degree: enough to say which region is near. Regions come from
//! `tandem_core::region`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tandem_core::region;

/// A country a line: code, continent, degrees north, degrees east.
const COUNTRIES: &str = include_str!("countries.txt");
/// A state of the United States a line: code, degrees north, degrees east.
const STATES: &str = include_str!("states.txt");
/// The codes of continents.
const CONTINENTS: [&str; 7] = ["AF", "AN", "AS", "EU", "NA", "OC", "SA"];
/// The mean radius of the earth, in kilometres.
const RADIUS: f64 = 6_371.0;

/// Degrees north and degrees east.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// Degrees north.
    pub north: f64,
    /// Degrees east.
    pub east: f64,
}

/// A country as far as traffic is concerned.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Country {
    /// Its code: `DE`.
    pub code: &'static str,
    /// Its continent: `EU`.
    pub continent: &'static str,
    /// Its largest network hub.
    pub point: Point,
}

static BY_CODE: LazyLock<BTreeMap<&'static str, Country>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut words = line.split(' ');
        let (code, continent) = (words.next()?, words.next()?);
        Some((code, Country { code, continent, point: point(words)? }))
    };
    COUNTRIES.lines().filter_map(line).collect()
});

static BY_STATE: LazyLock<BTreeMap<&'static str, Point>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut words = line.split(' ');
        Some((words.next()?, point(words)?))
    };
    STATES.lines().filter_map(line).collect()
});

fn point<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<Point> {
    let mut degrees = || words.next()?.parse().ok();
    Some(Point { north: degrees()?, east: degrees()? })
}

/// Returns whether a code is that of a continent, as Route 53 spells them. `NA` is also Namibia's and `SA` Saudi
/// Arabia's: where both can stand, it is the continent.
pub fn is_continent(code: &str) -> bool {
    CONTINENTS.contains(&code)
}

/// Returns the country of a code.
pub fn country(code: &str) -> Option<Country> {
    BY_CODE.get(code).copied()
}

/// Iterates over the countries, by code.
pub fn countries() -> impl Iterator<Item = Country> {
    BY_CODE.values().copied()
}

/// Returns where a state of the United States is.
pub fn state(code: &str) -> Option<Point> {
    BY_STATE.get(code).copied()
}

/// Returns where a region is.
pub fn of_region(name: &str) -> Option<Point> {
    region::find(name).map(|region| Point { north: region.latitude, east: region.longitude })
}

/// Returns the country and, in the United States, the state that a region is in.
pub fn country_of_region(name: &str) -> (Option<&'static str>, Option<&'static str>) {
    let Some(region) = region::find(name) else { return (None, None) };
    let last = region.city.rsplit(", ").next().unwrap_or_default();
    let code = match last {
        "Hong Kong" => "HK",
        "Singapore" => "SG",
        code => code,
    };
    let Some(country) = country(code) else { return (None, None) };
    let state = match region.city {
        _ if country.code != "US" => None,
        city if city.contains("Virginia") => Some("VA"),
        city if city.contains("Ohio") => Some("OH"),
        city if city.contains("California") => Some("CA"),
        city if city.contains("Oregon") => Some("OR"),
        _ => None,
    };
    (Some(country.code), state)
}

/// Returns the length of the great circle between two points, in kilometres.
pub fn distance(a: Point, b: Point) -> f64 {
    let (north_a, north_b) = (a.north.to_radians(), b.north.to_radians());
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let chord = half(b.north - a.north) + north_a.cos() * north_b.cos() * half(b.east - a.east);
    2.0 * RADIUS * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::{BY_CODE, BY_STATE, COUNTRIES, STATES, country_of_region, distance, of_region};

    #[test]
    fn every_line_of_the_tables_is_read() {
        assert_eq!(BY_CODE.len(), COUNTRIES.lines().count());
        assert_eq!(BY_STATE.len(), STATES.lines().count());
        assert!(BY_CODE.values().all(|country| super::is_continent(country.continent)));
    }

    #[test]
    fn every_region_is_in_a_country() {
        for region in tandem_core::region::all() {
            assert!(country_of_region(region.name).0.is_some(), "{}", region.name);
        }
        assert_eq!(country_of_region("us-west-2"), (Some("US"), Some("OR")));
    }

    #[test]
    fn distances() {
        let between = |a, b| distance(of_region(a).unwrap_or_default(), of_region(b).unwrap_or_default());
        assert!((between("eu-west-2", "eu-west-3") - 343.0).abs() < 5.0);
        assert!((between("us-east-1", "ap-southeast-2") - 15_700.0).abs() < 100.0);
        assert!(between("us-east-1", "us-east-1") < 0.001);
    }
}
