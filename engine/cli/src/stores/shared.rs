//! State that a team shares, in a bucket or a table.
//!
//! Its calls, and the heartbeat of its lock, run on a thread of their own: a command that waits for an answer at the
//! terminal must not lose its lock over it.

mod away;

use std::sync::Arc;
use std::time::Duration;

use tandem_aws::Connection;
use tandem_aws::storage::{self, Place};
use tandem_core::journal::Record;
use tandem_core::provider::Answer;
use tandem_core::state::AuditHead;
use tandem_core::store::{Progress, Standing, Store, StoreError, Stored, Watch};
use tandem_core::{Clock, Shelf, State, rng};
use tandem_runtime::store::history::Version;
use tandem_runtime::store::remote::{self, Claim, Leasing, RemoteStore};
use tandem_runtime::store::salvage::Salvage;
use tandem_runtime::store::{Held, Owner};
use tandem_runtime::{SystemRng, TokioClock};

use self::away::{Away, Thread};
use crate::cloud::Cloud;
use crate::project::Stack;

/// For so long the end of a command waits until its lock is given back; otherwise the lock frees itself.
const FAREWELL: Duration = Duration::from_millis(1_500);

/// For so long, in milliseconds, a call to an emulator on this machine may be under way.
const NEARBY_GRACE: u64 = 3_000;

/// A store that a team shares; its lock is given back when it is dropped.
pub(super) struct SharedStore {
    /// Present until it is dropped.
    store: Option<RemoteStore>,
    thread: Thread,
}

/// Takes the lock of a stack, waiting for a living owner for `wait` milliseconds.
pub(super) async fn open(
    stack: &Stack,
    place: &Place,
    owner: Owner,
    wait: u64,
) -> Result<SharedStore, StoreError> {
    let thread = Thread::start().map_err(|error| away::absent(&error))?;
    let shelf = shelf(&thread, stack, place).await?;
    let claim = Claim { stack: stack.name.clone(), owner, id: rng::token(&SystemRng) };
    let leasing = Leasing { wait, ..leasing(stack, place) };
    let opened = thread
        .run(async move { RemoteStore::open(shelf, Arc::new(TokioClock::system()), claim, &leasing).await });
    Ok(SharedStore { store: Some(opened.await??), thread })
}

/// Takes the lock of a stack and puts the state in place that can be rebuilt.
pub(super) async fn repair(
    stack: &Stack,
    place: &Place,
    owner: Owner,
    salvage: &Salvage,
) -> Result<(SharedStore, Vec<String>), StoreError> {
    let thread = Thread::start().map_err(|error| away::absent(&error))?;
    let shelf = shelf(&thread, stack, place).await?;
    let claim = Claim { stack: stack.name.clone(), owner, id: rng::token(&SystemRng) };
    let (leasing, salvage) = (leasing(stack, place), salvage.clone());
    let clock = Arc::new(TokioClock::system());
    let repaired = thread.run(async move { remote::repair(shelf, clock, claim, &leasing, &salvage).await });
    let (store, aside) = repaired.await??;
    Ok((SharedStore { store: Some(store), thread }, aside))
}

/// Looks at what can be rebuilt of a damaged state.
pub(super) fn survey(stack: &Stack, place: &Place) -> Result<Option<Salvage>, StoreError> {
    look(stack, place, remote::survey)
}

fn leasing(stack: &Stack, place: &Place) -> Leasing {
    let usual = Leasing::default();
    // No call is under way for long to an emulator on this machine.
    let grace = if matches!(stack.cloud, Cloud::Aws) { usual.grace } else { NEARBY_GRACE };
    Leasing::lasting(place.lease().unwrap_or(usual.ttl), grace)
}

/// Reads the state of a stack without its lock.
pub(super) fn load(stack: &Stack, place: &Place) -> Result<Stored, StoreError> {
    look(stack, place, remote::load)
}

/// Returns who holds the lock of a stack.
pub(super) fn held(stack: &Stack, place: &Place) -> Result<Option<Held>, StoreError> {
    let name = stack.name.clone();
    look(stack, place, |shelf, clock| async move { remote::held(shelf, clock, &name).await })
}

/// Takes the lock with an id away.
pub(super) fn unlock(stack: &Stack, place: &Place, id: &str) -> Result<Held, StoreError> {
    let (name, id) = (stack.name.clone(), id.to_owned());
    look(stack, place, |shelf, clock| async move { remote::unlock(shelf, clock, &name, &id).await })
}

