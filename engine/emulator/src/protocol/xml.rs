//! XML bodies: a small element tree, and documents read from and written to it by shape.

use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Number, Value};

use super::Malformed;
use crate::model::{Kind, Member, Model, Shape};
use crate::time;

/// Deeper documents than this are refused; no AWS shape comes close.
const DEEPEST: usize = 64;

/// An element with its text and children; attributes and prefixes carry nothing in these services' inputs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Reads a document's root element.
pub(crate) fn parse(text: &[u8]) -> Result<Element, Malformed> {
    let text = std::str::from_utf8(text).map_err(|_| Malformed::new("the body is not UTF-8"))?;
    let mut reader = Reader::from_str(text);
    // The first element is a stand-in that receives the root as its child.
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| Malformed::new(error.to_string()))?;
        match event {
            Event::Start(start) if open.len() <= DEEPEST => open.push(element(&start)),
            Event::Start(_) => return Err(Malformed::new("the document is too deep")),
            Event::Empty(start) => close(&mut open, element(&start)),
            Event::End(_) => {
                if let Some(done) = open.pop() {
                    close(&mut open, done);
                }
            }
            Event::Text(text) => append(&mut open, &text.xml10_content()),
            Event::CData(text) => append(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref().map_err(malformed)? {
                    Some(letter) => letter.to_string(),
                    None => resolve_predefined_entity(&reference)
                        .ok_or_else(|| Malformed::new("unknown entity"))?
                        .into(),
                };
                append(&mut open, &resolved);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = if open.len() == 1 { open.pop().and_then(|mut top| top.children.pop()) } else { None };
    root.ok_or_else(|| Malformed::new("the document has no complete root element"))
}

fn malformed(error: impl std::fmt::Display) -> Malformed {
    Malformed::new(error.to_string())
}

fn element(start: &BytesStart<'_>) -> Element {
    let name = start.local_name().as_ref().to_owned();
    Element { name, ..Element::default() }
}

fn close(open: &mut [Element], done: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(done);
    }
}

fn append(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// Reads an element as a shape.
pub(crate) fn read(model: &Model, name: &str, element: &Element) -> Result<Value, Malformed> {
    let shape = model.shape(name);
    match shape.kind {
        Kind::Structure => {
            let mut fields = Map::new();
            for (name, member) in shape.members.iter().filter(|(_, member)| member.location.is_none()) {
                if let Some(value) = read_member(model, name, member, element)? {
                    fields.insert(name.clone(), value);
                }
            }
            Ok(Value::Object(fields))
        }
        Kind::List => read_list(model, shape, element.children.iter()),
        Kind::Map => read_map(model, shape, element.children.iter()),
        _ => scalar(shape.kind, &element.text),
    }
}

fn read_member(
    model: &Model,
    name: &str,
    member: &Member,
    parent: &Element,
) -> Result<Option<Value>, Malformed> {
    let shape = model.shape(&member.shape);
    let wire = member.wire(name);
    let mut found = parent.children.iter().filter(|child| child.name == wire).peekable();
    if found.peek().is_none() {
        return Ok(None);
    }
    let flat = member.flattened || shape.flattened;
    match shape.kind {
        Kind::List if flat => read_list(model, shape, found).map(Some),
        Kind::Map if flat => read_map(model, shape, found).map(Some),
        _ => found.next().map(|element| read(model, &member.shape, element)).transpose(),
    }
}

fn read_list<'a>(
    model: &Model,
    shape: &Shape,
    items: impl Iterator<Item = &'a Element>,
) -> Result<Value, Malformed> {
    let Some(member) = &shape.member else { return Ok(Value::Array(Vec::new())) };
    items.map(|item| read(model, &member.shape, item)).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

fn read_map<'a>(
    model: &Model,
    shape: &Shape,
    entries: impl Iterator<Item = &'a Element>,
) -> Result<Value, Malformed> {
    let (Some(key), Some(value)) = (&shape.key, &shape.value) else { return Ok(Value::Object(Map::new())) };
    let mut map = Map::new();
    for entry in entries {
        if let (Some(name), Some(found)) = (entry.child(key.wire("key")), entry.child(value.wire("value"))) {
            map.insert(name.text.clone(), read(model, &value.shape, found)?);
        }
    }
    Ok(Value::Object(map))
}

