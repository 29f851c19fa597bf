//! A bucket as a shelf: `If-None-Match: *` and `If-Match` on the entity tag.

mod check;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_types::timeout::TimeoutConfig;
use tandem_core::provider::Answer;
use tandem_core::shelf::{Held, If, Shelf, ShelfError, Version};
use tandem_core::store::StoreError;

use super::error::{code, reading, unfit, writing};
use super::place::Place;
use crate::connection::Cloud;
use crate::session::Target;

/// A bucket, and what the keys in it begin with.
#[derive(Debug)]
pub(super) struct Bucket {
    client: Client,
    bucket: String,
    prefix: String,
    /// Whether it is to be tried if conditions hold here: not everything that speaks S3 knows them.
    probe: bool,
}

impl Bucket {
    pub(super) fn new(cloud: &Cloud, place: &Place, probe: bool) -> Bucket {
        let region = place.regions.first().cloned().unwrap_or_default();
        let target = Target { account: String::new(), region };
        let config = aws_sdk_s3::config::Builder::from(&cloud.config(&target))
            // Emulators have no name for each bucket.
            .force_path_style(probe || cloud.connection.endpoint.is_some())
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
            .timeout_config(timeouts())
            .build();
        let client = Client::from_conf(config);
        Bucket { client, bucket: place.name.clone(), prefix: place.prefix.clone(), probe }
    }

    fn key(&self, key: &str) -> String {
        format!("{}/{key}", self.prefix)
    }

    async fn read(&self, key: &str) -> Result<Option<Held>, ShelfError> {
        let sent = self.client.get_object().bucket(&self.bucket).key(self.key(key)).send().await;
        let found = match sent {
            Ok(found) => found,
            Err(error) if code(&error) == "NoSuchKey" => return Ok(None),
            Err(error) => return Err(reading(&error, &self.name(key))),
        };
        let tag = found.e_tag;
        let body = found.body.collect().await.map_err(|error| ShelfError::Again(error.to_string()))?;
        Ok(Some(Held { bytes: body.to_vec(), version: Version(self.tag(tag)?) }))
    }

    async fn write(&self, key: &str, bytes: &[u8], expected: If<'_>) -> Result<Version, ShelfError> {
        let call = self.client.put_object().bucket(&self.bucket).key(self.key(key));
        let call = match expected {
            If::Absent => call.if_none_match("*"),
            If::Is(version) => call.if_match(&version.0),
        };
        match call.body(ByteStream::from(bytes.to_vec())).send().await {
            Ok(written) => Ok(Version(self.tag(written.e_tag)?)),
            // What was to be replaced is gone.
            Err(error) if code(&error) == "NoSuchKey" => Err(ShelfError::Lost),
            Err(error) => Err(writing(&error, &self.name(key))),
        }
    }

    async fn keys(&self, prefix: &str) -> Result<Vec<String>, ShelfError> {
        let (mut keys, mut from) = (Vec::new(), None);
        loop {
            let call = self.client.list_objects_v2().bucket(&self.bucket).prefix(self.key(prefix));
            let sent = call.set_continuation_token(from.clone()).send().await;
            let page = sent.map_err(|error| reading(&error, &self.name(prefix)))?;
            let found = page.contents().iter().filter_map(|object| object.key());
            keys.extend(found.filter_map(|key| key.strip_prefix(&self.key(""))).map(str::to_owned));
            let next = page.next_continuation_token;
            if next.is_none() || next == from {
                return Ok(keys);
            }
            from = next;
        }
    }

    async fn remove(&self, key: &str) -> Result<(), ShelfError> {
        let sent = self.client.delete_object().bucket(&self.bucket).key(self.key(key)).send().await;
        sent.map(|_| ()).map_err(|error| reading(&error, &self.name(key)))
    }

    fn tag(&self, tag: Option<String>) -> Result<String, ShelfError> {
        let bucket = &self.bucket;
        tag.ok_or_else(|| {
            unfit(format!("`{bucket}` gives no entity tags"), "keep the state in a bucket of S3")
        })
    }
}

/// A large state on a slow line takes a while; a silent bucket must be given up well within a lease.
fn timeouts() -> TimeoutConfig {
    use std::time::Duration;
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .read_timeout(Duration::from_secs(15))
        .operation_attempt_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(20))
        .build()
}

impl Shelf for Bucket {
    fn name(&self, key: &str) -> String {
        format!("s3://{}/{}", self.bucket, self.key(key))
    }

    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Result<Option<Held>, ShelfError>> {
        Box::pin(self.read(key))
    }

    fn put<'a>(
        &'a self,
        key: &'a str,
        bytes: &'a [u8],
        expected: If<'a>,
    ) -> Answer<'a, Result<Version, ShelfError>> {
        Box::pin(self.write(key, bytes, expected))
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Answer<'a, Result<Vec<String>, ShelfError>> {
        Box::pin(self.keys(prefix))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Answer<'a, Result<(), ShelfError>> {
        Box::pin(self.remove(key))
    }

    fn check(&self) -> Answer<'_, Result<Vec<StoreError>, ShelfError>> {
        Box::pin(self.examine())
    }
}
