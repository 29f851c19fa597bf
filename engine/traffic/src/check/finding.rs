//! What a rule found: a diagnostic, and what it is about.

use std::collections::BTreeSet;

use tandem_core::topology::Origin;
use tandem_core::{Address, Diagnostic, Path, Severity};

use super::Facts;

/// What a rule found.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// The resources it is about: an allowance at any of them lets it pass.
    pub about: BTreeSet<Address>,
    /// The DNS names it is about: an allowance at an objective that names one lets it pass.
    pub names: BTreeSet<String>,
    /// What is said.
    pub diagnostic: Diagnostic,
}

impl Finding {
    pub(super) fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Finding {
        let diagnostic = Diagnostic::new(severity, code, message);
        Finding { about: BTreeSet::new(), names: BTreeSet::new(), diagnostic }
    }

    /// Adds a resource to what it is about, with a label on the first of these attributes that is spelled out, or on its
    /// name. The first resource gives the trace as well.
    #[must_use]
    pub(super) fn at(mut self, facts: &Facts<'_>, address: &Address, paths: &[&str], text: &str) -> Finding {
        let Some(declared) = facts.declaration(address) else { return self };
        if self.diagnostic.labels.is_empty() {
            self.diagnostic = self.diagnostic.traced(&declared.origin.trace);
        }
        let span = facts.span(declared, paths);
        // The other records of one call have one place in the script.
        if !self.diagnostic.labels.iter().any(|label| label.span == span) {
            self.diagnostic = self.diagnostic.label(span, text);
        }
        self.about(address)
    }

    /// Adds a label on the first of these attributes that is spelled out where an objective is declared, or on its name.
    #[must_use]
    pub(super) fn on(mut self, origin: &Origin, paths: &[&str], text: &str) -> Finding {
        if self.diagnostic.labels.is_empty() {
            self.diagnostic = self.diagnostic.traced(&origin.trace);
        }
        let spelled = paths.iter().find_map(|path| origin.attributes.get(&Path::attribute(path)));
        self.diagnostic = self.diagnostic.label(spelled.map_or(origin.name, |spans| spans.value), text);
        self
    }

    /// Adds DNS names that it is about.
    #[must_use]
    pub(super) fn names(mut self, names: &[String]) -> Finding {
        self.names.extend(names.iter().cloned());
        self
    }

    /// Adds a resource to what it is about.
    #[must_use]
    pub(super) fn about(mut self, address: &Address) -> Finding {
        self.about.insert(address.clone());
        self
    }

    /// Adds a way out.
    #[must_use]
    pub(super) fn hint(mut self, text: impl Into<String>) -> Finding {
        self.diagnostic = self.diagnostic.hint(text);
        self
    }

    /// Adds a fact.
    #[must_use]
    pub(super) fn note(mut self, text: impl Into<String>) -> Finding {
        self.diagnostic = self.diagnostic.note(text);
        self
    }

    /// Makes it less or more than the rule usually is.
    #[must_use]
    pub(super) fn severity(mut self, severity: Severity) -> Finding {
        self.diagnostic.severity = severity;
        self
    }

    /// Adds the names of the records it is about.
    pub(super) fn named(mut self, facts: &Facts<'_>) -> Finding {
        self.names.extend(self.about.iter().filter_map(|address| facts.name_of(address)).map(str::to_owned));
        self
    }
}
