//! Shelves on the emulator: what every shelf must do, tables that are refused, and the loss of a region.

use std::sync::Arc;

use aws_sdk_dynamodb::types as dynamodb;
use tandem_core::Shelf;
use tandem_core::shelf::{If, ShelfError, Version};
use tandem_core::store::StoreError;
use tandem_emulator::faults::{Faults, Rule};
use tandem_emulator::{Emulator, Now};

use super::{Place, shelf};
use crate::Connection;
use crate::connection::Cloud;
use crate::session::Target;

const REGIONS: [&str; 3] = ["us-east-1", "us-east-2", "us-west-2"];

/// Time of the runtime, for the emulator.
struct Time(tokio::time::Instant);

impl Now for Time {
    fn now_millis(&self) -> u64 {
        1_795_356_080_000 + u64::try_from(self.0.elapsed().as_millis()).expect("tests are short")
    }
}

fn emulator() -> Emulator {
    let time = Arc::new(Time(tokio::time::Instant::now()));
    Emulator::builder().now(time).build().expect("it keeps nothing")
}

fn connection(emulator: &Emulator) -> Connection {
    Connection {
        http_client: Some(emulator.http_client()),
        account: "123456789012".into(),
        ..Connection::default()
    }
}

fn open(connection: &Connection, text: &str) -> Arc<dyn Shelf> {
    let place = Place::parse(text, "prod").expect("it is well-formed").expect("it is a URL");
    shelf(connection, &place)
}

fn cloud(connection: &Connection, region: &str) -> (Cloud, Target) {
    let target = Target { account: String::new(), region: region.into() };
    (Cloud::new(connection.clone()), target)
}

async fn bucket(connection: &Connection) {
    let (cloud, target) = cloud(connection, "us-east-1");
    let client = aws_sdk_s3::Client::new(&cloud.config(&target));
    client.create_bucket().bucket("team-state").send().await.expect("the name is free");
}

async fn table(connection: &Connection) -> aws_sdk_dynamodb::Client {
    let (cloud, target) = cloud(connection, "us-east-1");
    let client = aws_sdk_dynamodb::Client::new(&cloud.config(&target));
    let mut call =
        client.create_table().table_name("team-state").billing_mode(dynamodb::BillingMode::PayPerRequest);
    for (name, key) in [("stack", dynamodb::KeyType::Hash), ("key", dynamodb::KeyType::Range)] {
        let attribute = dynamodb::AttributeDefinition::builder().attribute_name(name);
        let attribute = attribute.attribute_type(dynamodb::ScalarAttributeType::S).build().expect("complete");
        let key = dynamodb::KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(key)
            .build()
            .expect("complete");
        call = call.attribute_definitions(attribute).key_schema(key);
    }
    call.send().await.expect("the name is free");
    settle(&client).await;
    client
}

