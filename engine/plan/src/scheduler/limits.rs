//! What an apply may do at once.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Registry;

/// How many calls may be in flight unless the user says otherwise.
const PARALLELISM: usize = 16;

/// What an apply may do at once.
#[derive(Clone, PartialEq, Debug)]
pub struct Limits {
    /// How many calls may be in flight; at least 1. Waiting for a status is no call.
    pub parallelism: usize,
    /// The rate buckets by name; one that a step names and that is not here does not limit it. Every region and
    /// account fills a bucket of its own.
    pub rates: BTreeMap<String, Rate>,
    /// The buckets of which a call takes a token for each of its elements, where the others take one a call. A change
    /// of a record is two elements, because it deletes and creates.
    pub weighed: BTreeSet<String>,
}

/// A bucket that calls draw from and that fills again.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rate {
    /// How many calls it holds; at least 1.
    pub burst: f64,
    /// How many calls a second fill it again.
    pub rate: f64,
}

impl Limits {
    /// Returns the limits of the real cloud, as the kinds of a registry know them.
    pub fn of(registry: &Registry) -> Limits {
        let buckets = registry.buckets().into_iter();
        let rates =
            buckets.map(|(name, bucket)| (name.to_owned(), Rate { burst: bucket.burst, rate: bucket.rate }));
        Limits { rates: rates.collect(), ..Limits::default() }
    }
}

/// Rates that an account has otherwise than everybody, or that nobody knows but those whose account it is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Raised {
    /// The rates by name.
    pub rates: BTreeMap<String, Rate>,
    /// Those of which a call takes a token for each of its elements.
    pub weighed: BTreeSet<String>,
}

impl Limits {
    /// Returns these limits with other rates.
    #[must_use]
    pub fn raised(mut self, raised: &Raised) -> Limits {
        self.rates.extend(raised.rates.iter().map(|(name, rate)| (name.clone(), *rate)));
        self.weighed.extend(raised.weighed.iter().cloned());
        self
    }
}

impl Default for Limits {
    /// The usual parallelism and no rates: what an emulator takes.
    fn default() -> Limits {
        Limits { parallelism: PARALLELISM, rates: BTreeMap::new(), weighed: BTreeSet::new() }
    }
}
