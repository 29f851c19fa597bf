//! Whether an object that was found is the one that a request describes, for kinds that bear no tags.

use tandem_core::Value;
use tandem_core::state::Attributes;

/// Returns whether everything that is asked for is found so; what was left to the cloud may be anything.
///
/// Lists are compared without regard to order, and JSON documents by meaning.
pub(crate) fn is_as_asked(found: &Attributes, asked: &Attributes) -> bool {
    asked.iter().all(|(name, value)| says(found.get(name).unwrap_or(&Value::Null), value))
}

fn says(found: &Value, asked: &Value) -> bool {
    match (found, asked) {
        (Value::Map(found), Value::Map(asked)) => is_as_asked(found, asked),
        (Value::List(found), Value::List(asked)) => {
            let has = |item: &Value| found.iter().any(|found| says(found, item));
            found.len() == asked.len() && asked.iter().all(has)
        }
        (Value::Null, Value::List(asked)) => asked.is_empty(),
        (Value::String(found), Value::String(asked)) => found == asked || same_document(found, asked),
        _ => found == asked,
    }
}

/// Returns whether two texts are one JSON document.
fn same_document(one: &str, other: &str) -> bool {
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    parsed(one).is_some_and(|document| parsed(other) == Some(document))
}

#[cfg(test)]
mod tests {
    use tandem_core::Value;

    use super::says;

    #[test]
    fn what_is_left_to_the_cloud_may_be_anything() {
        let endpoint = |more: &[(&str, Value)]| {
            let target = ("target", Value::from("i-1"));
            Value::map([target].into_iter().chain(more.iter().cloned()))
        };
        let found = Value::list([endpoint(&[("preserve_client_ip", true.into())])]);
        assert!(says(&found, &Value::list([endpoint(&[])])));
        assert!(!says(&found, &Value::list([endpoint(&[("weight", Value::Integer(1))])])));
        assert!(!says(&found, &Value::list(["i-1", "i-2"])));
        assert!(says(&Value::Null, &Value::List(Vec::new())));
        assert!(says(&"{\"a\": [1]}".into(), &"{\"a\":[1]}".into()));
        assert!(!says(&"{\"a\": [1]}".into(), &"{\"a\":[2]}".into()));
    }
}
