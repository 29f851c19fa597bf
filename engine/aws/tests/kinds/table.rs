//! `dynamodb::table` and its replicas: tables in one region and in several, and regions that come and go.

use tandem_core::form::{Draftable, Fault, Receiver};
use tandem_core::provider::{Finding, Provider};
use tandem_core::step::CreateClass;
use tandem_core::{Action, Change, Object, Value};

use crate::alarm::value_of;
use crate::harness::{World, map, with};

fn try_table(
    world: &World,
    regions: &[&str],
    options: &[(&str, Value)],
) -> Result<Vec<Draftable>, Vec<Fault>> {
    let mut all = vec![
        ("key", map(&[("hash", "id".into())])),
        ("attributes", map(&[("id", "S".into())])),
        ("replicas", Value::list(regions.iter().copied())),
    ];
    all.retain(|(name, _)| !options.iter().any(|(given, _)| given == name));
    all.extend(options.iter().cloned());
    world.declare(None, (Receiver::Module("dynamodb"), "table"), &["orders".into()], &all)
}

/// Returns a table and its replicas, which know the home as an apply tells it.
fn table(world: &World, regions: &[&str], options: &[(&str, Value)]) -> (Draftable, Vec<Draftable>) {
    let mut declared = try_table(world, regions, options).expect("a good table");
    let table = declared.remove(0);
    let home = world.objects.get(&table.address).map(|table| table.attributes["home"].clone());
    let home = home.unwrap_or_else(|| regions[0].into());
    let replicas = declared.iter().map(|replica| with(replica, &[("home", home.clone())])).collect();
    (table, replicas)
}

async fn create(world: &mut World, table: &Draftable, replicas: &[Draftable]) {
    world.create_and_check(table).await;
    for replica in replicas {
        world.create_and_check(replica).await;
    }
    world.check(table).await;
}

/// Reads everything again and remembers it, as a plan does.
async fn refresh(world: &mut World, resources: &[Draftable]) {
    let found = world.read_all(resources).await.found;
    for (resource, found) in resources.iter().zip(found) {
        match found.expect("the read succeeds") {
            Some(found) => {
                let object = world.objects.get_mut(&resource.address).expect("it is remembered");
                object.attributes = found.attributes;
            }
            None => drop(world.objects.remove(&resource.address)),
        }
    }
}

fn calls(world: &World, call: &str) -> u64 {
    world.emulator.calls().get(call).copied().unwrap_or_default()
}

fn home_of<'a>(world: &'a World, table: &Draftable) -> &'a Value {
    &world.objects[&table.address].attributes["home"]
}

#[tokio::test]
async fn a_table_spans_regions() {
    let mut world = World::new();
    let options = [
        ("point_in_time_recovery", true.into()),
        ("ttl", "expires_at".into()),
        ("tags", map(&[("team", "shop".into())])),
        ("overrides", map(&[("eu-west-1", map(&[("deletion_protection", true.into())]))])),
    ];
    let (table, replicas) = table(&world, &["us-east-1", "eu-west-1", "ap-southeast-2"], &options);
    let names: Vec<&str> = replicas.iter().map(|replica| replica.address.as_str()).collect();
    assert_eq!(
        names,
        [
            "dynamodb::replica[\"orders\"]@ap-southeast-2",
            "dynamodb::replica[\"orders\"]@eu-west-1",
            "dynamodb::replica[\"orders\"]@us-east-1",
        ]
    );
    create(&mut world, &table, &replicas).await;
    let made: &Object = &world.objects[&table.address];
    assert_eq!((made.region.as_str(), &made.attributes["home"]), ("us-east-1", &Value::from("us-east-1")));
    let replica = &world.objects[&replicas[1].address];
    assert_eq!(replica.attributes["point_in_time_recovery"], Value::from("35d"));
    assert_eq!(replica.attributes["deletion_protection"], Value::Bool(true));
    // One call makes the table, one each replica beside the home.
    assert_eq!(calls(&world, "dynamodb:CreateTable"), 1);
    assert_eq!(calls(&world, "dynamodb:UpdateTable"), 3);

    let other = with(
        &replicas[1],
        &[("tags", map(&[("tier", "1".into())])), ("point_in_time_recovery", "7d".into())],
    );
    world.update_and_check(&other).await;
    let bare = with(&replicas[0], &[("tags", Value::Null), ("point_in_time_recovery", Value::Null)]);
    world.update_and_check(&bare).await;

    for replica in &replicas {
        world.delete(&replica.address).await.expect("a replica goes");
    }
    assert_eq!(calls(&world, "dynamodb:UpdateTable"), 6, "one takes protection off, two take a replica away");
    world.delete(&table.address).await.expect("the table goes");
    assert_eq!(world.read(&table).await, None);
}

