//! A thread with a runtime of its own, and a shelf whose calls run there.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use tandem_core::Shelf;
use tandem_core::provider::Answer;
use tandem_core::shelf::{Held, If, ShelfError, Version};
use tandem_core::store::StoreError;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// A thread with a runtime of its own, in which time is real. It ends when the last of its handles is dropped.
#[derive(Clone)]
pub(super) struct Thread {
    handle: Handle,
    _alive: Arc<oneshot::Sender<()>>,
}

impl Thread {
    pub(super) fn start() -> std::io::Result<Thread> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (alive, ended) = oneshot::channel::<()>();
        std::thread::Builder::new().name("state".to_owned()).spawn(move || {
            // It is never sent to: it ends when its sender is dropped.
            let _ = runtime.block_on(ended);
        })?;
        Ok(Thread { handle, _alive: Arc::new(alive) })
    }

    /// Runs something there.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.handle.spawn(work).await.map_err(|error| absent(&error))
    }

    /// Runs something there and waits for it, in a runtime or not.
    pub(super) fn wait<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.send(work).recv().map_err(|error| absent(&error))
    }

    /// Runs something there and waits for it for some time.
    pub(super) fn wait_for<T: Send + 'static>(
        &self,
        time: Duration,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.send(work).recv_timeout(time).map_err(|error| absent(&error))
    }

    fn send<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> mpsc::Receiver<T> {
        let (sender, receiver) = mpsc::channel();
        self.handle.spawn(async move {
            // Nobody waits any more: then nobody needs it.
            let _ = sender.send(work.await);
        });
        receiver
    }
}

/// A shelf whose calls run on a thread.
pub(super) struct Away {
    pub(super) shelf: Arc<dyn Shelf>,
    pub(super) thread: Thread,
}

impl Away {
    async fn call<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, ShelfError>> + Send + 'static,
    ) -> Result<T, ShelfError> {
        self.thread.run(work).await.map_err(ShelfError::Refused)?
    }
}

impl Shelf for Away {
    fn name(&self, key: &str) -> String {
        self.shelf.name(key)
    }

    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Result<Option<Held>, ShelfError>> {
        let (shelf, key) = (self.shelf.clone(), key.to_owned());
        Box::pin(self.call(async move { shelf.get(&key).await }))
    }

    fn put<'a>(
        &'a self,
        key: &'a str,
        bytes: &'a [u8],
        expected: If<'a>,
    ) -> Answer<'a, Result<Version, ShelfError>> {
        let (shelf, key, bytes) = (self.shelf.clone(), key.to_owned(), bytes.to_vec());
        let version = match expected {
            If::Absent => None,
            If::Is(version) => Some(version.clone()),
        };
        Box::pin(
            self.call(
                async move { shelf.put(&key, &bytes, version.as_ref().map_or(If::Absent, If::Is)).await },
            ),
        )
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Answer<'a, Result<Vec<String>, ShelfError>> {
        let (shelf, prefix) = (self.shelf.clone(), prefix.to_owned());
        Box::pin(self.call(async move { shelf.list(&prefix).await }))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Answer<'a, Result<(), ShelfError>> {
        let (shelf, key) = (self.shelf.clone(), key.to_owned());
        Box::pin(self.call(async move { shelf.delete(&key).await }))
    }

    fn check(&self) -> Answer<'_, Result<Vec<StoreError>, ShelfError>> {
        let shelf = self.shelf.clone();
        Box::pin(self.call(async move { shelf.check().await }))
    }
}

/// Returns the error of a thread that is not there, or died.
pub(super) fn absent(error: &dyn std::fmt::Display) -> StoreError {
    StoreError {
        code: "state::unreachable",
        message: format!("the state cannot be reached: {error}"),
        hint: "run the same command again".to_owned(),
    }
}
