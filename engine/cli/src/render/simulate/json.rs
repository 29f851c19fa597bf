//! A simulation as one JSON object.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use tandem_traffic::simulate::{Event, GeographyCourse, Kind, Moment, NameCourse, State, StoreCourse};

use super::View;

/// The version of the object.
const VERSION: u32 = 1;
/// How much later than a second what is just after it is shown, so that times rise.
const JUST_AFTER: f64 = 0.001;

/// Returns the simulation as an object; all lists of values go with `times`.
pub(crate) fn json(view: View<'_>) -> Json {
    let simulation = view.simulation;
    let region = |region: &tandem_traffic::simulate::RegionCourse| {
        let states = region.states.iter().map(|(from, state)| json!([number(*from, 3), word(*state)]));
        json!({ "name": region.name, "lat": region.point.north, "lon": region.point.east,
                "state": states.collect::<Vec<_>>() })
    };
    let geography = |geography: &tandem_traffic::simulate::Geography| {
        json!({ "id": geography.id, "label": geography.label, "lat": number(geography.point.north, 2),
                "lon": number(geography.point.east, 2), "demand": number(geography.demand, 6) })
    };
    let assumption = |assumption: &tandem_traffic::assume::Assumption| {
        json!({ "name": assumption.name, "value": view.assumptions.value(assumption), "unit": assumption.unit,
                "doc": assumption.doc })
    };
    json!({
        "type": "simulation",
        "version": VERSION,
        "entry": view.entry,
        "until": simulation.until,
        "events": simulation.events.iter().map(event).collect::<Vec<_>>(),
        "regions": simulation.regions.iter().map(region).collect::<Vec<_>>(),
        "geographies": simulation.geographies.iter().map(geography).collect::<Vec<_>>(),
        "times": times(&simulation.moments),
        "names": simulation.names.iter().map(name).collect::<Vec<_>>(),
        "stores": simulation.stores.iter().map(store).collect::<Vec<_>>(),
        "assumptions": simulation.used.iter().map(assumption).collect::<Vec<_>>(),
    })
}

/// Returns the moments as seconds that rise: what is just after a second is a millisecond later.
fn times(moments: &[Moment]) -> Vec<Json> {
    let mut last: Option<&Moment> = None;
    let mut times = Vec::with_capacity(moments.len());
    for moment in moments {
        let jumps = moment.after && last.is_some_and(|last| last.seconds == moment.seconds);
        times.push(number(if jumps { moment.seconds + JUST_AFTER } else { moment.seconds }, 3));
        last = Some(moment);
    }
    times
}

fn event(event: &Event) -> Json {
    let kind = match event.kind {
        Kind::Fail => "fail",
        Kind::Recover => "recover",
        Kind::Notice => "notice",
        Kind::Return => "return",
        Kind::Drained => "drained",
    };
    json!({ "at": number(event.at, 3), "least": number(event.within.least, 3), "most": number(event.within.most, 3),
            "kind": kind, "subject": event.subject, "text": event.text })
}

fn word(state: State) -> &'static str {
    match state {
        State::Live => "live",
        State::Partial => "partial",
        State::Failed => "failed",
    }
}

fn name(name: &NameCourse) -> Json {
    let geographies = name.geographies.iter().map(|(id, course)| (id.clone(), geography(course)));
    json!({ "name": name.name, "failed": shares(&name.failed), "stale": shares(&name.stale),
            "regions": sites(&name.sites), "geographies": geographies.collect::<Map<_, _>>() })
}

fn geography(course: &GeographyCourse) -> Json {
    json!({ "failed": shares(&course.failed), "p50": trips(&course.p50), "p99": trips(&course.p99),
            "regions": sites(&course.sites),
            "failing": { "mean": number(course.failing.mean, 3), "worst": number(course.failing.worst, 3) } })
}

fn sites(sites: &BTreeMap<String, Vec<f64>>) -> Map<String, Json> {
    sites.iter().map(|(site, values)| (site.clone(), shares(values).into())).collect()
}

fn store(store: &StoreCourse) -> Json {
    let seconds = |values: &[f64]| values.iter().map(|value| number(*value, 3)).collect::<Vec<_>>();
    let lag = store.lag.iter().map(|((from, to), values)| (format!("{from}→{to}"), seconds(values).into()));
    let lost = store.lost.iter().map(|(region, values)| (region.clone(), seconds(values).into()));
    let writes = store.writes.iter().map(|(region, values)| {
        let values: Vec<u8> = values.iter().map(|can| u8::from(*can)).collect();
        (region.clone(), values.into())
    });
    let losses = store.losses.iter().map(|loss| {
        json!({ "region": loss.region, "at": number(loss.at, 3), "p50": number(loss.p50, 3),
                "p99": number(loss.p99, 3) })
    });
    json!({ "address": store.address.as_str(), "lag": lag.collect::<Map<_, _>>(),
            "lost_writes": lost.collect::<Map<_, _>>(), "available": writes.collect::<Map<_, _>>(),
            "losses": losses.collect::<Vec<_>>() })
}

fn shares(values: &[f64]) -> Vec<Json> {
    values.iter().map(|value| number(*value, 6)).collect()
}

fn trips(values: &[Option<f64>]) -> Vec<Json> {
    values.iter().map(|value| value.map_or(Json::Null, |value| number(value, 1))).collect()
}

/// Returns a number with so many decimals at most, a whole one without any.
fn number(value: f64, decimals: i32) -> Json {
    let scale = 10_f64.powi(decimals);
    let rounded = (value * scale).round() / scale;
    if rounded.fract() == 0.0 && rounded.abs() < 1e15 { (rounded as i64).into() } else { rounded.into() }
}
