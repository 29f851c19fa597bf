//! A rule, as data.

use tandem_core::Severity;

use super::{Facts, Finding};

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its code: `AA005`.
    pub code: &'static str,
    /// What it asks for, in a sentence without a final period.
    pub title: &'static str,
    /// How bad it is to break it.
    pub severity: Severity,
    /// The page that `tandem explain` shows; begins with the title.
    pub explain: &'static str,
    /// The codes under which kinds refuse what breaks the rule; such a thing cannot be allowed, as no cloud would take it.
    pub refused_as: &'static [&'static str],
    /// Whether it rests on what look-ups found: without that it finds nothing.
    pub looks_up: bool,
    /// Whether no kind can break it yet: it is tested on the model alone.
    pub unread: bool,
    /// Finds what breaks it.
    pub run: fn(&Facts<'_>) -> Vec<Finding>,
}

impl Rule {
    /// Returns a rule whose breach is an error.
    pub(super) const fn error(
        code: &'static str,
        title: &'static str,
        explain: &'static str,
        run: fn(&Facts<'_>) -> Vec<Finding>,
    ) -> Rule {
        Rule {
            code,
            title,
            severity: Severity::Error,
            explain,
            refused_as: &[],
            looks_up: false,
            unread: false,
            run,
        }
    }

    /// Returns a rule whose breach is a warning.
    pub(super) const fn warning(
        code: &'static str,
        title: &'static str,
        explain: &'static str,
        run: fn(&Facts<'_>) -> Vec<Finding>,
    ) -> Rule {
        Rule { severity: Severity::Warning, ..Rule::error(code, title, explain, run) }
    }

    /// Says under which codes kinds refuse what breaks it.
    pub(super) const fn refused_as(self, codes: &'static [&'static str]) -> Rule {
        Rule { refused_as: codes, ..self }
    }

    /// Says that it rests on what look-ups found.
    pub(super) const fn looks_up(self) -> Rule {
        Rule { looks_up: true, ..self }
    }

    /// Says that no kind can break it yet.
    pub(super) const fn unread(self) -> Rule {
        Rule { unread: true, ..self }
    }

    /// Returns a finding of this rule, without a label.
    pub(super) fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new(self.code, self.severity, message)
    }

    /// Returns whether the rule can be allowed to be broken: not if everything that breaks it is refused anyway.
    pub fn can_be_allowed(&self) -> bool {
        self.refused_as.is_empty()
    }
}

/// Finds nothing: for rules that kinds hold up.
pub(super) fn nothing(_: &Facts<'_>) -> Vec<Finding> {
    Vec::new()
}