/// Reads the text of a scalar, as XML, forms, paths and headers carry it.
pub(crate) fn scalar(kind: Kind, text: &str) -> Result<Value, Malformed> {
    let value = match kind {
        Kind::Integer | Kind::Long => text.trim().parse::<i64>().ok().map(Value::from),
        Kind::Float | Kind::Double => {
            text.trim().parse::<f64>().ok().and_then(Number::from_f64).map(Value::from)
        }
        Kind::Boolean => match text.trim() {
            "true" | "True" | "1" => Some(Value::from(true)),
            "false" | "False" | "0" => Some(Value::from(false)),
            _ => None,
        },
        Kind::Timestamp => time::parse(text.trim()).map(Value::from),
        _ => Some(Value::from(text)),
    };
    value.ok_or_else(|| Malformed::new(format!("'{text}' is not a value of its type")))
}

/// Prints a scalar as text.
pub(crate) fn scalar_text(kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Timestamp, Value::Number(millis)) => time::iso8601(millis.as_i64().unwrap_or_default()),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// Writes a value as an element called `tag`.
pub(crate) fn write(model: &Model, out: &mut String, tag: &str, shape: &Shape, value: &Value) {
    open_tag(out, tag);
    write_content(model, out, shape, value);
    close_tag(out, tag);
}

/// Writes what stands between a value's tags.
pub(crate) fn write_content(model: &Model, out: &mut String, shape: &Shape, value: &Value) {
    match (shape.kind, value) {
        (Kind::Structure, Value::Object(fields)) => {
            for (name, member) in shape.members.iter().filter(|(_, member)| member.location.is_none()) {
                if let Some(value) = fields.get(name).filter(|value| !value.is_null()) {
                    write_member(model, out, name, member, value);
                }
            }
        }
        (Kind::List, Value::Array(items)) => {
            let tag = shape.member.as_ref().map_or("member", |member| member.wire("member"));
            write_items(model, out, tag, shape, items);
        }
        (Kind::Map, Value::Object(entries)) => write_entries(model, out, "entry", shape, entries),
        _ => out.push_str(&escape(scalar_text(shape.kind, value))),
    }
}

fn write_member(model: &Model, out: &mut String, name: &str, member: &Member, value: &Value) {
    let shape = model.shape(&member.shape);
    let tag = member.wire(name);
    match value {
        Value::Array(items) if member.flattened || shape.flattened => {
            write_items(model, out, tag, shape, items);
        }
        Value::Object(map) if shape.kind == Kind::Map && (member.flattened || shape.flattened) => {
            write_entries(model, out, tag, shape, map);
        }
        _ => write(model, out, tag, shape, value),
    }
}

fn write_items(model: &Model, out: &mut String, tag: &str, shape: &Shape, items: &[Value]) {
    if let Some(member) = &shape.member {
        for item in items {
            write(model, out, tag, model.shape(&member.shape), item);
        }
    }
}

fn write_entries(model: &Model, out: &mut String, tag: &str, shape: &Shape, entries: &Map<String, Value>) {
    let (Some(key), Some(value)) = (&shape.key, &shape.value) else { return };
    for (name, entry) in entries {
        open_tag(out, tag);
        write(model, out, key.wire("key"), model.shape(&key.shape), &Value::from(name.as_str()));
        write(model, out, value.wire("value"), model.shape(&value.shape), entry);
        close_tag(out, tag);
    }
}

pub(crate) fn open_tag(out: &mut String, tag: &str) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
}

pub(crate) fn close_tag(out: &mut String, tag: &str) {
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}
