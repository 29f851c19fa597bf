//! What `tandem explain CODE` says of the codes of this crate.

use crate::kinds;

/// The long explanation of a diagnostic code.
#[derive(Debug)]
pub(crate) struct Explanation {
    /// The code: `record::apex_cname`.
    pub(crate) code: &'static str,
    /// What it means, why it is refused, and the ways out; Markdown.
    pub(crate) text: &'static str,
}

/// Returns the long explanation of a code; Markdown.
pub fn explain(code: &str) -> Option<&'static str> {
    let own = crate::error::CODES.iter();
    own.chain(kinds::all().flat_map(super::behaviour::Behaviour::codes))
        .find(|explanation| explanation.code == code)
        .map(|explanation| explanation.text)
}

/// Returns every code that is explained, sorted.
pub fn codes() -> Vec<&'static str> {
    let own = crate::error::CODES.iter();
    let mut codes: Vec<&str> = own
        .chain(kinds::all().flat_map(super::behaviour::Behaviour::codes))
        .map(|explanation| explanation.code)
        .collect();
    codes.sort_unstable();
    codes
}
