//! What a kind must know of itself; one implementation each, a unit struct in the kind's folder.

use tandem_core::form::Form;
use tandem_core::provider::{
    Answer, CallError, Finding, Found, Outcome, Owned, Pending, Progress, Reading, Request, Search,
};
use tandem_core::registry::TopologyCheck;
use tandem_core::step::CreateClass;
use tandem_core::{Change, Draft, Kind, Object};

use crate::arguments::Put;
use crate::explain::Explanation;
use crate::session::Session;

/// What reading a group of objects found.
#[derive(Default)]
pub(crate) struct Seen {
    /// One answer a reading, in their order; `None` where there is no such object (any more).
    pub(crate) found: Vec<Result<Option<Found>, CallError>>,
    /// How many objects were seen beside that no reading names.
    pub(crate) unmanaged: usize,
    /// The objects beside that a parent claims: to be deleted.
    pub(crate) claimed: Vec<Object>,
}

/// What a changing call did.
#[derive(Default)]
pub(crate) struct Done {
    /// One outcome a request, in their order.
    pub(crate) outcomes: Vec<Outcome>,
    /// What is not finished yet.
    pub(crate) pending: Option<Pending>,
}

impl Done {
    /// Returns what one request did, with nothing pending.
    pub(crate) fn one(outcome: Outcome) -> Done {
        Done { outcomes: vec![outcome], pending: None }
    }

    /// Returns this with something that is not finished yet.
    pub(crate) fn until(mut self, pending: Option<Pending>) -> Done {
        self.pending = pending;
        self
    }
}

/// A kind: its data, its steps, its calls.
///
/// `kind`, `forms`, `checks`, `expand`, `atomic_group` and `read_group` are pure. A kind implements `read_one` and
/// `call_one`; only one that answers for many objects at once overrides `read` and `call`.
pub(crate) trait Behaviour: Send + Sync {
    /// Returns its name: `route53::hosted_zone`.
    fn name(&self) -> &'static str;

    /// Returns its schema.
    fn kind(&self) -> Kind;

    /// Returns what scripts call to declare one, and what they call on its handle beside its children's forms.
    fn forms(&self) -> Vec<Form>;

    /// Returns the checks over whole topologies.
    fn checks(&self) -> Vec<TopologyCheck> {
        Vec::new()
    }

    /// Returns the long explanations of its diagnostic codes.
    fn codes(&self) -> &'static [Explanation] {
        &[]
    }

    /// Returns the steps of a create, update or delete; none for a look-up.
    fn expand(&self, change: &Change) -> Vec<Draft>;

    /// Returns the key under which changes must be one atomic step when one deletes and another creates.
    fn atomic_group(&self, _change: &Change) -> Option<String> {
        None
    }

    /// Returns the key under which readings are answered together; by default each object is alone.
    fn read_group(&self, reading: &Reading) -> String {
        let id = reading.object.as_ref().map_or("", |object| object.id.as_str());
        format!("{} {id}", reading.address)
    }

    /// Reads one object, or looks one up.
    fn read_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        reading: &'a Reading,
    ) -> Answer<'a, Result<Option<Found>, CallError>>;

    /// Reads the objects of one group.
    fn read<'a>(&'a self, session: &'a Session<'a>, readings: &'a [Reading]) -> Answer<'a, Seen> {
        Box::pin(async move {
            let mut seen = Seen::default();
            for reading in readings {
                seen.found.push(self.read_one(session, reading).await);
            }
            seen
        })
    }

    /// Makes the one call of an operation that `expand` named.
    fn call_one<'a>(
        &'a self,
        session: &'a Session<'a>,
        request: &'a Request,
    ) -> Answer<'a, Result<Done, CallError>>;

    /// Makes the one call of several merged steps; without a batch key there is one request only.
    fn call<'a>(
        &'a self,
        session: &'a Session<'a>,
        requests: &'a [Request],
    ) -> Answer<'a, Result<Done, CallError>> {
        Box::pin(async move {
            let mut all = Done::default();
            for request in requests {
                let done = self.call_one(session, request).await?;
                all.outcomes.extend(done.outcomes);
                all.pending = done.pending.or(all.pending);
            }
            Ok(all)
        })
    }

    /// Looks once whether something pending is finished. Kinds that never return a [`Pending`] keep this.
    fn poll<'a>(
        &'a self,
        _session: &'a Session<'a>,
        _pending: &'a Pending,
    ) -> Answer<'a, Result<Progress, CallError>> {
        Box::pin(async { Ok(Progress::Ready(tandem_core::state::Attributes::new())) })
    }

    /// Lists the objects of the kind that bear the mark of a stack. Kinds that bear none keep this.
    fn owned<'a>(
        &'a self,
        _session: &'a Session<'a>,
        _search: &'a Search,
    ) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Searches for the object that a request would make or has made, by the identity the kind allows.
    ///
    /// For an update, [`Finding::Ours`] means that it is as requested; [`Finding::Absent`] that it is as before.
    fn find<'a>(
        &'a self,
        session: &'a Session<'a>,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>>;

    /// Searches for several at once; worth overriding where one read answers for all.
    fn find_all<'a>(
        &'a self,
        session: &'a Session<'a>,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        Box::pin(async move {
            let mut findings = Vec::new();
            for request in requests {
                findings.push(self.find(session, request, class).await?);
            }
            Ok(findings)
        })
    }
}

/// Searches for an object that exists already: reads it by its remembered id.
///
/// What every kind's `find` answers for an update or a delete: ours as it is now, or absent.
pub(crate) async fn find_again(
    kind: &dyn Behaviour,
    session: &Session<'_>,
    request: &Request,
) -> Result<Finding, CallError> {
    let reading = Reading {
        address: request.address.clone(),
        object: request.prior.clone(),
        arguments: request.arguments.clone(),
    };
    let found = kind.read_one(session, &reading).await?;
    Ok(found.map_or(Finding::Absent, |found| {
        Finding::Ours(Outcome { id: found.id, attributes: found.attributes })
    }))
}

/// Returns what an update of some attributes did: the object as remembered, these attributes as requested.
pub(crate) fn updated(request: &Request, names: &[&str]) -> Outcome {
    let Some(object) = &request.prior else { return Outcome::default() };
    let mut attributes = object.attributes.clone();
    for name in names {
        attributes.remove(*name);
        attributes.put(name, request.arguments.get(*name).cloned());
    }
    Outcome { id: object.id.clone(), attributes }
}
