//! Route 53 over the wire.

mod batches;
mod health_checks;
mod listing;
mod zones;

use serde_json::{Value, json};

use crate::testing::Client;

/// A client with a public zone `example.com`, and the zone's id.
fn with_zone() -> (Client, String) {
    let client = Client::new("route53");
    let id = make_zone(&client, "example.com", "first");
    (client, id)
}

fn make_zone(client: &Client, name: &str, reference: &str) -> String {
    let made = client.call("CreateHostedZone", json!({"Name": name, "CallerReference": reference}));
    made["HostedZone"]["Id"].as_str().unwrap_or_default().trim_start_matches("/hostedzone/").into()
}

/// A simple `A` record.
fn a(name: &str, value: &str) -> Value {
    json!({"Name": name, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": value}]})
}

/// `record` with further members.
fn with(record: Value, members: Value) -> Value {
    let mut record = record;
    for (name, value) in members.as_object().into_iter().flatten() {
        record[name] = value.clone();
    }
    record
}

/// A latency record of `www.example.com`.
fn latency(region: &str, value: &str) -> Value {
    with(a("www.example.com", value), json!({"Region": region, "SetIdentifier": region}))
}

fn batch(zone: &str, changes: &[(&str, Value)]) -> Value {
    let change = |(action, record): &(&str, Value)| json!({"Action": action, "ResourceRecordSet": record});
    json!({"HostedZoneId": zone, "ChangeBatch": {"Changes": changes.iter().map(change).collect::<Vec<_>>()}})
}

/// Returns the names and types of a zone's record sets, in the order listed.
fn names(client: &Client, zone: &str) -> Vec<String> {
    let page = client.call("ListResourceRecordSets", json!({"HostedZoneId": zone}));
    let text = |record: &Value| {
        let identifier = record["SetIdentifier"].as_str().map(|text| format!(" {text}")).unwrap_or_default();
        format!("{} {}{identifier}", record["Name"].as_str().unwrap_or("?"), record["Type"].as_str().unwrap_or("?"))
    };
    page["ResourceRecordSets"].as_array().into_iter().flatten().map(text).collect()
}
