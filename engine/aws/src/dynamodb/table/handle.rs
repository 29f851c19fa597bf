//! What a script calls on the handle of a table: metrics, and what one of its replicas is known by.

use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Address, Argument, Attribute, Place, Reference, Type};

use super::super::replica;
use super::check;
use crate::arguments::Named;
use crate::cloudwatch::alarm;

const NAMESPACE: &str = "AWS/DynamoDB";

pub(super) fn forms() -> Vec<Form> {
    let region =
        |name| Parameter { name, ty: Type::Region, doc: "A region that the table has a replica in." };
    let metric =
        Parameter { name: "name", ty: Type::text(1, 255), doc: "The name that AWS gives the metric." };
    vec![
        form(
            "replication_latency",
            "Returns the metric of how long writes take from one region to another. It is published in the first.",
            vec![region("from"), region("to")],
            replication_latency,
        ),
        Form {
            options: metric_options(),
            ..form(
                "metric",
                "Returns a metric of the table in a region.",
                vec![region("region"), metric],
                table_metric,
            )
        },
        form("replica_arn", "Returns the ARN of the table in a region.", vec![region("region")], |call| {
            replica_attribute(call, "arn")
        }),
        form(
            "replica_stream_arn",
            "Returns the ARN of the latest stream of the table in a region.",
            vec![region("region")],
            |call| replica_attribute(call, "stream_arn"),
        ),
    ]
}

fn form(
    name: &'static str,
    doc: &'static str,
    parameters: Vec<Parameter>,
    build: fn(&Call<'_>) -> Result<Built, Vec<Fault>>,
) -> Form {
    let receiver = Receiver::Handle(super::NAME);
    Form { receiver, name, doc, parameters, options: Vec::new(), yields: Yields::Value, build }
}

fn metric_options() -> Vec<Attribute> {
    vec![
        Attribute::optional("operation", Type::text(1, 64), "The operation it counts: `PutItem`."),
        Attribute::optional("global_secondary_index", Type::text(3, 255), "The index it is about."),
    ]
}

fn replication_latency(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let (from, to) = (call.text(0), call.text(1));
    let (table, to_place) = (replica_of(call, 0)?, replica_of(call, 1)?);
    let fault = |at: At, message: String, hint: &str| {
        Err(vec![Fault { at, code: "table::latency", message, hint: Some(hint.to_owned()) }])
    };
    if from == to {
        return fault(
            At::Positional(1),
            format!("`{from}` does not replicate to itself"),
            "name two regions; `pairs(sites)` gives every ordered pair",
        );
    }
    let strong = call.receiver.is_some_and(|table| table.arguments.text("consistency") == Some("STRONG"));
    if strong {
        return fault(
            At::Call,
            "a strongly consistent table has no replication latency".to_owned(),
            "a write is in a second region before it is answered: leave the alarm out",
        );
    }
    let dimensions = [
        ("TableName", Argument::from(Reference::new(&table, "table"))),
        ("ReceivingRegion", Argument::from(Reference::new(&to_place, "region"))),
    ];
    Ok(alarm::metric_value(NAMESPACE, "ReplicationLatency", dimensions, from))
}

fn table_metric(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let table = Argument::from(Reference::new(&replica_of(call, 0)?, "table"));
    let mut dimensions = vec![("TableName", table)];
    for (option, dimension) in
        [("operation", "Operation"), ("global_secondary_index", "GlobalSecondaryIndexName")]
    {
        dimensions.extend(call.options.get(option).map(|value| (dimension, value.clone())));
    }
    Ok(alarm::metric_value(NAMESPACE, call.text(1), dimensions, call.text(0)))
}

fn replica_attribute(call: &Call<'_>, attribute: &str) -> Result<Built, Vec<Fault>> {
    Ok(Built::Value(Reference::new(&replica_of(call, 0)?, attribute).into()))
}

/// Returns the address of the replica in the region that a parameter names.
fn replica_of(call: &Call<'_>, index: usize) -> Result<Address, Vec<Fault>> {
    let region = call.text(index);
    let Some(table) = call.receiver else { return Err(vec![no_replica(index, region, &[])]) };
    let regions = check::declared(&table.arguments);
    if !regions.iter().any(|known| known == region) {
        return Err(vec![no_replica(index, region, &regions)]);
    }
    Ok(replica_address(table, region))
}

fn replica_address(table: &Draftable, region: &str) -> Address {
    Address::new(replica::NAME, &table.address.segments(), &Place::region(region))
}

fn no_replica(index: usize, region: &str, regions: &[String]) -> Fault {
    Fault {
        at: At::Positional(index),
        code: "table::no_replica",
        message: format!("the table has no replica in `{region}`"),
        hint: Some(format!("its regions are {}; add this one to `replicas`", regions.join(", "))),
    }
}
