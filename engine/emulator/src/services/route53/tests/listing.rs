//! Listing zones and record sets.

use serde_json::{Value, json};

use super::{a, batch, make_zone, names, with_zone};
use crate::testing::Client;

#[test]
fn record_sets_are_listed_by_reversed_labels_then_type() {
    let (client, id) = with_zone();
    let changes: Vec<_> = ["www.example.com", "*.example.com", "a.www.example.com", "b.example.com", "WWW-2.example.com"]
        .iter()
        .map(|name| ("CREATE", a(name, "192.0.2.1")))
        .collect();
    client.call("ChangeResourceRecordSets", batch(&id, &changes));
    assert_eq!(
        names(&client, &id),
        [
            "example.com. NS",
            "example.com. SOA",
            "\\052.example.com. A",
            "b.example.com. A",
            // A hyphen sorts before the dot that ends a label.
            "www-2.example.com. A",
            "www.example.com. A",
            "a.www.example.com. A",
        ]
    );
}

#[test]
fn pages_follow_name_type_and_identifier() {
    let (client, id) = with_zone();
    let record = |index: usize| {
        json!({"Name": "www.example.com", "Type": "A", "TTL": 60, "Weight": 1, "SetIdentifier": format!("{index:03}"),
            "ResourceRecords": [{"Value": format!("192.0.2.{index}")}]})
    };
    for part in [0..50, 50..100] {
        let changes: Vec<_> = part.map(|index| ("CREATE", record(index))).collect();
        client.call("ChangeResourceRecordSets", batch(&id, &changes));
    }
    let (mut input, mut found, mut pages) = (json!({"HostedZoneId": id, "MaxItems": "40"}), Vec::new(), 0);
    loop {
        let page = client.call("ListResourceRecordSets", input.clone());
        let records = page["ResourceRecordSets"].as_array().cloned().unwrap_or_default();
        found.extend(records.iter().map(|record| record["SetIdentifier"].clone()));
        pages += 1;
        if page["IsTruncated"] != true {
            break;
        }
        for (to, from) in [("Name", "Name"), ("Type", "Type"), ("Identifier", "Identifier")] {
            input[format!("StartRecord{to}")] = page[format!("NextRecord{from}")].clone();
        }
    }
    assert_eq!((found.len(), pages), (102, 3));
    assert_eq!(found.last(), Some(&Value::from("099")));
    let refused = client.try_call("ListResourceRecordSets", json!({"HostedZoneId": id, "StartRecordType": "A"}));
    assert_eq!(refused.map_err(|refused| refused.code), Err("InvalidInput".into()));
}

#[test]
fn a_page_holds_three_hundred_record_sets_at_most() {
    let (client, id) = with_zone();
    let changes: Vec<_> = (0..400).map(|index| ("CREATE", a(&format!("h{index}.example.com"), "192.0.2.1"))).collect();
    client.call("ChangeResourceRecordSets", batch(&id, &changes));
    let page = client.call("ListResourceRecordSets", json!({"HostedZoneId": id, "MaxItems": "1000"}));
    assert_eq!(page["MaxItems"], "300");
    assert_eq!(page["ResourceRecordSets"].as_array().map(Vec::len), Some(300));
}

#[test]
fn zones_are_listed_by_id_and_by_name() {
    let client = Client::new("route53");
    for (index, name) in ["b.net", "a.org", "a.com", "b.net"].iter().enumerate() {
        make_zone(&client, name, &index.to_string());
    }
    let first = client.call("ListHostedZones", json!({"MaxItems": "3"}));
    let rest = client.call("ListHostedZones", json!({"MaxItems": "3", "Marker": first["NextMarker"]}));
    let count = |page: &Value| page["HostedZones"].as_array().map(Vec::len);
    assert_eq!((count(&first), count(&rest), &rest["IsTruncated"]), (Some(3), Some(1), &Value::from(false)));

    let names = |page: &Value| -> Vec<Value> {
        page["HostedZones"].as_array().into_iter().flatten().map(|zone| zone["Name"].clone()).collect()
    };
    let page = client.call("ListHostedZonesByName", json!({"MaxItems": "2"}));
    assert_eq!(names(&page), ["a.com.", "b.net."]);
    let next = json!({"DNSName": page["NextDNSName"], "HostedZoneId": page["NextHostedZoneId"]});
    assert_eq!(names(&client.call("ListHostedZonesByName", next)), ["b.net.", "a.org."]);
}
