//! What callers of Secrets Manager see.

use serde_json::{Value, json};

use crate::testing::Client;

fn code(client: &Client, operation: &str, input: Value) -> String {
    client.try_call(operation, input).map_or_else(|refused| refused.code, |output| output.to_string())
}

#[test]
fn a_new_value_makes_the_old_one_previous() {
    let client = Client::new("secretsmanager");
    let made = client.call("CreateSecret", json!({ "Name": "db/password", "SecretString": "one" }));
    assert!(made["ARN"].as_str().is_some_and(|arn| arn.starts_with("arn:aws:secretsmanager:us-east-1:123456789012:secret:db/password-")));
    client.call("PutSecretValue", json!({ "SecretId": "db/password", "SecretString": "two" }));
    client.call("PutSecretValue", json!({ "SecretId": made["ARN"], "SecretString": "three" }));
    let value = |more: Value| {
        let mut wanted = json!({ "SecretId": "db/password" });
        wanted.as_object_mut().expect("it is an object").extend(more.as_object().cloned().unwrap_or_default());
        client.try_call("GetSecretValue", wanted).map(|found| found["SecretString"].clone()).map_err(|refused| refused.code)
    };
    assert_eq!(value(json!({})), Ok(json!("three")));
    assert_eq!(value(json!({ "VersionStage": "AWSPREVIOUS" })), Ok(json!("two")));
    assert_eq!(value(json!({ "VersionId": made["VersionId"] })), Ok(json!("one")));
    assert_eq!(value(json!({ "VersionStage": "AWSPENDING" })), Err("ResourceNotFoundException".into()));
    let described = client.call("DescribeSecret", json!({ "SecretId": "db/password" }));
    assert_eq!(described["VersionIdsToStages"].as_object().map(serde_json::Map::len), Some(2));
}

#[test]
fn a_repeated_token_is_the_same_call_or_is_refused() {
    let client = Client::new("secretsmanager");
    let token = "11111111-2222-4333-8444-555555555555";
    let create = json!({ "Name": "s", "SecretString": "one", "ClientRequestToken": token });
    let made = client.call("CreateSecret", create.clone());
    assert_eq!(client.call("CreateSecret", create)["ARN"], made["ARN"]);
    assert_eq!(code(&client, "CreateSecret", json!({ "Name": "s", "SecretString": "two" })), "ResourceExistsException");
    let put = json!({ "SecretId": "s", "SecretString": "two", "ClientRequestToken": token });
    assert_eq!(code(&client, "PutSecretValue", put), "ResourceExistsException");
}

#[test]
fn a_deleted_secret_can_be_restored_until_its_day() {
    let client = Client::new("secretsmanager");
    client.call("CreateSecret", json!({ "Name": "s", "SecretString": "one" }));
    client.call("DeleteSecret", json!({ "SecretId": "s", "RecoveryWindowInDays": 7 }));
    assert_eq!(code(&client, "GetSecretValue", json!({ "SecretId": "s" })), "InvalidRequestException");
    assert_eq!(code(&client, "CreateSecret", json!({ "Name": "s" })), "InvalidRequestException");
    client.call("RestoreSecret", json!({ "SecretId": "s" }));
    assert_eq!(client.call("GetSecretValue", json!({ "SecretId": "s" }))["SecretString"], "one");
    client.call("DeleteSecret", json!({ "SecretId": "s", "RecoveryWindowInDays": 7 }));
    client.clock.advance(7 * 86_400);
    assert_eq!(code(&client, "DescribeSecret", json!({ "SecretId": "s" })), "ResourceNotFoundException");
    client.call("CreateSecret", json!({ "Name": "s" }));
    client.call("DeleteSecret", json!({ "SecretId": "s", "ForceDeleteWithoutRecovery": true }));
    assert_eq!(code(&client, "DescribeSecret", json!({ "SecretId": "s" })), "ResourceNotFoundException");
}
