//! Text made of values.

use rhai::{Array, Dynamic, EvalAltResult, ImmutableString, Map, NativeCallContext};
use tandem_core::{Part, Span};

use super::reported;
use crate::code;
use crate::run::Session;
use crate::settings::TEXT;
use crate::value::{Handle, Pair, Region, Unknown, holds_unknown, noun, show_parts};

/// What is joined to one text.
pub(super) enum Pieces {
    /// The pieces of a template string.
    Template(Array),
    /// The operands of `+`.
    Sum(Dynamic, Dynamic),
}

/// Returns the text of some pieces: a known one, or one with references in it.
pub(super) fn joined(
    session: &Session,
    _context: &NativeCallContext<'_>,
    pieces: Pieces,
    at: Span,
) -> Result<Dynamic, Box<EvalAltResult>> {
    let pieces = match pieces {
        Pieces::Template(pieces) => pieces,
        Pieces::Sum(left, right) => vec![left, right],
    };
    let mut parts: Vec<Part> = Vec::with_capacity(pieces.len());
    let mut length = 0;
    for piece in pieces {
        match part(session, &piece, at) {
            Ok(text) => {
                length += text.len();
                if length > TEXT {
                    session.report(code::budget::text(TEXT, at));
                    return Err(reported());
                }
                parts.push(Part::Text(text));
            }
            Err(Unknown::Pending(more)) => parts.extend(more.iter().cloned()),
            Err(Unknown::Poison) => return Ok(Dynamic::from(Unknown::Poison)),
        }
    }
    Ok(match Unknown::join(parts) {
        Ok(text) => text.into(),
        Err(unknown) => Dynamic::from(unknown),
    })
}

/// Returns the text of one value, or what is unknown about it.
fn part(session: &Session, value: &Dynamic, at: Span) -> Result<String, Unknown> {
    if let Some(text) = value.read_lock::<ImmutableString>() {
        return Ok(text.to_string());
    }
    if let Some(unknown) = value.read_lock::<Unknown>() {
        return Err(unknown.clone());
    }
    if let Some(handle) = value.read_lock::<Handle>() {
        let kind = session.registry.kind(handle.kind);
        let attributes: Vec<&str> =
            kind.iter().flat_map(|kind| kind.attributes.iter().map(|attribute| attribute.name)).collect();
        let near = ["name", "dns_name", "arn", "id"].into_iter().filter(|name| attributes.contains(name));
        let near: Vec<&str> = near.chain(attributes.first().copied()).collect();
        session.report(code::reference::resource_in_text(handle.kind, &near, at));
        return Err(Unknown::Poison);
    }
    if holds_unknown(value).is_some_and(|unknown| unknown.parts().is_some()) {
        session.report(code::secret::unknown_value("turn a list or map into text that holds", value, at));
        return Err(Unknown::Poison);
    }
    match plain_text(value) {
        Some(text) => Ok(text),
        None => {
            session.report(code::budget::text(TEXT, at));
            Err(Unknown::Poison)
        }
    }
}

/// Returns the text of a value, unless it is too long.
pub(crate) fn plain_text(value: &Dynamic) -> Option<String> {
    let mut text = String::new();
    write(value, false, &mut text).then_some(text)
}

/// Returns a value as a person reads it, references in it shown as such.
pub(crate) fn shown(value: &Dynamic) -> String {
    plain_text(value).unwrap_or_else(|| format!("{}, too long to show", noun(value)))
}

/// Writes a value; inside lists and maps texts are in quotes. Returns whether it fits.
fn write(value: &Dynamic, inside: bool, out: &mut String) -> bool {
    if out.len() > TEXT {
        return false;
    }
    if let Some(text) = value.read_lock::<ImmutableString>() {
        if inside {
            out.push_str(&format!("{:?}", text.as_str()));
        } else {
            out.push_str(&text);
        }
    } else if let Some(items) = value.read_lock::<Array>() {
        out.push('[');
        for (at, item) in items.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            if !write(item, true, out) {
                return false;
            }
        }
        out.push(']');
    } else if let Some(entries) = value.read_lock::<Map>() {
        out.push_str("#{");
        for (at, (key, entry)) in entries.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            out.push_str(&format!("{:?}: ", key.as_str()));
            if !write(entry, true, out) {
                return false;
            }
        }
        out.push('}');
    } else if let Some(unknown) = value.read_lock::<Unknown>() {
        let parts = unknown.parts().map(show_parts);
        out.push_str(&parts.unwrap_or_else(|| "(an error)".to_owned()));
    } else if let Some(handle) = value.read_lock::<Handle>() {
        out.push_str(handle.address.as_str());
    } else if let Some(region) = value.read_lock::<Region>() {
        out.push_str(region.0.name);
    } else if let Some(pair) = value.read_lock::<Pair>() {
        let fits = write(&pair.from, inside, out);
        out.push_str(" → ");
        return fits && write(&pair.to, inside, out);
    } else if inside && value.is_unit() {
        out.push_str("()");
    } else {
        out.push_str(&value.to_string());
    }
    out.len() <= TEXT
}
