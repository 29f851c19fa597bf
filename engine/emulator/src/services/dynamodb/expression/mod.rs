//! Expressions: the small language in which items are tested, changed and picked.

mod condition;
mod key;
mod lex;
mod names;
mod parse;
mod path;
mod update;

pub(super) use self::condition::{Condition, holds, parse as parse_condition};
pub(super) use self::key::parse as parse_key_condition;
pub(super) use self::names::Names;
pub(super) use self::path::{Path, parse_list as parse_paths, project};
pub(super) use self::update::{Update, parse as parse_update};

#[cfg(test)]
mod tests;
