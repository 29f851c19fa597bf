//! The table of figures, as the campaign prints it.

use std::fmt;

/// One figure.
#[derive(Clone, Debug)]
pub struct Line {
    pub figure: String,
    pub target: String,
    pub here: String,
    /// What is known of others; their figures, not ours.
    pub others: &'static str,
    /// Whether the target is met.
    pub holds: bool,
}

/// All figures.
#[derive(Clone, Debug, Default)]
pub struct Table(pub Vec<Line>);

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["figure", "target", "here", "others"].map(str::to_owned);
        let rows = self.0.iter().map(|line| {
            let here = if line.holds { line.here.clone() } else { format!("{} (missed)", line.here) };
            [line.figure.clone(), line.target.clone(), here, line.others.to_owned()]
        });
        let rows: Vec<[String; 4]> = [head].into_iter().chain(rows).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2), width(3)];
        for (at, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!(" {cell:<width$} "));
            writeln!(f, "|{}|", cells.collect::<Vec<_>>().join("|"))?;
            if at == 0 {
                writeln!(f, "|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"))?;
            }
        }
        Ok(())
    }
}
