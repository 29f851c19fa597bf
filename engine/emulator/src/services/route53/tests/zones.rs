//! Zones, their VPCs, changes and tags.

use serde_json::json;

use super::{a, batch, make_zone, names, with_zone};
use crate::testing::Client;

#[test]
fn a_public_zone_starts_with_its_authority() {
    let (client, id) = with_zone();
    let found = client.call("GetHostedZone", json!({"Id": id}));
    assert_eq!(found["HostedZone"]["Name"], "example.com.");
    assert_eq!(found["HostedZone"]["ResourceRecordSetCount"], 2);
    assert_eq!(found["HostedZone"]["Config"], json!({"PrivateZone": false}));
    let servers = found["DelegationSet"]["NameServers"].as_array().cloned().unwrap_or_default();
    assert_eq!(servers.len(), 4);
    assert_eq!(names(&client, &id), ["example.com. NS", "example.com. SOA"]);
    let other = make_zone(&client, "example.com", "second");
    let other = client.call("GetHostedZone", json!({"Id": other}));
    assert_ne!(other["DelegationSet"]["NameServers"], found["DelegationSet"]["NameServers"]);
}

#[test]
fn a_caller_reference_makes_one_zone() {
    let (client, _) = with_zone();
    let again = json!({"Name": "example.org", "CallerReference": "first"});
    let message = "A hosted zone has already been created with the specified caller reference: first";
    client.refuse("CreateHostedZone", again.clone(), "HostedZoneAlreadyExists", message);
    assert_eq!(client.account("999988887777").call("CreateHostedZone", again)["HostedZone"]["Name"], "example.org.");
}

#[test]
fn bad_names_and_unknown_zones_are_refused() {
    let (client, _) = with_zone();
    for (name, code) in [("com", "InvalidDomainName"), ("a..b", "InvalidDomainName"), ("*.a.b", "InvalidDomainName")] {
        let refused = client.try_call("CreateHostedZone", json!({"Name": name, "CallerReference": "x"}));
        assert_eq!(refused.map_err(|refused| refused.code), Err(code.into()), "{name}");
    }
    client.refuse("GetHostedZone", json!({"Id": "Z0"}), "NoSuchHostedZone", "No hosted zone found with ID: Z0");
    let message = "1 validation error detected: Value null at 'callerReference' failed to satisfy constraint: \
                   Member must not be null";
    client.refuse("CreateHostedZone", json!({"Name": "a.b"}), "InvalidInput", message);
}

#[test]
fn a_change_is_pending_until_every_server_has_it() {
    let (client, id) = with_zone();
    let made = client.call("ChangeResourceRecordSets", batch(&id, &[("CREATE", a("www.example.com", "192.0.2.1"))]));
    assert_eq!(made["ChangeInfo"]["Status"], "PENDING");
    let change = json!({"Id": made["ChangeInfo"]["Id"].as_str().unwrap_or_default().trim_start_matches("/change/")});
    client.clock.advance(29);
    assert_eq!(client.call("GetChange", change.clone())["ChangeInfo"]["Status"], "PENDING");
    client.clock.advance(1);
    assert_eq!(client.call("GetChange", change)["ChangeInfo"]["Status"], "INSYNC");
    let message = "A change with the specified change ID does not exist: C0";
    client.refuse("GetChange", json!({"Id": "C0"}), "NoSuchChange", message);
}

#[test]
fn only_an_empty_zone_is_deleted() {
    let (client, id) = with_zone();
    let record = a("www.example.com", "192.0.2.1");
    client.call("ChangeResourceRecordSets", batch(&id, &[("CREATE", record.clone())]));
    let message = "The specified hosted zone contains non-required resource record sets and so cannot be deleted.";
    client.refuse("DeleteHostedZone", json!({"Id": id}), "HostedZoneNotEmpty", message);
    client.call("ChangeResourceRecordSets", batch(&id, &[("DELETE", record)]));
    client.call("DeleteHostedZone", json!({"Id": id}));
    assert_eq!(client.call("GetHostedZoneCount", json!({}))["HostedZoneCount"], 0);
}

