//! The emulator answers the real SDK, in the process and over a port.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ReturnValuesOnConditionCheckFailure, ScalarAttributeType,
};
use aws_sdk_s3::config::{BehaviorVersion, Region};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::{AggregatedBytes, ByteStream, SdkBody};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tandem_emulator::{Emulator, Now};

fn credentials() -> Credentials {
    Credentials::new("AKID", "secret", None, None, "test")
}

fn s3(http: SharedHttpClient, endpoint: Option<&str>) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(credentials())
        .http_client(http);
    let config = match endpoint {
        Some(endpoint) => config.endpoint_url(endpoint),
        None => config,
    };
    aws_sdk_s3::Client::from_conf(config.build())
}

/// Puts, reads, lists and conditionally replaces an object, as a store of state does.
async fn use_a_bucket(client: &aws_sdk_s3::Client) -> Result<(), aws_sdk_s3::Error> {
    client.create_bucket().bucket("state").send().await?;
    let put = || client.put_object().bucket("state").key("prod/state.json");
    let first = put().body(ByteStream::from_static(b"one")).if_none_match("*").send().await?;
    let again = put().body(ByteStream::from_static(b"two")).if_none_match("*").send().await;
    assert_eq!(
        again.map_err(|error| error.code().map(String::from)).err(),
        Some(Some("PreconditionFailed".into()))
    );
    let etag = first.e_tag().unwrap_or_default();
    let second = put().body(ByteStream::from_static(b"two")).if_match(etag).send().await?;
    let stale = put().body(ByteStream::from_static(b"three")).if_match(etag).send().await;
    assert_eq!(
        stale.map_err(|error| error.code().map(String::from)).err(),
        Some(Some("PreconditionFailed".into()))
    );
    let found = client.get_object().bucket("state").key("prod/state.json").send().await?;
    assert_eq!(found.e_tag(), second.e_tag());
    let body = found.body.collect().await.map(AggregatedBytes::to_vec);
    assert_eq!(body.ok().as_deref(), Some(&b"two"[..]));
    // A body that is streamed comes in chunks with its checksum behind it.
    let streamed =
        SdkBody::from_body_1_x(http_body_util::Full::new(hyper::body::Bytes::from_static(b"streamed")));
    let length = i64::try_from("streamed".len()).unwrap_or_default();
    let streamed =
        client.put_object().bucket("state").key("log").content_length(length).body(streamed.into());
    streamed.send().await?;
    let head = client.head_object().bucket("state").key("log").send().await?;
    assert_eq!(head.content_length(), Some(length));
    let missing =
        client.head_object().bucket("state").key("none").send().await.map_err(SdkError::into_service_error);
    assert!(missing.is_err_and(|error| error.is_not_found()));
    let listed = client.list_objects_v2().bucket("state").send().await?;
    let keys: Vec<&str> = listed.contents().iter().filter_map(aws_sdk_s3::types::Object::key).collect();
    assert_eq!(keys, ["log", "prod/state.json"]);
    let location = client.get_bucket_location().bucket("state").send().await?;
    assert!(location.location_constraint().is_none_or(|region| region.as_str().is_empty()));
    client.delete_object().bucket("state").key("log").send().await?;
    let gone =
        client.get_object().bucket("state").key("log").send().await.map_err(SdkError::into_service_error);
    assert!(gone.is_err_and(|error| error.is_no_such_key()));
    Ok(())
}

#[tokio::test]
async fn a_bucket_is_used_in_the_process() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().build()?;
    use_a_bucket(&s3(emulator.http_client(), None)).await?;
    assert_eq!(emulator.calls().get("s3:PutObject"), Some(&5));
    Ok(())
}

#[tokio::test]
async fn a_bucket_is_used_over_a_port() -> Result<(), Box<dyn std::error::Error>> {
    let listener = Emulator::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    let emulator = Emulator::builder().build()?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(async move { emulator.serve(listener, async { drop(stopped.await) }).await });
    let http = aws_smithy_http_client::Builder::new().build_http();
    use_a_bucket(&s3(http, Some(&endpoint))).await?;
    drop(stop);
    Ok(serving.await??)
}

/// A clock that is moved by hand.
#[derive(Default)]
struct Hand(AtomicU64);

impl Now for Hand {
    fn now_millis(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

fn dynamodb(emulator: &Emulator) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(credentials())
        .http_client(emulator.http_client());
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

#[tokio::test]
async fn a_lock_is_an_item_with_a_condition() -> Result<(), Box<dyn std::error::Error>> {
    let clock = Arc::new(Hand::default());
    let emulator = Emulator::builder().now(clock.clone()).build()?;
    let client = dynamodb(&emulator);
    let text = |value: &str| AttributeValue::S(value.into());
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build()?;
    let typed =
        AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S).build()?;
    let table = client.create_table().table_name("locks").key_schema(key).attribute_definitions(typed);
    table.billing_mode(BillingMode::PayPerRequest).send().await?;
    clock.0.fetch_add(10_000, Ordering::SeqCst);
    let take = |owner: &str| {
        let put = client.put_item().table_name("locks").item("id", text("prod")).item("by_whom", text(owner));
        put.condition_expression("attribute_not_exists(id)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
    };
    take("me").await?;
    let refused = take("you").await.map_err(SdkError::into_service_error).err();
    let Some(PutItemError::ConditionalCheckFailedException(refused)) = refused else {
        return Err(format!("the second owner was not refused: {refused:?}").into());
    };
    assert_eq!(refused.item().and_then(|item| item.get("by_whom")), Some(&text("me")));
    let found = client.query().table_name("locks").key_condition_expression("id = :id");
    let found = found.expression_attribute_values(":id", text("prod")).consistent_read(true).send().await?;
    assert_eq!(found.count(), 1);
    Ok(())
}

#[tokio::test]
async fn secrets_are_read() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().build()?;
    let region = Region::new("eu-west-1");
    let config = aws_sdk_ssm::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region.clone())
        .credentials_provider(credentials())
        .http_client(emulator.http_client());
    let ssm = aws_sdk_ssm::Client::from_conf(config.build());
    let put = ssm.put_parameter().name("/orders/key").value("hunter2");
    put.r#type(aws_sdk_ssm::types::ParameterType::SecureString).send().await?;
    let found = ssm.get_parameter().name("/orders/key").with_decryption(true).send().await?;
    assert_eq!(found.parameter().and_then(|found| found.value()), Some("hunter2"));
    let missing = ssm.get_parameter().name("/none").send().await.map_err(SdkError::into_service_error);
    assert!(missing.is_err_and(|error| error.is_parameter_not_found()));
    let config = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region)
        .credentials_provider(credentials())
        .http_client(emulator.http_client());
    let secrets = aws_sdk_secretsmanager::Client::from_conf(config.build());
    secrets.create_secret().name("db").secret_string("one").send().await?;
    secrets.put_secret_value().secret_id("db").secret_string("two").send().await?;
    let found = secrets.get_secret_value().secret_id("db").version_stage("AWSPREVIOUS").send().await?;
    assert_eq!(found.secret_string(), Some("one"));
    let missing =
        secrets.get_secret_value().secret_id("none").send().await.map_err(SdkError::into_service_error);
    assert!(missing.is_err_and(|error| error.is_resource_not_found_exception()));
    Ok(())
}
