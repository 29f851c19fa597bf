//! JSON documents in scripts: as text, or as an object map that becomes text.

use tandem_core::argument::{Arguments, Part};
use tandem_core::schema::Problem;
use tandem_core::{Argument, Attribute, Path, Type, Value};

use crate::arguments::Named;

/// How many entries the outermost map of a document may have.
const MOST_ENTRIES: usize = 1_000;

/// Returns an option for a document as scripts write it.
pub(super) fn option(mut option: Attribute) -> Attribute {
    option.ty = Type::OneOf(vec![option.ty, Type::map_of(Type::Any, MOST_ENTRIES)]);
    option
}

/// Turns the documents that were written as object maps into text.
pub(super) fn settle(arguments: &mut Arguments, names: &[&str]) {
    for name in names {
        if let Some(argument) = arguments.get_mut(*name)
            && argument.entries().is_some()
        {
            *argument = text(argument);
        }
    }
}

/// Returns the document as text, with the values of other resources left open.
fn text(argument: &Argument) -> Argument {
    let mut parts = Vec::new();
    write(argument, &mut parts);
    match parts.as_slice() {
        [Part::Text(text)] => text.as_str().into(),
        _ => Argument::Template(parts),
    }
}

fn write(argument: &Argument, parts: &mut Vec<Part>) {
    match argument {
        Argument::Value(value) => push(&json(value), parts),
        Argument::List(items) => {
            push("[", parts);
            for (at, item) in items.iter().enumerate() {
                push(if at == 0 { "" } else { "," }, parts);
                write(item, parts);
            }
            push("]", parts);
        }
        Argument::Map(entries) => {
            push("{", parts);
            for (at, (key, entry)) in entries.iter().enumerate() {
                let key = json(&Value::from(key.as_str()));
                push(&format!("{}{key}:", if at == 0 { "" } else { "," }), parts);
                write(entry, parts);
            }
            push("}", parts);
        }
        // What stands in a document are ids and ARNs, which need no escapes.
        Argument::Reference(reference) => {
            push("\"", parts);
            parts.push(Part::Reference(reference.clone()));
            push("\"", parts);
        }
        Argument::Template(inner) => {
            push("\"", parts);
            for part in inner {
                match part {
                    Part::Text(text) => push(&escaped(text), parts),
                    Part::Reference(_) | Part::Secret(_) => parts.push(part.clone()),
                }
            }
            push("\"", parts);
        }
    }
}

fn push(text: &str, parts: &mut Vec<Part>) {
    match parts.last_mut() {
        Some(Part::Text(before)) => before.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

/// Returns a text as it stands between quotes.
fn escaped(text: &str) -> String {
    let quoted = json(&Value::from(text));
    let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inside.unwrap_or_default().to_owned()
}

fn json(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Finds documents that are no JSON objects, as far as they are known.
pub(super) fn check(arguments: &Arguments, names: &[&str], code: &'static str) -> Vec<Problem> {
    let is_object = |text: &str| {
        serde_json::from_str::<serde_json::Value>(text).is_ok_and(|document| document.is_object())
    };
    let wrong = names.iter().filter(|name| arguments.text(name).is_some_and(|text| !is_object(text)));
    let problem = |name: &&str| Problem {
        code,
        path: Path::attribute(name),
        message: format!("`{name}` is not a JSON object"),
        hint: Some("write an object map, `#{ … }`, or its JSON text".to_owned()),
    };
    wrong.map(problem).collect()
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::{Arguments, Part};
    use tandem_core::{Address, Argument, Place, Reference, Value};

    use super::{check, settle};

    fn settled(argument: Argument) -> Argument {
        let mut arguments: Arguments = [("policy".to_owned(), argument)].into();
        settle(&mut arguments, &["policy", "other"]);
        arguments.remove("policy").unwrap_or(Argument::Value(Value::Null))
    }

    #[test]
    fn an_object_map_becomes_text() {
        let map = Value::map([("Version", Value::from("2012-10-17")), ("n", Value::list(["a\"b"]))]);
        assert_eq!(settled(map.into()), Argument::from(r#"{"Version":"2012-10-17","n":["a\"b"]}"#));
        assert_eq!(settled("{ }".into()), Argument::from("{ }"));
    }

    #[test]
    fn values_of_other_resources_stay_open() {
        let queue = Address::new("sqs::queue", &["mail"], &Place::region("eu-west-1"));
        let arn = Reference::new(&queue, "arn");
        let below = Argument::Template(vec![Part::Reference(arn.clone()), Part::Text("/\"".into())]);
        let list = Argument::list(vec![Argument::from(arn.clone()), "y".into(), below]);
        let document = settled(Argument::map([("Resource".to_owned(), list)].into()));
        let resolved = document.resolve(&|_| Some("arn:q".into()));
        assert_eq!(resolved, Argument::from(r#"{"Resource":["arn:q","y","arn:q/\""]}"#));
    }

    #[test]
    fn a_document_is_a_json_object() {
        let of = |text: &str| -> Arguments { [("policy".to_owned(), text.into())].into() };
        assert_eq!(check(&of("{\"a\": 1}"), &["policy"], "topic::json"), []);
        assert_eq!(check(&of("[1]"), &["policy"], "topic::json").len(), 1);
        assert_eq!(check(&of("{a: 1}"), &["policy"], "topic::json").len(), 1);
    }
}
