//! Where a request names its bucket: in the host or in the path.

use std::borrow::Cow;

use crate::http::Request;

/// Returns the request with the bucket in its path, wherever it was.
pub(super) fn path_style(request: &Request) -> Cow<'_, Request> {
    let Some(bucket) = bucket_of(request.host()) else { return Cow::Borrowed(request) };
    let target = request.uri.split_once("://").map_or(request.uri.as_str(), |(_, rest)| {
        rest.find(['/', '?']).map_or("/", |at| &rest[at..])
    });
    let slash = if target.starts_with('/') { "" } else { "/" };
    let mut headers = request.headers.clone();
    // An absolute target said the host; the relative one that replaces it does not.
    headers.retain(|(name, _)| name != "host");
    headers.push(("host".into(), request.host().into()));
    let uri = format!("/{bucket}{slash}{target}");
    Cow::Owned(Request { uri, headers, ..request.clone() })
}

/// Returns the bucket in a host such as `orders.s3.eu-west-1.amazonaws.com` or `orders.localhost`.
fn bucket_of(host: &str) -> Option<&str> {
    let aws = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];
    let service = aws.iter().find_map(|suffix| host.strip_suffix(suffix));
    let rest = service.or_else(|| host.strip_suffix(".localhost"))?;
    let is_service = |label: &str| label == "s3" || label.starts_with("s3-");
    let mut end = rest.len();
    for label in rest.rsplit('.') {
        let start = end - label.len();
        if is_service(label) {
            return start.checked_sub(1).map(|dot| &rest[..dot]);
        }
        end = start.saturating_sub(1);
    }
    // Below `localhost` the service need not be named.
    service.is_none().then_some(rest)
}

/// Whether a host is the endpoint that belongs to no region.
pub(super) fn is_global(host: &str) -> bool {
    host == "s3.amazonaws.com" || host.ends_with(".s3.amazonaws.com")
}

#[cfg(test)]
mod tests {
    use super::{bucket_of, path_style};
    use crate::http::Request;

    #[test]
    fn a_host_may_name_the_bucket() {
        let cases = [
            ("orders.s3.eu-west-1.amazonaws.com", Some("orders")),
            ("my.s3.bucket.s3.amazonaws.com", Some("my.s3.bucket")),
            ("orders.s3-eu-west-1.amazonaws.com", Some("orders")),
            ("s3.eu-west-1.amazonaws.com", None),
            ("s3.amazonaws.com", None),
            ("orders.localhost", Some("orders")),
            ("orders.s3.localhost", Some("orders")),
            ("s3.localhost", None),
            ("localhost", None),
            ("127.0.0.1", None),
        ];
        for (host, bucket) in cases {
            assert_eq!(bucket_of(host), bucket, "{host}");
        }
    }

    #[test]
    fn the_bucket_goes_to_the_front_of_the_path() {
        for (uri, path) in [("http://orders.localhost:4566/a/b?x=1", "/orders/a/b?x=1"), ("http://orders.localhost?x", "/orders/?x")] {
            let request = Request { uri: uri.into(), ..Request::default() };
            let moved = path_style(&request);
            assert_eq!((moved.uri.as_str(), moved.host()), (path, "orders.localhost"));
        }
    }
}
