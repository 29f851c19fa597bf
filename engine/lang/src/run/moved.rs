//! Renamings: `moved(old, new)`, understood once everything is declared.

use tandem_core::topology::Moved;
use tandem_core::{Address, Span};

use super::session::Session;
use crate::code;

/// A renaming as the script says it.
pub(crate) struct Renaming {
    /// The address or name before.
    pub(crate) from: String,
    /// What it is called now.
    pub(crate) to: Renamed,
    /// Where it is said.
    pub(crate) span: Span,
    /// Where the new name is written.
    pub(crate) target: Span,
}

/// What a resource is called now.
pub(crate) enum Renamed {
    /// The resource itself.
    Address(Address),
    /// A name: of every resource of that name, and of those in a scope of that name.
    Name(String),
}

/// Turns the renamings into addresses; a renamed resource takes those that belong to it along.
pub(crate) fn resolve(session: &Session) {
    for renaming in session.renamings.take() {
        let from: Option<Address> = renaming.from.parse().ok();
        let targets = match &renaming.to {
            Renamed::Address(address) => vec![address.clone()],
            Renamed::Name(name) => named(session, name),
        };
        let declared = |address: &Address| session.topology.borrow().declarations.contains_key(address);
        let targets: Vec<Address> = targets.into_iter().filter(declared).collect();
        if targets.is_empty() {
            let name = match &renaming.to {
                Renamed::Address(address) => address.to_string(),
                Renamed::Name(name) => name.clone(),
            };
            session.report_plain(code::address::moved_missing(&name, renaming.target));
        }
        for target in targets {
            let before = match (&from, &renaming.to) {
                (Some(from), _) => from.clone(),
                (None, Renamed::Name(name)) => renamed(&target, &segments(name), &segments(&renaming.from)),
                (None, Renamed::Address(_)) => renamed_last(&target, &renaming.from),
            };
            one(session, &renaming, &before, &target);
        }
    }
}

/// Adds the renaming of one resource and of everything below it.
fn one(session: &Session, renaming: &Renaming, from: &Address, to: &Address) {
    if from.kind() != to.kind() {
        return session.report_plain(code::address::moved_kind(from, to, renaming.span));
    }
    let still = session.topology.borrow().declarations.get(from).map(|declared| declared.origin.name);
    if let Some(declared) = still {
        return session.report_plain(code::address::moved_declared(from, renaming.span, declared));
    }
    let mut topology = session.topology.borrow_mut();
    let old = from.segments();
    let new = to.segments();
    let mut below: Vec<Address> = vec![to.clone()];
    let mut at = 0;
    while let Some(parent) = below.get(at).cloned() {
        let children =
            topology.declarations.values().filter(|declared| declared.parent.as_ref() == Some(&parent));
        below.extend(children.map(|declared| declared.address.clone()));
        at += 1;
    }
    for address in below {
        let before = if address == *to { from.clone() } else { renamed(&address, &new, &old) };
        if before != address && !topology.moved.iter().any(|moved| moved.from == before) {
            topology.moved.push(Moved { from: before, to: address, span: renaming.span });
        }
    }
}

/// Returns the declared resources whose path is `name` or begins with it, children left to their parents.
fn named(session: &Session, name: &str) -> Vec<Address> {
    let topology = session.topology.borrow();
    let wanted = segments(name);
    let starts = |address: &Address| address.segments().starts_with(&wanted);
    let found = topology.declarations.values().filter(|declared| starts(&declared.address));
    let found = found.filter(|declared| !declared.parent.as_ref().is_some_and(starts));
    found.map(|declared| declared.address.clone()).collect()
}

fn segments(name: &str) -> Vec<String> {
    name.split('/').map(str::to_owned).collect()
}

/// Returns the address with the first segments replaced.
fn renamed(address: &Address, new: &[String], old: &[String]) -> Address {
    let segments = address.segments();
    let rest = segments.strip_prefix(new).unwrap_or_default();
    let segments: Vec<String> = old.iter().chain(rest).cloned().collect();
    Address::new(address.kind(), &segments, &address.place())
}

/// Returns the address with the last segment replaced.
fn renamed_last(address: &Address, old: &str) -> Address {
    let mut segments = address.segments();
    segments.pop();
    segments.push(old.to_owned());
    Address::new(address.kind(), &segments, &address.place())
}