/// Returns the audit log of a stack, and what its state remembers of the end.
pub(super) fn audit_log(stack: &Stack, place: &Place) -> Result<(String, Vec<AuditHead>), StoreError> {
    look(stack, place, remote::audit_log)
}

/// Returns the kept snapshots of a stack, rising.
pub(super) fn versions(stack: &Stack, place: &Place) -> Result<Vec<Version>, StoreError> {
    look(stack, place, remote::versions)
}

/// Does something with the shelf of a place, without its lock.
fn look<T: Send + 'static, F: Future<Output = Result<T, StoreError>> + Send + 'static>(
    stack: &Stack,
    place: &Place,
    work: impl FnOnce(Arc<dyn Shelf>, Arc<dyn Clock>) -> F + Send + 'static,
) -> Result<T, StoreError> {
    let thread = Thread::start().map_err(|error| away::absent(&error))?;
    let (stack, place, inner) = (stack.clone(), place.clone(), thread.clone());
    thread.wait(async move {
        let shelf = shelf(&inner, &stack, &place).await?;
        work(shelf, Arc::new(TokioClock::system())).await
    })?
}

/// Returns the shelf of a place, called from a thread of its own.
async fn shelf(thread: &Thread, stack: &Stack, place: &Place) -> Result<Arc<dyn Shelf>, StoreError> {
    let (cloud, account, place) = (stack.cloud.clone(), stack.account.clone(), place.clone());
    let made = thread.run(async move {
        let connection = connection(&cloud, &account, &place).await?;
        Ok::<_, StoreError>(storage::shelf(&connection, &place))
    });
    Ok(Arc::new(Away { shelf: made.await??, thread: thread.clone() }))
}

/// Returns the way to a place: that of the stack's cloud, so that an emulated cloud never has its state in the real one.
#[cfg(feature = "live")]
async fn connection(cloud: &Cloud, account: &str, place: &Place) -> Result<Connection, StoreError> {
    match (place.endpoint(), cloud) {
        (Some(_), Cloud::Aws) => Err(StoreError {
            code: "state::unfit",
            message: format!("`{}` is on this machine, but the stack is on AWS", place.text()),
            hint: "take `endpoint=` out of `state` in `tandem.toml`".to_owned(),
        }),
        (Some(endpoint), _) => Ok(Connection::endpoint(endpoint, account)),
        (None, Cloud::Loopback(url)) => Ok(Connection::endpoint(url, account)),
        (None, _) => Ok(Connection::live(account, None).await),
    }
}

#[cfg(not(feature = "live"))]
async fn connection(_: &Cloud, _: &str, place: &Place) -> Result<Connection, StoreError> {
    Err(StoreError {
        code: "state::unfit",
        message: format!(
            "`{}` cannot be reached: this program was built for the local cloud only",
            place.text()
        ),
        hint: "build it with the feature `live`".to_owned(),
    })
}

impl SharedStore {
    fn store(&mut self) -> &mut RemoteStore {
        self.store.as_mut().expect("it is there until it is dropped")
    }
}

impl Store for SharedStore {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        self.store().load()
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        self.store().append(records)
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        self.store().replace(state)
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        self.store().audit(lines)
    }

    fn append_audited<'a>(
        &'a mut self,
        records: &'a [Record],
        lines: &'a [String],
    ) -> Answer<'a, Result<(), StoreError>> {
        self.store().append_audited(records, lines)
    }

    fn progress(&mut self, progress: Progress) {
        self.store().progress(progress);
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        self.store().last_audit()
    }

    fn remarks(&mut self) -> Vec<StoreError> {
        self.store().remarks()
    }

    fn epoch(&self) -> u64 {
        self.store.as_ref().map_or(0, RemoteStore::epoch)
    }

    fn standing(&self) -> Standing {
        self.store.as_ref().map_or(Standing::Lost(None), RemoteStore::standing)
    }

    fn watch(&self) -> Watch {
        self.store.as_ref().map_or_else(|| Arc::new(|| Standing::Lost(None)) as Watch, RemoteStore::watch)
    }
}

impl Drop for SharedStore {
    fn drop(&mut self) {
        if let Some(mut store) = self.store.take() {
            // A lock that cannot be given back in time frees itself.
            let _ = self.thread.wait_for(FAREWELL, async move { store.close().await });
        }
    }
}
