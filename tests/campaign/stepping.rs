//! A provider whose every call counts as steps of its run, and is held against what is on record.

use std::sync::Arc;

use tandem_core::layer::Layer;
use tandem_core::provider::{
    Answer, CallError, CallReport, Finding, Pending, Progress, Provider, ReadReport, Reading, Request,
};
use tandem_core::step::CreateClass;

use crate::site::RunSite;
use crate::world::words;

/// A provider with the steps of a run around its calls.
pub struct Stepping {
    pub run: Arc<RunSite>,
    pub inner: Arc<dyn Provider>,
}

impl Layer for Stepping {
    fn behind(&self) -> &dyn Provider {
        &*self.inner
    }

    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport> {
        Box::pin(async move {
            self.run.step().await;
            self.inner.read(readings).await
        })
    }

    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Box::pin(async move {
            self.run.check(requests);
            self.run.tell(|| format!("call: {}", words(requests)));
            self.run.step().await;
            let answer = self.inner.call(requests).await;
            self.run.step().await;
            answer
        })
    }

    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        Box::pin(async move {
            self.run.step().await;
            self.inner.poll(pending).await
        })
    }

    fn find<'a>(
        &'a self,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move {
            self.run.step().await;
            self.inner.find(request, class).await
        })
    }

    fn find_all<'a>(
        &'a self,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        Box::pin(async move {
            self.run.step().await;
            self.inner.find_all(requests, class).await
        })
    }
}
