//! What callers of S3 see.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::http::{Request, Response};
use crate::testing::Client;

fn bucket() -> Client {
    let client = Client::new("s3");
    client.call("CreateBucket", json!({ "Bucket": "state" }));
    client
}

fn put(key: &str, body: &str) -> Value {
    json!({ "Bucket": "state", "Key": key, "Body": BASE64.encode(body) })
}

fn with(mut input: Value, member: &str, value: impl Into<Value>) -> Value {
    input[member] = value.into();
    input
}

fn key(key: &str) -> Value {
    json!({ "Bucket": "state", "Key": key })
}

#[track_caller]
fn code(client: &Client, operation: &str, input: Value) -> (u16, String) {
    match client.try_call(operation, input) {
        Ok(output) => panic!("{operation} was accepted: {output}"),
        Err(refused) => (refused.status, refused.code),
    }
}

/// Sends a request as it is, signed for the first region.
fn send(client: &Client, method: &str, uri: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
    let scope = format!("AKID/20261122/{}/s3/aws4_request", client.region);
    let authorization = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
    let mut headers: Vec<(String, String)> =
        headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    headers.push(("authorization".into(), authorization));
    client.emulator.handle(&Request { method: method.into(), uri: uri.into(), headers, body: body.into() })
}

#[test]
fn an_object_comes_back_as_it_was_put() {
    let client = bucket();
    let input = with(put("a/b c.txt", "hello"), "ContentType", "text/plain");
    let made = client.call("PutObject", with(input, "Metadata", json!({ "owner": "me" })));
    assert_eq!(made["ETag"], "\"5d41402abc4b2a76b9719d911017c592\"");
    let found = client.call("GetObject", key("a/b c.txt"));
    assert_eq!((&found["Body"], &found["ETag"]), (&BASE64.encode("hello").into(), &made["ETag"]));
    assert_eq!((&found["ContentType"], &found["Metadata"]["owner"]), (&json!("text/plain"), &json!("me")));
    let head = client.call("HeadObject", key("a/b c.txt"));
    assert_eq!((&head["ContentLength"], &head["LastModified"]), (&json!(5), &json!(1_795_305_600_000_u64)));
    client.call("DeleteObject", key("a/b c.txt"));
    client.call("DeleteObject", key("a/b c.txt"));
    assert_eq!(code(&client, "GetObject", key("a/b c.txt")), (404, "NoSuchKey".into()));
    assert_eq!(code(&client, "GetObject", json!({ "Bucket": "other", "Key": "x" })), (404, "NoSuchBucket".into()));
}

#[test]
fn a_write_can_demand_what_is_there() {
    let client = bucket();
    let create = with(put("lock", "one"), "IfNoneMatch", "*");
    let first = client.call("PutObject", create.clone());
    assert_eq!(code(&client, "PutObject", create), (412, "PreconditionFailed".into()));
    let second = client.call("PutObject", with(put("lock", "two"), "IfMatch", first["ETag"].clone()));
    let stale = with(put("lock", "three"), "IfMatch", first["ETag"].clone());
    assert_eq!(code(&client, "PutObject", stale), (412, "PreconditionFailed".into()));
    let missing = with(put("other", "x"), "IfMatch", first["ETag"].clone());
    assert_eq!(code(&client, "PutObject", missing), (404, "NoSuchKey".into()));
    let strange = with(put("lock", "x"), "IfNoneMatch", second["ETag"].clone());
    assert_eq!(code(&client, "PutObject", strange), (501, "NotImplemented".into()));
    let stale = with(key("lock"), "IfMatch", first["ETag"].clone());
    assert_eq!(code(&client, "DeleteObject", stale), (412, "PreconditionFailed".into()));
    client.call("DeleteObject", with(key("lock"), "IfMatch", second["ETag"].clone()));
    assert_eq!(code(&client, "DeleteObject", with(key("lock"), "IfMatch", "*")), (412, "PreconditionFailed".into()));
}

