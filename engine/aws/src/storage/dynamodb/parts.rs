//! Bodies that are too long for one item, in parts.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use tandem_core::shelf::{Shelf as _, ShelfError};

use super::{Item, Table, text};
use crate::storage::error::reading;

/// The longest body of one item, in bytes: an item holds 400 KB, names and keys included.
pub(super) const LONGEST: usize = 350_000;

/// Returns of how many parts the body of an item is made, if it is.
pub(super) fn count(item: &Item) -> Option<usize> {
    item.get("parts")?.as_n().ok()?.parse().ok()
}

impl Table {
    /// Returns the keys of a part: of a stack of its own, so that no list of objects finds it.
    fn keyed_part(&self, name: &str) -> Item {
        let mut keys = self.keyed(name);
        keys.insert("stack".to_owned(), AttributeValue::S(format!("{}~parts", self.stack)));
        keys
    }

    /// Writes a body in parts, and returns how many there are.
    pub(super) async fn cut(&self, key: &str, version: &str, bytes: &[u8]) -> Result<usize, ShelfError> {
        let mut count = 0;
        for part in bytes.chunks(LONGEST) {
            let mut item = self.keyed_part(&name(key, version, count));
            item.insert("body".to_owned(), AttributeValue::B(Blob::new(part)));
            // What a part holds follows from its name: writing it twice changes nothing.
            let sent = self.client().put_item().table_name(&self.table).set_item(Some(item)).send().await;
            sent.map_err(|error| reading(&error, &self.name(key)))?;
            count += 1;
        }
        Ok(count)
    }

    /// Reads a body that is in parts.
    pub(super) async fn join(&self, key: &str, version: &str, count: usize) -> Result<Vec<u8>, ShelfError> {
        let mut bytes = Vec::new();
        for at in 0..count {
            let item = self.item_of(self.keyed_part(&name(key, version, at)), key).await?;
            let Some(AttributeValue::B(part)) = item.and_then(|mut item| item.remove("body")) else {
                // Whoever replaced the item meanwhile has taken its parts away: the next look sees the new one.
                return Err(ShelfError::Again(format!("part {at} of {count} is gone")));
            };
            bytes.extend_from_slice(part.as_ref());
        }
        Ok(bytes)
    }

    /// Removes the parts of an item that was replaced by one of version `new`; that some stay does no harm.
    pub(super) async fn discard(&self, key: &str, old: &Item, new: &str) {
        let version = text(old, "version").unwrap_or_default();
        let count = count(old).filter(|_| version != new).unwrap_or(0);
        for at in 0..count {
            let part = Some(self.keyed_part(&name(key, &version, at)));
            let _ = self.client().delete_item().table_name(&self.table).set_key(part).send().await;
        }
    }
}

fn name(key: &str, version: &str, at: usize) -> String {
    format!("{key}~{version}~{at}")
}
