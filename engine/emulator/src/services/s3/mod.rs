//! S3: buckets and objects, as far as a shared store of state needs them, with conditional writes and versions.
//!
//! Every request is answered alone, one after another, so `ConditionalRequestConflict`, which S3 answers when two
//! conditional writes of one key meet, never happens here: the second of them sees the first and is refused
//! with `PreconditionFailed`. Multipart uploads, copies, tags, policies and encryption are not emulated.

mod address;
mod body;
mod bucket;
mod checksum;
mod chunked;
mod condition;
mod list;
mod object;
mod read;
mod state;
mod versions;

use std::borrow::Cow;

use self::state::{Bucket, Event, State};
use crate::call::Call;
use crate::fault::Fault;
use crate::http::Request;
use crate::services::{Handler, Service};

/// The service.
pub(crate) struct S3;

impl Service for S3 {
    const NAME: &'static str = "s3";
    const ENDPOINT: &'static str = "s3";
    const INVALID: &'static str = "InvalidArgument";
    const MALFORMED: &'static str = "MalformedXML";
    type State = State;
    type Event = Event;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "CreateBucket" => bucket::create,
            "DeleteBucket" => bucket::delete,
            "DeleteObject" => object::delete,
            "GetBucketLocation" => bucket::location,
            "GetBucketVersioning" => versions::get_status,
            "GetObject" => read::get,
            "HeadBucket" => bucket::head,
            "HeadObject" => read::head,
            "ListBuckets" => bucket::list,
            "ListObjectVersions" => versions::list,
            "ListObjectsV2" => list::objects,
            "PutBucketVersioning" => versions::put_status,
            "PutObject" => object::put,
            _ => return None,
        })
    }

    fn address(request: &Request) -> Cow<'_, Request> {
        address::path_style(request)
    }

    fn receive(request: Cow<'_, Request>) -> Result<Cow<'_, Request>, Fault> {
        body::receive(request)
    }

    fn apply(state: &mut State, event: Event, at: u64) {
        state::apply(state, event, at);
    }
}

/// Returns the bucket that the call names, if it is there, the caller's own and in the region that was called.
fn find<'a>(call: &Call<'a>) -> Result<&'a Bucket, Fault> {
    let (region, bucket) = find_anywhere(call)?;
    if region != call.region {
        return Err(elsewhere(call, region));
    }
    Ok(bucket)
}

/// Returns the bucket that the call names, with its region.
fn find_anywhere<'a>(call: &Call<'a>) -> Result<(&'a str, &'a Bucket), Fault> {
    let name = call.text("Bucket");
    let mut all = call.world.states::<S3>();
    let found = all.find_map(|(account, region, state)| Some((account, region, state.buckets.get(name)?)));
    let (account, region, bucket) = found.ok_or_else(|| {
        Fault::new("NoSuchBucket", "The specified bucket does not exist").with("BucketName", name)
    })?;
    let expected = call.input["ExpectedBucketOwner"].as_str();
    if account != call.account || expected.is_some_and(|expected| expected != account) {
        return Err(Fault::new("AccessDenied", "Access Denied").with_status(403));
    }
    Ok((region, bucket))
}

/// Refuses a call that was signed for another region than the bucket's, as the endpoint called does: the one
/// without a region leads to the bucket and finds the signature wrong, the others send the caller away.
fn elsewhere(call: &Call<'_>, region: &str) -> Fault {
    let name = call.text("Bucket");
    let fault = if address::is_global(call.host) {
        let message = format!(
            "The authorization header is malformed; the region '{}' is wrong; expecting '{region}'",
            call.region
        );
        Fault::new("AuthorizationHeaderMalformed", message).with_status(400).with("Region", region)
    } else {
        let message = "The bucket you are attempting to access must be addressed using the specified endpoint. Please \
                       send all future requests to this endpoint.";
        let endpoint = format!("{name}.s3.{region}.amazonaws.com");
        Fault::new("PermanentRedirect", message).with_status(301).with("Endpoint", endpoint).with("Bucket", name)
    };
    fault.with_header("x-amz-bucket-region", region)
}

#[cfg(test)]
mod tests;
