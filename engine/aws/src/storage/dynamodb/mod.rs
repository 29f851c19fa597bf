//! A table as a shelf: one item an object, with the keys `stack` and `key`, and a condition on its `version`.
//!
//! A body that is too long for an item is cut into parts, which are written first and named by their content; the item
//! itself then only says how many there are. Where a region of a strongly consistent global table does not answer, the
//! next one is called: what one region has accepted, all others see.

mod check;
mod parts;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use aws_smithy_types::timeout::TimeoutConfig;
use sha2::{Digest as _, Sha256};
use tandem_core::provider::Answer;
use tandem_core::shelf::{Held, If, Shelf, ShelfError, Version};
use tandem_core::store::StoreError;

use super::error::{reading, writing};
use super::place::Place;
use crate::connection::Cloud;
use crate::session::Target;

/// An item as it comes over the wire.
type Item = HashMap<String, AttributeValue>;

/// A table, and what the items in it are called.
#[derive(Debug)]
pub(super) struct Table {
    /// A client a region.
    clients: Vec<(String, Client)>,
    /// Which of them is called.
    current: AtomicUsize,
    table: String,
    stack: String,
}

impl Table {
    pub(super) fn new(cloud: &Cloud, place: &Place) -> Table {
        let client = |region: &String| {
            let target = Target { account: String::new(), region: region.clone() };
            let config = aws_sdk_dynamodb::config::Builder::from(&cloud.config(&target));
            (region.clone(), Client::from_conf(config.timeout_config(timeouts()).build()))
        };
        Table {
            clients: place.regions.iter().map(client).collect(),
            current: AtomicUsize::new(0),
            table: place.name.clone(),
            stack: place.prefix.clone(),
        }
    }

    fn client(&self) -> &Client {
        &self.clients[self.current.load(Ordering::Relaxed) % self.clients.len()].1
    }

    /// Goes on in the next region after an answer that this one did not give.
    fn turn<T>(&self, answer: Result<T, ShelfError>) -> Result<T, ShelfError> {
        if let Err(ShelfError::Unsure(_) | ShelfError::Again(_)) = &answer {
            self.current.fetch_add(1, Ordering::Relaxed);
        }
        answer
    }

    fn keyed(&self, key: &str) -> Item {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        Item::from([("stack".to_owned(), text(&self.stack)), ("key".to_owned(), text(key))])
    }

    async fn item_of(&self, keys: Item, key: &str) -> Result<Option<Item>, ShelfError> {
        let call = self.client().get_item().table_name(&self.table).set_key(Some(keys));
        let sent = call.consistent_read(true).send().await;
        sent.map(|found| found.item).map_err(|error| reading(&error, &self.name(key)))
    }

    async fn read(&self, key: &str) -> Result<Option<Held>, ShelfError> {
        let Some(item) = self.item_of(self.keyed(key), key).await? else { return Ok(None) };
        let version = text(&item, "version").unwrap_or_default();
        let bytes = match (item.get("body"), parts::count(&item)) {
            (Some(AttributeValue::B(body)), _) => body.as_ref().to_vec(),
            (_, Some(count)) => self.join(key, &version, count).await?,
            _ => Vec::new(),
        };
        Ok(Some(Held { bytes, version: Version(version) }))
    }

    async fn write(&self, key: &str, bytes: &[u8], expected: If<'_>) -> Result<Version, ShelfError> {
        let version = digest(bytes);
        let mut item = self.keyed(key);
        item.insert("version".to_owned(), AttributeValue::S(version.clone()));
        if bytes.len() <= parts::LONGEST {
            item.insert("body".to_owned(), AttributeValue::B(Blob::new(bytes)));
        } else {
            let count = self.cut(key, &version, bytes).await?;
            item.insert("parts".to_owned(), AttributeValue::N(count.to_string()));
        }
        let call = self.client().put_item().table_name(&self.table).set_item(Some(item));
        let call = match expected {
            If::Absent => call.condition_expression("attribute_not_exists(#v)"),
            If::Is(found) => call
                .condition_expression("#v = :v")
                .expression_attribute_values(":v", AttributeValue::S(found.0.clone())),
        };
        let call = call.expression_attribute_names("#v", "version").return_values(ReturnValue::AllOld);
        let written = call.send().await.map_err(|error| writing(&error, &self.name(key)))?;
        if let Some(old) = written.attributes {
            self.discard(key, &old, &version).await;
        }
        Ok(Version(version))
    }

    async fn keys(&self, prefix: &str) -> Result<Vec<String>, ShelfError> {
        let (mut keys, mut from) = (Vec::new(), None);
        loop {
            let call = self.client().query().table_name(&self.table).consistent_read(true);
            let call = call
                .key_condition_expression("#s = :s AND begins_with(#k, :k)")
                .projection_expression("#k")
                .expression_attribute_names("#s", "stack")
                .expression_attribute_names("#k", "key")
                .expression_attribute_values(":s", AttributeValue::S(self.stack.clone()))
                .expression_attribute_values(":k", AttributeValue::S(prefix.to_owned()));
            let sent = call.set_exclusive_start_key(from).send().await;
            let page = sent.map_err(|error| reading(&error, &self.name(prefix)))?;
            keys.extend(page.items().iter().filter_map(|item| text(item, "key")));
            from = page.last_evaluated_key;
            if from.is_none() {
                return Ok(keys);
            }
        }
    }

    async fn remove(&self, key: &str) -> Result<(), ShelfError> {
        let call = self.client().delete_item().table_name(&self.table).set_key(Some(self.keyed(key)));
        let sent = call.return_values(ReturnValue::AllOld).send().await;
        let removed = sent.map_err(|error| reading(&error, &self.name(key)))?;
        if let Some(old) = removed.attributes {
            self.discard(key, &old, "").await;
        }
        Ok(())
    }
}

/// An item is small, and a region that is silent must be given up for the next one well within a lease.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .read_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(8))
        .operation_timeout(Duration::from_secs(8))
        .build()
}

/// Returns what tells one content from another.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn text(item: &Item, name: &str) -> Option<String> {
    item.get(name).and_then(|value| value.as_s().ok()).cloned()
}

impl Shelf for Table {
    fn name(&self, key: &str) -> String {
        format!("dynamodb://{}/{}/{key}", self.table, self.stack)
    }

    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Result<Option<Held>, ShelfError>> {
        Box::pin(async move { self.turn(self.read(key).await) })
    }

    fn put<'a>(
        &'a self,
        key: &'a str,
        bytes: &'a [u8],
        expected: If<'a>,
    ) -> Answer<'a, Result<Version, ShelfError>> {
        Box::pin(async move { self.turn(self.write(key, bytes, expected).await) })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Answer<'a, Result<Vec<String>, ShelfError>> {
        Box::pin(async move { self.turn(self.keys(prefix).await) })
    }

    fn delete<'a>(&'a self, key: &'a str) -> Answer<'a, Result<(), ShelfError>> {
        Box::pin(async move { self.turn(self.remove(key).await) })
    }

    fn check(&self) -> Answer<'_, Result<Vec<StoreError>, ShelfError>> {
        Box::pin(async move { self.turn(self.examine().await) })
    }
}