#[tokio::test]
async fn the_order_of_regions_means_nothing_afterwards() {
    let mut world = World::new();
    let (first, replicas) = table(&world, &["us-east-1", "eu-west-1"], &[]);
    create(&mut world, &first, &replicas).await;
    let (again, more) = table(&world, &["ap-southeast-2", "eu-west-1", "us-east-1"], &[]);
    refresh(&mut world, std::slice::from_ref(&again)).await;
    world.check(&again).await;
    world.create_and_check(&more[0]).await;
    assert_eq!(calls(&world, "dynamodb:CreateTable"), 1);
    refresh(&mut world, std::slice::from_ref(&again)).await;
    assert_eq!(home_of(&world, &again), &Value::from("us-east-1"));
}

#[tokio::test]
async fn the_home_moves_when_its_region_is_left() {
    let mut world = World::new();
    let (first, replicas) = table(&world, &["us-east-1", "eu-west-1"], &[]);
    create(&mut world, &first, &replicas).await;
    let home = &replicas[1];
    let (left, remaining) = table(&world, &["eu-west-1"], &[("stream", "NEW_AND_OLD_IMAGES".into())]);
    // What is no longer declared is read without arguments.
    let dropped = Draftable { arguments: Default::default(), ..home.clone() };
    refresh(&mut world, &[left.clone(), remaining[0].clone(), dropped.clone()]).await;
    assert_eq!(home_of(&world, &left), &Value::from("eu-west-1"));
    assert_eq!(world.objects[&home.address].attributes["departing"], Value::Bool(true));
    world.delete(&home.address).await.expect("the old home goes");
    assert_eq!(world.read(&dropped).await, None);
    refresh(&mut world, &[left.clone(), remaining[0].clone()]).await;
    assert!(!world.objects[&left.address].attributes.contains_key("departing"));
    world.update_and_check(&with(&left, &[("ttl", "expires_at".into())])).await;
    assert_eq!(world.objects[&left.address].region, "eu-west-1");
}

#[tokio::test]
async fn a_table_that_lost_its_home_is_found_elsewhere() {
    let mut world = World::new();
    let (declared, replicas) = table(&world, &["us-east-1", "eu-west-1"], &[]);
    create(&mut world, &declared, &replicas).await;
    let mut home = world.objects[&replicas[1].address].clone();
    home.attributes.insert("departing".into(), Value::Bool(true));
    world.objects.insert(replicas[1].address.clone(), home);
    world.delete(&replicas[1].address).await.expect("gone behind our back");
    refresh(&mut world, std::slice::from_ref(&declared)).await;
    assert_eq!(home_of(&world, &declared), &Value::from("eu-west-1"));
}

