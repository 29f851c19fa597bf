//! Change batches: what is accepted, what is refused, and with which words.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};

use super::{a, batch, latency, make_zone, names, with, with_zone};
use crate::emulator::Emulator;
use crate::quotas::Quotas;
use crate::testing::{Client, Clock};

/// Sends a batch to a zone that holds `www` (A), `mail` (MX) and a weighted `w`; returns the refusal.
#[track_caller]
fn check(changes: &[(&str, Value)], code: &str, message: &str) {
    let (client, id) = with_zone();
    let mail = json!({"Name": "mail.example.com", "Type": "MX", "TTL": 60, "ResourceRecords": [{"Value": "10 a.b"}]});
    let base = [("CREATE", a("www.example.com", "192.0.2.1")), ("CREATE", mail), ("CREATE", weighted("one", 60))];
    client.call("ChangeResourceRecordSets", batch(&id, &base));
    let before = client.emulator.dump();
    client.refuse("ChangeResourceRecordSets", batch(&id, changes), code, message);
    assert_eq!(client.emulator.dump(), before, "a refused batch changes nothing");
}

fn weighted(identifier: &str, ttl: u64) -> Value {
    with(a("w.example.com", "192.0.2.1"), json!({"SetIdentifier": identifier, "Weight": 1, "TTL": ttl}))
}

fn alias(zone: &str, target: &str) -> Value {
    json!({"Name": "alias.example.com", "Type": "A",
        "AliasTarget": {"HostedZoneId": zone, "DNSName": target, "EvaluateTargetHealth": true}})
}

