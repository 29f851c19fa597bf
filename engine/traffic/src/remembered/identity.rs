//! From what the cloud calls a thing back to the thing: ids, ARNs, DNS names and addresses, turned into references.

use std::collections::BTreeMap;

use tandem_core::argument::Arguments;
use tandem_core::schema::{Presence, check};
use tandem_core::state::Attributes;
use tandem_core::{Address, Argument, Path, Reference, Registry, Type, Value, region};

use super::Thing;

/// What the cloud calls things by.
///
/// Some names hold within a region only, such as the end of a load balancer's ARN: they mean the thing in the region of
/// who says them. What else two things share, such as the zone that all accelerators lie in, names neither.
#[derive(Clone, Debug, Default)]
pub struct Identities {
    texts: BTreeMap<String, Vec<Reference>>,
    /// Lists that stand for one thing as a whole, such as the addresses of an accelerator.
    lists: BTreeMap<Vec<String>, Vec<Reference>>,
}

impl Identities {
    /// Returns what these things are called by: the texts that the cloud decides, by their kinds.
    pub fn of(things: &[Thing<'_>], registry: &Registry) -> Identities {
        let mut identities = Identities::default();
        for thing in things {
            let kind = registry.kind(thing.address.kind());
            let computed = kind.into_iter().flat_map(|kind| &kind.attributes);
            for attribute in computed.filter(|attribute| attribute.presence == Presence::Computed) {
                if let Some(value) = thing.attributes.get(attribute.name) {
                    identities.add(thing.address, attribute.name, &attribute.ty, value);
                }
            }
        }
        identities
    }

    /// Returns the attributes of a thing as arguments, with a reference wherever they name another thing.
    pub fn refer(&self, address: &Address, attributes: &Attributes, registry: &Registry) -> Arguments {
        let kind = registry.kind(address.kind());
        let refer = |(name, value): (&String, &Value)| {
            let argument = self.back(address, value.clone());
            let ty = kind.and_then(|kind| kind.attribute(name)).map(|attribute| &attribute.ty);
            let argument = match ty {
                // Sets are kept sorted, and references sort otherwise than ids.
                Some(ty) if argument.known().is_none() => check(&argument, ty, &Path::attribute(name)).0,
                _ => argument,
            };
            (name.clone(), argument)
        };
        attributes.iter().map(refer).collect()
    }

    fn add(&mut self, address: &Address, name: &str, ty: &Type, value: &Value) {
        match (ty, value) {
            (Type::String(_), Value::String(text)) if tells(text) => {
                note(&mut self.texts, canonical(text), Reference::new(address, name));
            }
            (Type::List { item, .. }, Value::List(items)) if matches!(**item, Type::String(_)) => {
                let texts: Option<Vec<String>> =
                    items.iter().map(|item| item.as_str().map(canonical)).collect();
                let Some(texts) = texts.filter(|texts| texts.iter().any(|text| tells(text))) else { return };
                for (at, text) in texts.iter().enumerate().filter(|(_, text)| tells(text)) {
                    let path = Path::attribute(name).index(at);
                    note(&mut self.texts, text.clone(), Reference { address: address.clone(), path });
                }
                note(&mut self.lists, texts, Reference::new(address, name));
            }
            _ => (),
        }
    }

    fn back(&self, own: &Address, value: Value) -> Argument {
        let other = |found: Option<&Vec<Reference>>| named(found?, own).cloned();
        match value {
            Value::String(text) => match other(self.texts.get(&canonical(&text))) {
                Some(reference) => reference.into(),
                None => Value::String(text).into(),
            },
            Value::List(items) => {
                let texts: Option<Vec<String>> =
                    items.iter().map(|item| item.as_str().map(canonical)).collect();
                match other(texts.and_then(|texts| self.lists.get(&texts))) {
                    Some(reference) => reference.into(),
                    None => Argument::list(items.into_iter().map(|item| self.back(own, item)).collect()),
                }
            }
            Value::Map(entries) => {
                let entries = entries.into_iter().map(|(key, entry)| (key, self.back(own, entry)));
                Argument::map(entries.collect())
            }
            value => value.into(),
        }
    }
}

/// Remembers what is called so; one name of a thing is enough.
fn note<K: Ord>(all: &mut BTreeMap<K, Vec<Reference>>, key: K, reference: Reference) {
    let known = all.entry(key).or_default();
    if known.iter().all(|known| known.address != reference.address) {
        known.push(reference);
    }
}

/// Returns what a thing means that calls another by a name of these.
fn named<'a>(all: &'a [Reference], own: &Address) -> Option<&'a Reference> {
    let near = |reference: &&Reference| own.region().is_some() && reference.address.region() == own.region();
    let meant = match all {
        [only] => only,
        several => several.iter().find(near).filter(|_| several.iter().filter(near).count() == 1)?,
    };
    (meant.address != *own).then_some(meant)
}

/// Returns whether a text can name one thing: states and types of things, such as `active`, bear no digit, and a region
/// is many things' own.
fn tells(text: &str) -> bool {
    text.len() > 6 && text.bytes().any(|byte| byte.is_ascii_digit()) && region::find(text).is_none()
}

/// Returns a text as names are compared: Route 53 shows DNS names in lower case, with a dot, and some with `dualstack.`.
fn canonical(text: &str) -> String {
    let text = text.trim_end_matches('.').to_ascii_lowercase();
    text.strip_prefix("dualstack.").map_or(text.clone(), str::to_owned)
}
