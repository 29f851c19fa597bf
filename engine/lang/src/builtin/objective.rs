//! `objective(names, #{ survive, recover_within, lose_at_most, demand, capacity, allow })`.

use std::collections::BTreeMap;

use rhai::Dynamic;
use tandem_core::argument::Arguments;
use tandem_core::form::Parameter;
use tandem_core::schema::check;
use tandem_core::topology::{Objective, Survive};
use tandem_core::{Argument, Attribute, Path, Type, Value, duration};

use super::{Builtin, Call, poison};
use crate::code;
use crate::native::{self, options_map, take_map};
use crate::run::origin;
use crate::value::{ALLOW, Conversion};

/// Shares are written with a few digits; a sum that misses one by less than this is meant as one.
const NEAR_ONE: f64 = 0.005;

pub(super) fn builtin() -> Builtin {
    let survive = Type::Struct(vec![
        Attribute::defaulting("regions", Type::integer(0, 100), 1, "How many regions may fail at once."),
        Attribute::defaulting("services", Type::integer(0, 100), 1, "How many services, each in one region."),
    ]);
    let share = || Type::number(0.0, 1_000.0);
    Builtin {
        name: "objective",
        doc: "Says what the topology must survive, and how fast: `tandem prove` holds it against every failure. With \
              names alone: any one region, and any one service in one region.",
        parameters: vec![Parameter {
            name: "names",
            ty: Type::OneOf(vec![Type::list(Type::domain(), 1, 1_000), Type::domain()]),
            doc: "The DNS names that clients use.",
        }],
        options: vec![
            Attribute::optional("survive", survive, "How much may fail at once."),
            Attribute::optional(
                "recover_within",
                Type::duration(0, 604_800),
                "Within how long clients must be served again.",
            ),
            Attribute::optional(
                "lose_at_most",
                Type::duration(0, 604_800),
                "How much of what was written may be lost.",
            ),
            Attribute::optional(
                "demand",
                Type::map_of(share(), 400),
                "The share of all clients by continent or country; left out, an even share.",
            ),
            Attribute::optional(
                "capacity",
                Type::map_of(share(), 100),
                "What each region can carry, as a share of the whole demand.",
            ),
            native::allow::option(),
        ],
        optional: false,
    }
}

pub(super) fn run(
    call: &Call<'_, '_>,
    arguments: &mut [&mut Dynamic],
) -> Result<Dynamic, Box<rhai::EvalAltResult>> {
    let names = arguments.first().and_then(|names| domain_names(call, names));
    let Some(map) = options_map(call.session, &call.written, 1, "objective", arguments) else {
        return Ok(poison());
    };
    let (options, fine) = take_map(call.session, &call.written, 1, &call.builtin.options, &map);
    let fine = fine & regions_exist(call, &options) & shares_fit(call, &options);
    let Some(names) = names.filter(|_| fine) else { return Ok(poison()) };
    let keys: Vec<String> = map.keys().map(ToString::to_string).collect();
    let seconds = |name| options.get(name).and_then(Argument::as_str).and_then(duration::seconds);
    let allow = native::allow::allowances(call.session, &call.written, 1, options.get(ALLOW));
    let Some(allow) = allow else { return Ok(poison()) };
    let objective = Objective {
        names,
        survive: survive(&options),
        recover_within: seconds("recover_within"),
        lose_at_most: seconds("lose_at_most"),
        demand: shares(&options, "demand"),
        capacity: shares(&options, "capacity"),
        allow,
        origin: origin(call.session, &call.written, &call.builtin.parameters, &keys),
    };
    call.session.topology.borrow_mut().objectives.push(objective);
    Ok(Dynamic::UNIT)
}

/// Returns the names, lower case and without a final dot; reports what is none.
fn domain_names(call: &Call<'_, '_>, value: &Dynamic) -> Option<Vec<String>> {
    let ty = &call.builtin.parameters[0].ty;
    let path = Path::attribute("names");
    let at = call.written.argument(0);
    let mut conversion = Conversion::default();
    let argument = conversion.argument(value, ty, &path);
    if argument.items().is_some_and(|items| items.is_empty()) {
        call.session.report(code::objective::empty(at));
        return None;
    }
    let (checked, more) = check(&argument, ty, &path);
    for mismatch in conversion.mismatches.iter().chain(&more) {
        let inner = Path(mismatch.path.0.get(1..).unwrap_or_default().to_vec());
        let at = call.written.inside(0, &inner).map_or(at, |spans| spans.value);
        call.session.report(code::attribute::mismatch(mismatch, at, ""));
    }
    if conversion.poisoned || !more.is_empty() {
        return None;
    }
    match checked.known() {
        Some(Value::String(name)) => Some(vec![name.clone()]),
        Some(Value::List(names)) => {
            Some(names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
        }
        _ => {
            call.session.report(code::secret::unknown_value("name an objective by", value, at));
            None
        }
    }
}

fn survive(options: &Arguments) -> Survive {
    let default = Survive::default();
    let Some(survive) = options.get("survive") else { return default };
    let count = |name: &str, otherwise: u32| {
        let known = survive.get(name).and_then(Argument::into_known);
        known
            .and_then(|value| value.as_integer())
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or(otherwise)
    };
    Survive { regions: count("regions", default.regions), services: count("services", default.services) }
}

fn shares(options: &Arguments, name: &str) -> BTreeMap<String, f64> {
    let entries = options.get(name).and_then(Argument::entries).unwrap_or_default();
    let numbers = entries.into_iter().filter_map(|(key, entry)| Some((key, entry.known()?.as_number()?)));
    numbers.collect()
}

fn regions_exist(call: &Call<'_, '_>, options: &Arguments) -> bool {
    let mut fine = true;
    for name in shares(options, "capacity").keys() {
        let path = Path::attribute("capacity").key(name);
        let (_, found) = check(&name.as_str().into(), &Type::Region, &path);
        for mismatch in &found {
            fine = false;
            let at = call.written.inside(1, &path).map_or(call.written.argument(1), |spans| spans.key);
            call.session.report(code::attribute::mismatch(mismatch, at, ""));
        }
    }
    fine
}

fn shares_fit(call: &Call<'_, '_>, options: &Arguments) -> bool {
    let demand = shares(options, "demand");
    let sum: f64 = demand.values().sum();
    if demand.is_empty() || (sum - 1.0).abs() <= NEAR_ONE {
        return true;
    }
    let spans = call.written.inside(1, &Path::attribute("demand"));
    call.session
        .report(code::objective::shares(sum, spans.map_or(call.written.argument(1), |spans| spans.value)));
    false
}
