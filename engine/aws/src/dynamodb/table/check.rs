//! What the form of a table finds wrong with several of its options together.

use std::collections::BTreeSet;

use tandem_core::argument::Arguments;
use tandem_core::form::{At, Fault};
use tandem_core::{Argument, duration};

use crate::arguments::Named;

/// Returns the fault of a key attribute without a type.
pub(super) fn untyped(option: &'static str, name: &str) -> Fault {
    Fault {
        at: At::Option(option),
        code: "table::attribute",
        message: format!("`{name}` is part of a key and has no type"),
        hint: Some(format!("add `{name}: \"S\"` to `attributes`; `\"N\"` for numbers, `\"B\"` for bytes")),
    }
}

/// Finds attributes with a type that are in no key.
pub(super) fn unused(arguments: &Arguments, used: &BTreeSet<String>) -> Vec<Fault> {
    let types = arguments.get("attributes").and_then(Argument::entries).unwrap_or_default();
    let unused = types.into_keys().filter(|name| !used.contains(name));
    unused
        .map(|name| Fault {
            at: At::Option("attributes"),
            code: "table::attribute",
            message: format!("`{name}` is in no key of the table or of an index"),
            hint: Some(
                "DynamoDB takes types of key attributes alone; items may have others as they like".to_owned(),
            ),
        })
        .collect()
}

/// Finds what is said for regions that the table is not in, and periods that are not whole days.
pub(super) fn regions(regions: &[String], per_region: &Arguments) -> Vec<Fault> {
    let mut faults = Vec::new();
    for option in ["overrides", "kms_keys"] {
        let entries = per_region.get(option).and_then(Argument::entries).unwrap_or_default();
        faults.extend(entries.keys().filter(|region| !regions.contains(region)).map(|region| Fault {
            at: At::Option(option),
            code: "table::override",
            message: format!("the table has no replica in `{region}`"),
            hint: Some(format!("its regions are {}", regions.join(", "))),
        }));
        if option == "overrides" {
            let periods = entries.values().filter_map(|entry| entry.get("point_in_time_recovery"));
            faults.extend(periods.filter_map(|period| recovery(&period, "overrides")));
        }
    }
    let period = per_region.get("point_in_time_recovery");
    faults.extend(period.and_then(|period| recovery(period, "point_in_time_recovery")));
    let keys = per_region.get("kms_keys").and_then(Argument::entries).unwrap_or_default();
    if !keys.is_empty() && regions.iter().any(|region| !keys.contains_key(region)) {
        faults.push(Fault {
            at: At::Option("kms_keys"),
            code: "table::encryption",
            message: "some regions have a key of your own and some have not".to_owned(),
            hint: Some("name a key for each region, or for none".to_owned()),
        });
    }
    faults
}

fn recovery(period: &Argument, option: &'static str) -> Option<Fault> {
    let seconds = period.as_str().and_then(duration::seconds)?;
    (!seconds.is_multiple_of(86_400)).then(|| Fault {
        at: At::Option(option),
        code: "table::recovery",
        message: format!("{} are not whole days", duration::text(seconds)),
        hint: Some("write `\"7d\"`, or `true` for 35 days".to_owned()),
    })
}

/// Returns the regions a table is declared in, if its handle knows.
pub(super) fn declared(arguments: &Arguments) -> Vec<String> {
    arguments.texts("replicas")
}
