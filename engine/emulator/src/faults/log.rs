//! What happened to every request, in order.

use std::fmt;
use std::fmt::Write as _;
use std::time::Duration;

use tokio::time::Instant;

use super::fault::Fault;
use super::request::Asked;

/// One request, and what came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// When it came, since the faults were made.
    pub at: Duration,
    /// The service: `route53`.
    pub service: String,
    /// The operation: `CreateHostedZone`.
    pub operation: String,
    /// The region it was signed for.
    pub region: String,
    /// What was done to it.
    pub fault: Option<Fault>,
    /// The status that was answered; none if nothing was, or the caller did not wait for it.
    pub status: Option<u16>,
    /// The status that the service itself gave later, to a request that it got late.
    pub landed: Option<u16>,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, service, operation) = (self.at.as_secs_f64(), &self.service, &self.operation);
        write!(f, "{at:>9.3} s  {service}:{operation} {}", self.region)?;
        match (&self.fault, self.status) {
            (Some(fault), _) => write!(f, "  ⚡ {fault}")?,
            (None, Some(status)) => write!(f, "  {status}")?,
            (None, None) => f.write_str("  no answer")?,
        }
        self.landed.map_or(Ok(()), |status| write!(f, ", then {status}"))
    }
}

#[derive(Debug)]
pub(super) struct Log {
    start: Instant,
    pub(super) entries: Vec<Entry>,
}

impl Log {
    pub(super) fn new(start: Instant) -> Log {
        Log { start, entries: Vec::new() }
    }

    /// Adds a request; returns its number.
    pub(super) fn add(&mut self, asked: &Asked, fault: Option<Fault>) -> usize {
        self.entries.push(Entry {
            at: self.start.elapsed(),
            service: asked.service.clone(),
            operation: asked.operation.clone(),
            region: asked.region.clone(),
            fault,
            status: None,
            landed: None,
        });
        self.entries.len() - 1
    }

    pub(super) fn story(&self) -> String {
        let mut story = String::new();
        for (number, entry) in self.entries.iter().enumerate() {
            // Writing to a text cannot fail.
            let _ = writeln!(story, "{:>4}  {entry}", number + 1);
        }
        story
    }
}
