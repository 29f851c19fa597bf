//! Every kind through the real SDK against the emulator: made, read back, changed, deleted.

mod accelerator;
mod accelerator_checks;
mod alarm;
mod checks;
mod connection;
mod elb;
mod harness;
mod health_check;
mod private_zone;
mod record;
mod sns;
mod table;
mod vault;
mod zone;
