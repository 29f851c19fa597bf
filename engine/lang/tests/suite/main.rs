//! The tests of the language front, held against a small registry of their own.

mod cases;
mod files;
mod registry;
mod world;
