//! How much memory the program uses: what a script may take is limited, and the language sees no system.

use std::fs;

use tandem_lang::Memory;

/// The most that evaluating a script may take: a hundred times what 10,000 records need.
const LIMIT: u64 = 2 * 1024 * 1024 * 1024;

/// Returns the limit, where the system can tell how much is used.
pub(crate) fn limit() -> Option<Memory> {
    (resident() > 0).then_some(Memory { limit: LIMIT, probe: resident })
}

/// Returns the bytes in memory now; 0 where the system does not tell.
fn resident() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok()).unwrap_or(0);
    pages.saturating_mul(rustix::param::page_size() as u64)
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_tells() {
        assert!(super::resident() > 100_000);
    }
}
