//! What the model takes for granted and AWS does not promise: each a named parameter, listed in every verdict.

mod list;

use std::collections::BTreeMap;

pub use list::*;

/// One parameter of the model that AWS does not document.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Assumption {
    /// Its name, as settings and verdicts spell it: `dns.propagation`.
    pub name: &'static str,
    /// Its value where nobody says otherwise.
    pub value: f64,
    /// The unit of the value: `s`, `%`, ``.
    pub unit: &'static str,
    /// What it stands for, and why this value, in a sentence or two.
    pub doc: &'static str,
}

/// The values of the model's parameters: the usual ones, unless a setting says otherwise.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Assumptions(BTreeMap<String, f64>);

impl Assumptions {
    /// Returns the value of a parameter.
    pub fn value(&self, assumption: &Assumption) -> f64 {
        self.0.get(assumption.name).copied().unwrap_or(assumption.value)
    }

    /// Gives a parameter another value.
    ///
    /// # Errors
    /// With the name, if the model has no such parameter.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), String> {
        if !ALL.iter().any(|assumption| assumption.name == name) {
            return Err(name.to_owned());
        }
        self.0.insert(name.to_owned(), value);
        Ok(())
    }
}

/// Which parameters a result rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Used(u64);

impl Used {
    /// Returns the value of a parameter, and remembers that it was asked for.
    pub fn value(&mut self, assumptions: &Assumptions, assumption: &Assumption) -> f64 {
        self.mark(assumption);
        assumptions.value(assumption)
    }

    /// Remembers that a parameter matters.
    pub fn mark(&mut self, assumption: &Assumption) {
        if let Some(at) = ALL.iter().position(|other| other.name == assumption.name) {
            self.0 |= 1 << at;
        }
    }

    /// Adds what another result rests on.
    pub fn add(&mut self, other: Used) {
        self.0 |= other.0;
    }

    /// Returns whether the result rests on nothing.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Iterates over the parameters, by name.
    pub fn iter(self) -> impl Iterator<Item = &'static Assumption> {
        ALL.iter()
            .enumerate()
            .filter(move |(at, _)| self.0 & (1 << at) != 0)
            .map(|(_, assumption)| assumption)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Assumptions, Used};

    #[test]
    fn parameters_are_sorted_and_fit_into_a_set() {
        assert!(ALL.is_sorted_by_key(|assumption| assumption.name));
        assert!(ALL.len() <= 64);
    }

    #[test]
    fn an_unknown_name_is_refused() {
        let mut assumptions = Assumptions::default();
        assert_eq!(assumptions.set("dns.nothing", 1.0), Err("dns.nothing".to_owned()));
        assert_eq!(assumptions.set("dns.alias_ttl", 30.0), Ok(()));
        assert_eq!(Used::default().value(&assumptions, &super::ALIAS_TTL), 30.0);
    }
}
