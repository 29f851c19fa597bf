//! A service's state in one place, and changes to it, with their types hidden from the store.

use std::any::Any;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Error, Value};

use super::{GLOBAL, World};
use crate::services::{Entry, Service};

/// The state of one service in one account and region.
pub(crate) trait Cell: Send + Sync {
    fn state(&self) -> &dyn Any;
    fn state_mut(&mut self) -> &mut dyn Any;
    /// Applies an event read back from the log.
    fn replay(&mut self, event: &RawValue, at: u64) -> Result<(), Error>;
    fn save(&self) -> Result<Box<RawValue>, Error>;
    fn dump(&self) -> Value;
}

struct Typed<S: Service>(S::State);

/// Makes the cell of a service where nothing was made yet.
pub(crate) fn empty<S: Service>() -> Box<dyn Cell> {
    Box::new(Typed::<S>(S::State::default()))
}

/// Reads a cell from a snapshot.
pub(crate) fn load<S: Service>(saved: &RawValue) -> Result<Box<dyn Cell>, Error> {
    Ok(Box::new(Typed::<S>(serde_json::from_str(saved.get())?)))
}

impl<S: Service> Cell for Typed<S> {
    fn state(&self) -> &dyn Any {
        &self.0
    }

    fn state_mut(&mut self) -> &mut dyn Any {
        &mut self.0
    }

    fn replay(&mut self, event: &RawValue, at: u64) -> Result<(), Error> {
        S::apply(&mut self.0, serde_json::from_str(event.get())?, at);
        Ok(())
    }

    fn save(&self) -> Result<Box<RawValue>, Error> {
        serde_json::value::to_raw_value(&self.0)
    }

    fn dump(&self) -> Value {
        serde_json::to_value(&self.0).unwrap_or_default()
    }
}

/// An accepted change: written to the log first, then applied.
pub(crate) trait Change: Send {
    /// Returns what the log holds: service, account, region and event.
    fn line(&self) -> Result<Line, Error>;
    fn apply(self: Box<Self>, world: &mut World, at: u64);
}

/// A change as the log holds it.
pub(crate) type Line = (String, String, String, Box<RawValue>);

/// An event of a service and the place it happens in.
pub(crate) struct Recorded<S: Service> {
    account: String,
    region: String,
    event: S::Event,
}

impl<S: Service> Recorded<S> {
    pub(crate) fn new(account: &str, region: &str, event: S::Event) -> Self {
        let region = if S::GLOBAL { GLOBAL } else { region };
        Self { account: account.into(), region: region.into(), event }
    }
}

impl<S: Service> Change for Recorded<S>
where
    S::Event: Serialize + Send,
{
    fn line(&self) -> Result<Line, Error> {
        let event = serde_json::value::to_raw_value(&self.event)?;
        Ok((S::NAME.into(), self.account.clone(), self.region.clone(), event))
    }

    fn apply(self: Box<Self>, world: &mut World, at: u64) {
        let entry = Entry::named(S::NAME).expect("a service that records is in the list");
        let cell = world.cell(entry, &self.account, &self.region);
        if let Some(state) = cell.state_mut().downcast_mut() {
            S::apply(state, self.event, at);
        }
    }
}
