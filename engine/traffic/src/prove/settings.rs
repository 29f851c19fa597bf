//! How far a proof goes.

/// How far a proof goes beyond what the objectives promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// How many failures at once are tried, whatever the objectives say: 1 or 2. What objectives promise is always tried.
    pub failures: usize,
    /// At how many percent of failing requests partial failures are tried.
    pub grey: Vec<u8>,
}

impl Default for Settings {
    /// Everything alone, and half of the requests failing: what health checks do not notice.
    fn default() -> Settings {
        Settings { failures: 1, grey: vec![50] }
    }
}
