//! Clients: the classes of them that a topology can tell apart, and no more.
//!
//! A few hundred places stand for everyone: a client near every region, and one in every place that a routing policy or
//! an objective names, with one beside it that is named by none. Two places that every record set and every accelerator
//! treats alike are one class.

mod candidate;

use crate::assume::{ACCESS_LATENCY, Assumptions, NEAREST_REGION, Used};
use crate::geo::{self, Point};
use crate::latency;

pub use candidate::candidates;

/// Where a client is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Place {
    /// What people call it: `near eu-west-1`, `DE`, `US-WA`.
    pub label: String,
    /// Its continent: `EU`; `None` where its address is in nobody's list.
    pub continent: Option<String>,
    /// Its country: `DE`.
    pub country: Option<String>,
    /// Its state.
    pub state: Option<String>,
    /// Where that is.
    pub point: Point,
    /// The region nearest to it.
    pub region: String,
    /// The collection and the location of the CIDR block that it is in.
    pub cidr: Option<(String, String)>,
    /// The geography of the objectives' demand that it is counted to.
    pub demand: Option<String>,
}

/// Clients that a topology treats alike.
#[derive(Clone, PartialEq, Debug)]
pub struct Class {
    /// Where they are; the first place stands for all.
    pub places: Vec<Place>,
}

impl Class {
    /// Returns the place that stands for all.
    pub fn place(&self) -> &Place {
        &self.places[0]
    }

    /// Returns a short name: the one place, or the continents with an example.
    pub fn label(&self) -> String {
        if let [only] = self.places.as_slice() {
            return only.label.clone();
        }
        let mut continents: Vec<&str> =
            self.places.iter().filter_map(|place| place.continent.as_deref()).collect();
        continents.sort_unstable();
        continents.dedup();
        format!("{} ({}, …)", continents.join(", "), self.place().label)
    }

    /// Returns the round trip to a region, in milliseconds.
    pub fn rtt(&self, region: &str, assumptions: &Assumptions, used: &mut Used) -> f64 {
        self.place().rtt(region, assumptions, used) + used.value(assumptions, &ACCESS_LATENCY)
    }
}

impl Place {
    /// Returns the round trip to a region without the way to the nearest one, in milliseconds.
    pub fn rtt(&self, region: &str, assumptions: &Assumptions, used: &mut Used) -> f64 {
        if used.value(assumptions, &NEAREST_REGION) > 0.0 {
            return latency::between(&self.region, region, assumptions, used);
        }
        let Some(at) = geo::of_region(region) else { return f64::INFINITY };
        latency::estimate(geo::distance(self.point, at), assumptions, used)
    }
}
