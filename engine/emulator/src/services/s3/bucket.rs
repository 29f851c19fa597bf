//! Buckets: made, found, listed and deleted.

use serde_json::json;

use super::state::Event;
use super::{S3, find, find_anywhere};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;
use crate::places::regions;

/// Prefixes and suffixes of names that S3 keeps for itself.
const PREFIXES: [&str; 4] = ["xn--", "sthree-", "amzn-s3-demo-", "amzn_s3_demo"];
const SUFFIXES: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/// The region that has no name where a bucket's location is asked for or told.
const FIRST: &str = "us-east-1";

pub(super) fn create(call: &Call<'_>) -> Answer {
    let name = call.text("Bucket");
    check_name(name)?;
    let region = wanted_region(call)?;
    let mut all = call.world.states::<S3>();
    let owner = all.find_map(|(account, region, state)| state.buckets.get(name).map(|_| (account, region)));
    let output = json!({ "Location": format!("/{name}") });
    match owner {
        // For old clients' sake the first region alone takes a bucket made twice for one made once.
        Some((account, there)) if account == call.account && there == FIRST && region == FIRST => {
            Ok(Outcome::of(output))
        }
        Some((account, _)) if account == call.account => {
            let message = "Your previous request to create the named bucket succeeded and you already own it.";
            Err(Fault::new("BucketAlreadyOwnedByYou", message).with_status(409).with("BucketName", name))
        }
        Some(_) => {
            let message = "The requested bucket name is not available. The bucket namespace is shared by all users of the \
                           system. Please select a different name and try again.";
            Err(Fault::new("BucketAlreadyExists", message).with_status(409).with("BucketName", name))
        }
        None => {
            let quota = call.quota("s3.buckets");
            let mine = call.world.states::<S3>().filter(|(account, _, _)| *account == call.account);
            if mine.map(|(_, _, state)| state.buckets.len() as u64).sum::<u64>() >= quota {
                return Err(Fault::new("TooManyBuckets", "You have attempted to create more buckets than allowed"));
            }
            let event = Event::BucketMade { bucket: name.into() };
            Ok(Outcome::of(output).record_in::<S3>(call.account, region, event))
        }
    }
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let bucket = find(call)?;
    let name = call.text("Bucket");
    if !bucket.objects.is_empty() {
        let message = if bucket.versioning.is_some() {
            "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
        } else {
            "The bucket you tried to delete is not empty"
        };
        return Err(Fault::new("BucketNotEmpty", message).with_status(409).with("BucketName", name));
    }
    Ok(Outcome::empty().record::<S3>(call, Event::BucketGone { bucket: name.into() }))
}

pub(super) fn head(call: &Call<'_>) -> Answer {
    find(call)?;
    Ok(Outcome::of(json!({ "BucketRegion": call.region })))
}

pub(super) fn location(call: &Call<'_>) -> Answer {
    let (region, _) = find_anywhere(call)?;
    Ok(Outcome::of(json!({ "LocationConstraint": (region != FIRST).then_some(region) })))
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    let (prefix, region, after) = (call.text("Prefix"), call.text("BucketRegion"), call.text("ContinuationToken"));
    let mine = call.world.states::<S3>().filter(|(account, there, _)| {
        *account == call.account && (region.is_empty() || *there == region)
    });
    let mut buckets: Vec<_> = mine
        .flat_map(|(_, region, state)| state.buckets.iter().map(move |(name, bucket)| (name, region, bucket)))
        .filter(|(name, _, _)| name.starts_with(prefix) && name.as_str() > after)
        .collect();
    buckets.sort_unstable_by_key(|(name, _, _)| *name);
    let most = call.input["MaxBuckets"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(10_000);
    let more = buckets.len() > most;
    buckets.truncate(most);
    let next = buckets.last().filter(|_| more).map(|(name, _, _)| *name);
    let described: Vec<_> = buckets
        .iter()
        .map(|(name, region, bucket)| {
            json!({ "Name": name, "CreationDate": bucket.created_at, "BucketRegion": region })
        })
        .collect();
    Ok(Outcome::of(json!({ "Buckets": described, "Owner": { "ID": owner(call) }, "ContinuationToken": next })))
}

/// Returns the canonical id of the caller.
pub(super) fn owner(call: &Call<'_>) -> String {
    format!("{:0>64}", call.account)
}

/// Returns the region that a bucket is to be made in.
fn wanted_region<'a>(call: &Call<'a>) -> Result<&'a str, Fault> {
    let wanted = call.input["CreateBucketConfiguration"]["LocationConstraint"].as_str();
    match wanted.map(|wanted| if wanted == "EU" { "eu-west-1" } else { wanted }) {
        None if call.region == FIRST => Ok(FIRST),
        Some(wanted) if wanted == FIRST || !regions().any(|region| region.name == wanted) => {
            let message = "The specified location-constraint is not valid";
            Err(Fault::new("InvalidLocationConstraint", message).with("LocationConstraint", wanted))
        }
        Some(wanted) if wanted == call.region || call.region == FIRST => Ok(wanted),
        other => {
            let message = format!(
                "The {} location constraint is incompatible for the region specific endpoint this request was sent to.",
                other.unwrap_or("unspecified")
            );
            Err(Fault::new("IllegalLocationConstraintException", message))
        }
    }
}

fn check_name(name: &str) -> Result<(), Fault> {
    let edge = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let fits = (3..=63).contains(&name.len())
        && name.bytes().all(|byte| edge(byte) || byte == b'-' || byte == b'.')
        && name.bytes().next().is_some_and(edge)
        && name.bytes().next_back().is_some_and(edge)
        && !name.contains("..")
        && name.parse::<std::net::Ipv4Addr>().is_err()
        && !PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        && !SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    if fits {
        return Ok(());
    }
    Err(Fault::new("InvalidBucketName", "The specified bucket is not valid.").with("BucketName", name))
}

#[cfg(test)]
mod tests {
    use super::check_name;

    #[test]
    fn names_follow_the_rules() {
        for name in ["abc", "my.logs-2026", "1st-bucket"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["ab", "Abc", "a_b", "-abc", "abc.", "a..b", "192.168.0.1", "xn--abc", "abc-s3alias", &"a".repeat(64)] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
