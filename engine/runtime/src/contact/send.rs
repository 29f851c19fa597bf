//! Everything that is sent: not at all where nothing answers any more, and with a note of what came of it.

use tandem_core::CallError;
use tandem_core::provider::{
    Answer, CallReport, ErrorClass, Finding, Owned, Pending, Progress, ReadReport, Reading, Request, Search,
};
use tandem_core::step::CreateClass;

use super::Endpoint;
use crate::Edge;

impl Edge {
    /// Makes the one call of some requests.
    pub(crate) async fn call(&self, requests: &[Request]) -> Result<CallReport, CallError> {
        let endpoint = requests.first().map(Endpoint::of_request);
        self.reach(endpoint, || self.provider.call(requests)).await
    }

    /// Looks once whether something pending is finished.
    pub(crate) async fn poll(&self, pending: &Pending) -> Result<Progress, CallError> {
        self.reach(Some(Endpoint::of_pending(pending)), || self.provider.poll(pending)).await
    }

    /// Searches for the object that a create would make or has made.
    pub(crate) async fn find(&self, request: &Request, class: CreateClass) -> Result<Finding, CallError> {
        self.reach(Some(Endpoint::of_request(request)), || self.provider.find(request, class)).await
    }

    /// Searches for several objects of one kind.
    pub(crate) async fn find_all(
        &self,
        requests: &[Request],
        class: CreateClass,
    ) -> Result<Vec<Finding>, CallError> {
        let endpoint = requests.first().map(Endpoint::of_request);
        self.reach(endpoint, || self.provider.find_all(requests, class)).await
    }

    /// Lists what bears the mark of a stack.
    pub(crate) async fn owned(&self, search: &Search) -> Result<Vec<Owned>, CallError> {
        self.reach(Some(Endpoint::of_search(search)), || self.provider.owned(search)).await
    }

    /// Reads the objects of one group.
    pub(crate) async fn read(&self, readings: &[Reading]) -> ReadReport {
        let endpoint = readings.first().map(|reading| self.endpoint_of(reading));
        if let Some(error) = self.given_up(endpoint.as_ref()) {
            let found = readings.iter().map(|_| Err(error.clone())).collect();
            return ReadReport { found, ..ReadReport::default() };
        }
        let began = self.clock.now();
        let report = self.provider.read(readings).await;
        let errors = report.found.iter().filter_map(|found| found.as_ref().err());
        // One object that could be read says that the service is there.
        let heard = report.found.iter().find(|found| found.is_ok());
        let error = errors.max_by_key(|error| error.class == ErrorClass::Lapsed);
        self.note(endpoint.as_ref(), began, if heard.is_some() { None } else { error });
        report
    }

    async fn reach<'a, T>(
        &self,
        endpoint: Option<Endpoint>,
        send: impl FnOnce() -> Answer<'a, Result<T, CallError>>,
    ) -> Result<T, CallError> {
        if let Some(error) = self.given_up(endpoint.as_ref()) {
            return Err(error);
        }
        let began = self.clock.now();
        let answer = send().await;
        self.note(endpoint.as_ref(), began, answer.as_ref().err());
        answer
    }

    fn given_up(&self, endpoint: Option<&Endpoint>) -> Option<CallError> {
        endpoint.filter(|endpoint| self.contact.is_given_up(endpoint)).map(Endpoint::unreachable)
    }

    /// Takes note of what came of a call.
    fn note(&self, endpoint: Option<&Endpoint>, began: u64, error: Option<&CallError>) {
        if let Some(error) = error.filter(|error| error.class == ErrorClass::Lapsed) {
            self.contact.halt(error);
        }
        let class = error.map(|error| error.class);
        match endpoint {
            Some(endpoint) if class == Some(ErrorClass::InDoubt) => self.unheard(endpoint, began),
            Some(endpoint) => self.contact.heard(endpoint),
            None => (),
        }
    }
}
