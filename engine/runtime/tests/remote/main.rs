//! State shared by several machines: who may write, and what becomes of those who no longer may.

#[path = "../protocol/dice.rs"]
mod dice;
mod lock;
mod rescue;
mod run;
mod schedules;
mod sights;
mod world;
