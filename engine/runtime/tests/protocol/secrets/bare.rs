//! A provider that opens secrets and seals nothing: the veil turned off.

use std::sync::Arc;

use tandem_core::Value;
use tandem_core::layer::Layer;
use tandem_core::provider::{Answer, CallError, CallReport, Finding, Provider, Request, find_each};
use tandem_core::state::Attributes;
use tandem_core::step::CreateClass;
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

impl Layer for Bare {
    fn behind(&self) -> &dyn Provider {
        &*self.inner
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

    fn find<'a>(
        &'a self,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move { self.inner.find(&self.opened(request).await?, class).await })
    }

    fn find_all<'a>(
        &'a self,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        find_each(self, requests, class)
    }
}
