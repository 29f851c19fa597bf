//! The cloud at the edge: reading objects, making calls, waiting for statuses.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::state::Attributes;
use crate::step::{CreateClass, Effect};
use crate::{Address, Change, Draft, Object, Registry, Value};

/// What an asynchronous call of a trait returns.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a call did not do what it was sent for; what the program branches on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallError {
    /// What to do about it.
    pub class: ErrorClass,
    /// The service's own code: `InvalidChangeBatch`.
    pub code: String,
    /// The service's own words.
    pub message: String,
    /// The call: `route53:ChangeResourceRecordSets`.
    pub call: String,
    /// The region it was sent to.
    pub region: String,
    /// The service's id of the request, if it gave one.
    pub request: Option<String>,
    /// For a refused batch: the indexes of the items that the service blames, with its words; empty if it names none.
    pub offenders: Vec<(usize, String)>,
}

/// What a failed call means for the apply.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ErrorClass {
    /// Too many calls: wait and send again.
    Throttled,
    /// Something else is being done to the object: wait and send again.
    Busy,
    /// Something just made is not visible yet: wait a little and send again.
    NotYet,
    /// There is no such object.
    Missing,
    /// It exists already, or is not as expected.
    Conflict,
    /// A quota is used up.
    Quota,
    /// The credentials may not.
    Denied,
    /// The credentials are no longer valid; nothing more is to be sent with them.
    Lapsed,
    /// Nothing was sent, because nothing there answers.
    Unreachable,
    /// The call is wrong; sending it again changes nothing.
    Invalid,
    /// Nobody knows whether it was done: no answer, a broken one, or a server error.
    InDoubt,
}

/// What to read.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// The resource.
    pub address: Address,
    /// The object to read again; absent for a look-up.
    pub object: Option<Object>,
    /// For a look-up, what it is looked up by; for a managed object, what is declared, as far as it is known.
    pub arguments: Attributes,
}

/// What reading a group found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ReadReport {
    /// One answer a reading, in their order; `None` where there is no such object (any more).
    pub found: Vec<Result<Option<Found>, CallError>>,
    /// How many objects were seen beside that no stack declares, such as records of other tools in a zone.
    pub unmanaged: usize,
    /// Objects that no reading named below a parent that claims all of them (`exclusive: true`): to be deleted.
    pub claimed: Vec<Object>,
    /// The reading calls that were made.
    pub calls: BTreeMap<String, u64>,
}

/// An object as it is now.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// All its attributes, in the forms of the schema.
    pub attributes: Attributes,
    /// Whether the cloud has finished making or changing it.
    pub settled: bool,
}

/// One item of a call, its arguments resolved.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// The resource.
    pub address: Address,
    /// What is done, within its kind.
    pub operation: String,
    /// What that does to the object.
    pub effect: Effect,
    /// All arguments of the resource, resolved.
    pub arguments: Attributes,
    /// The object as it is remembered now; absent for a create.
    pub prior: Option<Object>,
    /// The object it belongs to, as it is remembered now.
    pub parent: Option<Object>,
    /// The token of this incarnation, recorded before the call.
    pub token: String,
    /// The region the call is sent to.
    pub region: String,
    /// The account the call is sent to, twelve digits.
    pub account: String,
    /// The stack's name, for ownership tags.
    pub stack: String,
}

/// What a call did to one item.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Outcome {
    /// The object's id; empty after a delete.
    pub id: String,
    /// All attributes now known, in the forms of the schema; empty after a delete.
    pub attributes: Attributes,
}

/// What a call did.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CallReport {
    /// One outcome an item, in their order.
    pub outcomes: Vec<Outcome>,
    /// What is not finished yet.
    pub pending: Option<Pending>,
    /// The calls that were made, changing and reading.
    pub calls: BTreeMap<String, u64>,
    /// The service's id of the changing request, if it gave one.
    pub request: Option<String>,
}

/// A status that is not there yet. Pendings of one key are polled once for all.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub struct Pending {
    /// The kind that knows how to poll it: `route53::record`.
    pub kind: String,
    /// What is polled, within the kind: a change id, an ARN.
    pub key: String,
    /// The region the poll is sent to.
    pub region: String,
    /// The account the poll is sent to, twelve digits.
    pub account: String,
}

/// What a poll saw.
#[derive(Clone, PartialEq, Debug)]
pub enum Progress {
    /// The status as it is, for people: `PENDING`.
    Waiting(String),
    /// It is finished; attributes that are known only now, for the objects waiting (all of one address).
    Ready(BTreeMap<String, Value>),
    /// It will never be finished; why, for people.
    Failed(String),
}

