//! Which cloud: the emulator in this process, one on a loopback port, or the real thing.

#[cfg(feature = "live")]
mod account;
mod arn;
mod open;
mod virtual_time;

use std::fmt;

pub(crate) use self::arn::arn;
pub(crate) use self::open::{open, runtime, unopened};

/// Which cloud a stack lives in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Cloud {
    /// The emulator in this process.
    Local,
    /// An emulator on a loopback port, by its URL.
    Loopback(String),
    /// The real AWS.
    Aws,
}

/// Why a text names no cloud.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NotACloud {
    /// What is wrong.
    pub(crate) message: String,
    /// The way out.
    pub(crate) hint: String,
}

impl Cloud {
    /// Returns the cloud of a text: `local`, `aws`, `http://127.0.0.1:4566`.
    ///
    /// # Errors
    /// If it is none, or would send calls without encryption over a network.
    pub(crate) fn parse(text: &str) -> Result<Cloud, NotACloud> {
        match text {
            "local" => Ok(Cloud::Local),
            "aws" => Ok(Cloud::Aws),
            url if url.contains("://") => loopback(url),
            _ => Err(NotACloud {
                message: format!("there is no cloud `{text}`"),
                hint: "it is `local`, `aws`, or an emulator on this machine, such as `http://127.0.0.1:4566`"
                    .to_owned(),
            }),
        }
    }
}

impl Cloud {
    /// Returns the text that [`Cloud::parse`] takes.
    pub(crate) fn text(&self) -> &str {
        match self {
            Cloud::Local => "local",
            Cloud::Loopback(url) => url,
            Cloud::Aws => "aws",
        }
    }
}

fn loopback(url: &str) -> Result<Cloud, NotACloud> {
    let rest = url.strip_prefix("http://").unwrap_or_default();
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let near = ["127.0.0.1", "localhost", "[::1]"].contains(&host);
    if near && port.parse::<u16>().is_ok_and(|port| port > 0) {
        return Ok(Cloud::Loopback(format!("http://{authority}")));
    }
    Err(NotACloud {
        message: format!("`{url}` is not an emulator on this machine"),
        hint: "a URL must be `http://127.0.0.1:PORT`: calls carry secrets, and nothing else is encrypted"
            .to_owned(),
    })
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cloud::Local => f.write_str("local cloud"),
            Cloud::Loopback(url) => write!(f, "cloud at {}", url.trim_start_matches("http://")),
            Cloud::Aws => f.write_str("aws"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cloud;

    #[test]
    fn only_this_machine_is_spoken_to_without_encryption() {
        assert_eq!(
            Cloud::parse("http://127.0.0.1:4566/"),
            Ok(Cloud::Loopback("http://127.0.0.1:4566".into()))
        );
        let refused =
            ["http://10.0.0.1:80", "http://127.0.0.1.evil:80", "http://a@127.0.0.1", "https://127.0.0.1:1"];
        for url in refused.into_iter().chain(["ftp://127.0.0.1:1", "http://127.0.0.1:1/path", "azure"]) {
            assert!(Cloud::parse(url).is_err(), "{url}");
        }
    }
}
