//! The steps of a record: one, merged with others of its zone as far as Route 53 takes them together.

use tandem_core::argument::Arguments;
use tandem_core::change::Action;
use tandem_core::state::Attributes;
use tandem_core::step::{Batch, CreateClass, Effect, NeededBy};
use tandem_core::{Address, Argument, Change, Draft};

use super::value;
use crate::arguments::Named;
use crate::draft::draft;
use crate::route53::{HOME, zone};

/// The one call that changes records.
pub(super) const CALL: &str = "route53:ChangeResourceRecordSets";
/// The most values that one call takes.
const MAX_ELEMENTS: u32 = 1_000;
/// The most characters of values that one call takes.
const MAX_CHARACTERS: u32 = 32_000;
/// What a value counts that is known only after apply: a name of usual length.
const UNKNOWN: Size = Size { elements: 4, characters: 256 };

/// How much of a call a record takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Size {
    elements: u32,
    characters: u32,
}

impl std::ops::Add for Size {
    type Output = Size;

    fn add(self, other: Size) -> Size {
        Size { elements: self.elements + other.elements, characters: self.characters + other.characters }
    }
}

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    let before = || change.prior.as_ref().map_or(Size::default(), |object| found_size(&object.attributes));
    let (operation, effect, size) = match change.action {
        Action::Create if is_given(change) => {
            let size = size(&change.desired);
            // An UPSERT counts twice.
            ("create", Effect::Create, size + size)
        }
        Action::Create => ("create", Effect::Create, size(&change.desired)),
        Action::Update => ("update", Effect::Update, before() + size(&change.desired)),
        // What Route 53 put there with the zone cannot be deleted: it is only forgotten.
        Action::Delete if is_given(change) => return vec![draft("forget", Effect::Delete, "", HOME).done()],
        Action::Delete => ("delete", Effect::Delete, before()),
        _ => return Vec::new(),
    };
    let zone = zone(change);
    let batch = Batch {
        key: zone.clone(),
        elements: size.elements,
        characters: size.characters,
        max_elements: MAX_ELEMENTS,
        max_characters: MAX_CHARACTERS,
    };
    vec![
        draft(operation, effect, CALL, HOME)
            .class(CreateClass::RefusedToken)
            .lock(zone)
            .batch(batch)
            .wait(
                "records to reach every name server",
                zone::CHANGE_TYPICAL,
                zone::CHANGE_DEADLINE,
                NeededBy::End,
            )
            .done(),
    ]
}

/// Returns the key of records that answer for one name: they change together or not at all.
pub(super) fn atomic_group(change: &Change) -> Option<String> {
    let name = change.desired.string("name");
    let name = name.or_else(|| change.prior.as_ref()?.attributes.string("name"))?;
    Some(format!("{} {name}", zone(change)))
}

fn zone(change: &Change) -> String {
    let remembered = || change.prior.as_ref().and_then(|object| object.parent.clone());
    change.parent.clone().or_else(remembered).as_ref().map(Address::to_string).unwrap_or_default()
}

/// Returns whether Route 53 made the record with its zone: NS and SOA of the zone itself.
fn is_given(change: &Change) -> bool {
    let segments = change.address.segments();
    super::is_given(segments.iter().rev().nth(1).map_or("", String::as_str), &change.address.name())
}

fn size(arguments: &Arguments) -> Size {
    if arguments.contains_key("alias") {
        return Size { elements: 1, characters: 0 };
    }
    let ty = arguments.text("type").unwrap_or_default();
    let Some(items) = arguments.get("values").and_then(Argument::items) else { return UNKNOWN };
    let value =
        |item: &Argument| item.as_str().map_or(UNKNOWN.characters, |text| characters(&value::wire(ty, text)));
    Size { elements: count(items.len()), characters: items.iter().map(value).sum() }
}

fn found_size(attributes: &Attributes) -> Size {
    if attributes.contains_key("alias") {
        return Size { elements: 1, characters: 0 };
    }
    let ty = attributes.text("type").unwrap_or_default();
    let values = attributes.texts("values");
    let characters = values.iter().map(|text| characters(&value::wire(ty, text))).sum();
    Size { elements: count(values.len()), characters }
}

fn characters(text: &str) -> u32 {
    count(text.chars().count())
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