#[tokio::test]
async fn a_table_changes_one_thing_at_a_time() {
    let mut world = World::new();
    let index = |hash: &str, projection: &str| {
        map(&[("key", map(&[("hash", hash.into())])), ("projection", projection.into())])
    };
    let attributes = |names: &[&str]| map(&names.iter().map(|name| (*name, "S".into())).collect::<Vec<_>>());
    let indexed = |world: &World, names: &[&str], indexes: &[(&str, Value)], more: &[(&str, Value)]| {
        let options =
            [&[("attributes", attributes(names)), ("global_secondary_indexes", map(indexes))], more];
        table(world, &["us-east-1"], &options.concat())
    };
    let (plain, replicas) =
        indexed(&world, &["id", "customer"], &[("by-customer", index("customer", "ALL"))], &[]);
    create(&mut world, &plain, &replicas).await;

    let more = [
        ("stream", "KEYS_ONLY".into()),
        ("ttl", "a".into()),
        ("table_class", "STANDARD_INFREQUENT_ACCESS".into()),
    ];
    let indexes = [("by-customer", index("customer", "KEYS_ONLY")), ("by-status", index("status", "ALL"))];
    let (richer, _) = indexed(&world, &["id", "customer", "status"], &indexes, &more);
    world.update_and_check(&richer).await;
    let (again, _) = indexed(
        &world,
        &["id", "status"],
        &[("by-status", index("status", "ALL"))],
        &[("stream", "NEW_IMAGE".into()), ("ttl", "b".into())],
    );
    world.update_and_check(&again).await;
    let (bare, _) = table(&world, &["us-east-1"], &[("max_read_requests", Value::Integer(50))]);
    world.update_and_check(&bare).await;
    let units = [("read_capacity", Value::Integer(5)), ("write_capacity", Value::Integer(5))];
    let provisioned = [&[("billing_mode", Value::from("PROVISIONED"))], &units[..]].concat();
    let (hourly, _) = table(&world, &["us-east-1"], &provisioned);
    world.update_and_check(&hourly).await;
    let bigger = with(&hourly, &[("read_capacity", Value::Integer(9))]);
    world.update_and_check(&bigger).await;
    let (encrypted, _) = table(&world, &["us-east-1"], &[("sse_type", "KMS".into())]);
    world.update_and_check(&encrypted).await;
}

#[tokio::test]
async fn a_single_region_becomes_several() {
    let mut world = World::new();
    let (single, replicas) = table(&world, &["us-east-1"], &[]);
    create(&mut world, &single, &replicas).await;
    let (global, both) = table(&world, &["us-east-1", "eu-west-1"], &[]);
    world.update_and_check(&global).await;
    world.create_and_check(&both[0]).await;
    world.delete(&both[0].address).await.expect("the replica goes");
    // Replication leaves its stream on, which is no difference.
    let object = world.objects.get_mut(&single.address).expect("it is remembered");
    object.arguments.remove("stream");
    let found = world.read(&single).await.expect("it is there");
    assert_eq!(found.attributes.get("stream"), None);
}

#[tokio::test]
async fn a_replica_has_limits_of_its_own() {
    let mut world = World::new();
    let own =
        |limit| [("overrides", map(&[("eu-west-1", map(&[("max_read_requests", Value::Integer(limit))]))]))];
    let (declared, replicas) = table(&world, &["us-east-1", "eu-west-1"], &own(50));
    create(&mut world, &declared, &replicas).await;
    let (_, replicas) = table(&world, &["us-east-1", "eu-west-1"], &own(70));
    world.update_and_check(&replicas[0]).await;
    let (_, replicas) = table(&world, &["us-east-1", "eu-west-1"], &[]);
    world.update_and_check(&replicas[0]).await;
}

#[tokio::test]
async fn a_strong_table_is_made_and_unmade_as_a_whole() {
    for (regions, witness) in [
        (&["eu-west-1", "eu-central-1"][..], Some("eu-west-3")),
        (&["us-east-1", "us-east-2", "us-west-2"], None),
    ] {
        let mut world = World::new();
        let mut options = vec![("consistency", Value::from("STRONG")), ("deletion_protection", true.into())];
        options.extend(witness.map(|witness| ("witness", Value::from(witness))));
        let (declared, replicas) = table(&world, regions, &options);
        create(&mut world, &declared, &replicas).await;
        assert_eq!(world.objects[&declared.address].attributes["joined"], Value::Bool(true));
        for replica in &replicas {
            world.delete(&replica.address).await.expect("a replica is released");
        }
        world.delete(&declared.address).await.expect("the table goes");
        assert_eq!(world.read(&declared).await, None);
    }
}

