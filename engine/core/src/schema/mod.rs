//! What a kind is, as data: validation, completion, reference pages, diff and conformance tests all derive from it.

mod attribute;
mod check;
mod kind;
mod types;

pub use attribute::{Attribute, OnChange, Presence, Secrecy};
pub use check::{Mismatch, canonical, check, check_arguments};
pub use kind::{Bucket, Identity, Kind, Mode, Ownership, Placement, Problem, ReplaceOrder, Validate};
pub use types::{Form as StringForm, Pattern, StringType, Type};
