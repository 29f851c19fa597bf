//! What every change calls: its drafts, each after the one before.

use std::collections::{BTreeSet, HashMap};

use tandem_core::argument::Arguments;
use tandem_core::schema::{Ownership, ReplaceOrder};
use tandem_core::step::{CreateClass, Effect, Item};
use tandem_core::{Action, Address, Change, Draft, Object, Provider, Step, StepId};

use crate::Graph;
use crate::change::LEFT_OVER;

/// A step without its number.
pub(super) struct Proto {
    pub(super) items: Vec<Item>,
    pub(super) draft: Draft,
    account: String,
}

/// The first and the last step of one half of a change.
#[derive(Clone, Copy)]
pub(super) struct Chain {
    pub(super) first: usize,
    pub(super) last: usize,
}

/// What one change calls.
#[derive(Clone, Copy, Default)]
pub(super) struct Halves {
    /// What makes or changes the object.
    pub(super) make: Option<Chain>,
    /// What deletes it, or the one it replaces.
    pub(super) unmake: Option<Chain>,
    /// Whether the old object goes before the new one comes.
    pub(super) delete_first: bool,
    /// For a deletion: whether an object of its kind and address cannot come before it is gone.
    pub(super) in_the_way: bool,
}

/// What every change calls.
pub(super) struct Chains {
    pub(super) protos: Vec<Proto>,
    /// By index of the change.
    pub(super) halves: Vec<Halves>,
    /// The indexes of the changes of an address: one, or more where old objects are left over.
    pub(super) by_address: HashMap<Address, Vec<usize>>,
    /// The links inside chains.
    pub(super) links: Vec<(usize, usize)>,
}

/// Asks the kinds what every change calls.
pub(super) fn chains(
    changes: &[Change],
    graph: Option<&Graph>,
    known: &dyn Fn(&Address) -> bool,
    provider: &dyn Provider,
) -> Chains {
    let mut chains = Chains {
        protos: Vec::new(),
        halves: Vec::with_capacity(changes.len()),
        by_address: HashMap::with_capacity(changes.len()),
        links: Vec::new(),
    };
    let delete_first = delete_first(changes, graph, provider);
    for (at, change) in changes.iter().enumerate() {
        chains.by_address.entry(change.address.clone()).or_default().push(at);
    }
    for change in changes {
        let mut halves = Halves { delete_first: delete_first.contains(&change.address), ..Halves::default() };
        match change.action {
            Action::Create | Action::Update => {
                halves.make = chains.add(change, provider.expand(change), None);
            }
            Action::Delete => {
                let within = old_parent(change, changes, &chains.by_address);
                halves.unmake = chains.add(change, provider.expand(change), within);
                let kind = provider.registry().kind(change.address.kind());
                halves.in_the_way = kind.is_some_and(|kind| kind.replace == ReplaceOrder::DeleteFirst);
            }
            Action::Replace => {
                let delete = half(change, Action::Delete);
                let within = old_parent(change, changes, &chains.by_address);
                halves.unmake = chains.add(&delete, provider.expand(&delete), within);
                let create = half(change, Action::Create);
                halves.make = chains.add(&create, provider.expand(&create), None);
            }
            Action::Read if !known(&change.address) => {
                halves.make = chains.add(change, vec![reading(change)], None);
            }
            Action::Keep | Action::Read | Action::Forget => (),
        }
        chains.halves.push(halves);
    }
    chains
}

/// Returns the addresses whose old object goes first: by their kind, or because something they need goes first, which
/// in turn waits for what depends on it to be gone.
fn delete_first(changes: &[Change], graph: Option<&Graph>, provider: &dyn Provider) -> BTreeSet<Address> {
    let replaced: HashMap<&Address, &Change> = changes
        .iter()
        .filter(|change| change.action == Action::Replace)
        .map(|change| (&change.address, change))
        .collect();
    let mut first = BTreeSet::new();
    if replaced.is_empty() {
        return first;
    }
    for node in graph.into_iter().flat_map(Graph::nodes) {
        let Some(change) = replaced.get(&node.address) else { continue };
        let kind = provider.registry().kind(node.address.kind());
        // Where names count within a parent, there is room for the new one in a parent that is made anew.
        let inside = kind.is_some_and(|kind| kind.identity.ownership == Ownership::Parent);
        let parent = change.parent.as_ref().filter(|parent| inside && replaced.contains_key(parent));
        let moves = parent.is_some_and(|parent| !first.contains(parent));
        let by_kind = !moves && kind.is_some_and(|kind| kind.replace == ReplaceOrder::DeleteFirst);
        if by_kind || change.dependencies.iter().any(|dependency| first.contains(dependency)) {
            first.insert(node.address.clone());
        }
    }
    first
}

