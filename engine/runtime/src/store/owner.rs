//! Who holds a lock, for people who wait for it.

use serde::{Deserialize, Serialize};
use tandem_core::store::{Progress, StoreError};

use super::explain::error;
use crate::clock::utc;

/// Who holds a lock, for people.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Owner {
    /// The name of the user.
    #[serde(default)]
    pub user: String,
    /// The name of the machine.
    pub host: String,
    /// The number of the process.
    pub pid: u32,
    /// What tells one start of the machine from the next, so that a process number means something; empty where the
    /// system does not say.
    #[serde(default)]
    pub boot: String,
    /// What it does: `tandem apply`.
    pub command: String,
    /// Since when, in milliseconds since the Unix epoch.
    pub since: u64,
}

/// A lock that somebody holds, as it is shown to those who wait for it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Held {
    /// The name of the stack.
    pub stack: String,
    /// Who holds it, if it is known.
    pub owner: Option<Owner>,
    /// How far the run is, if it says so.
    pub progress: Option<Progress>,
    /// What names this holding of the lock for `state unlock`; empty for locks that the kernel frees.
    pub id: String,
    /// When the lock frees itself unless it is renewed, in milliseconds since the Unix epoch; absent for locks that
    /// the kernel frees.
    pub lease: Option<u64>,
}

impl Owner {
    /// Returns this process.
    pub fn here(command: &str, since: u64) -> Owner {
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        Owner {
            user: user(),
            host,
            pid: std::process::id(),
            boot: boot.trim().to_owned(),
            command: command.to_owned(),
            since,
        }
    }

    /// Returns who it is: `ci@runner-7`.
    pub fn who(&self) -> String {
        match self.user.as_str() {
            "" => self.host.clone(),
            user => format!("{user}@{}", self.host),
        }
    }

    /// Returns what it does, as a word of a sentence: `applied`.
    fn doing(&self) -> &'static str {
        match self.command.split(' ').nth(1).unwrap_or_default() {
            "apply" | "watch" => "applied",
            "destroy" => "destroyed",
            "plan" => "planned",
            "adopt" => "changed by an adopt",
            "state" => "repaired",
            _ => "used",
        }
    }
}

impl Held {
    /// Returns the first line about it: `prod is being applied by ci@runner-7`.
    pub fn title(&self) -> String {
        match &self.owner {
            Some(owner) => format!("{} is being {} by {}", self.stack, owner.doing(), owner.who()),
            None => format!("{} is in use by another run", self.stack),
        }
    }

    /// Returns what is known of it now, a line each: since when, how far, whether it is alive; and what holds it.
    pub fn details(&self, now: u64) -> Vec<String> {
        let alive = self.alive(now);
        let process = self.owner.as_ref().map(|owner| format!("`{}`, process {}", owner.command, owner.pid));
        [alive].into_iter().filter(|line| !line.is_empty()).chain(process).collect()
    }

    fn alive(&self, now: u64) -> String {
        let ago = |at: u64| now.saturating_sub(at) / 1000;
        let mut parts = Vec::new();
        if let Some(owner) = &self.owner {
            parts.push(format!("since {}", moment(owner.since, now)));
        }
        if let Some(progress) = &self.progress {
            if progress.of > 0 {
                parts.push(format!("step {} of {}", progress.step, progress.of));
            }
            parts.push(format!("heartbeat {} s ago", ago(progress.at)));
        }
        if let Some(lease) = self.lease {
            parts.push(format!("lease ends in {} s", lease.saturating_sub(now).div_ceil(1000)));
        }
        parts.join(" · ")
    }

    /// Returns the error of a run that finds the lock held.
    pub fn error(&self, now: u64) -> StoreError {
        let lines: Vec<String> = [self.title()].into_iter().chain(self.details(now)).collect();
        let next = "next: tandem apply --lock-timeout 5m   (a dead owner frees itself)";
        error("state::locked", lines.join("\n"), next)
    }
}

/// Returns a moment: the time of day is enough for today.
fn moment(at: u64, now: u64) -> String {
    const DAY: u64 = 86_400_000;
    let whole = utc(at);
    match whole.split_once('T') {
        Some((_, time)) if at / DAY == now / DAY => time.to_owned(),
        _ => whole,
    }
}

/// Returns the name of the user, or the number where nobody says the name.
fn user() -> String {
    let named = ["USER", "LOGNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    let named = named.map(|name| name.trim().to_owned()).find(|name| !name.is_empty());
    let number = rustix::process::getuid().as_raw().to_string();
    named.or_else(|| listed(&number)).unwrap_or(number)
}

/// Returns the name of a user in the system's list; jobs in containers often have no environment that says it.
fn listed(number: &str) -> Option<String> {
    let list = std::fs::read_to_string("/etc/passwd").ok()?;
    let mut lines = list.lines().map(|line| line.split(':'));
    lines.find_map(|mut fields| {
        let name = fields.next()?;
        (fields.nth(1)? == number && !name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use tandem_core::store::Progress;

    use super::{Held, Owner};

    fn held() -> Held {
        let owner = Owner {
            user: "ci".to_owned(),
            host: "runner-7".to_owned(),
            pid: 4711,
            command: "tandem apply".to_owned(),
            since: 1_795_356_080_000,
            ..Owner::default()
        };
        Held { stack: "prod".to_owned(), owner: Some(owner), ..Held::default() }
    }

    /// As the design shows it.
    #[test]
    fn a_lease_is_shown_with_who_since_how_far_and_how_long() {
        let progress = Progress { step: 12, of: 30, at: 1_795_356_097_000 };
        let held = Held {
            progress: Some(progress),
            lease: Some(1_795_356_127_000),
            id: "3f2a".to_owned(),
            ..held()
        };
        let error = held.error(1_795_356_100_000);
        assert_eq!(
            error.message,
            "prod is being applied by ci@runner-7\n\
             since 14:01:20Z · step 12 of 30 · heartbeat 3 s ago · lease ends in 27 s\n\
             `tandem apply`, process 4711"
        );
        assert_eq!(error.hint, "next: tandem apply --lock-timeout 5m   (a dead owner frees itself)");
    }

    #[test]
    fn a_lock_in_files_of_another_day_is_shown_with_its_day() {
        let error = held().error(1_795_456_100_000);
        assert_eq!(
            error.message,
            "prod is being applied by ci@runner-7\nsince 2026-11-22T14:01:20Z\n`tandem apply`, process 4711"
        );
    }
}
