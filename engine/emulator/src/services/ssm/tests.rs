//! What callers of SSM see.

use serde_json::json;

use crate::testing::Client;

#[test]
fn a_secret_is_told_only_to_those_who_ask_for_it() {
    let client = Client::new("ssm");
    let put = json!({ "Name": "/orders/key", "Type": "SecureString", "Value": "hunter2" });
    assert_eq!(client.call("PutParameter", put)["Version"], 1);
    let sealed = client.call("GetParameter", json!({ "Name": "/orders/key" }));
    assert!(!sealed.to_string().contains("hunter2"), "{sealed}");
    let open = client.call("GetParameter", json!({ "Name": "/orders/key", "WithDecryption": true }));
    assert_eq!(open["Parameter"]["Value"], "hunter2");
    assert_eq!(open["Parameter"]["ARN"], "arn:aws:ssm:us-east-1:123456789012:parameter/orders/key");
    let by_arn = client.call("GetParameter", json!({ "Name": open["Parameter"]["ARN"], "WithDecryption": true }));
    assert_eq!(by_arn["Parameter"]["Version"], 1);
    let there = client.region("eu-west-1").try_call("GetParameter", json!({ "Name": "/orders/key" }));
    assert_eq!(there.map_err(|refused| refused.code), Err("ParameterNotFound".into()));
}

#[test]
fn a_version_is_made_by_each_change_and_can_be_named() {
    let client = Client::new("ssm");
    client.call("PutParameter", json!({ "Name": "size", "Type": "String", "Value": "1" }));
    let again = client.try_call("PutParameter", json!({ "Name": "size", "Value": "2" }));
    assert_eq!(again.map_err(|refused| refused.code), Err("ParameterAlreadyExists".into()));
    client.call("PutParameter", json!({ "Name": "size", "Value": "2", "Overwrite": true }));
    let value = |name: &str| client.call("GetParameter", json!({ "Name": name }))["Parameter"]["Value"].clone();
    assert_eq!((value("size"), value("size:1")), (json!("2"), json!("1")));
    let missing = client.try_call("GetParameter", json!({ "Name": "size:3" }));
    assert_eq!(missing.map_err(|refused| refused.code), Err("ParameterVersionNotFound".into()));
    client.call("DeleteParameter", json!({ "Name": "size" }));
    let gone = client.try_call("DeleteParameter", json!({ "Name": "size" }));
    assert_eq!(gone.map_err(|refused| refused.code), Err("ParameterNotFound".into()));
}

#[test]
fn names_and_values_must_fit() {
    let client = Client::new("ssm");
    let code = |name: &str, value: &str| {
        let put = json!({ "Name": name, "Type": "String", "Value": value });
        client.try_call("PutParameter", put).map(|put| put["Version"].clone()).map_err(|refused| refused.code)
    };
    assert_eq!(code("a/b", "1"), Err("ValidationException".into()));
    assert_eq!(code("a b", "1"), Err("ValidationException".into()));
    assert_eq!(code("/aws/b", "1"), Err("AccessDeniedException".into()));
    assert_eq!(code("ok", &"x".repeat(4097)), Err("ValidationException".into()));
    assert_eq!(code("ok", &"x".repeat(4096)), Ok(json!(1)));
}
