//! `route53::record`: every form and routing, batches, and what a zone answers to a record that is not as expected.

use tandem_core::change::Action;
use tandem_core::form::{Built, Call, Draftable, Fault, Receiver};
use tandem_core::provider::{ErrorClass, Finding, Provider, Request};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Address, Argument, Change, Reference, Value};

use crate::elb;
use crate::harness::{World, map, with};
use crate::zone::zone;

const ZONE: Receiver = Receiver::Handle("route53::hosted_zone");

/// A world with an empty zone.
async fn world() -> (World, Draftable) {
    let mut world = World::new();
    let zone = zone(&world, &[]);
    world.create(&zone).await.expect("the create succeeds");
    (world, zone)
}

fn texts(items: &[&str]) -> Argument {
    Argument::Value(Value::list(items.iter().copied()))
}

fn declare(
    world: &World,
    zone: &Draftable,
    form: &str,
    positional: &[Argument],
    options: &[(&str, Value)],
) -> Result<Vec<Draftable>, Vec<Fault>> {
    world.declare(Some(zone), (ZONE, form), positional, options)
}

fn record(world: &World, zone: &Draftable, form: &str, name: &str, values: &[&str]) -> Draftable {
    declare(world, zone, form, &[name.into(), texts(values)], &[]).expect("a good record").remove(0)
}

