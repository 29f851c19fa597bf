//! What is to go wrong, and the decision about each request.

use super::chances::Chances;
use super::fault::Fault;
use super::request::Asked;
use super::rule::Rule;

/// What is to go wrong: the rules first; where none matches, the chances.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// A script.
    pub rules: Vec<Rule>,
    /// A campaign.
    pub chances: Option<Chances>,
}

impl From<Rule> for Plan {
    fn from(rule: Rule) -> Plan {
        Plan { rules: vec![rule], chances: None }
    }
}

impl From<Vec<Rule>> for Plan {
    fn from(rules: Vec<Rule>) -> Plan {
        Plan { rules, chances: None }
    }
}

impl From<Chances> for Plan {
    fn from(chances: Chances) -> Plan {
        Plan { rules: Vec::new(), chances: Some(chances) }
    }
}

/// A plan, and how much of it has happened.
#[derive(Debug)]
pub(super) struct Decider {
    plan: Plan,
    /// How many requests matched each rule.
    matched: Vec<u64>,
    drawn: super::chances::Drawn,
}

impl Decider {
    pub(super) fn new(plan: Plan) -> Decider {
        let matched = vec![0; plan.rules.len()];
        Decider { plan, matched, drawn: super::chances::Drawn::default() }
    }

    /// Decides what is done to the next request.
    pub(super) fn decide(&mut self, asked: &Asked) -> Option<Fault> {
        let mut decided = None;
        for (rule, matched) in self.plan.rules.iter().zip(&mut self.matched) {
            if !rule.matches.hit(asked) {
                continue;
            }
            *matched += 1;
            if decided.is_none() && rule.times.hit(*matched) {
                decided = Some(rule.fault.clone());
            }
        }
        let chances = self.plan.chances.as_ref();
        decided.or_else(|| chances.and_then(|chances| chances.draw(&mut self.drawn, asked)))
    }
}
