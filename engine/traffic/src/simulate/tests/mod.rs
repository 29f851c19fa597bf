//! Simulations of small models.

mod accelerators;
mod build;
mod outage;
mod script;
mod stores;
