//! The values that scripts handle, and the way between them and arguments.

mod convert;
mod fits;
mod handle;
mod lift;
mod pair;
mod region;
mod size;
mod unknown;

pub(crate) use convert::{Conversion, noun};
pub(crate) use fits::check_references;
pub(crate) use handle::Handle;
pub(crate) use lift::{lift, lift_value};
pub(crate) use pair::Pair;
pub(crate) use region::Region;
pub(crate) use size::{holds_secret, holds_unknown, size};
pub(crate) use unknown::{MARK, Unknown, is_secret, show_parts};

/// The option of every managed form that orders where no reference does.
pub(crate) const AFTER: &str = "after";

/// The option of every managed form that refuses a destroy.
pub(crate) const PROTECT: &str = "protect";

/// The option of every managed form, and of objectives, that says what checks may find fault with.
pub(crate) const ALLOW: &str = "allow";

/// What every handle of a regional resource has beside the attributes of its kind.
pub(crate) const REGION: &str = "region";
