//! Compares lists of maps item by item, so that a difference names `endpoints[0].weight`.

use tandem_core::{Argument, Path, Type, Value};

use super::compare::Comparison;

/// What a list holds.
pub(super) struct ListType<'a> {
    pub(super) item: &'a Type,
    pub(super) unordered: bool,
}

/// Compares a list with what was found; items are numbered as declared, those to take away after them.
pub(super) fn compare(
    comparison: &mut Comparison,
    desired: &Argument,
    found: &[Value],
    list: &ListType<'_>,
    path: &Path,
    replaces: bool,
) {
    let items = desired.items().unwrap_or_default();
    let partners = if list.unordered { alike(&items, found) } else { in_order(&items, found) };
    for (at, (item, partner)) in items.iter().zip(&partners).enumerate() {
        match partner {
            Some(partner) => {
                comparison.compare(item, &found[*partner], list.item, &path.index(at), replaces);
            }
            None => comparison.push(&path.index(at), &Value::Null, item, replaces),
        }
    }
    let left = (0..found.len()).filter(|at| !partners.contains(&Some(*at)));
    for (extra, at) in left.enumerate() {
        let path = path.index(items.len() + extra);
        comparison.push(&path, &found[at], &Argument::Value(Value::Null), replaces);
    }
}

fn in_order(items: &[Argument], found: &[Value]) -> Vec<Option<usize>> {
    (0..items.len()).map(|at| (at < found.len()).then_some(at)).collect()
}

/// Returns for each item the found one it most probably is: an equal one, else the one with most equal entries.
fn alike(items: &[Argument], found: &[Value]) -> Vec<Option<usize>> {
    let mut free: Vec<bool> = vec![true; found.len()];
    let mut partners: Vec<Option<usize>> = vec![None; items.len()];
    for (item, partner) in items.iter().zip(&mut partners) {
        *partner = (0..found.len()).find(|at| free[*at] && item.known() == Some(&found[*at]));
        if let Some(at) = partner {
            free[*at] = false;
        }
    }
    for (item, partner) in items.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
        let candidates = (0..found.len()).filter(|at| free[*at]);
        let likeness = |at: &usize| (likeness(item, &found[*at]), std::cmp::Reverse(*at));
        *partner = candidates.max_by_key(likeness).filter(|at| likeness(at).0 > 0);
        if let Some(at) = partner {
            free[*at] = false;
        }
    }
    partners
}

fn likeness(item: &Argument, found: &Value) -> usize {
    let entries = item.entries().unwrap_or_default();
    entries
        .iter()
        .filter(|(key, entry)| entry.known().is_some_and(|value| found.get(key) == Some(value)))
        .count()
}
