//! Which requests something is done to.

use super::fault::Fault;
use super::request::Asked;

/// What a request does to the service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Does {
    /// It only looks.
    Read,
    /// It changes something.
    Write,
}

/// Which requests are meant; what is left out does not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Matches {
    /// The service: `route53`, `elbv2`.
    pub service: Option<String>,
    /// The operation: `CreateHostedZone`.
    pub operation: Option<String>,
    /// The region that the request is signed for; that of global services is `us-east-1` or `us-west-2`.
    pub region: Option<String>,
    /// Whether it looks or changes.
    pub does: Option<Does>,
}

impl Matches {
    /// Returns what matches every request.
    #[must_use]
    pub fn all() -> Matches {
        Matches::default()
    }

    /// Returns what matches one operation: `route53:CreateHostedZone`; either side may be `*`.
    #[must_use]
    pub fn call(name: &str) -> Matches {
        let (service, operation) = name.split_once(':').unwrap_or(("*", name));
        let side = |text: &str| (text != "*").then(|| text.to_owned());
        Matches { service: side(service), operation: side(operation), ..Matches::default() }
    }

    /// Returns what matches every request that only looks.
    #[must_use]
    pub fn reads() -> Matches {
        Matches { does: Some(Does::Read), ..Matches::default() }
    }

    /// Returns what matches every request that changes something.
    #[must_use]
    pub fn writes() -> Matches {
        Matches { does: Some(Does::Write), ..Matches::default() }
    }

    /// Returns this, in one region only.
    #[must_use]
    pub fn region(mut self, region: &str) -> Matches {
        self.region = Some(region.to_owned());
        self
    }

    pub(super) fn hit(&self, asked: &Asked) -> bool {
        let same = |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|text| text == found);
        same(&self.service, &asked.service)
            && same(&self.operation, &asked.operation)
            && same(&self.region, &asked.region)
            && self.does.is_none_or(|does| does == asked.does)
    }
}

/// Which of the requests that match, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Times {
    /// All of them.
    Always,
    /// Only that one.
    Nth(u64),
    /// The first so many.
    First(u64),
    /// That one and all after it.
    From(u64),
}

impl Times {
    pub(super) fn hit(self, nth: u64) -> bool {
        match self {
            Times::Always => true,
            Times::Nth(only) => nth == only,
            Times::First(most) => nth <= most,
            Times::From(first) => nth >= first,
        }
    }
}

/// One line of a script: what is done to which requests. Of several that match, the first one counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Which requests.
    pub matches: Matches,
    /// Which of those.
    pub times: Times,
    /// What is done.
    pub fault: Fault,
}

impl Rule {
    /// Makes the rule that does something to every request that matches.
    #[must_use]
    pub fn new(matches: Matches, fault: Fault) -> Rule {
        Rule { matches, times: Times::Always, fault }
    }

    /// Returns this rule for some of the requests that match.
    #[must_use]
    pub fn times(mut self, times: Times) -> Rule {
        self.times = times;
        self
    }

    /// Makes the rule of a region that does not answer.
    #[must_use]
    pub fn region_gone(region: &str) -> Rule {
        Rule::new(Matches::all().region(region), Fault::Silent(super::When::Before))
    }
}