#[test]
fn a_private_zone_answers_in_its_vpcs() {
    let client = Client::new("route53");
    let vpc = |id: &str| json!({"VPCRegion": "eu-west-1", "VPCId": id});
    let input = json!({"Name": "internal", "CallerReference": "p", "VPC": vpc("vpc-00000001")});
    let made = client.call("CreateHostedZone", input);
    let id = made["HostedZone"]["Id"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
    assert_eq!(made["HostedZone"]["Config"]["PrivateZone"], true);
    let twin = json!({"Name": "internal", "CallerReference": "q", "VPC": vpc("vpc-00000001")});
    let refused = client.try_call("CreateHostedZone", twin);
    assert_eq!(refused.map_err(|refused| refused.code), Err("ConflictingDomainExists".into()));

    let on = |vpc| json!({"HostedZoneId": id, "VPC": vpc});
    client.call("AssociateVPCWithHostedZone", on(vpc("vpc-00000002")));
    let found = client.call("GetHostedZone", json!({"Id": id}));
    assert_eq!(found["VPCs"], json!([vpc("vpc-00000001"), vpc("vpc-00000002")]));
    let by_vpc = json!({"VPCId": "vpc-00000002", "VPCRegion": "eu-west-1"});
    assert_eq!(client.call("ListHostedZonesByVPC", by_vpc)["HostedZoneSummaries"][0]["HostedZoneId"], id);
    client.call("DisassociateVPCFromHostedZone", on(vpc("vpc-00000001")));
    for (vpc, code) in [
        (vpc("vpc-00000001"), "VPCAssociationNotFound"),
        (vpc("vpc-00000002"), "LastVPCAssociation"),
        (vpc("web"), "InvalidVPCId"),
    ] {
        let refused = client.try_call("DisassociateVPCFromHostedZone", on(vpc));
        assert_eq!(refused.map_err(|refused| refused.code), Err(code.into()));
    }
    let public = make_zone(&client, "example.com", "r");
    let input = json!({"HostedZoneId": public, "VPC": vpc("vpc-00000001")});
    let message = "You cannot associate a VPC with a public hosted zone.";
    client.refuse("AssociateVPCWithHostedZone", input, "PublicZoneVPCAssociation", message);
}

#[test]
fn comments_and_features_change_in_place() {
    let (client, id) = with_zone();
    let changed = client.call("UpdateHostedZoneComment", json!({"Id": id, "Comment": "shop"}));
    assert_eq!(changed["HostedZone"]["Config"]["Comment"], "shop");
    client.call("UpdateHostedZoneFeatures", json!({"HostedZoneId": id, "EnableAcceleratedRecovery": true}));
    let status = || client.call("GetHostedZone", json!({"Id": id}))["HostedZone"]["Features"]["AcceleratedRecoveryStatus"].clone();
    assert_eq!(status(), "ENABLING");
    client.clock.advance(120);
    assert_eq!(status(), "ENABLED");
}

#[test]
fn tags_are_added_replaced_and_removed() {
    let (client, id) = with_zone();
    let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
    let of = json!({"ResourceType": "hostedzone", "ResourceId": id});
    let change = |added, removed| {
        let mut input = of.clone();
        input["AddTags"] = added;
        input["RemoveTagKeys"] = removed;
        client.try_call("ChangeTagsForResource", super::with(json!({}), input)).map_err(|refused| refused.code)
    };
    assert_eq!(change(json!([tag("a", "1"), tag("b", "2")]), json!(["none"])), Ok(json!({})));
    assert_eq!(change(json!([tag("a", "3")]), json!(["b"])), Ok(json!({})));
    let found = client.call("ListTagsForResource", of.clone());
    assert_eq!(found["ResourceTagSet"]["Tags"], json!([tag("a", "3")]));
    let many = json!({"ResourceType": "hostedzone", "ResourceIds": [id]});
    assert_eq!(client.call("ListTagsForResources", many)["ResourceTagSets"][0]["Tags"], json!([tag("a", "3")]));
    let ten: Vec<_> = (0..10).map(|index| tag(&format!("t{index}"), "x")).collect();
    assert_eq!(change(json!(ten), json!(["none"])), Err("InvalidInput".into()));
    let unknown = json!({"ResourceType": "healthcheck", "ResourceId": "x"});
    let refused = client.try_call("ListTagsForResource", unknown).map_err(|refused| (refused.code, refused.status));
    assert_eq!(refused, Err(("NoSuchHealthCheck".into(), 404)));
}

#[test]
fn a_seeded_zone_is_there_and_is_seeded_once() {
    let client = Client::new("route53");
    let file = json!({"version": 1, "lookups": [{
        "kind": "route53::hosted_zone", "arguments": {"domain": "example.org"},
        "attributes": {"id": "Z0SEEDED", "name_servers": ["ns-1.example.net", "ns-2.example.net"]},
    }]});
    assert_eq!(client.emulator.seed(&file), Ok(()));
    let before = client.emulator.dump();
    assert_eq!(client.emulator.seed(&file), Ok(()));
    assert_eq!(client.emulator.dump(), before);
    let found = client.call("ListHostedZonesByName", json!({"DNSName": "example.org"}));
    assert_eq!(found["HostedZones"][0]["Id"], "/hostedzone/Z0SEEDED");
    let wrong = json!({"version": 1, "lookups": [{"kind": "route53::zone"}]});
    let refused = client.emulator.seed(&wrong).map_err(|error| error.to_string());
    let message = "look-up 1 (`route53::zone`) cannot be used: no service has objects of this kind";
    assert_eq!(refused, Err(message.into()));
}

#[test]
fn limits_tell_what_is_used() {
    let (client, id) = with_zone();
    let limit = client.call("GetHostedZoneLimit", json!({"HostedZoneId": id, "Type": "MAX_RRSETS_BY_ZONE"}));
    assert_eq!(limit, json!({"Limit": {"Type": "MAX_RRSETS_BY_ZONE", "Value": 10_000}, "Count": 2}));
    let limit = client.call("GetAccountLimit", json!({"Type": "MAX_HOSTED_ZONES_BY_OWNER"}));
    assert_eq!(limit["Count"], 1);
    let input = json!({"HostedZoneId": id, "Type": "MAX_VPCS_ASSOCIATED_BY_ZONE"});
    let refused = client.try_call("GetHostedZoneLimit", input).map_err(|refused| refused.code);
    assert_eq!(refused, Err("HostedZoneNotPrivate".into()));
}
