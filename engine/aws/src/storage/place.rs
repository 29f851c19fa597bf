//! Where state is kept, as settings say it: `s3://bucket/prefix?region=eu-west-1`.

use tandem_core::duration;

/// Where state is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub(super) service: Service,
    /// The bucket or the table.
    pub(super) name: String,
    /// What all keys begin with; empty for none.
    pub(super) prefix: String,
    /// The regions, the one to call first in front.
    pub(super) regions: Vec<String>,
    /// Where calls go instead of AWS.
    pub(super) endpoint: Option<String>,
    /// After how many seconds without a sign of life the owner of the lock counts as dead.
    lease: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Service {
    S3,
    Dynamodb,
}

/// Why a text names no place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotAPlace {
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub hint: String,
}

const FORMS: &str =
    "write `s3://BUCKET/PREFIX?region=REGION`, `dynamodb://TABLE/PREFIX?regions=REGION,REGION`, or a folder";

/// How many seconds a lease may last: long enough for several heartbeats, and no longer than somebody waits for it.
const LEASES: std::ops::RangeInclusive<u64> = 5..=600;

impl Place {
    /// Returns the place of a text; `None` for one that is no URL, such as a folder. A place without a prefix gets
    /// `stack` for one, so that two stacks never share their state.
    ///
    /// # Errors
    /// If it is a URL and names no place.
    pub fn parse(text: &str, stack: &str) -> Result<Option<Place>, NotAPlace> {
        let Some((scheme, rest)) = text.split_once("://") else { return Ok(None) };
        let service = match scheme {
            "s3" => Service::S3,
            "dynamodb" => Service::Dynamodb,
            _ => return Err(wrong(format!("state cannot be kept in `{scheme}://`"), FORMS)),
        };
        let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (name, prefix) = path.split_once('/').unwrap_or((path, ""));
        let prefix = if prefix.is_empty() { stack } else { prefix.trim_end_matches('/') };
        let mut place = Place {
            service,
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            regions: Vec::new(),
            endpoint: None,
            lease: None,
        };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            place.set(option)?;
        }
        if place.name.is_empty() {
            return Err(wrong(format!("`{text}` names no bucket and no table"), FORMS));
        }
        if place.regions.is_empty() {
            return Err(wrong(format!("`{text}` does not say in which region"), FORMS));
        }
        if service == Service::S3 && place.regions.len() > 1 {
            let message = format!("`{text}` names several regions, and a bucket is in one");
            return Err(wrong(message, "a strongly consistent global table survives the loss of a region"));
        }
        Ok(Some(place))
    }

    fn set(&mut self, option: &str) -> Result<(), NotAPlace> {
        match option.split_once('=').unwrap_or((option, "")) {
            ("region" | "regions", regions) => {
                let regions = regions.split(',').filter(|region| !region.is_empty());
                self.regions.extend(regions.map(str::to_owned));
            }
            ("endpoint", endpoint) if is_near(endpoint) => self.endpoint = Some(endpoint.to_owned()),
            ("endpoint", endpoint) => {
                let hint =
                    "it must be `http://127.0.0.1:PORT`: calls carry state, and nothing else is encrypted";
                return Err(wrong(format!("`{endpoint}` is not an emulator on this machine"), hint));
            }
            ("lease", time) => match duration::seconds(time).filter(|time| LEASES.contains(time)) {
                Some(time) => self.lease = Some(time),
                None => {
                    let message = format!("a lease cannot last `{time}`");
                    return Err(wrong(
                        message,
                        "write 5 s to 10 min, such as `lease=42s`, which it is without",
                    ));
                }
            },
            (name, _) => {
                let hint = "there are `region`, `regions`, `lease` and `endpoint`";
                return Err(wrong(format!("a place of state has no option `{name}`"), hint));
            }
        }
        Ok(())
    }

    /// Returns the regions it is kept in, the one to call first in front.
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// Returns the endpoint that is called instead of AWS.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// Returns after how many milliseconds without a sign of life the owner of the lock counts as dead, if that is set.
    pub fn lease(&self) -> Option<u64> {
        self.lease.map(|seconds| seconds * 1000)
    }

    /// Returns the text of the place, without what says how it is reached.
    pub fn text(&self) -> String {
        let scheme = match self.service {
            Service::S3 => "s3",
            Service::Dynamodb => "dynamodb",
        };
        format!("{scheme}://{}/{}", self.name, self.prefix)
    }
}

fn is_near(url: &str) -> bool {
    let authority = url.strip_prefix("http://").unwrap_or_default();
    let (host, port) = authority.rsplit_once(':').unwrap_or_default();
    ["127.0.0.1", "localhost", "[::1]"].contains(&host) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn wrong(message: String, hint: &str) -> NotAPlace {
    NotAPlace { message, hint: hint.to_owned() }
}