#[test]
fn a_read_can_demand_that_something_changed() {
    let client = bucket();
    let etag = client.call("PutObject", put("a", "x"))["ETag"].as_str().unwrap_or_default().to_owned();
    let same = send(&client, "GET", "/state/a", &[("if-none-match", &etag)], b"");
    assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, Some(etag.as_str())));
    let since = send(&client, "GET", "/state/a", &[("if-modified-since", "Sun, 22 Nov 2026 00:00:00 GMT")], b"");
    assert_eq!(since.status, 304);
    assert_eq!(code(&client, "GetObject", with(key("a"), "IfMatch", "\"0\"")), (412, "PreconditionFailed".into()));
}

#[test]
fn versions_keep_what_is_overwritten_and_deleted() {
    let client = bucket();
    client.call("PutObject", put("a", "zero"));
    let enabled = json!({ "Bucket": "state", "VersioningConfiguration": { "Status": "Enabled" } });
    client.call("PutBucketVersioning", enabled);
    assert_eq!(client.call("GetBucketVersioning", json!({ "Bucket": "state" }))["Status"], "Enabled");
    let one = client.call("PutObject", put("a", "one"));
    let marker = client.call("DeleteObject", key("a"));
    assert_eq!(marker["DeleteMarker"], true);
    assert_eq!(code(&client, "GetObject", key("a")), (404, "NoSuchKey".into()));
    // A marker is no object: a write that demands that there is none is accepted.
    client.call("PutObject", with(put("a", "two"), "IfNoneMatch", "*"));
    let version = |id: &Value| client.call("GetObject", with(key("a"), "VersionId", id.clone()))["Body"].clone();
    assert_eq!(version(&one["VersionId"]), BASE64.encode("one"));
    assert_eq!(version(&json!("null")), BASE64.encode("zero"));
    let of_marker = with(key("a"), "VersionId", marker["VersionId"].clone());
    assert_eq!(code(&client, "GetObject", of_marker.clone()), (405, "MethodNotAllowed".into()));
    let page = client.call("ListObjectVersions", json!({ "Bucket": "state", "MaxKeys": 2 }));
    let ids = |page: &Value, list: &str| -> Vec<Value> {
        page[list].as_array().into_iter().flatten().map(|row| row["VersionId"].clone()).collect()
    };
    assert_eq!((ids(&page, "Versions").len(), ids(&page, "DeleteMarkers")), (1, vec![marker["VersionId"].clone()]));
    let next = json!({
        "Bucket": "state", "KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"],
    });
    let rest = client.call("ListObjectVersions", next);
    assert_eq!(ids(&rest, "Versions"), [one["VersionId"].clone(), json!("null")]);
    assert_eq!(client.call("DeleteObject", of_marker)["DeleteMarker"], true);
    assert_eq!(code(&client, "DeleteBucket", json!({ "Bucket": "state" })), (409, "BucketNotEmpty".into()));
}

#[test]
fn listings_come_in_pages_and_fold_what_shares_a_prefix() {
    let client = bucket();
    for name in ["a", "dir/1", "dir/2", "dir/sub/3", "z"] {
        client.call("PutObject", put(name, name));
    }
    let list = |more: Value| {
        let mut wanted = json!({ "Bucket": "state" });
        wanted.as_object_mut().expect("it is an object").extend(more.as_object().cloned().unwrap_or_default());
        client.call("ListObjectsV2", wanted)
    };
    let keys = |page: &Value| -> Vec<String> {
        let rows = page["Contents"].as_array().into_iter().flatten();
        rows.filter_map(|row| row["Key"].as_str().map(String::from)).collect()
    };
    assert_eq!(keys(&list(json!({ "Prefix": "dir/" }))), ["dir/1", "dir/2", "dir/sub/3"]);
    let folded = list(json!({ "Delimiter": "/" }));
    assert_eq!((keys(&folded), &folded["CommonPrefixes"]), (vec!["a".into(), "z".into()], &json!([{ "Prefix": "dir/" }])));
    let (mut seen, mut token) = (Vec::new(), Value::Null);
    loop {
        let page = list(json!({ "Delimiter": "/", "MaxKeys": 1, "ContinuationToken": token }));
        seen.extend(keys(&page));
        seen.extend(page["CommonPrefixes"].as_array().into_iter().flatten().map(|row| row["Prefix"].to_string()));
        token = page["NextContinuationToken"].clone();
        if page["IsTruncated"] == false {
            break;
        }
    }
    assert_eq!(seen, ["a", "\"dir/\"", "z"]);
}