/// What a search for an object by its identity found.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
    /// There is none.
    Absent,
    /// It bears our token, or is proven ours in another way the kind allows.
    Ours(Outcome),
    /// It bears our name and our stack's mark, but the token of another incarnation: an object that this stack made
    /// before and no longer wants. Its id, and that token.
    Older(String, String),
    /// It bears our name and is not ours; its id, and what it is, for people.
    Foreign(String, String),
}

/// Whose credentials are used.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Caller {
    /// The account, twelve digits.
    pub account: String,
    /// Who it is within the account: `arn:aws:sts::123456789012:assumed-role/deploy/ci`.
    pub arn: String,
}

impl Caller {
    /// Returns the partition of AWS that the account belongs to: `aws`, `aws-cn`; empty if it cannot be told.
    pub fn partition(&self) -> &str {
        self.arn.split(':').nth(1).unwrap_or_default()
    }
}

/// Where to look for everything that bears the mark of a stack.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Search {
    /// The kind: `sns::topic`.
    pub kind: String,
    /// The account, twelve digits.
    pub account: String,
    /// The region the calls go to.
    pub region: String,
    /// The stack's name, as its ownership tags have it.
    pub stack: String,
}

/// An object that bears the mark of a stack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owned {
    /// Its id.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The token it was made with; empty where the kind bears none and is ours through its parent.
    pub incarnation: String,
    /// The id of the object it belongs to; empty if it belongs to none.
    pub parent: String,
}

/// What every reading call passes before it is sent, so that readings and changes together stay below the cloud's rates.
pub trait Gate: Send + Sync {
    /// Returns, as soon as a call that draws from some rate buckets may be sent to a region of an account, the moment
    /// that it is then.
    fn pass<'a>(&'a self, buckets: &'a [&'static str], region: &'a str, account: &'a str) -> Answer<'a, u64>;

    /// Takes note that a call was throttled that passed at a moment.
    fn throttled(&self, buckets: &[&'static str], region: &str, account: &str, passed: u64);
}

/// The cloud: kinds as data, pure knowledge of their steps, and the calls.
pub trait Provider: Send + Sync {
    /// Returns every kind and every form of declaring one.
    fn registry(&self) -> &Registry;

    /// Returns the steps of a create, update or delete, in order; pure. A replacement is asked for as its two halves.
    fn expand(&self, change: &Change) -> Vec<Draft>;

    /// Returns the key under which changes must be one atomic step when one of them deletes and another creates.
    fn atomic_group(&self, change: &Change) -> Option<String>;

    /// Returns the key under which readings are answered together, in as few calls as possible.
    fn read_group(&self, reading: &Reading) -> String;

    /// Reads the objects of one group.
    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport>;

    /// Makes the one call of a step, or of several steps merged into a batch. All items share call and region.
    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>>;

    /// Looks once whether something pending is finished.
    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>>;

    /// Searches for the object that a create would make or has made, by the identity its kind allows.
    ///
    /// Asked before creates of classes that could overwrite or adopt silently, and after every ambiguous answer.
    fn find<'a>(&'a self, request: &'a Request, class: CreateClass)
    -> Answer<'a, Result<Finding, CallError>>;

    /// Searches for several objects of one kind, as [`Provider::find`] does, in as few calls as possible.
    ///
    /// After an ambiguous answer to a batch, one search decides the whole batch.
    fn find_all<'a>(
        &'a self,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        find_each(self, requests, class)
    }

    /// Lists the objects of a kind that bear the mark of a stack, in one account and region; all of them or an error.
    /// Kinds that bear no mark, and are not ours through a parent that does, answer with none.
    fn owned<'a>(&'a self, search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>>;

    /// Returns the id of an object from what people have of it, such as its ARN; pure.
    fn id_of(&self, _address: &Address, given: &str) -> String {
        given.to_owned()
    }

    /// Returns the names of the rate buckets that a call draws from, such as `route53` for `route53:GetChange`; pure.
    fn buckets(&self, _call: &str) -> Vec<String> {
        Vec::new()
    }

    /// Has every reading call pass a gate from now on; changing calls have their tokens already. Without rates there is
    /// nothing to pass.
    fn guard(&self, _gate: Arc<dyn Gate>) {}

    /// Returns whose the credentials are.
    fn caller(&self) -> Answer<'_, Result<Caller, CallError>>;
}

/// Searches for several objects, one after the other.
pub fn find_each<'a, P: Provider + ?Sized>(
    provider: &'a P,
    requests: &'a [Request],
    class: CreateClass,
) -> Answer<'a, Result<Vec<Finding>, CallError>> {
    Box::pin(async move {
        let mut findings = Vec::new();
        for request in requests {
            findings.push(provider.find(request, class).await?);
        }
        Ok(findings)
    })
}
