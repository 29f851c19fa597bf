//! The log of everything that happens in a schedule: the same for the same seed, byte for byte.

/// The lines of one schedule.
#[derive(Clone, Debug, Default)]
pub struct Story {
    lines: Vec<String>,
}

impl Story {
    /// Adds a line; the time in milliseconds.
    pub fn tell(&mut self, at: u64, line: impl FnOnce() -> String) {
        self.lines.push(format!("{:>9.3} {}", at as f64 / 1_000.0, line()));
    }

    /// Returns everything, a line each.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }
}
