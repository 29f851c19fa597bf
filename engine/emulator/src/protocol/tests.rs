//! Each codec against real shape tables: documents go onto the wire and come back, errors in envelopes.

use serde_json::{Value, json};

use super::{Protocol, client, fault_response, read_request, write_response};
use crate::fault::Fault;
use crate::http::{Request, Response};
use crate::model::Model;

fn cloudwatch() -> Model {
    Model::parse(include_str!("../../shapes/cloudwatch.json"))
}

fn sns() -> Model {
    Model::parse(include_str!("../../shapes/sns.json"))
}

fn alarm() -> Value {
    json!({
        "AlarmName": "errors & more", "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 3,
        "Threshold": 0.5, "ActionsEnabled": false, "AlarmActions": ["arn:a", "arn:b"],
        "Dimensions": [{"Name": "TableName", "Value": "shop"}, {"Name": "ReceivingRegion", "Value": "eu-west-1"}],
    })
}

fn text(response: &Response) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

/// One service, three protocols: what a client writes, the server reads.
#[test]
fn an_input_is_the_same_in_every_protocol() {
    let model = cloudwatch();
    let operation = &model.operations["PutMetricAlarm"];
    let shape = operation.input.as_deref().unwrap_or_default();
    for (protocol, body) in [
        (Protocol::Cbor, client::write_cbor(&model, Some(shape), &alarm())),
        (Protocol::Json10, client::write_json(&model, shape, &alarm()).into_bytes()),
        (
            Protocol::Query,
            client::write_form(Protocol::Query, &model, "PutMetricAlarm", &alarm()).into_bytes(),
        ),
    ] {
        let request = Request { body, uri: "/".into(), ..Request::default() };
        assert_eq!(read_request(protocol, &model, operation, &request), Ok(alarm()), "{protocol:?}");
    }
}

#[test]
fn an_output_is_the_same_in_every_protocol() {
    let model = cloudwatch();
    let output = json!({"MetricAlarms": [{"AlarmName": "a<b", "Threshold": 1.0, "Period": 60,
        "ActionsEnabled": true, "StateUpdatedTimestamp": 1_795_305_600_250_i64, "Dimensions": []}]});
    let respond = |protocol| write_response(protocol, &model, "DescribeAlarms", &output, "id");
    let shape = "DescribeAlarmsOutput";
    assert_eq!(client::read_cbor(&model, shape, &respond(Protocol::Cbor).body), Ok(output.clone()));
    assert_eq!(client::read_json(&model, shape, &respond(Protocol::Json10).body), Ok(output.clone()));
    let xml = client::parse_xml(&respond(Protocol::Query).body);
    let read = xml.and_then(|root| client::read_xml(&model, shape, &root.children[0]));
    assert_eq!(read, Ok(output.clone()));
    assert!(text(&respond(Protocol::Query)).contains("<AlarmName>a&lt;b</AlarmName>"));
    assert!(text(&respond(Protocol::Query)).contains("2026-11-22T00:00:00.250Z"));
    assert_eq!(respond(Protocol::Cbor).header("smithy-protocol"), Some("rpc-v2-cbor"));
}

#[test]
fn maps_travel_in_forms() {
    let model = sns();
    let input = json!({"Name": "alerts", "Attributes": {"DisplayName": "a+b", "Policy": "{}"},
        "Tags": [{"Key": "team", "Value": ""}]});
    let form = client::write_form(Protocol::Query, &model, "CreateTopic", &input);
    assert!(form.contains("Attributes.entry.1.key=DisplayName&Attributes.entry.1.value=a%2Bb"), "{form}");
    let request = Request { body: form.into_bytes(), uri: "/".into(), ..Request::default() };
    let operation = &model.operations["CreateTopic"];
    assert_eq!(read_request(Protocol::Query, &model, operation, &request), Ok(input));
    let output = json!({"Attributes": {"TopicArn": "arn:x"}});
    let body = text(&write_response(Protocol::Query, &model, "GetTopicAttributes", &output, "id"));
    let entry =
        "<GetTopicAttributesResult><Attributes><entry><key>TopicArn</key><value>arn:x</value></entry>";
    assert!(body.contains(entry), "{body}");
}

#[test]
fn what_cannot_be_read_is_malformed() {
    let model = cloudwatch();
    let operation = &model.operations["PutMetricAlarm"];
    let read = |protocol, body: &[u8]| {
        let request = Request { body: body.to_vec(), uri: "/".into(), ..Request::default() };
        read_request(protocol, &model, operation, &request).is_err()
    };
    assert!(read(Protocol::Json10, b"{"));
    assert!(read(Protocol::Json10, br#"{"Threshold":"high"}"#));
    assert!(read(Protocol::Cbor, b"\xff"));
    assert!(read(Protocol::Query, b"Threshold=high"));
    for text in ["", "<a>", "<a><b></a>", "<a>&nothing;</a>", "no", &"<a>".repeat(100)] {
        assert!(client::parse_xml(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn an_error_has_the_envelope_of_its_protocol() {
    let model = cloudwatch();
    let fault = Fault::new("LimitExceededFault", "too <many>");
    let respond = |protocol| fault_response(protocol, Some(&model), &fault, "id");
    let xml = text(&respond(Protocol::Query));
    let error =
        "<Error><Type>Sender</Type><Code>LimitExceeded</Code><Message>too &lt;many&gt;</Message></Error>";
    assert!(xml.contains(error) && xml.contains("<RequestId>id</RequestId>"), "{xml}");
    let json = respond(Protocol::Json10);
    assert_eq!(text(&json), r#"{"__type":"LimitExceededFault","message":"too <many>"}"#);
    assert_eq!(json.header("x-amzn-errortype"), Some("LimitExceededFault"));
    for response in [&json, &respond(Protocol::Cbor)] {
        assert_eq!(response.header("x-amzn-query-error"), Some("LimitExceeded;Sender"));
        assert_eq!(response.status, 400);
    }
    let ec2 = text(&fault_response(Protocol::Ec2, None, &Fault::new("InvalidAction", "no"), "id"));
    assert!(ec2.contains(
        "<Response><Errors><Error><Code>InvalidAction</Code><Message>no</Message></Error></Errors>"
    ));
}
