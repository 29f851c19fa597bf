//! The provider that everything but the cloud itself goes through: it opens what it is given and seals what it gets.

use std::sync::Arc;

use tandem_core::layer::Layer;
use tandem_core::provider::{CallReport, Finding, Outcome, Pending, Progress, ReadReport, Reading, Request};
use tandem_core::schema::Ownership;
use tandem_core::state::Attributes;
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Answer, CallError, Kind, Object, Provider, Sealed, Value};

use super::echo::seal_echoes;
use super::mask::Known;
use super::seal::hash;
use super::wipe::Opened;
use super::{Keeper, missing};

/// A provider that opens what it is given and seals what it gets.
pub struct Veil {
    inner: Arc<dyn Provider>,
    keeper: Arc<Keeper>,
}

impl Veil {
    /// Returns the veiled provider.
    pub fn new(inner: Arc<dyn Provider>, keeper: Arc<Keeper>) -> Veil {
        Veil { inner, keeper }
    }

    /// Returns a request with its secrets put in.
    async fn opened(&self, request: &Request) -> Result<Opened<Request>, CallError> {
        let mut opened = Opened(request.clone());
        if !holds_secret(request) {
            return Ok(opened);
        }
        for value in opened.0.arguments.values_mut() {
            self.open(value).await?;
        }
        if let Some(parent) = &mut opened.0.parent {
            self.reopen(parent).await;
        }
        if let Some(prior) = &mut opened.0.prior
            && !self.reopen(prior).await
            && request.effect != Effect::Create
        {
            self.look(request, prior).await?;
        }
        Ok(opened)
    }

    async fn all_opened(&self, requests: &[Request]) -> Result<Opened<Vec<Request>>, CallError> {
        let mut opened = Opened(Vec::with_capacity(requests.len()));
        for request in requests {
            opened.0.push(self.opened(request).await?.copy());
        }
        Ok(opened)
    }

    /// Refuses to search by a secret that has another value than when it was sent, where the kind allows no better
    /// proof than that things are as asked: what an earlier run made would not be found, and made again.
    async fn searchable(&self, request: &Request) -> Result<(), CallError> {
        let kind = self.registry().kind(request.address.kind());
        let marked =
            |kind: &Kind| matches!(kind.identity.ownership, Ownership::TagsAtCreate | Ownership::TagsAfter);
        if request.effect != Effect::Create || kind.is_some_and(marked) {
            return Ok(());
        }
        for sealed in request.arguments.values().flat_map(seals) {
            if let Some(reference) = self.keeper.changed(sealed).await? {
                return Err(missing(reference, "has another value than when the call was sent"));
            }
        }
        Ok(())
    }

    async fn open(&self, value: &mut Value) -> Result<(), CallError> {
        for sealed in holes(value) {
            let text = match &sealed {
                Value::Secret(inside) => self.keeper.open(inside).await?,
                _ => continue,
            };
            *sealed = Value::from(text.expose_text().unwrap_or_default());
        }
        Ok(())
    }

    /// Puts the secrets of a remembered object in as they were; returns whether all of them are still known.
    async fn reopen(&self, object: &mut Object) -> bool {
        let mut whole = true;
        for value in object.attributes.values_mut().chain(object.arguments.values_mut()) {
            for sealed in holes(value) {
                let text = match &sealed {
                    Value::Secret(inside) => self.keeper.reopen(inside).await,
                    _ => continue,
                };
                match text {
                    Some(text) => *sealed = Value::from(text.expose_text().unwrap_or_default()),
                    None => whole = false,
                }
            }
        }
        whole
    }

    /// Puts the secrets of a remembered object in by reading it: what they were before nobody else knows any more.
    async fn look(&self, request: &Request, prior: &mut Object) -> Result<(), CallError> {
        let object = Some(prior.clone());
        let reading = Reading { address: request.address.clone(), object, arguments: Attributes::new() };
        let report = self.inner.read(&[reading]).await;
        let Some(found) = report.found.into_iter().next().transpose()?.flatten() else { return Ok(()) };
        for attributes in [&mut prior.attributes, &mut prior.arguments] {
            for (name, value) in attributes.iter_mut().filter(|(_, value)| value.holds_secret()) {
                if let Some(now) = found.attributes.get(name) {
                    value.clone_from(now);
                }
            }
        }
        Ok(())
    }

    async fn masked(&self, request: &Request, outcome: &mut Outcome) {
        let prior = request.prior.as_ref();
        let mut arguments = request.arguments.clone();
        for value in arguments.values_mut() {
            // A record of an earlier version may have none, and one that did not know every reference none of the whole.
            hash(&self.keeper, value).await;
        }
        let before = std::iter::once(&arguments).chain(prior.map(|prior| &prior.attributes));
        let before: Vec<&Attributes> = before.collect();
        Known::of(&self.keeper, before.clone()).await.mask(&mut outcome.attributes);
        seal_echoes(&self.keeper, &mut outcome.attributes, &before);
    }

