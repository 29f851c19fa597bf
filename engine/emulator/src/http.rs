//! Requests and responses as plain data, shared by the in-process client and the server.

/// An HTTP request as the emulator sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The method in capitals, such as `POST`.
    pub method: String,
    /// The target: path with an optional query, or an absolute URI.
    pub uri: String,
    /// Header names in lower case with their values, in the order received.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Request {
    /// Returns the value of a header, given its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the host that the caller meant, without a port.
    #[must_use]
    pub fn host(&self) -> &str {
        let authority = match self.uri.split_once("://") {
            Some((_, rest)) => rest.split(['/', '?']).next(),
            None => self.header("host"),
        };
        authority.unwrap_or("").split(':').next().unwrap_or("")
    }

    /// Returns the path, still percent-encoded.
    pub(crate) fn path(&self) -> &str {
        let target = self.target();
        target.split_once('?').map_or(target, |(path, _)| path)
    }

    /// Returns the decoded pairs of the query string.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        self.target().split_once('?').map(|(_, query)| form(query.as_bytes())).unwrap_or_default()
    }

    fn target(&self) -> &str {
        match self.uri.split_once("://") {
            Some((_, rest)) => rest.find(['/', '?']).map_or("/", |at| &rest[at..]),
            None => &self.uri,
        }
    }
}

/// An HTTP response as the emulator gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header names in lower case with their values.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Response {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".into(), content_type.into())];
        Self { status, headers, body: body.into() }
    }

    pub(crate) fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the value of a header, given its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Splits `a=1&b=2` into decoded pairs.
pub(crate) fn form(text: &[u8]) -> Vec<(String, String)> {
    let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let value = pair.get(at + 1..).unwrap_or_default();
            (percent_decode(&pair[..at], true), percent_decode(value, true))
        })
        .collect()
}

/// Decodes `%41`, and `+` as a space where `plus` says so; what is not an escape stays as it is.
pub(crate) fn percent_decode(text: &[u8], plus: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let escape = (text[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let byte = escape.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (byte, text[at]) {
            (Some(byte), _) => {
                bytes.push(byte);
                at += 2;
            }
            (None, b'+') if plus => bytes.push(b' '),
            (None, other) => bytes.push(other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Request, form, percent_decode};

    #[test]
    fn absolute_and_relative_targets_split_alike() {
        for uri in ["https://example.com:8080/a/b?x=1%202&y", "/a/b?x=1%202&y"] {
            let request = Request { uri: uri.into(), ..Request::default() };
            assert_eq!(request.path(), "/a/b");
            assert_eq!(request.query(), [("x".into(), "1 2".into()), ("y".into(), String::new())]);
        }
        let request = Request { uri: "https://example.com:8080".into(), ..Request::default() };
        assert_eq!((request.path(), request.host()), ("/", "example.com"));
    }

    #[test]
    fn broken_escapes_stay() {
        assert_eq!(percent_decode(b"100%+%4", false), "100%+%4");
        assert_eq!(form(b"a+b=%C3%A9&&c"), [("a b".into(), "\u{e9}".into()), ("c".into(), String::new())]);
    }
}