fn routing(world: &World, form: &str, positional: &[Argument], options: &[(&str, Value)]) -> Value {
    let form = world.aws.registry().form(Receiver::Global, form).expect("a routing form");
    let entries = options.iter().map(|(name, value)| ((*name).to_owned(), Argument::Value(value.clone())));
    let call = Call {
        form,
        receiver: None,
        positional,
        options: &entries.collect(),
        declared: &|_| None,
        scope: &[],
    };
    match (form.build)(&call) {
        Ok(Built::Value(Argument::Value(value))) => value,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn records_of_every_usual_type_live() {
    let (mut world, zone) = world().await;
    for (form, name, values, others) in [
        ("a", "www", &["192.0.2.1", "192.0.2.2"][..], &["192.0.2.3"][..]),
        ("aaaa", "www", &["2001:DB8::1"], &["2001:db8::2", "2001:db8::3"]),
        ("cname", "*.shop", &["WWW.example.net."], &["other.example.net"]),
        ("mx", "@", &["10 mail.example.com", "20 Backup.example.com."], &["10 mail.example.com"]),
        ("txt", "@", &["v=spf1 -all", "say \"hi\" \\ there"], &["grüße"]),
        ("srv", "_xmpp._tcp", &["1 10 5269 xmpp.example.com"], &["1 20 5269 xmpp.example.com"]),
        ("caa", "@", &["0 issue ca.example.net"], &["0 issue \"other.example.net\""]),
        ("ns", "sub", &["ns1.example.net", "ns2.example.net"], &["ns3.example.net", "ns1.example.net"]),
        ("ptr", "10", &["host.example.com"], &["other.example.com"]),
    ] {
        let one = record(&world, &zone, form, name, values);
        let ty = form.to_ascii_uppercase();
        assert_eq!(
            one.address.as_str(),
            format!("route53::record[\"example.com/{}/{ty}\"]", name.replace('@', "%40"))
        );
        world.create_and_check(&one).await;
        world.update_and_check(&record(&world, &zone, form, name, others)).await;
        world.update_and_check(&with(&one, &[("ttl", "1h".into())])).await;
        world.delete(&one.address).await.expect("a record goes");
        assert_eq!(world.read(&one).await, None);
    }
}

#[tokio::test]
async fn records_of_every_routing_live() {
    let (mut world, zone) = world().await;
    let region = || Argument::from("eu-west-1");
    for (policy, segment) in [
        (routing(&world, "weighted", &[Argument::Value(Value::Integer(10))], &[]), "weighted:192.0.2.1"),
        (routing(&world, "latency", &[region()], &[]), "latency:eu-west-1"),
        (routing(&world, "failover", &["PRIMARY".into()], &[]), "failover:PRIMARY"),
        (routing(&world, "geolocation", &[], &[("continent", "EU".into())]), "geolocation:continent-EU"),
        (routing(&world, "geolocation", &[], &[("country", "*".into())]), "geolocation:*"),
        (
            routing(&world, "geolocation", &[], &[("country", "US".into()), ("subdivision", "CA".into())]),
            "geolocation:US-CA",
        ),
        (
            routing(
                &world,
                "geoproximity",
                &[],
                &[("region", "eu-west-1".into()), ("bias", Value::Integer(10))],
            ),
            "geoproximity:eu-west-1",
        ),
        (routing(&world, "multivalue", &[], &[]), "multivalue:192.0.2.1"),
    ] {
        let options = [("routing", policy)];
        let made = declare(&world, &zone, "a", &["api".into(), texts(&["192.0.2.1"])], &options);
        let made = made.expect("a good record").remove(0);
        assert_eq!(made.address.name(), segment);
        world.create_and_check(&made).await;
        world.update_and_check(&with(&made, &[("set_identifier", "blue".into())])).await;
        world.delete(&made.address).await.expect("a record goes");
    }
}

#[tokio::test]
async fn an_alias_stands_for_a_load_balancer() {
    let (mut world, zone) = world().await;
    elb::seed(&world, "eu-west-1", "web");
    let web = elb::look_up(&world, "eu-west-1", "web");
    let found = world.read(&web).await.expect("it is there").attributes;
    let target = Argument::Reference(Reference { address: web.address, path: tandem_core::Path::default() });
    let latency = routing(&world, "latency", &["eu-west-1".into()], &[]);
    let made = declare(&world, &zone, "alias", &["api".into(), target], &[("routing", latency)]);
    let made = made.expect("a good alias");
    let names: Vec<String> = made.iter().map(|record| record.address.to_string()).collect();
    assert_eq!(
        names,
        [
            "route53::record[\"example.com/api/A/latency:eu-west-1\"]",
            "route53::record[\"example.com/api/AAAA/latency:eu-west-1\"]"
        ]
    );
    for record in made {
        let resolve = |reference: &Reference| found.get(reference.path.first_key()?).cloned();
        let arguments =
            record.arguments.iter().map(|(name, argument)| (name.clone(), argument.resolve(&resolve)));
        let record = Draftable { arguments: arguments.collect(), ..record.clone() };
        assert_eq!(
            record.arguments["alias"].get("evaluate_target_health"),
            Some(Argument::Value(Value::Bool(true)))
        );
        world.create_and_check(&record).await;
        world.delete(&record.address).await.expect("an alias goes");
    }
}

#[tokio::test]
async fn a_batch_takes_an_alias_with_its_target() {
    let (mut world, zone) = world().await;
    let target = record(&world, &zone, "a", "zz", &["192.0.2.1"]);
    let id = world.objects[&zone.address].id.clone();
    let alias = map(&[
        ("name", "zz.example.com".into()),
        ("zone_id", id.as_str().into()),
        ("evaluate_target_health", true.into()),
    ]);
    let alias = declare(&world, &zone, "record", &["aa".into()], &[("type", "A".into()), ("alias", alias)]);
    let alias = alias.expect("a good alias").remove(0);
    let mut requests = requests(&world, Action::Create, &[alias.clone(), target.clone()]);
    let report = world.aws.call(&requests).await.expect("one batch");
    assert_eq!(report.outcomes.len(), 2);
    assert_eq!(report.calls["route53:ChangeResourceRecordSets"], 1);
    assert!(report.request.is_some());
    for (request, outcome) in requests.iter_mut().zip(report.outcomes) {
        let mut object = world.objects[&zone.address].clone();
        object.address = request.address.clone();
        object.parent = Some(zone.address.clone());
        (object.id, object.attributes) = (outcome.id, outcome.attributes);
        world.objects.insert(request.address.clone(), object);
    }
    world.check(&alias).await;
    world.check(&target).await;
    let gone = self::requests(&world, Action::Delete, &[target, alias]);
    world.aws.call(&gone).await.expect("both go together");
}

fn requests(world: &World, action: Action, records: &[Draftable]) -> Vec<Request> {
    let request = |record: &Draftable| {
        let prior = world.objects.get(&record.address).cloned().filter(|_| action != Action::Create);
        let change = Change {
            address: record.address.clone(),
            action,
            prior,
            desired: if action == Action::Delete { Default::default() } else { record.arguments.clone() },
            parent: record.parent.clone(),
            differences: Vec::new(),
            dependencies: Vec::new(),
            protect: false,
            reasons: Vec::new(),
            place: String::new(),
        };
        world.requests(&change).remove(0)
    };
    records.iter().map(request).collect()
}

#[tokio::test]
async fn a_refused_batch_names_its_offender() {
    let (mut world, zone) = world().await;
    let taken = record(&world, &zone, "cname", "www", &["www.example.net"]);
    world.create(&taken).await.expect("the create succeeds");
    let records = [
        record(&world, &zone, "a", "api", &["192.0.2.1"]),
        record(&world, &zone, "a", "www", &["192.0.2.1"]),
        record(&world, &zone, "cname", "www", &["other.example.net"]),
    ];
    let refused =
        world.aws.call(&requests(&world, Action::Create, &records[..2])).await.expect_err("a clash");
    assert_eq!(refused.class, ErrorClass::Conflict);
    assert_eq!(refused.offenders.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1]);
    let refused =
        world.aws.call(&requests(&world, Action::Create, &records[2..])).await.expect_err("a clash");
    assert_eq!(refused.offenders.len(), 1);
    assert_eq!(refused.code, "InvalidChangeBatch");
}

#[tokio::test]
async fn a_record_that_moved_is_not_overwritten() {
    let (mut world, zone) = world().await;
    let one = record(&world, &zone, "a", "www", &["192.0.2.1"]);
    let stale = world.create(&one).await.expect("the create succeeds");
    world.update(&record(&world, &zone, "a", "www", &["192.0.2.2"])).await.expect("the update succeeds");
    world.objects.insert(one.address.clone(), stale);
    let refused =
        world.update(&record(&world, &zone, "a", "www", &["192.0.2.3"])).await.expect_err("it moved");
    assert_eq!((refused.class, refused.offenders.len()), (ErrorClass::Conflict, 1));
}

#[tokio::test]
async fn a_lost_answer_is_found_by_its_content() {
    let (mut world, zone) = world().await;
    let one = record(&world, &zone, "a", "www", &["192.0.2.1"]);
    let asked = requests(&world, Action::Create, std::slice::from_ref(&one));
    let find = async |world: &World, request: &Request| {
        world.aws.find(request, CreateClass::RefusedToken).await.expect("the search succeeds")
    };
    assert_eq!(find(&world, &asked[0]).await, Finding::Absent);
    let made = world.create(&one).await.expect("the create succeeds");
    let Finding::Ours(outcome) = find(&world, &asked[0]).await else { panic!("it is ours") };
    assert_eq!((&outcome.id, &outcome.attributes), (&made.id, &made.attributes));
    let other = record(&world, &zone, "a", "www", &["192.0.2.9"]);
    let foreign = requests(&world, Action::Create, std::slice::from_ref(&other));
    assert!(
        matches!(find(&world, &foreign[0]).await, Finding::Foreign(_, what) if what.contains("192.0.2.1"))
    );
    let many: Vec<Request> = ["www", "a", "b", "c"]
        .iter()
        .flat_map(|name| {
            requests(&world, Action::Create, &[record(&world, &zone, "a", name, &["192.0.2.1"])])
        })
        .collect();
    world.emulator.reset_calls();
    let found = world.aws.find_all(&many, CreateClass::RefusedToken).await.expect("the search succeeds");
    assert!(matches!(found[0], Finding::Ours(_)));
    assert_eq!(found[1..], [Finding::Absent, Finding::Absent, Finding::Absent]);
    assert_eq!(world.emulator.calls()["route53:ListResourceRecordSets"], 1);
}

#[tokio::test]
async fn a_zone_is_read_by_page() {
    let (mut world, zone) = world().await;
    let records: Vec<Draftable> =
        (0..350).map(|number| record(&world, &zone, "a", &format!("n{number}"), &["192.0.2.1"])).collect();
    for part in records.chunks(200) {
        let asked = requests(&world, Action::Create, part);
        let report = world.aws.call(&asked).await.expect("one batch");
        for (request, outcome) in asked.iter().zip(report.outcomes) {
            let mut object = world.objects[&zone.address].clone();
            object.address = request.address.clone();
            (object.id, object.attributes) = (outcome.id, outcome.attributes);
            world.objects.insert(request.address.clone(), object);
        }
    }
    let mut group = vec![zone.clone()];
    group.extend(records[..345].iter().cloned());
    let report = world.read_all(&group).await;
    assert!(report.found.iter().all(|found| matches!(found, Ok(Some(_)))));
    assert_eq!((report.unmanaged, report.claimed.len()), (5, 0));
    assert_eq!(report.calls["route53:ListResourceRecordSets"], 2);
    let claiming = with(&zone, &[("exclusive", true.into())]);
    group[0] = claiming;
    let report = world.read_all(&group).await;
    assert_eq!((report.unmanaged, report.claimed.len()), (0, 5));
    let addresses: Vec<&Address> = report.claimed.iter().map(|object| &object.address).collect();
    assert!(addresses.contains(&&records[349].address), "{addresses:?}");
    assert_eq!(world.read_all(std::slice::from_ref(&zone)).await.unmanaged, 350);
}

#[tokio::test]
async fn what_the_zone_came_with_is_changed_and_never_deleted() {
    let (mut world, zone) = world().await;
    let servers = world.objects[&zone.address].attributes["name_servers"].clone();
    let made = declare(&world, &zone, "ns", &["@".into(), Argument::Value(servers)], &[]);
    let made = with(&made.expect("a good record").remove(0), &[("ttl", "1h".into())]);
    world.create_and_check(&made).await;
    world.delete(&made.address).await.expect("it is forgotten");
    let report = world.read_all(std::slice::from_ref(&zone)).await;
    assert_eq!(report.unmanaged, 0);
}

#[test]
fn names_are_checked_against_the_zone() {
    let world = World::new();
    let zone = zone(&world, &[]);
    for (form, name, value, code) in [
        ("a", "www.example.com", "192.0.2.1", "record::absolute_name"),
        ("a", "www.example.org.", "192.0.2.1", "record::outside_zone"),
        ("cname", "@", "www.example.net", "record::apex_cname"),
        ("a", "bücher", "192.0.2.1", "record::name"),
    ] {
        let faults =
            declare(&world, &zone, form, &[name.into(), texts(&[value])], &[]).expect_err("a bad name");
        assert_eq!(faults[0].code, code);
    }
}

#[test]
fn drafts_say_how_much_of_a_call_they_take() {
    let world = World::new();
    let zone = zone(&world, &[]);
    let change = |record: &Draftable, action| Change {
        address: record.address.clone(),
        action,
        prior: None,
        desired: record.arguments.clone(),
        parent: record.parent.clone(),
        differences: Vec::new(),
        dependencies: Vec::new(),
        protect: false,
        reasons: Vec::new(),
        place: String::new(),
    };
    let two = record(&world, &zone, "a", "www", &["192.0.2.1", "192.0.2.2"]);
    let drafts = world.aws.expand(&change(&two, Action::Create));
    let batch = drafts[0].batch.as_ref().expect("records go together");
    assert_eq!((drafts.len(), batch.elements, batch.characters), (1, 2, 18));
    assert_eq!(batch.key, zone.address.as_str());
    assert_eq!(drafts[0].locks, [zone.address.to_string()]);
    assert_eq!(drafts[0].effect, Effect::Create);
    let group = |record: &Draftable| world.aws.atomic_group(&change(record, Action::Create));
    assert_eq!(group(&two), group(&record(&world, &zone, "cname", "www", &["x.example.net"])));
    assert_ne!(group(&two), group(&record(&world, &zone, "a", "api", &["192.0.2.1"])));
}
