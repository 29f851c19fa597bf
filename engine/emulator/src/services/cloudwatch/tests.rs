use serde_json::{Value, json};

use crate::protocol::Protocol;
use crate::testing::Client;

fn alarm(name: &str) -> Value {
    json!({
        "AlarmName": name,
        "Namespace": "AWS/DynamoDB",
        "MetricName": "ReplicationLatency",
        "Dimensions": [{ "Name": "TableName", "Value": "orders" }],
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 5,
        "Threshold": 180_000.0,
        "ComparisonOperator": "GreaterThanThreshold",
    })
}

#[track_caller]
fn refuse(client: &Client, change: impl Fn(&mut Value), message: &str) {
    let mut wanted = alarm("lag");
    change(&mut wanted);
    client.refuse("PutMetricAlarm", wanted, "ValidationError", message);
}

#[test]
fn an_alarm_is_put_over_and_over() {
    let client = Client::new("cloudwatch");
    let mut wanted = alarm("lag");
    wanted["Tags"] = json!([{ "Key": "a", "Value": "1" }]);
    client.call("PutMetricAlarm", wanted.clone());
    client.call("SetAlarmState", json!({ "AlarmName": "lag", "StateValue": "ALARM", "StateReason": "test" }));
    wanted["Threshold"] = json!(5.0);
    wanted["Tags"] = json!([{ "Key": "a", "Value": "2" }]);
    client.call("PutMetricAlarm", wanted);
    let found = client.call("DescribeAlarms", json!({ "AlarmNames": ["lag"] }))["MetricAlarms"][0].clone();
    assert_eq!((&found["Threshold"], &found["StateValue"]), (&json!(5.0), &json!("ALARM")));
    let tags = client.call("ListTagsForResource", json!({ "ResourceARN": found["AlarmArn"] }));
    assert_eq!(tags["Tags"], json!([{ "Key": "a", "Value": "1" }]));
}

#[test]
fn every_protocol_says_the_same() {
    let client = Client::new("cloudwatch");
    client.call("PutMetricAlarm", alarm("lag"));
    let plain = client.call("DescribeAlarms", json!({}));
    for protocol in [Protocol::Json10, Protocol::Query] {
        assert_eq!(client.protocol(protocol).call("DescribeAlarms", json!({}))["MetricAlarms"], plain["MetricAlarms"]);
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let client = Client::new("cloudwatch");
    refuse(&client, |alarm| alarm["Period"] = json!(45), "Period must be 10, 20, 30 or a multiple of 60");
    refuse(&client, |alarm| drop(alarm.as_object_mut().map(|alarm| alarm.remove("Statistic"))), "Statistic or ExtendedStatistic is required");
    refuse(&client, |alarm| alarm["DatapointsToAlarm"] = json!(6), "DatapointsToAlarm must not be greater than EvaluationPeriods");
    refuse(&client, |alarm| alarm["TreatMissingData"] = json!("maybe"), "TreatMissingData must be one of breaching, notBreaching, ignore, missing");
    let window = "Metrics cannot be checked across more than 86400 seconds (EvaluationPeriods * Period)";
    refuse(&client, |alarm| alarm["EvaluationPeriods"] = json!(2_000), window);
    let elsewhere = "Invalid region eu-west-1 specified. Only us-east-1 is supported.";
    refuse(&client, |alarm| alarm["AlarmActions"] = json!(["arn:aws:sns:eu-west-1:123456789012:oncall"]), elsewhere);
}

#[test]
fn deleting_is_all_or_nothing_and_pages_follow_each_other() {
    let client = Client::new("cloudwatch");
    for name in ["a", "b", "c"] {
        client.call("PutMetricAlarm", alarm(name));
    }
    let first = client.call("DescribeAlarms", json!({ "MaxRecords": 2 }));
    assert_eq!(first["MetricAlarms"].as_array().map(Vec::len), Some(2));
    let rest = client.call("DescribeAlarms", json!({ "NextToken": first["NextToken"] }));
    assert_eq!(rest["MetricAlarms"][0]["AlarmName"], "c");
    client.refuse("DeleteAlarms", json!({ "AlarmNames": ["a", "d"] }), "ResourceNotFound", "Alarms not found: d");
    client.call("DeleteAlarms", json!({ "AlarmNames": ["a", "b", "c"] }));
    assert_eq!(client.call("DescribeAlarms", json!({}))["MetricAlarms"], json!([]));
}
