//! Listing the objects of a bucket, page by page, with keys that share a prefix taken together.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE as BASE64;
use serde_json::{Value, json};

use super::find;
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// No page holds more keys and prefixes than this.
const LARGEST_PAGE: u64 = 1000;

pub(super) fn objects(call: &Call<'_>) -> Answer {
    let bucket = find(call)?;
    let form = Form::of(call)?;
    let after = match call.input["ContinuationToken"].as_str() {
        None => call.text("StartAfter").to_owned(),
        Some(token) => decode_token(token)?,
    };
    let live = bucket.objects.keys().filter_map(|key| Some((key.as_str(), bucket.current(key)?)));
    let mut rows = live.filter(|(key, _)| key.starts_with(form.prefix) && *key > after.as_str() && !form.is_within(key, &after));
    let (mut contents, mut prefixes, mut last) = (Vec::new(), Vec::new(), None);
    let mut truncated = false;
    for (key, (version, content)) in rows.by_ref() {
        let prefix = form.common_prefix(key);
        if prefix.is_some() && prefix == prefixes.last().copied() {
            continue;
        }
        if contents.len() + prefixes.len() >= form.size {
            truncated = true;
            break;
        }
        last = Some(prefix.unwrap_or(key));
        match prefix {
            Some(prefix) => prefixes.push(prefix),
            None => contents.push(json!({
                "Key": form.text(key),
                "ETag": content.etag,
                "Size": content.size,
                "LastModified": version.modified_at,
                "StorageClass": "STANDARD",
                "ChecksumAlgorithm": [content.checksum.0.trim_start_matches("Checksum")],
                "ChecksumType": "FULL_OBJECT",
            })),
        }
    }
    let truncated = truncated && form.size > 0;
    Ok(Outcome::of(json!({
        "Name": call.text("Bucket"),
        "Prefix": form.text(form.prefix),
        "Delimiter": form.delimiter.map(|text| form.text(text)),
        "MaxKeys": form.size,
        "KeyCount": contents.len() + prefixes.len(),
        "EncodingType": form.encoded.then_some("url"),
        "ContinuationToken": call.input["ContinuationToken"],
        "StartAfter": call.input["StartAfter"].as_str().map(|text| form.text(text)),
        "IsTruncated": truncated,
        "NextContinuationToken": last.filter(|_| truncated).map(|last| BASE64.encode(last)),
        "CommonPrefixes": form.prefixes(&prefixes),
        "Contents": contents,
    })))
}

/// How a listing is asked for.
pub(super) struct Form<'a> {
    pub(super) prefix: &'a str,
    pub(super) delimiter: Option<&'a str>,
    pub(super) size: usize,
    pub(super) encoded: bool,
}

impl<'a> Form<'a> {
    pub(super) fn of(call: &Call<'a>) -> Result<Self, Fault> {
        let size = call.input["MaxKeys"].as_i64().unwrap_or(1000);
        let size = u64::try_from(size).map_err(|_| Fault::new("InvalidArgument", "Argument maxKeys must be an integer between 0 and 2147483647"))?;
        Ok(Self {
            prefix: call.text("Prefix"),
            delimiter: Some(call.text("Delimiter")).filter(|delimiter| !delimiter.is_empty()),
            size: usize::try_from(size.min(LARGEST_PAGE)).unwrap_or_default(),
            encoded: call.text("EncodingType") == "url",
        })
    }

    /// Returns what a key shares with others up to the delimiter behind the prefix.
    pub(super) fn common_prefix<'b>(&self, key: &'b str) -> Option<&'b str> {
        let delimiter = self.delimiter?;
        let rest = key.get(self.prefix.len()..)?;
        rest.find(delimiter).map(|at| &key[..self.prefix.len() + at + delimiter.len()])
    }

    /// Whether a key belongs to a common prefix that an earlier page ended with.
    pub(super) fn is_within(&self, key: &str, last: &str) -> bool {
        self.common_prefix(key).is_some_and(|prefix| prefix == last)
    }

    /// Returns a text as it is to be answered.
    pub(super) fn text(&self, text: &str) -> String {
        if !self.encoded {
            return text.to_owned();
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.*/".contains(&byte);
        let escape = |byte: u8| match byte {
            b' ' => "+".to_owned(),
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        text.bytes().map(escape).collect()
    }

    pub(super) fn prefixes(&self, prefixes: &[&str]) -> Vec<Value> {
        prefixes.iter().map(|prefix| json!({ "Prefix": self.text(prefix) })).collect()
    }
}

fn decode_token(token: &str) -> Result<String, Fault> {
    let decoded = BASE64.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.ok_or_else(|| Fault::new("InvalidArgument", "The continuation token provided is incorrect"))
}