/// Returns one half of a replacement as a change of its own.
fn half(change: &Change, action: Action) -> Change {
    let delete = action == Action::Delete;
    Change {
        action,
        prior: change.prior.clone().filter(|_| delete),
        desired: if delete { Arguments::new() } else { change.desired.clone() },
        differences: Vec::new(),
        ..change.clone()
    }
}

/// Returns the parent that an object to be deleted lives in, if it will not be, or is no longer, the one remembered
/// under the parent's address: the one that is replaced, or for a left-over object the left-over one.
fn old_parent<'a>(
    change: &Change,
    changes: &'a [Change],
    by_address: &HashMap<Address, Vec<usize>>,
) -> Option<&'a Object> {
    let of = |address: &Address| by_address.get(address).map_or(&[][..], Vec::as_slice);
    let parents: Vec<&Change> =
        of(change.prior.as_ref()?.parent.as_ref()?).iter().map(|at| &changes[*at]).collect();
    let left_over = change.reasons.iter().any(|reason| reason == LEFT_OVER);
    let left_over_parent =
        parents.iter().find(|parent| left_over && parents.len() > 1 && parent.action == Action::Delete);
    let replaced_parent = || parents.iter().find(|parent| parent.action == Action::Replace);
    left_over_parent.or_else(replaced_parent)?.prior.as_ref()
}

fn reading(change: &Change) -> Draft {
    Draft {
        operation: "read".to_owned(),
        effect: Effect::Read,
        call: String::new(),
        region: change.address.region().unwrap_or_default().to_owned(),
        class: CreateClass::Idempotent,
        locks: Vec::new(),
        buckets: Vec::new(),
        batch: None,
        wait: None,
    }
}

impl Chains {
    fn add(&mut self, change: &Change, drafts: Vec<Draft>, within: Option<&Object>) -> Option<Chain> {
        let first = self.protos.len();
        self.protos.extend(drafts.into_iter().map(|draft| Proto::new(change, draft, within)));
        let last = self.protos.len().checked_sub(1).filter(|last| *last >= first)?;
        self.links.extend((first..last).map(|at| (at, at + 1)));
        Some(Chain { first, last })
    }
}

impl Proto {
    fn new(change: &Change, mut draft: Draft, within: Option<&Object>) -> Proto {
        let deletes = change.action == Action::Delete;
        if let (Some(batch), Some(parent)) = (&mut draft.batch, within) {
            // The old parent bears the same address as the new one, and no call goes to both.
            batch.key = format!("{} {}", batch.key, parent.id);
        }
        let item = Item {
            address: change.address.clone(),
            operation: draft.operation.clone(),
            effect: draft.effect,
            arguments: if deletes { Arguments::new() } else { change.desired.clone() },
            prior: change.prior.clone(),
            parent: parent(change),
            within: within.cloned(),
            dependencies: change.dependencies.clone(),
            protect: change.protect && !deletes,
            place: change.place.clone(),
        };
        let account = change.address.account().unwrap_or_default().to_owned();
        Proto { items: vec![item], draft, account }
    }

    /// Takes over what another one does, so that both are one call.
    pub(super) fn absorb(&mut self, other: &mut Proto) {
        self.items.append(&mut other.items);
        self.items.sort_by_key(|item| item.effect != Effect::Delete);
        self.draft.locks.append(&mut other.draft.locks);
        self.draft.locks.sort();
        self.draft.locks.dedup();
        self.draft.buckets.append(&mut other.draft.buckets);
        self.draft.buckets.sort();
        self.draft.buckets.dedup();
        match (&mut self.draft.batch, &other.draft.batch) {
            (Some(ours), Some(theirs)) => {
                ours.elements += theirs.elements;
                ours.characters += theirs.characters;
            }
            (ours, _) => *ours = None,
        }
        if self.draft.wait.is_none() {
            self.draft.wait = other.draft.wait.take();
        }
    }

    pub(super) fn step(self, id: StepId, after: Vec<StepId>) -> Step {
        let Draft { call, region, class, locks, buckets, batch, wait, .. } = self.draft;
        Step {
            id,
            items: self.items,
            after,
            call,
            region,
            account: self.account,
            class,
            locks,
            buckets,
            batch,
            wait,
        }
    }
}

/// Returns the parent a step addresses its object through: for a delete the one it was made under.
fn parent(change: &Change) -> Option<Address> {
    match &change.prior {
        Some(object) if change.action == Action::Delete => object.parent.clone(),
        _ => change.parent.clone(),
    }
}