    fn redacted(&self, mut error: CallError) -> CallError {
        self.keeper.redactor().error(&mut error);
        error
    }

    async fn veiled(&self, request: &Request, finding: Finding) -> Finding {
        let clean = |text: String| self.keeper.redactor().text(&text).into_owned();
        match finding {
            Finding::Ours(mut outcome) => {
                self.masked(request, &mut outcome).await;
                Finding::Ours(outcome)
            }
            Finding::Foreign(id, what) => Finding::Foreign(id, clean(what)),
            other => other,
        }
    }
}

impl Layer for Veil {
    fn behind(&self) -> &dyn Provider {
        &*self.inner
    }

    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport> {
        Box::pin(async move {
            let mut opened = Opened(readings.to_vec());
            for reading in opened.0.iter_mut().filter(|reading| is_sealed(reading)) {
                if let Some(object) = &mut reading.object {
                    self.reopen(object).await;
                }
                for value in reading.arguments.values_mut().filter(|value| value.holds_secret()) {
                    // What cannot be opened stays as it is: reading goes by the id.
                    drop(self.open(value).await);
                }
            }
            let mut report = self.inner.read(&opened).await;
            for (reading, found) in readings.iter().zip(&mut report.found) {
                match found {
                    Ok(Some(found)) => {
                        let object = reading.object.as_ref();
                        let remembered =
                            object.into_iter().flat_map(|object| [&object.attributes, &object.arguments]);
                        let before: Vec<&Attributes> =
                            remembered.chain(std::iter::once(&reading.arguments)).collect();
                        if is_sealed(reading) {
                            Known::of(&self.keeper, before.clone()).await.mask(&mut found.attributes);
                        }
                        seal_echoes(&self.keeper, &mut found.attributes, &before);
                    }
                    Ok(None) => (),
                    Err(error) => self.keeper.redactor().error(error),
                }
            }
            report
        })
    }

    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Box::pin(async move {
            let opened = self.all_opened(requests).await?;
            let mut report = self.inner.call(&opened).await.map_err(|error| self.redacted(error))?;
            for (request, outcome) in requests.iter().zip(&mut report.outcomes) {
                self.masked(request, outcome).await;
            }
            Ok(report)
        })
    }

    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        Box::pin(async move {
            let clean = |text: String| self.keeper.redactor().text(&text).into_owned();
            let progress = self.inner.poll(pending).await.map_err(|error| self.redacted(error))?;
            Ok(match progress {
                Progress::Waiting(status) => Progress::Waiting(clean(status)),
                Progress::Failed(why) => Progress::Failed(clean(why)),
                Progress::Ready(mut attributes) => {
                    seal_echoes(&self.keeper, &mut attributes, &[]);
                    Progress::Ready(attributes)
                }
            })
        })
    }

    fn find<'a>(
        &'a self,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move {
            self.searchable(request).await?;
            let opened = self.opened(request).await?;
            let finding = self.inner.find(&opened, class).await.map_err(|error| self.redacted(error))?;
            Ok(self.veiled(request, finding).await)
        })
    }

    fn find_all<'a>(
        &'a self,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        Box::pin(async move {
            for request in requests {
                self.searchable(request).await?;
            }
            let opened = self.all_opened(requests).await?;
            let findings = self.inner.find_all(&opened, class).await.map_err(|error| self.redacted(error))?;
            let mut veiled = Vec::with_capacity(findings.len());
            for (request, finding) in requests.iter().zip(findings) {
                veiled.push(self.veiled(request, finding).await);
            }
            Ok(veiled)
        })
    }
}

fn any(attributes: &Attributes) -> bool {
    attributes.values().any(Value::holds_secret)
}

fn remembers_secret(object: &Object) -> bool {
    any(&object.attributes) || any(&object.arguments)
}

fn holds_secret(request: &Request) -> bool {
    let mut objects = request.prior.iter().chain(&request.parent);
    any(&request.arguments) || objects.any(remembers_secret)
}

fn is_sealed(reading: &Reading) -> bool {
    any(&reading.arguments) || reading.object.as_ref().is_some_and(remembers_secret)
}

/// Returns the sealed texts inside a value.
fn seals(value: &Value) -> Vec<&Sealed> {
    match value {
        Value::Secret(sealed) => vec![sealed],
        Value::List(items) => items.iter().flat_map(seals).collect(),
        Value::Map(entries) => entries.values().flat_map(seals).collect(),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Returns the secrets inside a value, to be filled in.
pub(super) fn holes(value: &mut Value) -> Vec<&mut Value> {
    match value {
        Value::Secret(_) => vec![value],
        Value::List(items) => items.iter_mut().flat_map(holes).collect(),
        Value::Map(entries) => entries.values_mut().flat_map(holes).collect(),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
