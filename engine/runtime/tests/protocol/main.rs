//! The protocol of an apply against a cloud in memory: faults, crashes, interrupts.
//!
//! Time is virtual: it jumps whenever nothing is in flight.

#![allow(clippy::result_large_err)]

mod audited;
mod basics;
mod cloud;
mod crash;
mod crashes;
mod dice;
mod faults;
mod files;
mod fresh;
mod lapsed;
mod late;
mod outage;
mod repeat;
mod rest;
mod secrets;
mod stage;
mod stops;
mod things;
mod throttles;
