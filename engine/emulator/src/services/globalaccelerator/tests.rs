use serde_json::{Value, json};

use crate::testing::Client;

const WEB: &str = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";

fn client() -> Client {
    let client = Client::new("globalaccelerator").region("us-west-2");
    let attributes = json!({
        "arn": WEB, "name": "web", "dns_name": "web-1.eu-west-1.elb.amazonaws.com", "zone_id": "Z32O12XQLNTSW2",
    });
    let lookup = json!({
        "kind": "elb::load_balancer", "region": "eu-west-1", "arguments": { "name": "web" }, "attributes": attributes,
    });
    client.emulator.seed(&json!({ "version": 1, "lookups": [lookup] })).expect("the look-up is whole");
    client
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn accelerator(client: &Client, token: &str) -> String {
    let made = client.call("CreateAccelerator", json!({ "Name": "front", "IdempotencyToken": token }));
    text(&made["Accelerator"]["AcceleratorArn"])
}

fn listener(client: &Client, accelerator: &str, port: u16) -> String {
    let ports = json!([{ "FromPort": port, "ToPort": port }]);
    let wanted = json!({ "AcceleratorArn": accelerator, "PortRanges": ports, "Protocol": "TCP", "IdempotencyToken": port.to_string() });
    text(&client.call("CreateListener", wanted)["Listener"]["ListenerArn"])
}

fn group(listener: &str) -> Value {
    let endpoints = json!([{ "EndpointId": WEB, "Weight": 10 }]);
    json!({ "ListenerArn": listener, "EndpointGroupRegion": "eu-west-1", "EndpointConfigurations": endpoints, "IdempotencyToken": "g" })
}

#[test]
fn a_token_makes_one_accelerator_and_deploying_takes_time() {
    let client = client();
    let arn = accelerator(&client, "one");
    assert_eq!(accelerator(&client, "one"), arn);
    assert_ne!(accelerator(&client, "two"), arn);
    let status = || text(&client.call("DescribeAccelerator", json!({ "AcceleratorArn": arn }))["Accelerator"]["Status"]);
    assert_eq!(status(), "IN_PROGRESS");
    client.clock.advance(150);
    assert_eq!(status(), "DEPLOYED");
    listener(&client, &arn, 443);
    assert_eq!(status(), "IN_PROGRESS");
}

#[test]
fn things_are_deleted_from_the_inside_out() {
    let client = client();
    let arn = accelerator(&client, "one");
    let https = listener(&client, &arn, 443);
    let made = client.call("CreateEndpointGroup", group(&https));
    let inner = text(&made["EndpointGroup"]["EndpointGroupArn"]);
    let refused = |operation: &str, member: &str, arn: &str| {
        client.try_call(operation, json!({ member: arn })).map_err(|refused| refused.code)
    };
    let found = Err("AssociatedEndpointGroupFoundException".to_owned());
    assert_eq!(refused("DeleteListener", "ListenerArn", &https), found);
    assert_eq!(refused("DeleteAccelerator", "AcceleratorArn", &arn), Err("AssociatedListenerFoundException".to_owned()));
    client.call("DeleteEndpointGroup", json!({ "EndpointGroupArn": inner }));
    client.call("DeleteListener", json!({ "ListenerArn": https }));
    assert_eq!(refused("DeleteAccelerator", "AcceleratorArn", &arn), Err("AcceleratorNotDisabledException".to_owned()));
    client.call("UpdateAccelerator", json!({ "AcceleratorArn": arn, "Enabled": false }));
    assert_eq!(refused("DeleteAccelerator", "AcceleratorArn", &arn), Err("TransactionInProgressException".to_owned()));
    client.clock.advance(150);
    client.call("DeleteAccelerator", json!({ "AcceleratorArn": arn }));
    assert_eq!(refused("DescribeAccelerator", "AcceleratorArn", &arn), Err("AcceleratorNotFoundException".to_owned()));
}

#[test]
fn a_group_keeps_what_an_update_leaves_out() {
    let client = client();
    let https = listener(&client, &accelerator(&client, "one"), 443);
    let made = client.call("CreateEndpointGroup", group(&https))["EndpointGroup"].clone();
    assert_eq!((&made["TrafficDialPercentage"], &made["HealthCheckPort"]), (&json!(100.0), &json!(443)));
    assert_eq!(made["EndpointDescriptions"][0]["ClientIPPreservationEnabled"], true);
    let wanted = json!({ "EndpointGroupArn": made["EndpointGroupArn"], "TrafficDialPercentage": 50.0 });
    let changed = client.call("UpdateEndpointGroup", wanted)["EndpointGroup"].clone();
    assert_eq!((&changed["TrafficDialPercentage"], &changed["EndpointDescriptions"][0]["Weight"]), (&json!(50.0), &json!(10)));
    let again = json!({ "ListenerArn": https, "EndpointGroupRegion": "eu-west-1", "IdempotencyToken": "h" });
    let message = "The listener already has an endpoint group in eu-west-1";
    client.refuse("CreateEndpointGroup", again, "EndpointGroupAlreadyExistsException", message);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let client = client();
    let arn = accelerator(&client, "one");
    let https = listener(&client, &arn, 443);
    let ports = json!([{ "FromPort": 400, "ToPort": 500 }]);
    let overlapping = json!({ "AcceleratorArn": arn, "PortRanges": ports, "Protocol": "TCP", "IdempotencyToken": "x" });
    let message = "A port range overlaps one of another listener of the accelerator";
    client.refuse("CreateListener", overlapping, "InvalidPortRangeException", message);
    let mut elsewhere = group(&https);
    elsewhere["EndpointGroupRegion"] = json!("us-east-1");
    let message = format!("The endpoint {WEB} is not in the group's region us-east-1");
    client.refuse("CreateEndpointGroup", elsewhere, "InvalidArgumentException", &message);
    let mut overriding = group(&https);
    overriding["PortOverrides"] = json!([{ "ListenerPort": 443, "EndpointPort": 443 }]);
    let message = "Endpoint port 443 lies in a port range of a listener of the accelerator";
    client.refuse("CreateEndpointGroup", overriding, "InvalidArgumentException", message);
}

#[test]
fn lists_come_in_pages_and_tags_stay() {
    let client = client();
    for at in 0..12 {
        accelerator(&client, &at.to_string());
    }
    let first = client.call("ListAccelerators", json!({}));
    assert_eq!(first["Accelerators"].as_array().map(Vec::len), Some(10));
    let rest = client.call("ListAccelerators", json!({ "NextToken": first["NextToken"] }));
    assert_eq!(rest["Accelerators"].as_array().map(Vec::len), Some(2));
    let arn = &rest["Accelerators"][0]["AcceleratorArn"];
    client.call("TagResource", json!({ "ResourceArn": arn, "Tags": [{ "Key": "a", "Value": "1" }] }));
    let found = client.call("ListTagsForResource", json!({ "ResourceArn": arn }));
    assert_eq!(found["Tags"], json!([{ "Key": "a", "Value": "1" }]));
}
