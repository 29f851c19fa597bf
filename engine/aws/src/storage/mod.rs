//! Shared state on AWS: a bucket of S3 or a table of DynamoDB as a [`Shelf`] of objects with conditions.
//!
//! What is kept there, and in which order it is written, is no matter of this crate; here only each call is made, once,
//! and its answer told apart: done, refused by its condition, not done, or not known.

mod dynamodb;
mod error;
mod place;
mod s3;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use tandem_core::Shelf;

use crate::Connection;
use crate::connection::Cloud;

pub use place::{NotAPlace, Place};

/// Returns the shelf of a place; nothing is called yet.
pub fn shelf(connection: &Connection, place: &Place) -> Arc<dyn Shelf> {
    let mut connection = connection.clone();
    if place.endpoint.is_some() {
        connection.endpoint.clone_from(&place.endpoint);
    }
    let probe = connection.endpoint.is_some();
    let cloud = Cloud::new(connection);
    match place.service {
        place::Service::S3 => Arc::new(s3::Bucket::new(&cloud, place, probe)),
        place::Service::Dynamodb => Arc::new(dynamodb::Table::new(&cloud, place)),
    }
}
