//! One safety rule turned off at a time, by what stands between the run and the world. Nothing of this is in the product.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::layer::Layer;
use tandem_core::provider::{
    Answer, CallError, CallReport, ErrorClass, Finding, Owned, Provider, Request, Search, find_each,
};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::store::{Standing, Store, StoreError, Stored, Watch};

use crate::dice::Dice;
use crate::site::locked;
use crate::store::RunStore;

/// A rule that can be turned off.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rule {
    /// Every call is on record before it is sent.
    Intent,
    /// One incarnation has one token.
    Token,
    /// Objects are found by their tags and names.
    Find,
    /// Names are looked for before they are taken.
    PreCheck,
    /// What was just made may not be visible yet. Turned off together with the sweep, which deletes what comes of it.
    Settle,
    /// What bears our mark and is not wanted goes.
    Sweep,
    /// What is in doubt is not sent again without looking.
    Resend,
    /// A damaged state is an error.
    Damage,
    /// Who lost the lock writes nothing.
    Fencing,
}

impl Rule {
    pub const ALL: [(Rule, &'static str); 9] = [
        (Rule::Intent, "no intent on record before a call"),
        (Rule::Token, "a new token for every attempt"),
        (Rule::Find, "no search by tag or name"),
        (Rule::PreCheck, "no look before a name is taken"),
        (Rule::Settle, "no settle window, no sweep"),
        (Rule::Sweep, "no sweep"),
        (Rule::Resend, "calls in doubt sent again blindly"),
        (Rule::Damage, "a damaged state counts as none"),
        (Rule::Fencing, "no lock and no fencing"),
    ];

    /// Returns whether what late requests made is searched for.
    fn sweeps(self) -> bool {
        !matches!(self, Rule::Sweep | Rule::Settle)
    }

    /// Returns the provider without the rule.
    pub fn around(self, inner: Arc<dyn Provider>, dice: &Arc<Dice>) -> Arc<dyn Provider> {
        Arc::new(Without { rule: self, inner, dice: dice.clone(), sent: Mutex::default() })
    }

    /// Returns the store without the rule.
    pub fn above(self, inner: RunStore) -> Box<dyn Store> {
        Box::new(Forgetful { rule: self, inner })
    }
}

struct Without {
    rule: Rule,
    inner: Arc<dyn Provider>,
    dice: Arc<Dice>,
    /// The tokens that were sent.
    sent: Mutex<BTreeSet<String>>,
}

impl Without {
    fn is_blind(&self, request: &Request) -> bool {
        let creates = request.effect == Effect::Create;
        match self.rule {
            Rule::Find => creates,
            Rule::PreCheck => creates && !locked(&self.sent).contains(&request.token),
            _ => false,
        }
    }
}

impl Layer for Without {
    fn behind(&self) -> &dyn Provider {
        &*self.inner
    }

    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Box::pin(async move {
            let mut requests = requests.to_vec();
            for request in &mut requests {
                locked(&self.sent).insert(request.token.clone());
                if self.rule == Rule::Token && request.effect == Effect::Create {
                    request.token = tandem_core::rng::token(&*self.dice);
                }
            }
            let mut answer = self.inner.call(&requests).await;
            for _ in 0..3 {
                match &answer {
                    Err(error) if self.rule == Rule::Resend && error.class == ErrorClass::InDoubt => {
                        answer = self.inner.call(&requests).await;
                    }
                    _ => break,
                }
            }
            answer
        })
    }

    fn find<'a>(
        &'a self,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        match self.is_blind(request) {
            true => Box::pin(async { Ok(Finding::Absent) }),
            false => self.inner.find(request, class),
        }
    }

    fn find_all<'a>(
        &'a self,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        find_each(self, requests, class)
    }

    fn owned<'a>(&'a self, search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        match self.rule.sweeps() {
            false => Box::pin(async { Ok(Vec::new()) }),
            true => self.inner.owned(search),
        }
    }
}

struct Forgetful {
    rule: Rule,
    inner: RunStore,
}

impl Store for Forgetful {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        Box::pin(async move {
            match self.inner.load().await {
                Err(error) if self.rule == Rule::Damage && error.code == "state::damaged" => {
                    Ok(Stored::default())
                }
                other => other,
            }
        })
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let kept = |record: &&Record| match record {
                Record::Intent(_) => self.rule != Rule::Intent,
                // What was in doubt is what a sweep goes by.
                Record::Doubted { .. } => self.rule.sweeps(),
                _ => true,
            };
            let kept: Vec<Record> = records.iter().filter(kept).cloned().collect();
            self.inner.append(&kept).await
        })
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(async move {
            match self.rule.sweeps() {
                false => self.inner.replace(&State { doubts: Vec::new(), ..state.clone() }).await,
                true => self.inner.replace(state).await,
            }
        })
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        self.inner.audit(lines)
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        self.inner.last_audit()
    }

    fn epoch(&self) -> u64 {
        self.inner.epoch()
    }

    fn close(&mut self) -> Answer<'_, Result<(), StoreError>> {
        self.inner.close()
    }

    fn standing(&self) -> Standing {
        self.inner.standing()
    }

    fn watch(&self) -> Watch {
        self.inner.watch()
    }
}
