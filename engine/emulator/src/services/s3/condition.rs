//! The conditions of a request on the entity tag of an object.

use super::state::{Bucket, Version};
use crate::call::Call;
use crate::fault::Fault;

/// Checks what a write demands of the object that is there.
pub(super) fn check_write(call: &Call<'_>, bucket: &Bucket, key: &str) -> Result<(), Fault> {
    let (if_match, if_none_match) = (call.input["IfMatch"].as_str(), call.input["IfNoneMatch"].as_str());
    let current = bucket.current(key).map(|(_, content)| content.etag.as_str());
    match (if_match, if_none_match) {
        (None, None) => Ok(()),
        (None, Some("*")) if current.is_some() => Err(failed("If-None-Match")),
        (None, Some("*")) => Ok(()),
        (Some(wanted), None) if wanted != "*" => match current {
            None => Err(no_such_key(key)),
            Some(etag) if names(wanted, etag) => Ok(()),
            Some(_) => Err(failed("If-Match")),
        },
        _ => {
            let message = "A header you provided implies functionality that is not implemented";
            Err(Fault::new("NotImplemented", message).with_status(501).with("Header", "If-None-Match"))
        }
    }
}

/// Checks what a deletion demands of the object that is there; `*` demands that there is one.
pub(super) fn check_delete(call: &Call<'_>, bucket: &Bucket, key: &str) -> Result<(), Fault> {
    let Some(wanted) = call.input["IfMatch"].as_str() else { return Ok(()) };
    let current = bucket.current(key);
    let fits = current.is_some_and(|(_, content)| wanted == "*" || names(wanted, &content.etag));
    if fits { Ok(()) } else { Err(failed("If-Match")) }
}

/// Checks what a read demands of the version it found.
pub(super) fn check_read(call: &Call<'_>, version: &Version, etag: &str) -> Result<(), Fault> {
    let seconds = version.modified_at / 1000 * 1000;
    let time = |member: &str| call.input[member].as_u64();
    let if_match = call.input["IfMatch"].as_str();
    let if_none_match = call.input["IfNoneMatch"].as_str();
    if if_match.is_some_and(|wanted| wanted != "*" && !names(wanted, etag)) {
        return Err(failed("If-Match"));
    }
    if if_match.is_none() && time("IfUnmodifiedSince").is_some_and(|since| seconds > since) {
        return Err(failed("If-Unmodified-Since"));
    }
    let same = if_none_match.is_some_and(|known| known == "*" || names(known, etag));
    let older = if_none_match.is_none() && time("IfModifiedSince").is_some_and(|since| seconds <= since);
    if same || older {
        let fault = Fault::new("NotModified", "Not Modified").with_status(304);
        return Err(fault.with_header("etag", etag));
    }
    Ok(())
}

/// Whether a list of entity tags, in quotes or not, has this one.
fn names(list: &str, etag: &str) -> bool {
    list.split(',').any(|one| one.trim().trim_matches('"') == etag.trim_matches('"'))
}

fn failed(condition: &str) -> Fault {
    let message = "At least one of the pre-conditions you specified did not hold";
    Fault::new("PreconditionFailed", message).with_status(412).with("Condition", condition)
}

pub(super) fn no_such_key(key: &str) -> Fault {
    Fault::new("NoSuchKey", "The specified key does not exist.").with_status(404).with("Key", key)
}
