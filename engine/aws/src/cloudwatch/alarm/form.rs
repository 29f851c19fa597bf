//! `cloudwatch::alarm(region, name, #{…})`.

use tandem_core::argument::Arguments;
use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Argument, Attribute, Place, Type, Value, duration};

use super::metric;
use super::schema::{ACTIONS, THRESHOLDS, kind};
use crate::arguments::{Named, named_after};
use crate::form::{options, with_optional};

pub(super) fn alarm() -> Form {
    Form {
        receiver: Receiver::Module("cloudwatch"),
        name: "alarm",
        doc: "Declares an alarm in a region. Thresholds of metrics that are durations may be durations: `above: \"3m\"`.",
        parameters: vec![
            Parameter { name: "region", ty: Type::Region, doc: "The region it stands in." },
            Parameter {
                name: "name",
                ty: Type::text(1, 255),
                doc: "The logical name, and the alarm's own unless `name` is set.",
            },
        ],
        options: with_optional(options(&kind()), "name").into_iter().map(as_written).collect(),
        yields: Yields::Resource(super::NAME),
        build,
    }
}

/// Returns an option as scripts write it: metrics know their region, thresholds may be durations.
fn as_written(mut option: Attribute) -> Attribute {
    option.ty = match (option.name, option.ty) {
        ("metric", _) => metric_type(),
        ("metrics", Type::List { item, min, max, unordered }) => {
            Type::List { item: Box::new(query_type(*item)), min, max, unordered }
        }
        (name, ty) if THRESHOLDS.iter().any(|(threshold, _)| *threshold == name) => {
            Type::OneOf(vec![ty, Type::duration(0, 86_400 * 365)])
        }
        (_, ty) => ty,
    };
    option
}

fn metric_type() -> Type {
    let mut attributes = metric::attributes();
    let doc = "The region that publishes it; the alarm must be in the same.";
    attributes.push(Attribute::optional("region", Type::Region, doc));
    Type::Struct(attributes)
}

fn query_type(ty: Type) -> Type {
    let Type::Struct(mut attributes) = ty else { return ty };
    for attribute in attributes.iter_mut().filter(|attribute| attribute.name == "metric") {
        attribute.ty = metric_type();
    }
    Type::Struct(attributes)
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let region = call.text(0);
    let mut arguments = named_after(call, 1, "name");
    let mut faults = thresholds(&mut arguments);
    faults.extend(place_metrics(&mut arguments, region));
    faults.extend(ACTIONS.iter().filter_map(|name| check_actions(&arguments, name, region)));
    if arguments.contains_key("metric") {
        arguments.entry("period".to_owned()).or_insert_with(|| "1m".into());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let place = Place::region(region);
    Ok(Built::Resources(vec![Draftable::new(call, super::NAME, call.text(1), &place, arguments)]))
}

/// Turns thresholds that are durations into figures of the metric's unit.
fn thresholds(arguments: &mut Arguments) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, _) in THRESHOLDS {
        let Some(seconds) = arguments.text(name).and_then(duration::seconds) else { continue };
        let metric = arguments.get("metric").cloned().unwrap_or(Argument::Value(Value::Null));
        let units = metric::units_per_second(&metric, arguments.text("unit"));
        let figure = units.and_then(|units| i64::try_from(seconds).ok()?.checked_mul(units));
        match figure {
            Some(figure) => {
                arguments.insert(name.to_owned(), Argument::Value(Value::Integer(figure)));
            }
            None => faults.push(Fault {
                at: At::Option(name),
                code: "alarm::duration",
                message: format!("`{name}` is a duration, and it is not known whether the metric is one"),
                hint: Some(
                    "write a plain number, or say the metric's own unit: `unit: \"Milliseconds\"`".to_owned(),
                ),
            }),
        }
    }
    faults
}

/// Finds metrics of other regions, and takes off the metrics what only that needed.
fn place_metrics(arguments: &mut Arguments, region: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(metric) = arguments.get("metric").cloned() {
        faults.extend(check_place(&metric, "metric", region));
        arguments.insert("metric".to_owned(), metric::stored(&metric));
    }
    let Some(queries) = arguments.get("metrics").and_then(Argument::items) else { return faults };
    let stored = queries.into_iter().map(|query| {
        let Some(mut entries) = query.entries() else { return query };
        if let Some(metric) = entries.get("metric").cloned() {
            faults.extend(check_place(&metric, "metrics", region));
            entries.insert("metric".to_owned(), metric::stored(&metric));
        }
        Argument::map(entries)
    });
    let stored = Argument::list(stored.collect());
    arguments.insert("metrics".to_owned(), stored);
    faults
}

fn check_place(metric: &Argument, option: &'static str, region: &str) -> Option<Fault> {
    let home = metric::home(metric).filter(|home| home != region)?;
    Some(Fault {
        at: At::Option(option),
        code: "alarm::metric_region",
        message: format!("this metric is published in {home}, and the alarm stands in {region}"),
        hint: Some(format!(
            "an alarm sees only metrics of its own region: declare it in `region(\"{home}\")`"
        )),
    })
}

/// Finds an action of another region, as far as addresses and ARNs tell.
fn check_actions(arguments: &Arguments, name: &'static str, region: &str) -> Option<Fault> {
    let actions = arguments.get(name).and_then(Argument::items).unwrap_or_default();
    let other = actions.iter().filter_map(action_region).find(|other| other != region)?;
    Some(Fault {
        at: At::Option(name),
        code: "alarm::action_region",
        message: format!("the alarm stands in {region} and cannot tell something in {other}"),
        hint: Some(format!("declare a topic of the same name in `region(\"{region}\")` and name that")),
    })
}

fn action_region(action: &Argument) -> Option<String> {
    match action {
        Argument::Reference(reference) => reference.address.region().map(str::to_owned),
        _ => {
            let mut parts = action.as_str()?.split(':');
            let service = parts.nth(2)?;
            let region = parts.next().filter(|region| !region.is_empty())?;
            matches!(service, "sns" | "lambda").then(|| region.to_owned())
        }
    }
}
