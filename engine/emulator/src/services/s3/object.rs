//! Writing and deleting objects.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use md5::Digest;
use serde_json::{Value, json};

use super::state::{Bucket, Content, Event, NULL, Version, Versioning};
use super::{S3, body, checksum, condition, find};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// The largest body of one write.
const LARGEST: usize = 5 << 30;

/// The longest key, in bytes.
const LONGEST_KEY: usize = 1024;

/// The members that come back with an object as they were given.
const KEPT: [&str; 6] =
    ["CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "WebsiteRedirectLocation"];

pub(super) fn put(call: &Call<'_>) -> Answer {
    let bucket = find(call)?;
    let key = call.text("Key");
    if key.len() > LONGEST_KEY {
        return Err(Fault::new("KeyTooLongError", "Your key is too long"));
    }
    condition::check_write(call, bucket, key)?;
    let content = content(call)?;
    let (member, sum) = content.checksum.clone();
    let mut output = json!({ "ETag": content.etag, "ChecksumType": "FULL_OBJECT" });
    output[member] = sum.into();
    let id = new_id(call, bucket);
    if bucket.versioning.is_some() {
        output["VersionId"] = id.as_str().into();
    }
    let version = Box::new(Version { id, modified_at: call.now, content: Some(content) });
    let event = Event::Put { bucket: call.text("Bucket").into(), key: key.into(), version };
    Ok(Outcome::of(output).record::<S3>(call, event))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let bucket = find(call)?;
    let (name, key) = (call.text("Bucket").to_owned(), call.text("Key").to_owned());
    if let Some(id) = call.input["VersionId"].as_str() {
        return delete_version(call, bucket, id);
    }
    condition::check_delete(call, bucket, &key)?;
    if bucket.versioning.is_some() {
        let id = new_id(call, bucket);
        let output = json!({ "DeleteMarker": true, "VersionId": id });
        let version = Box::new(Version { id, modified_at: call.now, content: None });
        return Ok(Outcome::of(output).record::<S3>(call, Event::Put { bucket: name, key, version }));
    }
    // Deleting what is not there is a success.
    if bucket.newest(&key).is_none() {
        return Ok(Outcome::empty());
    }
    Ok(Outcome::empty().record::<S3>(call, Event::Gone { bucket: name, key, id: NULL.into() }))
}

fn delete_version(call: &Call<'_>, bucket: &Bucket, id: &str) -> Answer {
    let (name, key) = (call.text("Bucket").to_owned(), call.text("Key").to_owned());
    if !call.input["IfMatch"].is_null() {
        let message = "A header you provided implies functionality that is not implemented";
        return Err(Fault::new("NotImplemented", message).with_status(501).with("Header", "If-Match"));
    }
    let mut versions = bucket.objects.get(&key).into_iter().flatten();
    let Some(version) = versions.find(|version| version.id == id) else {
        return Ok(Outcome::of(json!({ "VersionId": id })));
    };
    let marker = version.content.is_none().then_some(true);
    let output = json!({ "DeleteMarker": marker, "VersionId": id });
    Ok(Outcome::of(output).record::<S3>(call, Event::Gone { bucket: name, key, id: id.into() }))
}

fn content(call: &Call<'_>) -> Result<Content, Fault> {
    let text = call.text("Body");
    let bytes = BASE64.decode(text).map_err(|error| Fault::internal(error.to_string()))?;
    if bytes.len() > LARGEST {
        let message = "Your proposed upload exceeds the maximum allowed size";
        return Err(Fault::new("EntityTooLarge", message));
    }
    let given = checksum::ALGORITHMS.iter().find_map(|(_, member)| {
        Some(((*member).to_owned(), call.input[member].as_str()?.to_owned()))
    });
    // Where the caller sends no checksum, S3 computes this one.
    let computed = || ("ChecksumCRC64NVME".to_owned(), checksum::compute("crc64nvme", &bytes).unwrap_or_default());
    let kept = KEPT.iter().filter_map(|member| Some(((*member).to_owned(), call.input[member].as_str()?.to_owned())));
    let metadata = call.input["Metadata"].as_object().into_iter().flatten();
    let metadata: BTreeMap<String, String> =
        metadata.filter_map(|(name, value): (_, &Value)| Some((name.clone(), value.as_str()?.to_owned()))).collect();
    let said: usize = metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if said > 2 << 10 {
        let message = "Your metadata headers exceed the maximum allowed metadata size";
        return Err(Fault::new("MetadataTooLarge", message));
    }
    Ok(Content {
        size: bytes.len() as u64,
        etag: format!("\"{}\"", body::hex(&md5::Md5::digest(&bytes))),
        checksum: given.unwrap_or_else(computed),
        headers: kept.collect(),
        metadata,
        body: text.to_owned(),
    })
}

/// Returns the id of the next version of a key.
fn new_id(call: &Call<'_>, bucket: &Bucket) -> String {
    match bucket.versioning {
        Some(Versioning::Enabled) => call.letters("version", 32),
        Some(Versioning::Suspended) | None => NULL.into(),
    }
}
