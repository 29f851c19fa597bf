//! Tests of the nouns on a cloud that is nothing but schemas.

mod diff;
mod document;
mod fake;
mod graph;
mod limiter;
mod lookup;
mod makespan;
mod moved;
mod order;
mod plan;
mod random;
mod scheduler;
mod world;
