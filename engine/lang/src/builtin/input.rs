//! `input(name, #{ type, otherwise, description })`.

use rhai::Dynamic;
use tandem_core::form::Parameter;
use tandem_core::schema::check;
use tandem_core::topology::Input;
use tandem_core::{Argument, Attribute, FileId, Path, Span, Type, Value, region};

use super::{Builtin, Call, poison};
use crate::code;
use crate::code::nearest;
use crate::native::{options_map, take_map};
use crate::run::Session;
use crate::value::{Region, lift_value};

const TYPES: &[&str] = &["string", "integer", "number", "boolean", "list", "map", "region"];

pub(super) fn builtin() -> Builtin {
    Builtin {
        name: "input",
        doc: "Returns a value that is given from outside: `--var name=value`, or the stack's settings.",
        parameters: vec![Parameter { name: "name", ty: Type::text(1, 255), doc: "The name." }],
        options: vec![
            Attribute::optional(
                "type",
                Type::Enumeration(TYPES),
                "What it is; left out, what `otherwise` is, or a string.",
            ),
            Attribute::optional(
                "otherwise",
                Type::Any,
                "The value if none is given; without it, one must be.",
            ),
            Attribute::optional("description", Type::string(), "What it is, for people."),
        ],
        optional: false,
    }
}

pub(super) fn run(
    call: &Call<'_, '_>,
    arguments: &mut [&mut Dynamic],
) -> Result<Dynamic, Box<rhai::EvalAltResult>> {
    let name = call.text(arguments, 0);
    let Some(map) = options_map(call.session, &call.written, 1, "input", arguments) else {
        return Ok(poison());
    };
    let (options, fine) = take_map(call.session, &call.written, 1, &call.builtin.options, &map);
    let Some(name) = name.filter(|_| fine) else { return Ok(poison()) };
    let otherwise = options.get("otherwise").and_then(Argument::known).cloned();
    let ty = options.get("type").and_then(Argument::as_str).map(str::to_owned);
    let ty = ty.unwrap_or_else(|| otherwise.as_ref().map_or("string", type_of).to_owned());
    let description = options.get("description").and_then(Argument::as_str).unwrap_or_default().to_owned();
    let at = call.written.argument(0);
    let Some((value, given)) = value(call, &name, &ty, otherwise, at) else { return Ok(poison()) };
    let returned = if ty == "region" {
        value.as_str().and_then(region::find).map(|region| Dynamic::from(Region(region)))
    } else {
        Some(lift_value(&value))
    };
    let input = Input { value, description, ty, given, span: at };
    declare(call.session, name, input);
    Ok(returned.unwrap_or_else(poison))
}

/// Remembers an input; asked for twice it must be the same.
fn declare(session: &Session, name: String, input: Input) {
    let mut topology = session.topology.borrow_mut();
    let first = topology
        .inputs
        .get(&name)
        .map(|first| (first.span, first.ty == input.ty && first.value == input.value));
    match first {
        Some((first, false)) => {
            drop(topology);
            session.report(code::input::twice(&name, input.span, first));
        }
        Some((_, true)) => (),
        None => {
            topology.inputs.insert(name, input);
        }
    }
}

/// Returns the value that is given, or the one to use otherwise, and which of the two it is.
fn value(
    call: &Call<'_, '_>,
    name: &str,
    ty: &str,
    otherwise: Option<Value>,
    at: Span,
) -> Option<(Value, bool)> {
    let noun = noun(ty);
    if let Some(text) = call.session.vars.get(name) {
        let value = parse(text, ty).filter(|value| fits(value, ty));
        if value.is_none() {
            call.session.report(code::input::value(name, &noun, text, at));
        }
        return value.map(|value| (value, true));
    }
    match otherwise {
        None => {
            call.session.report(code::input::missing(name, at));
            None
        }
        Some(value) if fits(&value, ty) => Some((value, false)),
        Some(value) => {
            let spans = call.written.inside(1, &Path::attribute("otherwise"));
            let at = spans.map_or(at, |spans| spans.value);
            call.session.report(code::input::otherwise(name, &noun, value.noun(), at));
            None
        }
    }
}

fn noun(ty: &str) -> String {
    match ty {
        "boolean" => "`true` or `false`".to_owned(),
        "integer" => "an integer".to_owned(),
        "map" => "an object map in JSON".to_owned(),
        other => format!("a {other}"),
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Integer(_) => "integer",
        Value::Number(_) => "number",
        Value::List(_) => "list",
        Value::Map(_) => "map",
        Value::Null | Value::String(_) | Value::Secret(_) => "string",
    }
}

fn parse(text: &str, ty: &str) -> Option<Value> {
    match ty {
        "string" | "region" => Some(text.into()),
        "integer" => text.trim().parse().ok().map(Value::Integer),
        "number" => text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Value::number),
        "boolean" => text.trim().parse().ok().map(Value::Bool),
        "list" if !text.trim_start().starts_with('[') => {
            let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
            Some(Value::List(words.map(Value::from).collect()))
        }
        _ => serde_json::from_str(text).ok(),
    }
}

fn fits(value: &Value, ty: &str) -> bool {
    match (ty, value) {
        ("region", _) => check(&value.clone().into(), &Type::Region, &Path::default()).1.is_empty(),
        ("number", Value::Integer(_)) => true,
        (_, Value::Null) => false,
        _ => type_of(value) == ty,
    }
}

/// Warns of values that no script asks for.
pub(crate) fn unused(session: &Session) {
    let topology = session.topology.borrow();
    let start = Span::new(FileId(0), 0, 0);
    let unused = session.vars.keys().filter(|name| !topology.inputs.contains_key(*name));
    // An input that was asked for with something wrong about it is known by its missing value.
    if session.has_errors() {
        return;
    }
    let found: Vec<_> = unused
        .map(|name| {
            let near = nearest(name, topology.inputs.keys().map(String::as_str));
            let at = near.and_then(|near| topology.inputs.get(near)).map_or(start, |input| input.span);
            code::input::unknown(name, near, at)
        })
        .collect();
    drop(topology);
    found.into_iter().for_each(|diagnostic| session.report_plain(diagnostic));
}
