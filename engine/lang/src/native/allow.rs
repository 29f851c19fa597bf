//! `allow: #{ AA011: "clients pin their resolver" }`: what checks may find fault with, and why.

use std::collections::BTreeMap;

use rhai::{Dynamic, Map};
use tandem_core::topology::Allowance;
use tandem_core::{Argument, Attribute, Path, Type};

use super::options::take_map;
use crate::code;
use crate::run::{Session, Written};
use crate::value::ALLOW;

/// How long a reason may be, and how many there may be at one resource.
const LONGEST: usize = 1_000;
const MOST: usize = 100;

/// Returns the option.
pub(crate) fn option() -> Attribute {
    let doc = "AA checks that may find fault with this, by code, each with the reason: `#{ AA011: \"…\" }`. Plans list \
               what is allowed.";
    Attribute::optional(ALLOW, Type::map_of(Type::text(0, LONGEST), MOST), doc)
}

/// Takes the option of a call. Returns whether it was codes with reasons.
pub(crate) fn take(
    session: &Session,
    written: &Written<'_>,
    index: usize,
    value: &Dynamic,
    out: &mut BTreeMap<String, Allowance>,
) -> bool {
    let map: Map = [(ALLOW.into(), value.clone())].into_iter().collect();
    let (options, fine) = take_map(session, written, index, &[option()], &map);
    if !fine {
        return false;
    }
    match allowances(session, written, index, options.get(ALLOW)) {
        Some(taken) => out.extend(taken),
        None => return false,
    }
    true
}

/// Returns the allowances that an argument holds; `None` if a reason is not known, which is reported.
pub(crate) fn allowances(
    session: &Session,
    written: &Written<'_>,
    index: usize,
    argument: Option<&Argument>,
) -> Option<BTreeMap<String, Allowance>> {
    let entries = argument.and_then(Argument::entries).unwrap_or_default();
    let one = |(code, reason): (String, Argument)| {
        let spans = written.inside(index, &Path::attribute(ALLOW).key(&code));
        let otherwise = written.argument(index);
        let (key, value) = spans.map_or((otherwise, otherwise), |spans| (spans.key, spans.value));
        let Some(text) = reason.as_str() else {
            let (cannot, shown) = ("give a reason by", reason.to_string());
            session.report(match reason.holds_secret() {
                true => code::secret::used(cannot, &shown, value),
                false => code::reference::known_after_apply(cannot, &shown, value),
            });
            return None;
        };
        Some((code, Allowance { reason: text.to_owned(), key, value }))
    };
    entries.into_iter().map(one).collect()
}
