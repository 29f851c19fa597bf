//! Reading objects.

use serde_json::{Value, json};

use super::state::{Bucket, Content, Version};
use super::{condition, find};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

pub(super) fn get(call: &Call<'_>) -> Answer {
    let (bucket, version, content) = found(call)?;
    let mut output = described(call, bucket, version, content);
    output["Body"] = content.body.as_str().into();
    Ok(Outcome::of(output))
}

pub(super) fn head(call: &Call<'_>) -> Answer {
    let (bucket, version, content) = found(call)?;
    Ok(Outcome::of(described(call, bucket, version, content)))
}

/// Returns the version that the call names, or the newest one, if the call's conditions hold.
fn found<'a>(call: &Call<'a>) -> Result<(&'a Bucket, &'a Version, &'a Content), Fault> {
    let bucket = find(call)?;
    let key = call.text("Key");
    let version = match call.input["VersionId"].as_str() {
        None => bucket.newest(key).ok_or_else(|| condition::no_such_key(key))?,
        Some(id) => {
            let mut versions = bucket.objects.get(key).into_iter().flatten();
            versions.find(|version| version.id == id).ok_or_else(|| no_such_version(key, id))?
        }
    };
    let Some(content) = &version.content else {
        return Err(deleted(call, key, version));
    };
    condition::check_read(call, version, &content.etag)?;
    Ok((bucket, version, content))
}

fn described(call: &Call<'_>, bucket: &Bucket, version: &Version, content: &Content) -> Value {
    let mut output = json!({
        "AcceptRanges": "bytes",
        "ContentLength": content.size,
        "ContentType": "binary/octet-stream",
        "ETag": content.etag,
        "LastModified": version.modified_at,
        "Metadata": content.metadata,
        "ServerSideEncryption": "AES256",
        "VersionId": bucket.versioning.map(|_| version.id.as_str()),
    });
    for (member, value) in &content.headers {
        output[member] = value.as_str().into();
    }
    if call.text("ChecksumMode") == "ENABLED" {
        let (member, value) = &content.checksum;
        output[member] = value.as_str().into();
        output["ChecksumType"] = "FULL_OBJECT".into();
    }
    output
}

/// A delete marker that is named cannot be read; one that is met says that there is no such key.
fn deleted(call: &Call<'_>, key: &str, marker: &Version) -> Fault {
    let fault = if call.input["VersionId"].is_null() {
        condition::no_such_key(key)
    } else {
        let message = "The specified method is not allowed against this resource.";
        Fault::new("MethodNotAllowed", message).with_status(405)
    };
    fault.with_header("x-amz-delete-marker", "true").with_header("x-amz-version-id", marker.id.as_str())
}

fn no_such_version(key: &str, id: &str) -> Fault {
    let fault = Fault::new("NoSuchVersion", "The specified version does not exist.").with_status(404);
    fault.with("Key", key).with("VersionId", id)
}