#[test]
fn a_bucket_lives_in_one_region_of_one_account() {
    let client = bucket();
    let there = client.region("eu-west-1");
    let make = json!({ "Bucket": "far", "CreateBucketConfiguration": { "LocationConstraint": "eu-west-1" } });
    assert_eq!(code(&there, "CreateBucket", json!({ "Bucket": "far" })).1, "IllegalLocationConstraintException");
    there.call("CreateBucket", make.clone());
    assert_eq!(code(&there, "CreateBucket", make.clone()), (409, "BucketAlreadyOwnedByYou".into()));
    assert_eq!(code(&there.account("999988887777"), "CreateBucket", make), (409, "BucketAlreadyExists".into()));
    client.call("CreateBucket", json!({ "Bucket": "state" }));
    let list = json!({ "Bucket": "far" });
    assert_eq!(code(&client, "ListObjectsV2", list.clone()), (301, "PermanentRedirect".into()));
    assert_eq!(code(&there.account("999988887777"), "ListObjectsV2", list), (403, "AccessDenied".into()));
    let astray = send(&client, "GET", "https://far.s3.amazonaws.com/?list-type=2", &[], b"");
    assert_eq!((astray.status, astray.header("x-amz-bucket-region")), (400, Some("eu-west-1")));
    assert!(String::from_utf8_lossy(&astray.body).contains("<Code>AuthorizationHeaderMalformed</Code>"));
    let location = send(&client, "GET", "/far?location", &[], b"");
    assert!(String::from_utf8_lossy(&location.body).contains(">eu-west-1</LocationConstraint>"));
    let head = send(&client, "HEAD", "/far", &[], b"");
    assert_eq!((head.status, head.body.len()), (301, 0));
    let all = client.call("ListBuckets", json!({}));
    assert_eq!(all["Buckets"].as_array().map(Vec::len), Some(2));
    assert_eq!(code(&client, "CreateBucket", json!({ "Bucket": "No_Good" })), (400, "InvalidBucketName".into()));
}

#[test]
fn damaged_bodies_are_refused() {
    let client = bucket();
    let refused = |headers: &[(&str, &str)], body: &[u8]| {
        let answer = send(&client, "PUT", "/state/a", headers, body);
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        text.split_once("<Code>").and_then(|(_, rest)| Some(rest.split_once('<')?.0.to_owned())).unwrap_or(text)
    };
    assert_eq!(refused(&[("x-amz-checksum-crc32", "DUoRhQ==")], b"hello world"), "");
    assert_eq!(refused(&[("x-amz-checksum-crc32", "DUoRhQ==")], b"hello worlD"), "BadDigest");
    assert_eq!(refused(&[("content-md5", "XrY7u+Ae7tCTyyK7j1rNww==")], b"hello worlD"), "BadDigest");
    let streaming = ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    let chunked = b"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";
    assert_eq!(refused(&[streaming, ("content-encoding", "aws-chunked")], chunked), "");
    assert_eq!(client.call("GetObject", key("a"))["Body"], BASE64.encode("hello world"));
    let damaged = b"b\r\nhello worlD\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";
    assert_eq!(refused(&[streaming], damaged), "BadDigest");
    assert_eq!(refused(&[streaming], b"b\r\nhel"), "IncompleteBody");
    // What is not emulated is not taken for something else.
    assert_eq!(send(&client, "PUT", "/state?tagging", &[], b"").status, 501);
    assert_eq!(send(&client, "PUT", "/state/a?uploadId=1&partNumber=1", &[], b"").status, 501);
}
