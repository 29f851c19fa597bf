//! A provider in front of another, which does a few things itself and leaves the rest to the one behind it.

use std::sync::Arc;

use crate::provider::{
    Answer, CallError, CallReport, Caller, Finding, Gate, Owned, Pending, Progress, Provider, ReadReport,
    Reading, Request, Search,
};
use crate::step::CreateClass;
use crate::{Address, Change, Draft, Registry};

/// A provider in front of another: what it does not do itself, the one behind it does. Whatever is a layer is a
/// [`Provider`]; so nothing that is added to that trait is lost on the way, as it is where each layer hands on by hand.
pub trait Layer: Send + Sync {
    /// Returns the provider behind this one.
    fn behind(&self) -> &dyn Provider;

    /// See [`Provider::read`].
    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport> {
        self.behind().read(readings)
    }

    /// See [`Provider::call`].
    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        self.behind().call(requests)
    }

    /// See [`Provider::poll`].
    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        self.behind().poll(pending)
    }

    /// See [`Provider::find`].
    fn find<'a>(
        &'a self,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        self.behind().find(request, class)
    }

    /// See [`Provider::find_all`]. A layer with a [`Layer::find`] of its own needs this as well, if only as
    /// [`find_each`](crate::provider::find_each): the provider behind it knows nothing of that one.
    fn find_all<'a>(
        &'a self,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        self.behind().find_all(requests, class)
    }

    /// See [`Provider::owned`].
    fn owned<'a>(&'a self, search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        self.behind().owned(search)
    }
}

impl<T: Layer> Provider for T {
    fn registry(&self) -> &Registry {
        self.behind().registry()
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        self.behind().expand(change)
    }

    fn atomic_group(&self, change: &Change) -> Option<String> {
        self.behind().atomic_group(change)
    }

    fn read_group(&self, reading: &Reading) -> String {
        self.behind().read_group(reading)
    }

    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport> {
        Layer::read(self, readings)
    }

    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Layer::call(self, requests)
    }

    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        Layer::poll(self, pending)
    }

    fn find<'a>(
        &'a self,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Layer::find(self, request, class)
    }

    fn find_all<'a>(
        &'a self,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        Layer::find_all(self, requests, class)
    }

    fn owned<'a>(&'a self, search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Layer::owned(self, search)
    }

    fn id_of(&self, address: &Address, given: &str) -> String {
        self.behind().id_of(address, given)
    }

    fn buckets(&self, call: &str) -> Vec<String> {
        self.behind().buckets(call)
    }

    fn guard(&self, gate: Arc<dyn Gate>) {
        self.behind().guard(gate);
    }

    fn caller(&self) -> Answer<'_, Result<Caller, CallError>> {
        self.behind().caller()
    }
}
