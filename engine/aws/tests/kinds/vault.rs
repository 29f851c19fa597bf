//! Secrets in the cloud's own places, put there by another client and read by reference.

use aws_credential_types::Credentials;
use aws_sdk_ssm::types::ParameterType;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use tandem_core::provider::ErrorClass;
use tandem_core::secret::SecretSource;
use tandem_core::{CallError, Secret, SecretRef, Vault};

use crate::harness::{ACCOUNT, World};

const REGION: &str = "eu-west-1";

macro_rules! client {
    ($sdk:ident, $world:expr) => {
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region($sdk::config::Region::new(REGION))
                .credentials_provider(Credentials::new(ACCOUNT, "unused", None, None, "test"))
                .http_client($world.emulator.http_client())
                .build(),
        )
    };
}

fn reference(source: SecretSource, name: &str, version: Option<&str>) -> SecretRef {
    SecretRef {
        source,
        name: name.to_owned(),
        region: REGION.to_owned(),
        version: version.map(str::to_owned),
        key: None,
    }
}

async fn text(world: &World, source: SecretSource, name: &str, version: Option<&str>) -> String {
    let fetched = world.aws.fetch(&reference(source, name, version)).await;
    let secret: Secret = fetched.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    secret.expose_text().expect("it is text").to_owned()
}

async fn refused(world: &World, source: SecretSource, name: &str, version: Option<&str>) -> CallError {
    let fetched = world.aws.fetch(&reference(source, name, version)).await;
    fetched.expect_err("there is none")
}

#[tokio::test(start_paused = true)]
async fn parameters_are_read_decrypted_by_version_and_label() {
    let world = World::new();
    let ssm = client!(aws_sdk_ssm, world);
    for (name, kind, value) in [
        ("/shop/plain", ParameterType::String, "plain text"),
        ("/shop/secure", ParameterType::SecureString, "one"),
    ] {
        ssm.put_parameter().name(name).value(value).r#type(kind).send().await.expect("it is put");
    }
    let again = ssm.put_parameter().name("/shop/secure").value("two").overwrite(true);
    again.r#type(ParameterType::SecureString).send().await.expect("it is put");
    assert_eq!(text(&world, SecretSource::Ssm, "/shop/plain", None).await, "plain text");
    assert_eq!(text(&world, SecretSource::Ssm, "/shop/secure", None).await, "two");
    assert_eq!(text(&world, SecretSource::Ssm, "/shop/secure", Some("1")).await, "one");
    for (name, version) in [("/shop/none", None), ("/shop/secure", Some("9"))] {
        let error = refused(&world, SecretSource::Ssm, name, version).await;
        assert_eq!(error.class, ErrorClass::Missing, "{error:?}");
        assert!(
            error.message.contains(&format!("`{}`", reference(SecretSource::Ssm, name, version))),
            "{error:?}"
        );
        assert!(!error.message.contains("two"), "{error:?}");
    }
    let elsewhere =
        SecretRef { region: "us-east-1".into(), ..reference(SecretSource::Ssm, "/shop/secure", None) };
    let error = world.aws.fetch(&elsewhere).await.expect_err("parameters belong to a region");
    assert_eq!(error.class, ErrorClass::Missing);
}

#[tokio::test(start_paused = true)]
async fn secrets_are_read_by_version_and_stage() {
    let world = World::new();
    let manager = client!(aws_sdk_secretsmanager, world);
    let document = r#"{"user":"shop","port":5432}"#;
    let made = manager.create_secret().name("shop/db").secret_string(document).send().await;
    let first = made.expect("it is made").version_id.expect("it has a version");
    manager.put_secret_value().secret_id("shop/db").secret_string("two").send().await.expect("it is put");
    let bytes = aws_sdk_secretsmanager::primitives::Blob::new("as bytes");
    manager.create_secret().name("shop/bytes").secret_binary(bytes).send().await.expect("it is made");
    let source = SecretSource::Manager;
    assert_eq!(text(&world, source, "shop/db", None).await, "two");
    assert_eq!(text(&world, source, "shop/db", Some("AWSPREVIOUS")).await, document);
    assert_eq!(text(&world, source, "shop/db", Some(&first)).await, document);
    assert_eq!(text(&world, source, "shop/bytes", None).await, "as bytes");
    for (name, version) in [("shop/none", None), ("shop/db", Some("AWSPENDING"))] {
        let error = refused(&world, source, name, version).await;
        assert_eq!(error.class, ErrorClass::Missing, "{error:?}");
        assert!(error.message.contains(name), "{error:?}");
    }
}
