//! What S3 holds in one region of one account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The buckets by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(super) buckets: BTreeMap<String, Bucket>,
}

/// A bucket with its objects.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Bucket {
    pub(super) created_at: u64,
    /// Absent until it is set for the first time.
    pub(super) versioning: Option<Versioning>,
    /// The versions of each key, the newest last; a key without versions is not here.
    pub(super) objects: BTreeMap<String, Vec<Version>>,
}

/// Whether a bucket keeps what is overwritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Versioning {
    Enabled,
    Suspended,
}

/// One version of an object, or a marker that says it was deleted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Version {
    /// `null` where the bucket did not keep versions.
    pub(super) id: String,
    pub(super) modified_at: u64,
    /// `None` makes it a delete marker.
    pub(super) content: Option<Content>,
}

/// What an object holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// The body as base64 text.
    pub(super) body: String,
    pub(super) size: u64,
    /// The MD5 of the body, in quotes.
    pub(super) etag: String,
    /// The member that holds the checksum, such as `ChecksumCRC32`, and its value.
    pub(super) checksum: (String, String),
    /// The headers that come back with the object, by member: `ContentType`, `CacheControl`…
    pub(super) headers: BTreeMap<String, String>,
    /// What the caller said about the object.
    pub(super) metadata: BTreeMap<String, String>,
}

/// The version of objects in a bucket that keeps none.
pub(super) const NULL: &str = "null";

/// An accepted change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    BucketMade { bucket: String },
    BucketGone { bucket: String },
    Versioning { bucket: String, status: Versioning },
    /// A version becomes the newest; one of the same id goes.
    Put { bucket: String, key: String, version: Box<Version> },
    /// A version is gone for good.
    Gone { bucket: String, key: String, id: String },
}

pub(super) fn apply(state: &mut State, event: Event, at: u64) {
    match event {
        Event::BucketMade { bucket } => {
            state.buckets.entry(bucket).or_insert_with(|| Bucket { created_at: at, ..Bucket::default() });
        }
        Event::BucketGone { bucket } => drop(state.buckets.remove(&bucket)),
        Event::Versioning { bucket, status } => {
            if let Some(bucket) = state.buckets.get_mut(&bucket) {
                bucket.versioning = Some(status);
            }
        }
        Event::Put { bucket, key, version } => {
            if let Some(bucket) = state.buckets.get_mut(&bucket) {
                let versions = bucket.objects.entry(key).or_default();
                versions.retain(|old| old.id != version.id);
                versions.push(*version);
            }
        }
        Event::Gone { bucket, key, id } => {
            let Some(bucket) = state.buckets.get_mut(&bucket) else { return };
            if let Some(versions) = bucket.objects.get_mut(&key) {
                versions.retain(|old| old.id != id);
            }
            bucket.objects.retain(|_, versions| !versions.is_empty());
        }
    }
}

impl Bucket {
    /// Returns the newest version of a key, which may be a delete marker.
    pub(super) fn newest(&self, key: &str) -> Option<&Version> {
        self.objects.get(key).and_then(|versions| versions.last())
    }

    /// Returns what a key holds now.
    pub(super) fn current(&self, key: &str) -> Option<(&Version, &Content)> {
        self.newest(key).and_then(|version| Some((version, version.content.as_ref()?)))
    }
}
