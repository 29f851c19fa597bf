//! Creates that were in doubt once: a request may still be on its way, long after its caller gave up on it.

use serde::{Deserialize, Serialize};

use crate::journal::{Intent, IntentItem};
use crate::step::{CreateClass, Effect};

/// A create of which nobody knew for a while whether it was made.
///
/// It was decided since, but one of the requests that were sent for it may be applied late, even after what it made
/// was deleted again. It is remembered until a search that began long enough after has seen nothing of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Doubt {
    /// When it was decided, in milliseconds since the Unix epoch: nothing was sent for it after that.
    pub since: u64,
    /// The region its call went to.
    pub region: String,
    /// The account its call went to.
    pub account: String,
    /// What a repeated create means.
    pub class: CreateClass,
    /// Whether the cloud refuses the call where there is something already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub atomic: bool,
    /// What was to be made, with its token.
    pub item: IntentItem,
}

impl Doubt {
    /// Returns the doubts about the creates of an intent that is decided at a moment.
    pub fn of(intent: &Intent, since: u64) -> impl Iterator<Item = Doubt> + '_ {
        let creates = intent.items.iter().filter(|item| item.effect == Effect::Create);
        creates.map(move |item| Doubt {
            since,
            region: intent.region.clone(),
            account: intent.account.clone(),
            class: intent.class,
            atomic: intent.atomic,
            item: item.clone(),
        })
    }

    /// Returns the doubts about the updates of an intent whose creates are still in doubt: should both be applied late,
    /// after all was deleted again, what is there is as the update would have it.
    pub fn of_updates(intent: &Intent, since: u64, creates: &[Doubt]) -> Vec<Doubt> {
        let updates = intent.items.iter().filter(|item| item.effect == Effect::Update);
        let doubted = updates.filter_map(|item| {
            let create = creates.iter().find(|doubt| doubt.item.token == item.token)?;
            let made = IntentItem { arguments: item.arguments.clone(), ..create.item.clone() };
            Some(Doubt { since, item: made, ..create.clone() })
        });
        doubted.collect()
    }
}
