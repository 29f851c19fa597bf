//! A provider that opens secrets and seals nothing: the veil turned off.

use std::sync::Arc;

use tandem_core::provider::{
    Answer, CallError, CallReport, Caller, Finding, Owned, Pending, Progress, Provider, ReadReport, Reading,
    Request, Search,
};
use tandem_core::state::Attributes;
use tandem_core::step::CreateClass;
use tandem_core::{Change, Draft, Registry, Value};
use tandem_runtime::secret::Keeper;

/// A provider that opens secrets and seals nothing.
pub(super) struct Bare {
    pub(super) inner: Arc<dyn Provider>,
    pub(super) keeper: Arc<Keeper>,
}

impl Bare {
    async fn opened(&self, request: &Request) -> Result<Request, CallError> {
        let mut request = request.clone();
        self.open(&mut request.arguments).await?;
        Ok(request)
    }

    async fn open(&self, attributes: &mut Attributes) -> Result<(), CallError> {
        for value in attributes.values_mut() {
            if let Value::Secret(sealed) = value {
                let text = self.keeper.open(sealed).await?;
                *value = Value::from(text.expose_text().expect("it is text"));
            }
        }
        Ok(())
    }
}

impl Provider for Bare {
    fn registry(&self) -> &Registry {
        self.inner.registry()
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        self.inner.expand(change)
    }

    fn atomic_group(&self, change: &Change) -> Option<String> {
        self.inner.atomic_group(change)
    }

    fn read_group(&self, reading: &Reading) -> String {
        self.inner.read_group(reading)
    }

    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport> {
        self.inner.read(readings)
    }

    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Box::pin(async move {
            let mut opened = Vec::new();
            for request in requests {
                opened.push(self.opened(request).await?);
            }
            self.inner.call(&opened).await
        })
    }

    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        self.inner.poll(pending)
    }

    fn find<'a>(
        &'a self,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move { self.inner.find(&self.opened(request).await?, class).await })
    }

    fn owned<'a>(&'a self, search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        self.inner.owned(search)
    }

    fn caller(&self) -> Answer<'_, Result<Caller, CallError>> {
        self.inner.caller()
    }
}
