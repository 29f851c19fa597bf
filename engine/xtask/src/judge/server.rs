//! The servers that judge, or are judged, each on a free loopback port.

use std::path::Path;

use super::Court;
use super::story::Story;
use crate::project::root;
use crate::servers::Server;

/// Who answers the calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judge {
    /// moto, from PyPI.
    Moto,
    /// ministack, from PyPI.
    Ministack,
    /// `tandem emulator serve`, judged by boto3.
    Own,
}

/// How many times as fast as real time our emulator's time runs: a minute of waiting takes 60 ms.
const SPEED: &str = "1000";

impl Judge {
    /// Every judge.
    pub const ALL: [Judge; 3] = [Judge::Moto, Judge::Ministack, Judge::Own];

    /// Returns what reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Judge::Moto => "moto",
            Judge::Ministack => "ministack",
            Judge::Own => "emulator",
        }
    }

    /// Returns whether the load balancers of a story must be made: our emulator is seeded with them.
    pub fn is_empty_at_first(self) -> bool {
        self != Judge::Own
    }

    /// Starts a server with nothing in it; what it keeps, it keeps in the folder.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(self, court: &Court, story: &Story, folder: &Path) -> Result<Server, String> {
        let state = folder.join("server").to_string_lossy().into_owned();
        match self {
            Judge::Moto => {
                Server::start(&court.programs.join("moto_server"), &["-H", "127.0.0.1", "-p", "{port}"], &[])
            }
            Judge::Ministack => {
                let program =
                    root().join("engine/xtask/python/ministack_server.py").to_string_lossy().into_owned();
                // It would listen on every interface, and on more ports than the one.
                let settings = [
                    ("BIND_HOST", "127.0.0.1"),
                    ("GATEWAY_PORT", "{port}"),
                    ("IOT_MTLS_ENABLED", "0"),
                    ("SFTP_ENABLED", "0"),
                    ("STATE_DIR", &state),
                ];
                Server::start(&court.programs.join("python3"), &[&program], &settings)
            }
            Judge::Own => {
                let mut words =
                    vec!["emulator", "serve", "--port", "{port}", "--speed", SPEED, "--data", &state];
                let seed = story.lookups.map(|lookups| root().join(lookups).to_string_lossy().into_owned());
                words.extend(seed.iter().flat_map(|seed| ["--seed", seed]));
                Server::start(&court.tandem, &words, &[])
            }
        }
    }
}
