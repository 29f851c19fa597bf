//! What one evaluation is given beside the scripts: values of inputs, and limits.

use std::collections::BTreeMap;
use std::time::Duration;

/// What one evaluation is given beside the scripts.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The values of inputs, as text: `--var` and the stack's settings.
    pub vars: BTreeMap<String, String>,
    /// What the evaluation may use.
    pub budget: Budget,
}

/// What one evaluation may use. The limits are the same in debug and release builds.
#[derive(Clone, Debug)]
pub struct Budget {
    /// The longest it may take.
    pub time: Duration,
    /// The most operations, as the language counts them.
    pub operations: u64,
    /// The deepest nesting of calls.
    pub calls: usize,
    /// The most memory, where the caller can tell how much there is in use.
    pub memory: Option<Memory>,
}

/// A limit on memory. The crate sees no operating system, so the caller brings the probe.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// The most bytes beyond what was in use when the evaluation began.
    pub limit: u64,
    /// Returns the bytes in use now; called rarely, and after every operation that took long.
    pub probe: fn() -> u64,
}

impl Default for Budget {
    /// Ten seconds, 200 million operations, 64 calls deep: far beyond any topology, and soon enough for an editor.
    fn default() -> Budget {
        Budget { time: Duration::from_secs(10), operations: 200_000_000, calls: 64, memory: None }
    }
}

/// The deepest nesting of expressions that Rhai reads. The syntax tree refuses 256 levels; what evaluation adds
/// around calls and loops takes some of these.
pub(crate) const EXPRESSION_DEPTH: usize = 320;

/// The stack of the evaluation thread. It is reserved, not used: 64 calls of 320 nested expressions fit even
/// without optimisation, and so does dropping a value that is nested as deep as time allows.
pub(crate) const STACK: usize = 512 * 1024 * 1024;

/// The longest text a script may build, in bytes.
pub(crate) const TEXT: usize = 16 * 1024 * 1024;

/// The most items and entries that a list or map may have, those inside it counted.
pub(crate) const ITEMS: usize = 1_000_000;

/// The most lines that all scripts have together: positions end at 65,535.
pub(crate) const LINES: u32 = 65_534;

/// The most variables that one file declares.
pub(crate) const VARIABLES: usize = 10_000;

/// The most functions that one file defines.
pub(crate) const FUNCTIONS: usize = 2_000;

/// The deepest chain of imports.
pub(crate) const IMPORTS: usize = 64;
