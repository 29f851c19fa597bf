//! Amazon DynamoDB: tables, and their replicas in regions.
//!
//! A table is one resource wherever it is: what all regions share is the table's, what each region has for itself the
//! replica's. The shared settings are changed in one region, the table's home, which is where it was first made; it is
//! remembered, and moves only when that region is left.

pub(crate) mod replica;
pub(crate) mod table;

mod description;
mod group;
mod owned;
mod shape;
mod status;
mod tagging;

use aws_smithy_types::error::operation::BuildError;
use tandem_core::provider::{CallError, ErrorClass};
use tandem_core::state::Attributes;
use tandem_core::{Object, region};

use crate::arguments::Named;
use crate::provider::local_error;

/// Returns the ARN of a table in a region.
pub(crate) fn arn(name: &str, region: &str, account: &str) -> String {
    let partition = region::find(region).map_or("aws", |region| region.partition);
    format!("arn:{partition}:dynamodb:{region}:{account}:table/{name}")
}

/// Returns the region that a table's shared settings are changed in.
pub(crate) fn home(table: &Object) -> String {
    table.attributes.string("home").unwrap_or_else(|| table.region.clone())
}

/// Returns the attributes that are declared, else those of the last apply: where what only Tandem knows is taken from.
fn settings<'a>(declared: &'a Attributes, object: Option<&'a Object>) -> &'a Attributes {
    match object {
        Some(object) if declared.is_empty() => &object.arguments,
        _ => declared,
    }
}

/// Returns the error of a request that lacks what its call needs, which the schema rules out.
fn incomplete(error: BuildError) -> CallError {
    local_error(ErrorClass::Invalid, "IncompleteTable", error.to_string(), "dynamodb:UpdateTable")
}
