//! `region(name)`, `regions(list)` and `pairs(list)`.

use std::collections::BTreeSet;

use rhai::{Array, Dynamic};
use tandem_core::form::Parameter;
use tandem_core::{Path, Type};

use super::{Builtin, Call, poison};
use crate::code;
use crate::value::{Pair, Region, Unknown, noun};

type Outcome = Result<Dynamic, Box<rhai::EvalAltResult>>;

pub(super) fn builtins() -> [Builtin; 3] {
    let parameters = |name, ty, doc| vec![Parameter { name, ty, doc }];
    let names = Type::list(Type::Region, 1, usize::MAX);
    [
        Builtin {
            name: "region",
            doc: "Returns the handle of a region. It has `name`, `city`, `continent`, `partition`, `latitude` and \
                  `longitude`; in text it is its name.",
            parameters: parameters("name", Type::Region, "The name: `eu-west-1`."),
            options: Vec::new(),
            optional: false,
        },
        Builtin {
            name: "regions",
            doc: "Returns the handles of several regions, in the order of the list.",
            parameters: parameters("names", names, "The names, each once."),
            options: Vec::new(),
            optional: false,
        },
        Builtin {
            name: "pairs",
            doc: "Returns every ordered pair of two different items of a list, as values with `from` and `to`.",
            parameters: parameters("list", Type::list(Type::Any, 0, usize::MAX), "The items."),
            options: Vec::new(),
            optional: false,
        },
    ]
}

pub(super) fn one(call: &Call<'_, '_>, arguments: &mut [&mut Dynamic]) -> Outcome {
    if let Some(region) =
        arguments.first().and_then(|value| value.read_lock::<Region>().map(|region| *region))
    {
        return Ok(Dynamic::from(region));
    }
    let name = call.text(arguments, 0);
    let found = name.and_then(|name| tandem_core::region::find(&name));
    Ok(found.map_or_else(poison, |region| Dynamic::from(Region(region))))
}

pub(super) fn list(call: &Call<'_, '_>, arguments: &mut [&mut Dynamic]) -> Outcome {
    let Some(items) = items(call, arguments) else { return Ok(poison()) };
    let mut seen = BTreeSet::new();
    let mut found = Array::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let spans = call.written.inside(0, &Path::default().index(index));
        let at = spans.map_or_else(|| call.written.argument(0), |spans| spans.value);
        let Some(region) = region(call, &item, at) else { continue };
        if !seen.insert(region.0.name) {
            call.session.report(code::region::twice(region.0.name, at));
            continue;
        }
        found.push(Dynamic::from(region));
    }
    Ok(Dynamic::from_array(found))
}

fn region(call: &Call<'_, '_>, item: &Dynamic, at: tandem_core::Span) -> Option<Region> {
    if let Some(region) = item.read_lock::<Region>() {
        return Some(*region);
    }
    let path = Path::attribute("names");
    let mut conversion = crate::value::Conversion::default();
    let argument = conversion.argument(item, &Type::Region, &path);
    let (argument, more) = tandem_core::schema::check(&argument, &Type::Region, &path);
    for mismatch in conversion.mismatches.iter().chain(&more) {
        call.session.report(code::attribute::mismatch(mismatch, at, ""));
    }
    let name = argument.as_str();
    if name.is_none() && !conversion.poisoned && more.is_empty() {
        call.session.report(code::secret::unknown_value("make a region of", item, at));
    }
    name.and_then(tandem_core::region::find).map(Region)
}

pub(super) fn pairs(call: &Call<'_, '_>, arguments: &mut [&mut Dynamic]) -> Outcome {
    let Some(items) = items(call, arguments) else { return Ok(poison()) };
    let mut found = Array::with_capacity(items.len() * items.len().saturating_sub(1));
    for (at, from) in items.iter().enumerate() {
        for (_, to) in items.iter().enumerate().filter(|(other, _)| *other != at) {
            found.push(Dynamic::from(Pair { from: from.clone(), to: to.clone() }));
        }
    }
    Ok(Dynamic::from_array(found))
}

/// Returns the items of the one argument; reports anything else than a list.
fn items(call: &Call<'_, '_>, arguments: &mut [&mut Dynamic]) -> Option<Array> {
    // Rhai passes a variable in first place as it is, not as a copy.
    let value = (**arguments.first()?).clone();
    let value = match value.try_cast_result::<Array>() {
        Ok(items) => return Some(items),
        Err(value) => value,
    };
    let poisoned = value.read_lock::<Unknown>().is_some_and(|unknown| unknown.parts().is_none());
    if !poisoned {
        let path = Path::attribute(call.builtin.parameters[0].name);
        let mismatch = code::attribute::wrong_type(&path, "a list", &noun(&value), None);
        call.session.report(code::attribute::mismatch(&mismatch, call.written.argument(0), ""));
    }
    None
}
