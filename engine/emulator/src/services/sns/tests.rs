use serde_json::json;

use crate::testing::Client;

const ONCALL: &str = "arn:aws:sns:us-east-1:123456789012:oncall";

#[test]
fn a_topic_is_made_once_and_only_once() {
    let client = Client::new("sns");
    let made = client.call("CreateTopic", json!({ "Name": "oncall", "Tags": [{ "Key": "a", "Value": "b" }] }));
    assert_eq!(made["TopicArn"], ONCALL);
    client.call("CreateTopic", json!({ "Name": "oncall" }));
    let other = json!({ "Name": "oncall", "Attributes": { "DisplayName": "x" } });
    let message = "Invalid parameter: Attributes Reason: Topic already exists with different attributes";
    client.refuse("CreateTopic", other, "InvalidParameter", message);
    let other = json!({ "Name": "oncall", "Tags": [{ "Key": "a", "Value": "c" }] });
    let message = "Invalid parameter: Tags Reason: Topic already exists with different tags";
    client.refuse("CreateTopic", other, "InvalidParameter", message);
    assert_eq!(client.region("eu-west-1").call("ListTopics", json!({}))["Topics"], json!([]));
}

#[test]
fn attributes_are_set_one_at_a_time_and_checked() {
    let client = Client::new("sns");
    client.call("CreateTopic", json!({ "Name": "oncall" }));
    let set = |key: &str, value: &str| json!({ "TopicArn": ONCALL, "AttributeName": key, "AttributeValue": value });
    client.call("SetTopicAttributes", set("DisplayName", "On call"));
    let found = client.call("GetTopicAttributes", json!({ "TopicArn": ONCALL }));
    assert_eq!(found["Attributes"]["DisplayName"], "On call");
    assert_eq!(found["Attributes"]["Owner"], "123456789012");
    client.refuse("SetTopicAttributes", set("Colour", "red"), "InvalidParameter", "Invalid parameter: AttributeName");
    let fifo = "Invalid parameter: Attributes Reason: FifoThroughputScope is for FIFO topics";
    client.refuse("SetTopicAttributes", set("FifoThroughputScope", "Topic"), "InvalidParameter", fifo);
}

#[test]
fn a_mail_subscription_waits_for_its_reader() {
    let client = Client::new("sns");
    client.call("CreateTopic", json!({ "Name": "oncall" }));
    let mail = json!({ "TopicArn": ONCALL, "Protocol": "email", "Endpoint": "a@example.com", "ReturnSubscriptionArn": true });
    let arn = client.call("Subscribe", mail.clone())["SubscriptionArn"].as_str().unwrap_or_default().to_owned();
    assert!(arn.starts_with(ONCALL));
    assert_eq!(client.call("Subscribe", mail)["SubscriptionArn"], arn);
    let pending = "Invalid parameter: This operation cannot be performed on pending subscriptions";
    client.refuse("Unsubscribe", json!({ "SubscriptionArn": arn }), "InvalidParameter", pending);
    let listed = client.call("ListSubscriptionsByTopic", json!({ "TopicArn": ONCALL }));
    assert_eq!(listed["Subscriptions"][0]["SubscriptionArn"], "PendingConfirmation");
    let token = arn.rsplit(':').next();
    client.call("ConfirmSubscription", json!({ "TopicArn": ONCALL, "Token": token }));
    client.call("Unsubscribe", json!({ "SubscriptionArn": arn }));
    client.refuse("GetSubscriptionAttributes", json!({ "SubscriptionArn": arn }), "NotFound", "Subscription does not exist");
}

#[test]
fn a_queue_of_another_region_may_listen_and_goes_with_the_topic() {
    let client = Client::new("sns");
    client.call("CreateTopic", json!({ "Name": "oncall" }));
    let queue = "arn:aws:sqs:eu-west-1:123456789012:pager";
    let wanted = json!({ "TopicArn": ONCALL, "Protocol": "sqs", "Endpoint": queue, "Attributes": { "RawMessageDelivery": "true" } });
    let arn = client.call("Subscribe", wanted)["SubscriptionArn"].clone();
    let found = client.call("GetSubscriptionAttributes", json!({ "SubscriptionArn": arn }));
    assert_eq!(found["Attributes"]["PendingConfirmation"], "false");
    assert_eq!(found["Attributes"]["RawMessageDelivery"], "true");
    client.call("DeleteTopic", json!({ "TopicArn": ONCALL }));
    client.call("DeleteTopic", json!({ "TopicArn": ONCALL }));
    assert_eq!(client.call("ListSubscriptions", json!({}))["Subscriptions"], json!([]));
}

#[test]
fn tags_are_added_and_removed() {
    let client = Client::new("sns");
    client.call("CreateTopic", json!({ "Name": "oncall" }));
    client.call("TagResource", json!({ "ResourceArn": ONCALL, "Tags": [{ "Key": "a", "Value": "1" }, { "Key": "b", "Value": "2" }] }));
    client.call("UntagResource", json!({ "ResourceArn": ONCALL, "TagKeys": ["a"] }));
    let found = client.call("ListTagsForResource", json!({ "ResourceArn": ONCALL }));
    assert_eq!(found["Tags"], json!([{ "Key": "b", "Value": "2" }]));
    let none = json!({ "ResourceArn": "arn:aws:sns:us-east-1:123456789012:none" });
    client.refuse("ListTagsForResource", none, "ResourceNotFound", "Resource does not exist");
}
