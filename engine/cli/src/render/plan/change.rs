//! The attributes of a change: what a new resource gets, what becomes of an old one.

use tandem_core::schema::Presence;
use tandem_core::{Action, Argument, Change, Difference, Value};

use super::{View, place};
use crate::render::text::{clean, fit};

/// One attribute of a change.
pub(super) struct Row {
    /// Its name, and the place inside it.
    pub(super) name: String,
    /// What it is now; absent for a new resource.
    before: Option<String>,
    /// What it becomes.
    after: String,
    /// What else there is to say of it.
    note: &'static str,
    /// Where it is declared.
    pub(super) place: String,
}

impl Row {
    /// Returns what is shown of the values in so many columns.
    pub(super) fn value(&self, room: usize) -> String {
        let room = room.saturating_sub(self.note.chars().count());
        let Some(before) = &self.before else { return format!("{}{}", fit(&self.after, room), self.note) };
        let (left, right) = (before.chars().count(), self.after.chars().count());
        let half = room.saturating_sub(3) / 2;
        // Whichever is short leaves its room to the other.
        let left = left.min(half.max(room.saturating_sub(3 + right)));
        let right = room.saturating_sub(3 + left);
        format!("{} → {}{}", fit(before, left), fit(&self.after, right), self.note)
    }
}

/// Returns the attributes to show.
pub(super) fn rows(view: View<'_>, change: &Change) -> Vec<Row> {
    match change.action {
        Action::Create => given(view, change),
        Action::Update | Action::Replace => {
            change.differences.iter().map(|difference| difference_row(view, change, difference)).collect()
        }
        Action::Keep | Action::Read | Action::Delete | Action::Forget => Vec::new(),
    }
}

/// Returns what is given to a new resource; what is at its default goes without saying.
fn given(view: View<'_>, change: &Change) -> Vec<Row> {
    let kind = view.registry.kind(change.address.kind());
    let usual = |name: &str, value: &Argument| {
        let presence = kind.and_then(|kind| kind.attribute(name)).map(|attribute| &attribute.presence);
        value.known().is_some_and(|value| {
            value.is_null() || matches!(presence, Some(Presence::Default(default)) if default == value)
        })
    };
    let mut rows = Vec::new();
    for (name, value) in change.desired.iter().filter(|(name, value)| view.verbose || !usual(name, value)) {
        // One place says enough: all of it is new, and most of it stands together.
        spell(name, value, &clean(&change.place), &mut rows);
    }
    rows
}

/// Adds the rows of a value: one, or, for an object map, one an entry.
fn spell(name: &str, value: &Argument, place: &str, rows: &mut Vec<Row>) {
    match value.entries().filter(|entries| !entries.is_empty()) {
        Some(entries) => {
            for (key, entry) in entries.iter().filter(|(_, entry)| entry.known() != Some(&Value::Null)) {
                spell(&format!("{name}.{key}"), entry, place, rows);
            }
        }
        None => rows.push(Row {
            name: clean(name).into_owned(),
            before: None,
            after: value.to_string(),
            note: "",
            place: place.to_owned(),
        }),
    }
}

fn difference_row(view: View<'_>, change: &Change, difference: &Difference) -> Row {
    let (before, after) = (difference.before.to_string(), difference.after.to_string());
    // Two secrets look alike; that they are not is all there is to say.
    let alike = before == after && difference.before.holds_secret();
    let after = if alike { format!("{after} changed") } else { after };
    Row {
        name: clean(&difference.path.to_string()).into_owned(),
        before: (!alike).then(|| clean(&before).into_owned()),
        after: clean(&after).into_owned(),
        note: match (difference.replaces, difference.drift) {
            (true, _) => "  replaces",
            (false, true) => "  drift",
            (false, false) => "",
        },
        place: place(view, change, &difference.path),
    }
}
