//! The binary `tandem`, run as a user runs it: without a terminal, in a project of its own.

mod aa_checks;
mod adopt;
mod bad_input;
mod behaviour;
mod exits;
mod explain;
mod fake;
mod json;
mod lapsed;
mod limits;
mod offline;
mod plan_file;
mod project;
mod reports;
mod secrets;
mod serve;
mod shared_state;
mod simulate;
mod state;
mod thread;
mod watch;
mod without_region;