#[tokio::test]
async fn a_table_of_others_is_not_taken() {
    let mut world = World::new();
    let (declared, replicas) = table(&world, &["us-east-1"], &[]);
    create(&mut world, &declared, &replicas).await;
    let change = |resource: &Draftable| Change {
        address: resource.address.clone(),
        action: Action::Create,
        prior: None,
        desired: resource.arguments.clone(),
        parent: resource.parent.clone(),
        differences: Vec::new(),
        dependencies: Vec::new(),
        protect: false,
        reasons: Vec::new(),
        place: String::new(),
    };
    let mut request = world.requests(&change(&declared)).remove(0);
    let incarnation = world.objects[&declared.address].incarnation.clone();
    request.token = incarnation.clone();
    let found = world.aws.find(&request, CreateClass::UniqueName).await;
    assert!(matches!(found, Ok(Finding::Ours(_))), "{found:?}");
    request.token = "another".to_owned();
    let found = world.aws.find(&request, CreateClass::UniqueName).await;
    assert!(matches!(&found, Ok(Finding::Older(_, token)) if *token == incarnation), "{found:?}");
    request.stack = "another".to_owned();
    let found = world.aws.find(&request, CreateClass::UniqueName).await;
    assert!(matches!(found, Ok(Finding::Foreign(..))), "{found:?}");

    // A replica meets a table of the same name that has nothing to do with this one.
    let (elsewhere, _) = table(&world, &["eu-west-1"], &[]);
    let mine = world.objects.remove(&declared.address).expect("it is remembered");
    world.create(&elsewhere).await.expect("a table of its own");
    world.objects.insert(declared.address.clone(), mine);
    let (_, both) = table(&world, &["us-east-1", "eu-west-1"], &[]);
    let request = world.requests(&change(&both[0])).remove(0);
    assert_eq!(request.operation, "create");
    let found = world.aws.find(&request, CreateClass::UniqueName).await;
    assert!(matches!(found, Ok(Finding::Foreign(..))), "{found:?}");
}

#[test]
fn keys_and_attributes_belong_together() {
    let world = World::new();
    let codes = |options: &[(&str, Value)]| -> Vec<&'static str> {
        let made = try_table(&world, &["us-east-1"], options);
        made.map_or_else(|faults| faults.iter().map(|fault| fault.code).collect(), |_| Vec::new())
    };
    assert!(codes(&[]).is_empty());
    assert_eq!(
        codes(&[("attributes", map(&[("other", "S".into())]))]),
        ["table::attribute", "table::attribute"]
    );
    let two = map(&[("id", "S".into()), ("other", "S".into())]);
    assert_eq!(codes(&[("attributes", two.clone())]), ["table::attribute"]);
    let local = map(&[("by-other", map(&[("range", "other".into())]))]);
    assert!(codes(&[("attributes", two), ("local_secondary_indexes", local)]).is_empty());
    assert_eq!(codes(&[("overrides", map(&[("eu-west-1", map(&[]))]))]), ["table::override"]);
    assert_eq!(codes(&[("point_in_time_recovery", "36h".into())]), ["table::recovery"]);
}

#[test]
fn a_table_knows_its_metrics_and_replicas() {
    let world = World::new();
    let (declared, _) = table(&world, &["us-east-1", "eu-west-1"], &[]);
    let value = |name: &str, regions: &[&str]| {
        let positional: Vec<_> = regions.iter().map(|region| (*region).into()).collect();
        value_of(&world, &declared, name, &positional)
    };
    let latency = value("replication_latency", &["us-east-1", "eu-west-1"]).expect("a metric").to_string();
    assert_eq!(
        latency,
        "{ dimensions: { ReceivingRegion: dynamodb::replica[\"orders\"]@eu-west-1.region, \
         TableName: dynamodb::replica[\"orders\"]@us-east-1.table }, name: \"ReplicationLatency\", \
         namespace: \"AWS/DynamoDB\", region: \"us-east-1\" }"
    );
    let arn = value("replica_arn", &["eu-west-1"]).expect("a reference").to_string();
    assert_eq!(arn, "dynamodb::replica[\"orders\"]@eu-west-1.arn");
    let code = |regions: &[&str]| value("replication_latency", regions).expect_err("no such metric")[0].code;
    assert_eq!(code(&["us-east-1", "us-east-1"]), "table::latency");
    assert_eq!(code(&["us-east-1", "eu-west-2"]), "table::no_replica");
}
