use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::testing::{Client, Clock};

fn table(name: &str) -> Value {
    json!({
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
    })
}

fn orders() -> Client {
    let client = Client::new("dynamodb");
    client.call("CreateTable", table("orders"));
    client.clock.advance(10);
    client
}

fn replica(region: &str) -> Value {
    json!({ "TableName": "orders", "ReplicaUpdates": [{ "Create": { "RegionName": region } }] })
}

fn described(client: &Client) -> Value {
    client.call("DescribeTable", json!({ "TableName": "orders" }))["Table"].clone()
}

#[track_caller]
fn refused(client: &Client, operation: &str, input: Value, code: &str, part: &str) {
    match client.try_call(operation, input) {
        Ok(output) => panic!("{operation} was accepted: {output}"),
        Err(refused) => {
            assert_eq!(refused.code, code);
            assert!(refused.message.contains(part), "{}", refused.message);
        }
    }
}

#[test]
fn a_table_is_made_once_and_takes_its_time() {
    let client = Client::new("dynamodb");
    client.call("CreateTable", table("orders"));
    assert_eq!(described(&client)["TableStatus"], "CREATING");
    refused(&client, "CreateTable", table("orders"), "ResourceInUseException", "already exists");
    refused(&client, "UpdateTable", replica("eu-west-1"), "ResourceInUseException", "being created");
    client.clock.advance(10);
    assert_eq!(described(&client)["TableStatus"], "ACTIVE");
    client.call("DeleteTable", json!({ "TableName": "orders" }));
    assert_eq!(described(&client)["TableStatus"], "DELETING");
    client.clock.advance(15);
    refused(&client, "DescribeTable", json!({ "TableName": "orders" }), "ResourceNotFoundException", "orders");
    client.call("CreateTable", table("orders"));
}

