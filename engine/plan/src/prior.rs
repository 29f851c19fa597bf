//! What there was before: what is remembered, and what refresh found of it.

use std::collections::BTreeMap;

use tandem_core::provider::Found;
use tandem_core::{Address, Object, State};

/// What there was before: what is remembered, and what refresh found of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Prior {
    /// What is remembered.
    pub state: State,
    /// Every remembered object as it is now, by the address it is remembered under; `None` where it is gone. An
    /// address that is missing here was not refreshed and counts as it is remembered.
    pub found: BTreeMap<Address, Option<Found>>,
    /// Every object that waits to be deleted as it is now, by its address and id; `None` where it is gone. What is
    /// missing here counts as it is remembered.
    pub deposed: BTreeMap<(Address, String), Option<Found>>,
    /// The look-ups that could be answered.
    pub lookups: BTreeMap<Address, Found>,
    /// Objects that nobody declares below a parent that claims all of them; they are deleted.
    pub claimed: Vec<Object>,
    /// How many objects were seen that no stack declares, and that stay as they are.
    pub unmanaged: usize,
    /// When the reading began, in milliseconds since the Unix epoch; 0 if nothing was read.
    pub seen: u64,
}

impl Prior {
    /// Returns a remembered object as it is now; nothing if it is gone.
    pub(crate) fn now(&self, object: &Object) -> Option<Object> {
        match self.found.get(&object.address) {
            None => Some(object.clone()),
            Some(None) => None,
            Some(Some(found)) => Some(as_found(object, found)),
        }
    }

    /// Returns an object that waits to be deleted as it is now; nothing if it is gone.
    pub(crate) fn deposed_now(&self, object: &Object) -> Option<Object> {
        match self.deposed.get(&(object.address.clone(), object.id.clone())) {
            Some(Some(found)) => Some(as_found(object, found)),
            Some(None) => None,
            None => Some(object.clone()),
        }
    }
}

fn as_found(object: &Object, found: &Found) -> Object {
    // Spelled out, so that the remembered attributes are not copied only to be dropped.
    Object {
        address: object.address.clone(),
        id: found.id.clone(),
        account: object.account.clone(),
        region: object.region.clone(),
        incarnation: object.incarnation.clone(),
        parent: object.parent.clone(),
        dependencies: object.dependencies.clone(),
        arguments: object.arguments.clone(),
        attributes: found.attributes.clone(),
        protect: object.protect,
        settled: found.settled,
    }
}

/// Gives a remembered object another address, wherever the state names it: as an object, a parent, a dependency.
pub fn rename(state: &mut State, from: &Address, to: &Address) {
    if let Some(mut object) = state.objects.remove(from) {
        object.address = to.clone();
        state.objects.insert(to.clone(), object);
    }
    for object in state.objects.values_mut().chain(&mut state.deposed) {
        let names = object
            .parent
            .iter_mut()
            .chain(&mut object.dependencies)
            .chain(std::iter::once(&mut object.address));
        for name in names.filter(|name| *name == from) {
            *name = to.clone();
        }
        object.dependencies.sort();
    }
    for doubt in &mut state.doubts {
        let item = &mut doubt.item;
        let names = item.parent_address.iter_mut().chain(&mut item.dependencies);
        for name in names.chain([&mut item.address]).filter(|name| *name == from) {
            *name = to.clone();
        }
        item.dependencies.sort();
    }
}