/// Waits until a table and its replicas are there.
async fn settle(client: &aws_sdk_dynamodb::Client) {
    for _ in 0..1000 {
        let found = client.describe_table().table_name("team-state").send().await.expect("it is there");
        let table = found.table.expect("it is described");
        let active = |status: &dynamodb::ReplicaStatus| *status == dynamodb::ReplicaStatus::Active;
        if table.table_status == Some(dynamodb::TableStatus::Active)
            && table.replicas().iter().all(|replica| replica.replica_status().is_none_or(active))
        {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    }
    panic!("the table does not settle");
}

async fn spread(client: &aws_sdk_dynamodb::Client, consistency: dynamodb::MultiRegionConsistency) {
    let replica = |region: &str| {
        let create = dynamodb::CreateReplicationGroupMemberAction::builder().region_name(region).build();
        dynamodb::ReplicationGroupUpdate::builder().create(create.expect("complete")).build()
    };
    let update = || client.update_table().table_name("team-state");
    let call = match consistency {
        dynamodb::MultiRegionConsistency::Strong => {
            update().multi_region_consistency(consistency).replica_updates(replica(REGIONS[2]))
        }
        _ => {
            let stream = dynamodb::StreamSpecification::builder().stream_enabled(true);
            let stream = stream.stream_view_type(dynamodb::StreamViewType::NewAndOldImages).build();
            let switched = update().stream_specification(stream.expect("complete")).send().await;
            switched.expect("a stream may be switched on");
            settle(client).await;
            update()
        }
    };
    call.replica_updates(replica(REGIONS[1])).send().await.expect("the table may be spread");
    settle(client).await;
}

/// What every shelf must do.
async fn conforms(shelf: &dyn Shelf) {
    assert_eq!(shelf.get("lock").await, Ok(None));
    let first = shelf.put("lock", b"one", If::Absent).await.expect("nothing is there");
    assert_eq!(shelf.put("lock", b"two", If::Absent).await, Err(ShelfError::Lost));
    let second = shelf.put("lock", b"two", If::Is(&first)).await.expect("nobody wrote");
    assert_ne!(first, second);
    assert_eq!(shelf.put("lock", b"three", If::Is(&first)).await, Err(ShelfError::Lost));
    assert_eq!(shelf.put("none", b"x", If::Is(&first)).await, Err(ShelfError::Lost));
    let held = shelf.get("lock").await.expect("it answers").expect("it is there");
    assert_eq!((held.bytes.as_slice(), &held.version), (b"two".as_slice(), &second));
    for number in (0..25).rev() {
        let key = format!("journal/{number:03}");
        shelf.put(&key, key.as_bytes(), If::Absent).await.expect("nothing is there");
    }
    let keys: Vec<String> = (0..25).map(|number| format!("journal/{number:03}")).collect();
    assert_eq!(shelf.list("journal/").await, Ok(keys));
    assert_eq!(shelf.list("nothing/").await, Ok(Vec::new()));
    shelf.delete("journal/003").await.expect("it answers");
    shelf.delete("journal/003").await.expect("it is gone already");
    assert_eq!(shelf.list("journal/00").await.map(|keys| keys.len()), Ok(9));
    // Longer than an item of a table may be.
    let mut version: Option<Version> = None;
    for length in [900_000, 1_200_000, 10, 700_001] {
        let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let expected = version.as_ref().map_or(If::Absent, If::Is);
        version = Some(shelf.put("state.json", &bytes, expected).await.expect("nobody wrote"));
        let held = shelf.get("state.json").await.expect("it answers").expect("it is there");
        assert!(held.bytes == bytes && Some(&held.version) == version.as_ref(), "{length} bytes");
    }
    assert_eq!(shelf.list("").await.map(|keys| keys.len()), Ok(26));
}

fn code(result: Result<Vec<StoreError>, ShelfError>) -> &'static str {
    match result {
        Err(ShelfError::Refused(error)) => error.code,
        other => panic!("it was not refused: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_bucket_is_a_shelf() {
    let connection = connection(&emulator());
    assert_eq!(code(open(&connection, "s3://team-state?region=us-east-1").check().await), "state::refused");
    bucket(&connection).await;
    let shelf = open(&connection, "s3://team-state/shop?region=us-east-1");
    let remarks = shelf.check().await.expect("it can keep a lock");
    assert!(remarks.len() == 1 && remarks[0].hint.contains("put-bucket-versioning"), "{remarks:?}");
    conforms(shelf.as_ref()).await;
    assert_eq!(open(&connection, "s3://team-state?region=us-east-1").list("").await, Ok(Vec::new()));
    assert_eq!(code(open(&connection, "s3://team-state?region=eu-west-1").check().await), "state::refused");
}

#[tokio::test(start_paused = true)]
async fn a_table_is_a_shelf() {
    let connection = connection(&emulator());
    let text = "dynamodb://team-state?region=us-east-1";
    assert_eq!(code(open(&connection, text).check().await), "state::refused");
    table(&connection).await;
    let shelf = open(&connection, text);
    assert_eq!(shelf.check().await.map(|remarks| remarks.len()), Ok(1));
    conforms(shelf.as_ref()).await;
    let two = open(&connection, "dynamodb://team-state?regions=us-east-1,us-west-2");
    assert_eq!(code(two.check().await), "state::unfit");
}

#[tokio::test(start_paused = true)]
async fn an_eventually_consistent_table_is_refused() {
    let connection = connection(&emulator());
    let client = table(&connection).await;
    spread(&client, dynamodb::MultiRegionConsistency::Eventual).await;
    assert_eq!(
        code(open(&connection, "dynamodb://team-state?region=us-east-1").check().await),
        "state::unfit"
    );
}

#[tokio::test(start_paused = true)]
async fn a_strongly_consistent_table_survives_the_loss_of_a_region() {
    let emulator = emulator();
    let whole = connection(&emulator);
    let client = table(&whole).await;
    spread(&client, dynamodb::MultiRegionConsistency::Strong).await;
    let text = "dynamodb://team-state?regions=us-east-1,us-east-2,us-west-2";
    let before = open(&whole, text);
    before.check().await.expect("it can keep a lock");
    let version = before.put("lock", b"before", If::Absent).await.expect("nothing is there");
    let faults = Faults::new(vec![Rule::region_gone("us-east-1")]);
    let broken = Connection { http_client: Some(faults.wrap(emulator.http_client())), ..whole };
    let after = open(&broken, text);
    assert!(matches!(after.check().await, Err(ShelfError::Again(_))), "the first region is gone");
    after.check().await.expect("the second one answers");
    assert_eq!(
        after.put("lock", b"x", If::Absent).await,
        Err(ShelfError::Lost),
        "it has seen what was written"
    );
    after.put("lock", b"after", If::Is(&version)).await.expect("nobody wrote");
}

#[test]
fn places_are_told_from_folders() {
    assert_eq!(Place::parse("../state", "prod"), Ok(None));
    let place = Place::parse("s3://b/x/y/?region=eu-west-1", "prod").expect("it is right").expect("a URL");
    assert_eq!(place.text(), "s3://b/x/y");
    let place = Place::parse("dynamodb://t?regions=a,b", "prod").expect("it is right").expect("a URL");
    assert_eq!((place.text().as_str(), place.regions.len()), ("dynamodb://t/prod", 2));
    let wrong = ["s3://b", "s3:///x?region=a", "gs://b?region=a", "s3://b?region=a&region=b", "s3://b?x=y"];
    let far = ["s3://b?region=a&endpoint=http://10.0.0.1:80", "s3://b?region=a&endpoint=https://127.0.0.1:1"];
    for text in wrong.into_iter().chain(far) {
        assert!(Place::parse(text, "prod").is_err(), "{text}");
    }
}