#[test]
fn a_replica_carries_items_both_ways_but_no_tags() {
    let client = orders();
    client.call("TagResource", json!({ "ResourceArn": described(&client)["TableArn"], "Tags": [{ "Key": "a", "Value": "1" }] }));
    client.call("PutItem", json!({ "TableName": "orders", "Item": { "id": { "S": "1" } } }));
    client.call("UpdateTable", replica("eu-west-1"));
    refused(&client, "UpdateTable", replica("ap-southeast-2"), "ResourceInUseException", "being updated");
    let there = client.region("eu-west-1");
    assert_eq!(described(&there)["TableStatus"], "CREATING");
    client.clock.advance(90);
    assert_eq!(described(&client)["Replicas"][0]["ReplicaStatus"], "ACTIVE");
    assert_eq!(described(&there)["Replicas"][0]["RegionName"], "us-east-1");
    assert_eq!(described(&there)["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
    there.call("PutItem", json!({ "TableName": "orders", "Item": { "id": { "S": "2" } } }));
    client.clock.advance(1);
    assert_eq!(client.call("Scan", json!({ "TableName": "orders" }))["Count"], 2);
    let tags = there.call("ListTagsOfResource", json!({ "ResourceArn": described(&there)["TableArn"] }));
    assert_eq!(tags["Tags"], json!([]));
    refused(&client, "UpdateTable", replica("eu-west-1"), "ValidationException", "already exists");
}

#[test]
fn a_replica_is_deleted_from_another_region() {
    let client = orders();
    client.call("UpdateTable", replica("eu-west-1"));
    client.clock.advance(90);
    let delete = |region: &str| json!({ "TableName": "orders", "ReplicaUpdates": [{ "Delete": { "RegionName": region } }] });
    refused(&client, "UpdateTable", delete("us-east-1"), "ValidationException", "another replica's region");
    client.region("eu-west-1").call("UpdateTable", delete("us-east-1"));
    client.clock.advance(15);
    refused(&client, "DescribeTable", json!({ "TableName": "orders" }), "ResourceNotFoundException", "orders");
    assert!(described(&client.region("eu-west-1"))["Replicas"].is_null());
}

#[test]
fn protection_and_recovery_are_each_regions_own() {
    let client = orders();
    client.call("UpdateTable", replica("eu-west-1"));
    client.clock.advance(90);
    let there = client.region("eu-west-1");
    there.call("UpdateTable", json!({ "TableName": "orders", "DeletionProtectionEnabled": true }));
    let recovery = json!({ "TableName": "orders", "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 7 } });
    there.call("UpdateContinuousBackups", recovery);
    let status = |client: &Client| {
        let found = client.call("DescribeContinuousBackups", json!({ "TableName": "orders" }));
        found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"].clone()
    };
    assert_eq!((status(&client), status(&there)), (json!("DISABLED"), json!("ENABLED")));
    let delete = json!({ "TableName": "orders", "ReplicaUpdates": [{ "Delete": { "RegionName": "eu-west-1" } }] });
    refused(&client, "UpdateTable", delete, "ValidationException", "protected against deletion");
}

#[test]
fn one_call_makes_one_kind_of_change() {
    let client = orders();
    let both = json!({ "TableName": "orders", "TableClass": "STANDARD", "DeletionProtectionEnabled": true });
    refused(&client, "UpdateTable", both, "ValidationException", "only one kind");
    let index = json!({ "IndexName": "by-day", "KeySchema": [{ "AttributeName": "day", "KeyType": "HASH" }], "Projection": { "ProjectionType": "ALL" } });
    let attributes = json!([{ "AttributeName": "id", "AttributeType": "S" }, { "AttributeName": "day", "AttributeType": "S" }]);
    let add = json!({ "TableName": "orders", "AttributeDefinitions": attributes, "GlobalSecondaryIndexUpdates": [{ "Create": index }] });
    client.call("UpdateTable", add);
    assert_eq!(described(&client)["GlobalSecondaryIndexes"][0]["IndexStatus"], "CREATING");
    client.clock.advance(120);
    let delete = json!({ "TableName": "orders", "GlobalSecondaryIndexUpdates": [{ "Delete": { "IndexName": "by-day" } }] });
    client.call("UpdateTable", delete);
    client.clock.advance(15);
    let found = described(&client);
    assert!(found["GlobalSecondaryIndexes"].is_null());
    assert_eq!(found["AttributeDefinitions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_strong_table_has_three_regions_of_one_set() {
    let client = orders();
    let strong = |regions: [&str; 2]| {
        let creates: Vec<Value> = regions.iter().map(|region| json!({ "Create": { "RegionName": region } })).collect();
        json!({ "TableName": "orders", "MultiRegionConsistency": "STRONG", "ReplicaUpdates": creates })
    };
    refused(&client, "UpdateTable", strong(["us-east-2", "eu-west-1"]), "ValidationException", "one set");
    client.call("UpdateTable", strong(["us-east-2", "us-west-2"]));
    client.clock.advance(90);
    assert_eq!(described(&client)["MultiRegionConsistency"], "STRONG");
    refused(&client, "UpdateTable", replica("eu-west-1"), "ValidationException", "one by one");
    let time = json!({ "TableName": "orders", "TimeToLiveSpecification": { "Enabled": true, "AttributeName": "at" } });
    refused(&client, "UpdateTimeToLive", time, "ValidationException", "not supported");
    let deletes = json!([{ "Delete": { "RegionName": "us-east-2" } }, { "Delete": { "RegionName": "us-west-2" } }]);
    client.call("UpdateTable", json!({ "TableName": "orders", "ReplicaUpdates": deletes }));
    client.clock.advance(15);
    client.call("DeleteTable", json!({ "TableName": "orders" }));
}

#[test]
fn the_source_of_a_replica_stays_for_a_day_where_time_is_strict() {
    let clock = std::sync::Arc::new(Clock::default());
    let emulator = Emulator::builder().now(clock.clone()).strict_time(true).build().expect("memory can be opened");
    let client = Client::of(emulator, clock, "dynamodb");
    client.call("CreateTable", table("orders"));
    client.clock.advance(10);
    client.call("UpdateTable", replica("eu-west-1"));
    client.clock.advance(90);
    refused(&client, "DeleteTable", json!({ "TableName": "orders" }), "ValidationException", "24 hours");
    client.clock.advance(86_400);
    client.call("DeleteTable", json!({ "TableName": "orders" }));
}

#[test]
fn keys_and_capacity_must_fit() {
    let client = Client::new("dynamodb");
    let mut wanted = table("orders");
    wanted["AttributeDefinitions"] = json!([{ "AttributeName": "id", "AttributeType": "S" }, { "AttributeName": "x", "AttributeType": "S" }]);
    refused(&client, "CreateTable", wanted, "ValidationException", "does not exactly match");
    let mut wanted = table("orders");
    wanted["BillingMode"] = json!("PROVISIONED");
    refused(&client, "CreateTable", wanted, "ValidationException", "must both be specified");
    refused(&client, "CreateTable", table("or"), "ValidationException", "3");
}
