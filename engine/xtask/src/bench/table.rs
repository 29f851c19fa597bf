//! The table of figures.

use std::fmt;

use crate::measure::Usage;

/// Rows of work, what it took, and the target.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 5]>,
}

impl Table {
    /// Adds a measured row.
    pub fn row(&mut self, work: &str, usage: &Usage, target: &str) {
        let seconds = |value: f64| format!("{value:.3}");
        let memory = format!("{:.0}", usage.memory);
        self.rows.push([work.to_owned(), seconds(usage.wall), seconds(usage.cpu), memory, target.to_owned()]);
    }

    /// Adds a row that is no measured process, such as a count.
    pub fn fact(&mut self, work: &str, fact: &str, target: &str) {
        self.rows.push([work.to_owned(), fact.to_owned(), String::new(), String::new(), target.to_owned()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["work", "wall s", "cpu s", "MiB", "target"].map(str::to_owned);
        let rule = ["---"; 5].map(str::to_owned);
        for row in [head, rule].iter().chain(&self.rows) {
            writeln!(f, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}
