//! The kinds of AWS, and the calls behind them: the only crate that knows `aws-sdk-*`.
//!
//! A kind is one folder, `src/<service>/<kind>/`, and one line in `kinds.rs`. It implements `behaviour::Behaviour`:
//! its schema and forms are data, `expand` is pure, and what talks to AWS goes through a `session::Session`, which
//! counts calls and turns every SDK error into a [`tandem_core::CallError`] in one place. To add one:
//!
//! 1. `schema.rs`: a [`tandem_core::Kind`] with a doc for every attribute and an example script that runs.
//! 2. `form.rs`: what a script calls; `build` makes a declaration in stored form.
//! 3. `steps.rs`: the drafts of a create, an update and a delete, at most one changing call each.
//! 4. `read.rs` and `call.rs`: one object read; one operation of `steps.rs` called.
//! 5. `mod.rs`: the unit struct that implements `Behaviour`, and a line in `kinds.rs`.
//!
//! SDK retries are off, for reading calls too: the runtime decides (`connection.rs` says why).

// An error is made once a failed call, which took milliseconds: boxing it would save nothing.
#![allow(clippy::result_large_err)]

mod arguments;
mod behaviour;
mod buckets;
mod capped;
mod cloudwatch;
mod connection;
mod draft;
mod dynamodb;
mod elb;
mod error;
mod explain;
mod form;
mod globalaccelerator;
mod kinds;
mod likeness;
#[cfg(feature = "live")]
mod live;
mod provider;
mod route53;
mod secret;
mod session;
mod sns;
pub mod storage;
mod tags;
#[cfg(test)]
mod testing;

pub use buckets::{CHANGED_RECORDS, SHARE};
pub use connection::Connection;
pub use explain::{codes, explain};
pub use provider::Aws;
use tandem_core::Registry;

/// Returns every kind and every form of declaring one; pure, no client needed.
pub fn registry() -> Registry {
    let mut registry = Registry::default();
    for form in tandem_core::secret::forms() {
        registry.add_form(form);
    }
    for behaviour in kinds::all() {
        registry.add_kind(behaviour.kind());
        for form in behaviour.forms() {
            registry.add_form(form);
        }
        for check in behaviour.checks() {
            registry.add_check(check);
        }
    }
    registry
}
