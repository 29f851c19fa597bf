//! The nouns of Tandem and the traits at its edge.
//!
//! Everything between a script and a plan is a function from data to data over the types of this crate. It knows no
//! files, sockets, time, threads, Rhai or AWS; the world enters through [`World`], [`Provider`], [`Store`], [`Clock`]
//! and [`Rng`], which others implement.

pub mod address;
pub mod argument;
pub mod change;
pub mod clock;
pub mod count;
pub mod diagnostic;
pub mod doubt;
pub mod duration;
pub mod form;
pub mod journal;
pub mod layer;
pub mod object;
pub mod path;
pub mod provider;
pub mod region;
pub mod registry;
pub mod rng;
pub mod schema;
pub mod secret;
pub mod shelf;
pub mod source;
pub mod state;
pub mod step;
pub mod store;
pub mod suggestion;
pub mod topology;
pub mod value;
pub mod world;

pub use address::{Address, Place};
pub use argument::{Argument, Part, Reference};
pub use change::{Action, Change, Difference};
pub use clock::Clock;
pub use diagnostic::{Diagnostic, Diagnostics, Label, Severity, Tracepoint};
pub use form::Form;
pub use path::Path;
pub use provider::{Answer, CallError, Provider};
pub use registry::Registry;
pub use rng::Rng;
pub use schema::{Attribute, Kind, Type};
pub use secret::{Sealed, Secret, SecretRef, Vault};
pub use shelf::Shelf;
pub use source::{FileId, Source, Sources, Span};
pub use state::{Object, State};
pub use step::{Draft, Step, StepId};
pub use store::Store;
pub use topology::{Declaration, Origin, Topology};
pub use value::Value;
pub use world::World;
