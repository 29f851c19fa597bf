//! Versions: whether a bucket keeps them, and which there are.

use serde_json::json;

use super::list::Form;
use super::state::{Event, Version, Versioning};
use super::{S3, find};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

pub(super) fn get_status(call: &Call<'_>) -> Answer {
    let bucket = find(call)?;
    Ok(Outcome::of(json!({ "Status": bucket.versioning })))
}

pub(super) fn put_status(call: &Call<'_>) -> Answer {
    find(call)?;
    let status = match call.input["VersioningConfiguration"]["Status"].as_str() {
        Some("Enabled") => Versioning::Enabled,
        Some("Suspended") => Versioning::Suspended,
        _ => {
            let message = "The Versioning element must be specified";
            return Err(Fault::new("IllegalVersioningConfigurationException", message));
        }
    };
    let event = Event::Versioning { bucket: call.text("Bucket").into(), status };
    Ok(Outcome::empty().record::<S3>(call, event))
}

/// Lists versions and delete markers by key, the newest of each key first.
pub(super) fn list(call: &Call<'_>) -> Answer {
    let bucket = find(call)?;
    let form = Form::of(call)?;
    let marker = (call.text("KeyMarker"), call.text("VersionIdMarker"));
    if marker.0.is_empty() && !marker.1.is_empty() {
        return Err(Fault::new("InvalidArgument", "A version-id marker cannot be specified without a key marker."));
    }
    let (mut versions, mut markers, mut prefixes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut last, mut truncated) = (("", None), false);
    for (key, version, latest) in rows(bucket.objects.iter(), &form, marker) {
        let prefix = form.common_prefix(key);
        if prefix.is_some() && prefix == prefixes.last().copied() {
            continue;
        }
        if versions.len() + markers.len() + prefixes.len() >= form.size {
            truncated = form.size > 0;
            break;
        }
        last = (prefix.unwrap_or(key), prefix.is_none().then_some(version.id.as_str()));
        let mut row = json!({
            "Key": form.text(key),
            "VersionId": version.id,
            "IsLatest": latest,
            "LastModified": version.modified_at,
            "Owner": { "ID": super::bucket::owner(call) },
        });
        match (prefix, &version.content) {
            (Some(prefix), _) => prefixes.push(prefix),
            (None, None) => markers.push(row),
            (None, Some(content)) => {
                row["ETag"] = content.etag.as_str().into();
                row["Size"] = content.size.into();
                row["StorageClass"] = "STANDARD".into();
                versions.push(row);
            }
        }
    }
    Ok(Outcome::of(json!({
        "Name": call.text("Bucket"),
        "Prefix": form.text(form.prefix),
        "Delimiter": form.delimiter.map(|text| form.text(text)),
        "MaxKeys": form.size,
        "EncodingType": form.encoded.then_some("url"),
        "KeyMarker": form.text(marker.0),
        "VersionIdMarker": marker.1,
        "IsTruncated": truncated,
        "NextKeyMarker": truncated.then(|| form.text(last.0)),
        "NextVersionIdMarker": last.1.filter(|_| truncated),
        "CommonPrefixes": form.prefixes(&prefixes),
        "Versions": versions,
        "DeleteMarkers": markers,
    })))
}

type Row<'a> = (&'a str, &'a Version, bool);

/// Returns the rows behind a marker of key and version.
fn rows<'a>(
    objects: impl Iterator<Item = (&'a String, &'a Vec<Version>)>,
    form: &Form<'_>,
    (key_marker, id_marker): (&str, &str),
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (key, versions) in objects.filter(|(key, _)| key.starts_with(form.prefix)) {
        let newest_first = versions.iter().rev().enumerate().map(|(age, version)| (key.as_str(), version, age == 0));
        if key.as_str() > key_marker && !form.is_within(key, key_marker) {
            rows.extend(newest_first);
        } else if key == key_marker && !id_marker.is_empty() {
            rows.extend(newest_first.skip_while(|(_, version, _)| version.id != id_marker).skip(1));
        }
    }
    rows
}
