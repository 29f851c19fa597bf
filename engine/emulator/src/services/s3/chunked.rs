//! Bodies in chunks, as SDKs send them to add a checksum behind what they stream.

use crate::fault::Fault;
use crate::http::Request;

/// Returns the request with its body whole and the headers that trailed it among the others.
pub(super) fn decode(request: &Request) -> Result<Request, Fault> {
    let (body, trailers) = split(&request.body).ok_or_else(|| incomplete("The chunks of the body cannot be read."))?;
    let promised = request.header("x-amz-decoded-content-length").and_then(|length| length.parse::<usize>().ok());
    if promised.is_some_and(|promised| promised != body.len()) {
        return Err(incomplete("You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header"));
    }
    let mut headers = request.headers.clone();
    for (name, value) in &mut headers {
        if name == "content-encoding" {
            let kept = value.split(',').map(str::trim).filter(|part| *part != "aws-chunked");
            *value = kept.collect::<Vec<_>>().join(",");
        }
    }
    headers.retain(|(name, value)| name != "content-encoding" || !value.is_empty());
    headers.extend(trailers);
    Ok(Request { headers, body, ..request.clone() })
}

type Headers = Vec<(String, String)>;

/// Splits `SIZE[;extension]\r\nDATA\r\n…0\r\ntrailers\r\n`.
fn split(mut rest: &[u8]) -> Option<(Vec<u8>, Headers)> {
    let mut body = Vec::new();
    loop {
        let line = line(&mut rest)?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            break;
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?.strip_prefix(b"\r\n")?;
    }
    let mut trailers = Vec::new();
    while let Some(line) = line(&mut rest).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        trailers.push((name.trim().to_lowercase(), value.trim().to_owned()));
    }
    Some((body, trailers))
}

fn line<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
    let line = std::str::from_utf8(&rest[..end]).ok()?;
    *rest = &rest[end + 2..];
    Some(line)
}

fn incomplete(message: &str) -> Fault {
    Fault::new("IncompleteBody", message)
}

#[cfg(test)]
mod tests {
    use super::{decode, split};
    use crate::http::Request;

    #[test]
    fn chunks_are_joined_and_what_trails_them_becomes_headers() {
        let body = b"5\r\nhello\r\n6;chunk-signature=0\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";
        let headers = vec![("content-encoding".to_owned(), "aws-chunked".to_owned())];
        let request = Request { body: body.to_vec(), headers, ..Request::default() };
        let decoded = decode(&request).map(|decoded| (decoded.body, decoded.headers));
        let trailer = ("x-amz-checksum-crc32".to_owned(), "DUoRhQ==".to_owned());
        assert_eq!(decoded, Ok((b"hello world".to_vec(), vec![trailer])));
    }

    #[test]
    fn a_body_cut_short_is_refused() {
        assert_eq!(split(b"5\r\nhel"), None);
        assert_eq!(split(b"5\r\nhello\r\n"), None);
        let headers = vec![("x-amz-decoded-content-length".to_owned(), "6".to_owned())];
        let request = Request { body: b"5\r\nhello\r\n0\r\n\r\n".to_vec(), headers, ..Request::default() };
        assert_eq!(decode(&request).map_err(|fault| fault.name), Err("IncompleteBody".into()));
    }
}
