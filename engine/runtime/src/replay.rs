//! From snapshot and journal to state: the one meaning of every record, for live runs and for readers.

use tandem_core::doubt::Doubt;
use tandem_core::journal::{Intent, IntentItem, Record};
use tandem_core::step::Effect;
use tandem_core::store::Stored;
use tandem_core::{Address, Object, State};
use tandem_plan::rename;

/// Returns the state that a snapshot and the records since make; calls of unknown outcome are in its `open`.
pub fn replay(stored: Stored) -> State {
    let mut state = stored.snapshot.unwrap_or_default();
    for record in stored.journal {
        perform(&mut state, record);
    }
    state
}

/// Does to a state what a record says.
pub(crate) fn perform(state: &mut State, record: Record) {
    match record {
        Record::Begin { lineage, entry, account, epoch, key, .. } => {
            state.key = key.or(state.key.take());
            state.epoch = state.epoch.max(epoch);
            state.lineage = lineage;
            state.entry = entry;
            state.account = account;
        }
        Record::Intent(intent) => state.open.push(intent),
        Record::Done { intent, objects, .. } => {
            let intent = close(state, intent);
            let items = intent.as_ref().map_or(&[][..], |intent| &intent.items);
            for (at, (address, object)) in objects.into_iter().enumerate() {
                done(state, address, object, items.get(at));
            }
        }
        Record::Fail { intent, .. } => {
            close(state, intent);
        }
        Record::Doubted { intent, at } => doubted(state, intent, at),
        Record::Swept { cleared, extras } => {
            state.doubts.retain(|doubt| !cleared.contains(&doubt.item.token));
            for extra in extras {
                if !is_remembered(state, &extra.id) {
                    state.deposed.push(extra);
                }
            }
        }
        Record::Forgotten { address, id } => {
            state.deposed.retain(|old| old.address != address || old.id != id);
        }
        Record::Settled { addresses, attributes } => {
            for address in &addresses {
                if let Some(object) = state.objects.get_mut(address) {
                    object.settled = true;
                    object.attributes.extend(attributes.clone());
                }
            }
        }
        Record::Refreshed { objects } => {
            for (address, object) in objects {
                refreshed(state, address, object);
            }
        }
        Record::Moved { from, to } => rename(state, &from, &to),
        Record::Outputs { outputs } => state.outputs = outputs,
    }
}

/// Returns the number of the next intent.
pub(crate) fn next_intent(stored: &Stored) -> u64 {
    let in_journal = stored.journal.iter().filter_map(|record| match record {
        Record::Intent(intent) => Some(intent.intent),
        _ => None,
    });
    let open = stored.snapshot.iter().flat_map(|state| &state.open).map(|intent| intent.intent);
    in_journal.chain(open).max().map_or(1, |last| last + 1)
}

fn close(state: &mut State, number: u64) -> Option<Intent> {
    let at = state.open.iter().position(|intent| intent.intent == number)?;
    Some(state.open.remove(at))
}

/// Remembers the creates of an open intent as once in doubt, each incarnation once.
fn doubted(state: &mut State, number: u64, at: u64) {
    let Some(intent) = state.open.iter().find(|intent| intent.intent == number) else { return };
    for doubt in Doubt::of(intent, at) {
        state.doubts.retain(|known| known.item.token != doubt.item.token);
        state.doubts.push(doubt);
    }
    let updates = Doubt::of_updates(intent, at, &state.doubts);
    state.doubts.extend(updates);
}

/// Returns whether an object of an id is remembered, wanted or not.
pub(crate) fn is_remembered(state: &State, id: &str) -> bool {
    state.objects.values().chain(&state.deposed).any(|object| object.id == id)
}

fn done(state: &mut State, address: Address, object: Option<Object>, item: Option<&IntentItem>) {
    let before = item.and_then(|item| item.prior.as_ref()).map(|prior| prior.id.clone());
    match object {
        Some(object) if item.is_some_and(|item| item.effect == Effect::Create) => {
            let old = state.objects.insert(address.clone(), object.clone());
            // The old half of a replacement stays to be deleted. An object with the same id is the same object.
            if let Some(old) = old.filter(|old| old.id != object.id) {
                state.deposed.push(old);
                depose_children(state, &address);
            }
        }
        Some(object) => {
            let id = before.as_deref().unwrap_or(&object.id);
            match deposed(state, &address, id) {
                Some(old) => *old = object,
                None => {
                    state.objects.insert(address, object);
                }
            }
        }
        None => {
            let current = state.objects.get(&address).map(|object| object.id.clone());
            if before.is_none() || before == current {
                state.objects.remove(&address);
            }
            state.deposed.retain(|old| old.address != address || Some(&old.id) != before.as_ref());
        }
    }
}

/// Sets aside what belongs to an object that has just been replaced: it is still in the old one, and is made anew in the
/// new one, whichever run comes to that.
fn depose_children(state: &mut State, parent: &Address) {
    let children = state.objects.values().filter(|object| object.parent.as_ref() == Some(parent));
    let children: Vec<Address> = children.map(|object| object.address.clone()).collect();
    for child in children {
        depose_children(state, &child);
        state.deposed.extend(state.objects.remove(&child));
    }
}

fn refreshed(state: &mut State, address: Address, object: Option<Object>) {
    match object {
        Some(object) => match deposed(state, &address, &object.id) {
            Some(old) => *old = object,
            None => {
                state.objects.insert(address, object);
            }
        },
        None => {
            state.objects.remove(&address);
        }
    }
}

/// Returns the object of an address and id that waits to be deleted, if the current object is another.
pub(crate) fn deposed<'a>(state: &'a mut State, address: &Address, id: &str) -> Option<&'a mut Object> {
    if state.objects.get(address).is_some_and(|current| current.id == id) {
        return None;
    }
    state.deposed.iter_mut().find(|old| old.address == *address && old.id == id)
}
