//! What callers see of items: conditions, reading in order, limits and replication.

use serde_json::{Value, json};

use crate::testing::Client;

/// Makes a table with a partition key and a sort key that is a number.
fn events() -> Client {
    let client = Client::new("dynamodb");
    client.call(
        "CreateTable",
        json!({
            "TableName": "events",
            "AttributeDefinitions": [
                { "AttributeName": "id", "AttributeType": "S" }, { "AttributeName": "at", "AttributeType": "N" },
            ],
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }, { "AttributeName": "at", "KeyType": "RANGE" }],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    client.clock.advance(10);
    client
}

fn item(id: &str, at: &str) -> Value {
    json!({ "id": { "S": id }, "at": { "N": at } })
}

fn put(item: Value) -> Value {
    json!({ "TableName": "events", "Item": item })
}

fn get(client: &Client, id: &str, at: &str) -> Value {
    client.call("GetItem", json!({ "TableName": "events", "Key": item(id, at), "ConsistentRead": true }))["Item"].clone()
}

fn code(client: &Client, operation: &str, input: Value) -> String {
    client.try_call(operation, input).map_or_else(|refused| refused.code, |output| format!("accepted: {output}"))
}

fn with(mut input: Value, more: Value) -> Value {
    let more = more.as_object().cloned().unwrap_or_default();
    input.as_object_mut().expect("an input is an object").extend(more);
    input
}

#[test]
fn a_write_happens_only_if_its_condition_holds() {
    let client = events();
    let once = with(put(item("a", "1")), json!({ "ConditionExpression": "attribute_not_exists(id)" }));
    client.call("PutItem", once.clone());
    assert_eq!(code(&client, "PutItem", once), "ConditionalCheckFailedException");
    let owner = |value: &str| json!({ ":o": { "S": value } });
    let take = json!({
        "TableName": "events", "Key": item("a", "1"), "UpdateExpression": "SET #o = :o ADD turns :one",
        "ExpressionAttributeNames": { "#o": "owner" },
        "ExpressionAttributeValues": with(owner("me"), json!({ ":one": { "N": "1" } })),
        "ConditionExpression": "attribute_not_exists(#o) OR #o = :o", "ReturnValues": "ALL_NEW",
    });
    let taken = client.call("UpdateItem", take.clone());
    assert_eq!((&taken["Attributes"]["owner"]["S"], &taken["Attributes"]["turns"]["N"]), (&json!("me"), &json!("1")));
    client.call("UpdateItem", take);
    assert_eq!(get(&client, "a", "1.0")["turns"]["N"], "2");
    let drop = json!({
        "TableName": "events", "Key": item("a", "1"), "ConditionExpression": "#o = :o",
        "ExpressionAttributeNames": { "#o": "owner" }, "ExpressionAttributeValues": owner("you"),
    });
    assert_eq!(code(&client, "DeleteItem", drop), "ConditionalCheckFailedException");
    assert!(!get(&client, "a", "1").is_null());
}

#[test]
fn a_refused_write_can_say_what_is_there() {
    let client = events();
    client.call("PutItem", put(item("a", "1")));
    let input = with(
        put(item("a", "1")),
        json!({ "ConditionExpression": "attribute_not_exists(id)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD" }),
    );
    let target = "DynamoDB_20120810.PutItem";
    let answer = client.emulator.handle(&crate::http::Request {
        method: "POST".into(),
        uri: "/".into(),
        headers: vec![("x-amz-target".into(), target.into()), ("content-type".into(), "application/x-amz-json-1.0".into())],
        body: input.to_string().into_bytes(),
    });
    let body: Value = serde_json::from_slice(&answer.body).expect("an error is JSON");
    assert_eq!((answer.status, &body["Item"]), (400, &item("a", "1")));
}

#[test]
fn a_partition_is_read_in_the_order_of_its_sort_key() {
    let client = events();
    for at in ["10", "9", "-1", "0.5", "100"] {
        client.call("PutItem", put(item("a", at)));
    }
    client.call("PutItem", put(item("b", "1")));
    let query = |more: Value| {
        let base = json!({
            "TableName": "events", "KeyConditionExpression": "id = :id",
            "ExpressionAttributeValues": { ":id": { "S": "a" } },
        });
        client.call("Query", with(base, more))
    };
    let times = |page: &Value| -> Vec<String> {
        let items = page["Items"].as_array().into_iter().flatten();
        items.filter_map(|item| item["at"]["N"].as_str().map(String::from)).collect()
    };
    assert_eq!(times(&query(json!({}))), ["-1", "0.5", "9", "10", "100"]);
    assert_eq!(times(&query(json!({ "ScanIndexForward": false, "Limit": 2 }))), ["100", "10"]);
    let between = json!({
        "KeyConditionExpression": "id = :id AND #at BETWEEN :low AND :high", "ExpressionAttributeNames": { "#at": "at" },
        "ExpressionAttributeValues": { ":id": { "S": "a" }, ":low": { "N": "0" }, ":high": { "N": "10" } },
    });
    assert_eq!(times(&query(between)), ["0.5", "9", "10"]);
    let (mut seen, mut start) = (Vec::new(), Value::Null);
    loop {
        let page = query(json!({ "Limit": 2, "ExclusiveStartKey": start }));
        seen.extend(times(&page));
        start = page["LastEvaluatedKey"].clone();
        if start.is_null() {
            break;
        }
    }
    assert_eq!(seen, ["-1", "0.5", "9", "10", "100"]);
    assert_eq!(query(json!({ "Select": "COUNT" }))["Count"], 5);
}

#[test]
fn pages_and_items_have_limits() {
    let client = events();
    let heavy = |at: &str, size: usize| put(with(item("a", at), json!({ "body": { "S": "x".repeat(size) } })));
    assert_eq!(code(&client, "PutItem", heavy("0", 400 << 10)), "ValidationException");
    for at in ["1", "2", "3", "4"] {
        client.call("PutItem", heavy(at, 390 << 10));
    }
    let page = client.call("Scan", json!({ "TableName": "events", "ProjectionExpression": "id" }));
    assert_eq!((&page["Count"], &page["LastEvaluatedKey"]), (&json!(3), &item("a", "3")));
    for wrong in [json!({ "id": { "S": "a" } }), json!({ "id": { "N": "1" }, "at": { "N": "1" } }), item("", "1")] {
        assert_eq!(code(&client, "PutItem", put(wrong)), "ValidationException");
    }
}

#[test]
fn batches_and_transactions_write_together() {
    let client = events();
    let batch = json!({ "RequestItems": { "events": [
        { "PutRequest": { "Item": item("a", "1") } }, { "PutRequest": { "Item": item("a", "2") } },
    ] } });
    client.call("BatchWriteItem", batch);
    let read = json!({ "RequestItems": { "events": { "Keys": [item("a", "1"), item("a", "2"), item("a", "3")] } } });
    assert_eq!(client.call("BatchGetItem", read)["Responses"]["events"].as_array().map(Vec::len), Some(2));
    let transact = |condition: &str| {
        json!({ "TransactItems": [
            { "Put": put(item("a", "3")) },
            { "ConditionCheck": { "TableName": "events", "Key": item("a", "1"), "ConditionExpression": condition } },
        ] })
    };
    assert_eq!(code(&client, "TransactWriteItems", transact("attribute_not_exists(id)")), "TransactionCanceledException");
    assert!(get(&client, "a", "3").is_null());
    client.call("TransactWriteItems", transact("attribute_exists(id)"));
    assert!(!get(&client, "a", "3").is_null());
}

#[test]
fn other_regions_see_a_write_later_and_the_later_write_wins() {
    let client = events();
    let add = json!({ "TableName": "events", "ReplicaUpdates": [{ "Create": { "RegionName": "eu-west-1" } }] });
    client.call("UpdateTable", add);
    client.clock.advance(100);
    let there = client.region("eu-west-1");
    let once = |who: &str| {
        let owned = with(item("lock", "1"), json!({ "by": { "S": who } }));
        with(put(owned), json!({ "ConditionExpression": "attribute_not_exists(id)" }))
    };
    client.call("PutItem", once("here"));
    assert!(get(&there, "lock", "1").is_null());
    // Each region tests the condition on its own copy: this is why such a table is no place for locks.
    there.call("PutItem", once("there"));
    client.clock.advance(1);
    assert_eq!((get(&client, "lock", "1"), get(&there, "lock", "1")["by"]["S"].clone()), (get(&there, "lock", "1"), json!("there")));
    assert_eq!(code(&client, "PutItem", once("again")), "ConditionalCheckFailedException");
}

#[test]
fn a_strong_table_is_the_same_everywhere() {
    let client = events();
    let creates = json!([{ "Create": { "RegionName": "us-east-2" } }, { "Create": { "RegionName": "us-west-2" } }]);
    client.call("UpdateTable", json!({ "TableName": "events", "MultiRegionConsistency": "STRONG", "ReplicaUpdates": creates }));
    client.clock.advance(100);
    let once = with(put(item("lock", "1")), json!({ "ConditionExpression": "attribute_not_exists(id)" }));
    client.call("PutItem", once.clone());
    assert_eq!(code(&client.region("us-west-2"), "PutItem", once), "ConditionalCheckFailedException");
    let transact = json!({ "TransactItems": [{ "Put": put(item("a", "3")) }] });
    assert_eq!(code(&client, "TransactWriteItems", transact), "ValidationException");
}
