//! The plan file: a line that says what it is, a line that proves it whole, and the plan as JSON.

use std::fmt;

use sha2::{Digest, Sha256};
use tandem_core::Diagnostic;

use super::Plan;

/// What every plan file of any version begins with.
const NAME: &[u8] = b"tandem-plan ";

/// The version this build writes and reads.
const VERSION: u32 = 1;

/// Why bytes are not a plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotAPlan {
    /// They are something else.
    Foreign,
    /// They are a plan in a format this build does not know.
    Version(String),
    /// They are a plan that is not whole; what is wrong with it.
    Damaged(String),
}

impl Plan {
    /// Returns whether bytes begin as a plan file does.
    pub fn is_plan(bytes: &[u8]) -> bool {
        bytes.starts_with(NAME)
    }

    /// Returns the plan file; the same plan gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = serde_json::to_vec(self).expect("a plan has texts for keys, and no other key fails");
        let mut bytes = format!("tandem-plan {VERSION}\n{}\n", digest(&body)).into_bytes();
        bytes.extend(body);
        bytes.push(b'\n');
        bytes
    }

    /// Returns the plan in a plan file.
    ///
    /// # Errors
    /// If the bytes are no plan, one of another version, or one that was cut off or edited.
    pub fn read(bytes: &[u8]) -> Result<Plan, NotAPlan> {
        let rest = bytes.strip_prefix(NAME).ok_or(NotAPlan::Foreign)?;
        let (version, rest) =
            line(rest).ok_or_else(|| NotAPlan::Damaged("it ends in its first line".into()))?;
        if version != VERSION.to_string().as_bytes() {
            return Err(NotAPlan::Version(String::from_utf8_lossy(version).into_owned()));
        }
        let (checksum, rest) =
            line(rest).ok_or_else(|| NotAPlan::Damaged("it ends in its second line".into()))?;
        let body = rest.strip_suffix(b"\n").ok_or_else(|| NotAPlan::Damaged("its end is missing".into()))?;
        if digest(body).as_bytes() != checksum {
            return Err(NotAPlan::Damaged("its content does not match its checksum".into()));
        }
        serde_json::from_slice(body).map_err(|error| NotAPlan::Damaged(error.to_string()))
    }
}

impl NotAPlan {
    /// Returns what to tell the user of the file at a path.
    pub fn diagnostic(&self, path: &str) -> Diagnostic {
        let code = match self {
            NotAPlan::Foreign => "plan::foreign",
            NotAPlan::Version(_) => "plan::version",
            NotAPlan::Damaged(_) => "plan::damaged",
        };
        Diagnostic::error(code, format!("`{path}` {self}")).hint("make it again: `tandem plan --out FILE`")
    }
}

impl fmt::Display for NotAPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotAPlan::Foreign => f.write_str("is not a plan"),
            NotAPlan::Version(version) => {
                write!(f, "is a plan of format {version}; this version of Tandem reads format {VERSION}")
            }
            NotAPlan::Damaged(why) => write!(f, "is damaged: {why}"),
        }
    }
}

impl std::error::Error for NotAPlan {}

fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

fn digest(bytes: &[u8]) -> String {
    super::fingerprint::text(&Sha256::digest(bytes))
}