fn typed(kind: &str, name: &str, value: &str) -> Value {
    json!({"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]})
}

#[test]
fn a_batch_happens_as_a_whole_or_not_at_all() {
    check(
        &[("CREATE", a("new.example.com", "192.0.2.1")), ("CREATE", a("www.example.com", "192.0.2.1")), ("DELETE", a("gone.example.com", "192.0.2.1"))],
        "InvalidChangeBatch",
        "[Tried to create resource record set [name='www.example.com.', type='A'] but it already exists, Tried to \
         delete resource record set [name='gone.example.com.', type='A'] but it was not found]",
    );
}

#[test]
fn a_delete_repeats_every_attribute() {
    check(
        &[("DELETE", a("www.example.com", "192.0.2.2"))],
        "InvalidChangeBatch",
        "[Tried to delete resource record set [name='www.example.com.', type='A'] but the values provided do not \
         match the current values]",
    );
    let (client, id) = with_zone();
    let two = |values: [&str; 2]| {
        let values = values.map(|value| json!({"Value": value}));
        json!({"Name": "*.example.com", "Type": "A", "TTL": 60, "ResourceRecords": values})
    };
    client.call("ChangeResourceRecordSets", batch(&id, &[("CREATE", two(["192.0.2.1", "192.0.2.2"]))]));
    client.call("ChangeResourceRecordSets", batch(&id, &[("DELETE", two(["192.0.2.2", "192.0.2.1"]))]));
    assert_eq!(names(&client, &id).len(), 2);
}

#[test]
fn a_name_must_suit_its_zone() {
    check(
        &[("CREATE", a("www.example.org", "192.0.2.1"))],
        "InvalidChangeBatch",
        "[RRSet with DNS name www.example.org. is not permitted in zone example.com.]",
    );
    check(
        &[("CREATE", typed("CNAME", "example.com", "example.org"))],
        "InvalidChangeBatch",
        "[RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.]",
    );
    check(
        &[("CREATE", typed("CNAME", "www.example.com", "example.org"))],
        "InvalidChangeBatch",
        "[RRSet of type CNAME with DNS name www.example.com. is not permitted as it conflicts with other records \
         with the same DNS name in zone example.com.]",
    );
}

#[test]
fn values_must_suit_their_type() {
    check(
        &[("CREATE", a("x.example.com", "192.0.2.256"))],
        "InvalidChangeBatch",
        "[Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) \
         encountered with '192.0.2.256'']",
    );
    let twice = json!([{"Value": "192.0.2.1"}, {"Value": "192.0.2.1"}]);
    check(
        &[("CREATE", with(a("x.example.com", ""), json!({"ResourceRecords": twice})))],
        "InvalidChangeBatch",
        "[Duplicate Resource Record: '192.0.2.1']",
    );
    let two = json!([{"Value": "a.example.org"}, {"Value": "b.example.org"}]);
    check(
        &[("CREATE", with(typed("CNAME", "x.example.com", ""), json!({"ResourceRecords": two})))],
        "InvalidChangeBatch",
        "[RRSet of type CNAME with DNS name x.example.com. can have only one resource record]",
    );
}

#[test]
fn what_is_not_well_formed_is_an_invalid_input() {
    let place = "in Change with [Action=CREATE, Name=x.example.com, Type=A, SetIdentifier=";
    let contents = "[AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]";
    let selectors = "[Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig]";
    let bare = json!({"Name": "x.example.com", "Type": "A"});
    let values = json!([{"Value": "192.0.2.1"}]);
    let target = json!({"HostedZoneId": "Z", "DNSName": "x", "EvaluateTargetHealth": true});
    for (members, message) in [
        (json!({}), format!("Expected exactly one of {contents}, but found none {place}null]")),
        (json!({"ResourceRecords": values}), format!("Missing field 'TTL' {place}null]")),
        (json!({"TTL": 1}), format!("Missing field 'ResourceRecords' {place}null]")),
        (json!({"TTL": 1, "AliasTarget": target}), format!("Expected exactly one of {contents}, but found more than one {place}null]")),
        (json!({"TTL": 1, "ResourceRecords": values, "Weight": 1}), format!("Missing field 'SetIdentifier' {place}null]")),
        (json!({"TTL": 1, "ResourceRecords": values, "SetIdentifier": "a"}), format!("Expected exactly one of {selectors}, but found none {place}a]")),
        (json!({"TTL": 1, "ResourceRecords": values, "SetIdentifier": "a", "Weight": 1, "Failover": "PRIMARY"}),
            format!("Expected exactly one of {selectors}, but found more than one {place}a]")),
    ] {
        check(&[("CREATE", with(bare.clone(), members))], "InvalidInput", &format!("Invalid request: {message}"));
    }
    check(
        &[("CREATE", with(a("x.example.com", "192.0.2.1"), json!({"Type": "B"})))],
        "InvalidInput",
        "1 validation error detected: Value 'B' at 'changeBatch.changes.1.member.resourceRecordSet.type' failed to \
         satisfy constraint: Member must satisfy enum value set: [SOA, A, TXT, NS, CNAME, MX, NAPTR, PTR, SRV, SPF, \
         AAAA, CAA, DS, TLSA, SSHFP, SVCB, HTTPS]",
    );
}

#[test]
fn a_group_has_one_policy_and_its_rules() {
    let refused = |identifier: &str, reason: &str| {
        format!("[RRSet with DNS name w.example.com., type A, SetIdentifier {identifier} cannot be created {reason}]")
    };
    check(
        &[("CREATE", with(weighted("two", 60), json!({"Weight": null, "Region": "eu-west-1"})))],
        "InvalidChangeBatch",
        &refused("two", "as a non-latency set exists with the same name"),
    );
    check(
        &[("CREATE", weighted("two", 30))],
        "InvalidChangeBatch",
        &refused("one", "as weighted sets with the same name must have the same TTL"),
    );
    check(
        &[("CREATE", latency("eu-west-1", "192.0.2.1")), ("CREATE", with(latency("eu-west-1", "192.0.2.2"), json!({"SetIdentifier": "b"}))),
            ("DELETE", a("www.example.com", "192.0.2.1"))],
        "InvalidChangeBatch",
        "[RRSet with DNS name www.example.com., type A, SetIdentifier eu-west-1 cannot be created as another one \
         exists for region eu-west-1]",
    );
    let failover = |identifier: &str, role: &str| {
        with(a("f.example.com", "192.0.2.1"), json!({"SetIdentifier": identifier, "Failover": role}))
    };
    check(
        &[("CREATE", failover("a", "PRIMARY")), ("CREATE", failover("b", "PRIMARY"))],
        "InvalidChangeBatch",
        "[RRSet with DNS name f.example.com., type A, SetIdentifier b cannot be created as another one exists for \
         failover PRIMARY]",
    );
    let geo = |identifier: &str, place: Value| {
        with(a("g.example.com", "192.0.2.1"), json!({"SetIdentifier": identifier, "GeoLocation": place}))
    };
    let country = json!({"CountryCode": "DE"});
    check(
        &[("CREATE", geo("a", country.clone())), ("CREATE", geo("b", country))],
        "InvalidChangeBatch",
        "[RRSet with DNS name g.example.com., type A, SetIdentifier b cannot be created as another one exists for \
         location DE]",
    );
    check(
        &[("CREATE", geo("a", json!({"ContinentCode": "EU", "CountryCode": "DE"})))],
        "InvalidChangeBatch",
        "[RRSet of type A with DNS name g.example.com. is not permitted: a continent code excludes country and \
         subdivision codes]",
    );
}

#[test]
fn a_policy_changes_in_one_batch() {
    let (client, id) = with_zone();
    let simple = a("www.example.com", "192.0.2.1");
    client.call("ChangeResourceRecordSets", batch(&id, &[("CREATE", simple.clone())]));
    let changes = [("DELETE", simple), ("CREATE", latency("eu-west-1", "192.0.2.1")), ("CREATE", latency("us-east-1", "192.0.2.2"))];
    client.call("ChangeResourceRecordSets", batch(&id, &changes));
    assert_eq!(names(&client, &id)[2..], ["www.example.com. A eu-west-1", "www.example.com. A us-east-1"]);
    let swap = [("DELETE", latency("eu-west-1", "192.0.2.1")), ("CREATE", latency("eu-west-1", "192.0.2.9"))];
    client.call("ChangeResourceRecordSets", batch(&id, &swap));
    let contradiction = [("UPSERT", latency("eu-west-1", "192.0.2.1")), ("UPSERT", latency("eu-west-1", "192.0.2.9"))];
    let message = "[The request contains an invalid set of changes for a resource record set 'A www.example.com.']";
    client.refuse("ChangeResourceRecordSets", batch(&id, &contradiction), "InvalidChangeBatch", message);
}

#[test]
fn an_alias_needs_a_target() {
    let lies = |target: &str, zone: &str, problem: &str| {
        format!("[Tried to create an alias that targets {target}, type A in zone {zone}, but {problem}]")
    };
    let outside = "the alias target name does not lie within the target zone";
    check(&[("CREATE", alias("Z35SXDOTRQ7X7K", "web.eu-west-1.elb.amazonaws.com"))], "InvalidChangeBatch",
        &lies("web.eu-west-1.elb.amazonaws.com.", "Z35SXDOTRQ7X7K", outside));
    check(&[("CREATE", alias("Z00000", "web.example.org"))], "InvalidChangeBatch",
        &lies("web.example.org.", "Z00000", outside));
    let failover = json!({"SetIdentifier": "a", "Failover": "PRIMARY", "AliasTarget":
        {"HostedZoneId": "Z35SXDOTRQ7X7K", "DNSName": "web.us-east-1.elb.amazonaws.com", "EvaluateTargetHealth": false}});
    check(&[("CREATE", with(alias("", ""), failover))], "InvalidChangeBatch",
        "[RRSet of type A with DNS name alias.example.com. is not permitted: EvaluateTargetHealth must be true for \
         failover alias records]");

    let (client, id) = with_zone();
    let message = lies("www.example.com.", &id, "that target was not found");
    let lost = batch(&id, &[("CREATE", alias(&id, "www.example.com"))]);
    client.refuse("ChangeResourceRecordSets", lost, "InvalidChangeBatch", &message);
    // The target may come later in the same batch.
    let found = [("CREATE", alias(&id, "WWW.example.com")), ("CREATE", a("www.example.com", "192.0.2.1"))];
    client.call("ChangeResourceRecordSets", batch(&id, &found));
    let ok = with(alias("Z35SXDOTRQ7X7K", "dualstack.web-1.us-east-1.elb.amazonaws.com"), json!({"Name": "example.com"}));
    client.call("ChangeResourceRecordSets", batch(&id, &[("UPSERT", ok)]));
}

#[test]
fn a_zone_keeps_its_authority() {
    let (client, id) = with_zone();
    let page = client.call("ListResourceRecordSets", json!({"HostedZoneId": id}));
    let changes: Vec<_> = page["ResourceRecordSets"].as_array().into_iter().flatten().map(|set| ("DELETE", set.clone())).collect();
    let message = "[A HostedZone must contain exactly one SOA record., A HostedZone must contain at least one NS \
                   record for the zone itself.]";
    client.refuse("ChangeResourceRecordSets", batch(&id, &changes), "InvalidChangeBatch", message);
}

#[test]
fn an_unknown_health_check_is_refused() {
    let record = with(latency("eu-west-1", "192.0.2.1"), json!({"HealthCheckId": "none"}));
    check(&[("CREATE", record)], "NoSuchHealthCheck", "A health check with id none does not exist.");
}

#[test]
fn a_request_is_limited_in_records_and_characters() {
    let many = |action: &'static str, count: usize| {
        (0..count).map(|index| (action, a(&format!("h{index}.example.com"), "192.0.2.1"))).collect::<Vec<_>>()
    };
    let records = "[Number of records limit of 1000 exceeded.]";
    check(&many("CREATE", 1001), "InvalidChangeBatch", records);
    check(&many("UPSERT", 501), "InvalidChangeBatch", records);
    let (client, id) = with_zone();
    client.call("ChangeResourceRecordSets", batch(&id, &many("CREATE", 1000)));
    let long = format!("\"{}\"", vec!["x".repeat(250); 8].join("\" \""));
    let texts = |count: usize| (0..count).map(|index| ("CREATE", typed("TXT", &format!("t{index}.example.com"), &long))).collect::<Vec<_>>();
    check(&texts(16), "InvalidChangeBatch", "[Number of characters limit of 32000 exceeded.]");
    client.call("ChangeResourceRecordSets", batch(&id, &texts(15)));
}

#[test]
fn a_zone_is_limited_by_its_quota() {
    let quotas = Quotas::default().with("route53.records_per_zone", 3);
    let emulator = Emulator::builder().quotas(quotas.unwrap_or_default()).build().expect("memory can be opened");
    let client = Client::of(emulator, Arc::new(Clock::default()), "route53");
    let id = make_zone(&client, "example.com", "first");
    client.call("ChangeResourceRecordSets", batch(&id, &[("CREATE", a("a.example.com", "192.0.2.1"))]));
    let one_more = batch(&id, &[("CREATE", a("b.example.com", "192.0.2.1"))]);
    let message = "[Number of resource record sets in the hosted zone limit of 3 exceeded.]";
    client.refuse("ChangeResourceRecordSets", one_more, "InvalidChangeBatch", message);
    let swap = [("CREATE", a("b.example.com", "192.0.2.1")), ("DELETE", a("a.example.com", "192.0.2.1"))];
    client.call("ChangeResourceRecordSets", batch(&id, &swap));
}

/// The cost of a batch must not grow with the zone it goes to.
#[test]
fn large_zones_are_filled_in_linear_time() {
    let quotas = Quotas::default().with("route53.records_per_zone", 60_000).unwrap_or_default();
    let emulator = Emulator::builder().quotas(quotas).build().expect("memory can be opened");
    let client = Client::of(emulator, Arc::new(Clock::default()), "route53");
    let id = make_zone(&client, "example.com", "first");
    let fill = |from: usize| {
        let start = Instant::now();
        for thousand in from..from + 5 {
            let record = |index: usize| ("CREATE", a(&format!("h{thousand}-{index}.example.com"), "192.0.2.1"));
            client.call("ChangeResourceRecordSets", batch(&id, &(0..1000).map(record).collect::<Vec<_>>()));
        }
        start.elapsed()
    };
    let first = fill(0);
    let last = fill(5);
    assert!(last < first * 5, "{first:?} and then {last:?}");
}
