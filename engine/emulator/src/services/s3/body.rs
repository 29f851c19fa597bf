//! The body as it was meant: decoded from chunks, and found undamaged.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use md5::Digest;

use super::{checksum, chunked};
use crate::fault::Fault;
use crate::http::Request;

/// Decodes the body and compares it with every checksum that came with it.
pub(super) fn receive(request: Cow<'_, Request>) -> Result<Cow<'_, Request>, Fault> {
    let signed = request.header("x-amz-content-sha256").unwrap_or_default();
    let request = if signed.starts_with("STREAMING-") { Cow::Owned(chunked::decode(&request)?) } else { request };
    check_signed(&request)?;
    check_md5(&request)?;
    for (name, value) in &request.headers {
        let algorithm = name.strip_prefix("x-amz-checksum-").filter(|rest| !["type", "mode", "algorithm"].contains(rest));
        if let Some(algorithm) = algorithm {
            checksum::check(algorithm, value, &request.body)?;
        }
    }
    Ok(request)
}

fn check_signed(request: &Request) -> Result<(), Fault> {
    let Some(signed) = request.header("x-amz-content-sha256").filter(|signed| signed.len() == 64) else { return Ok(()) };
    if signed == hex(&sha2::Sha256::digest(&request.body)) {
        return Ok(());
    }
    let message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    Err(Fault::new("XAmzContentSHA256Mismatch", message))
}

fn check_md5(request: &Request) -> Result<(), Fault> {
    let Some(given) = request.header("content-md5") else { return Ok(()) };
    let given = BASE64.decode(given).ok().filter(|bytes| bytes.len() == 16);
    let given = given.ok_or_else(|| Fault::new("InvalidDigest", "The Content-MD5 you specified was invalid."))?;
    if given == md5::Md5::digest(&request.body)[..] {
        return Ok(());
    }
    Err(Fault::new("BadDigest", "The Content-MD5 you specified did not match what we received."))
}

/// Prints bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
