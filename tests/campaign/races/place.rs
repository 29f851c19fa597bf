//! A bucket or a table on an emulator of its own.

use std::sync::Arc;

use tandem_aws::{Connection, storage};
use tandem_core::{Clock, Shelf};
use tandem_emulator::{Emulator, Now, Request};
use tandem_runtime::TokioClock;
use tokio::time::{Duration, sleep};

use crate::drive::BEGINNING;
use crate::kinds::ACCOUNTS;

/// What sort of place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Bucket,
    Table,
}

impl Kind {
    pub(super) const ALL: [Kind; 2] = [Kind::Bucket, Kind::Table];

    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Bucket => "S3",
            Kind::Table => "DynamoDB",
        }
    }
}

/// A place that keeps state.
pub(super) struct Place {
    pub(super) seed: u64,
    pub(super) clock: TokioClock,
    kind: Kind,
    emulator: Emulator,
}

struct EmulatorNow(TokioClock);

impl Now for EmulatorNow {
    fn now_millis(&self) -> u64 {
        self.0.now()
    }
}

impl Place {
    /// Makes the bucket or the table.
    pub(super) async fn make(kind: Kind, seed: u64) -> Result<Place, String> {
        let clock = TokioClock::new(BEGINNING);
        let emulator = Emulator::builder().now(Arc::new(EmulatorNow(clock))).build();
        let emulator = emulator.map_err(|error| format!("no emulator: {error}"))?;
        let place = Place { seed, clock, kind, emulator };
        match kind {
            Kind::Bucket => place.send("s3", "PUT", "/team-state", None, "")?,
            Kind::Table => {
                place.send("dynamodb", "POST", "/", Some("DynamoDB_20120810.CreateTable"), TABLE)?;
            }
        }
        // A table takes a while to be there.
        sleep(Duration::from_secs(60)).await;
        Ok(place)
    }

    fn send(
        &self,
        service: &str,
        method: &str,
        uri: &str,
        target: Option<&str>,
        body: &str,
    ) -> Result<(), String> {
        let scope = format!("{}/20261122/us-east-1/{service}/aws4_request", ACCOUNTS[0]);
        let mut headers = vec![
            ("host".to_owned(), format!("{service}.us-east-1.amazonaws.com")),
            (
                "authorization".to_owned(),
                format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"),
            ),
        ];
        if let Some(target) = target {
            headers.push(("x-amz-target".to_owned(), target.to_owned()));
            headers.push(("content-type".to_owned(), "application/x-amz-json-1.0".to_owned()));
        }
        let request = Request { method: method.to_owned(), uri: uri.to_owned(), headers, body: body.into() };
        match self.emulator.handle(&request) {
            answer if answer.status == 200 => Ok(()),
            answer => {
                Err(format!("{service} answers {}: {}", answer.status, String::from_utf8_lossy(&answer.body)))
            }
        }
    }

    /// Returns the way of a machine to the place, with a client of its own.
    pub(super) fn shelf(&self, _who: u64) -> Arc<dyn Shelf> {
        let connection = Connection {
            http_client: Some(self.emulator.http_client()),
            account: ACCOUNTS[0].to_owned(),
            ..Connection::default()
        };
        let text = match self.kind {
            Kind::Bucket => "s3://team-state/shop?region=us-east-1",
            Kind::Table => "dynamodb://team-state/shop?region=us-east-1",
        };
        let place = storage::Place::parse(text, "prod").ok().flatten().expect("it is well-formed");
        storage::shelf(&connection, &place)
    }
}

const TABLE: &str = r#"{"TableName": "team-state", "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "stack", "AttributeType": "S"}, {"AttributeName": "key", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "stack", "KeyType": "HASH"}, {"AttributeName": "key", "KeyType": "RANGE"}]}"#;
