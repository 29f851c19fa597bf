//! Ten thousand records in one script, and a layered graph.

use super::table::Table;
use super::{Bench, project, script};

const RAISED: &str = "\"route53.records_per_zone\" = 60000\n";

/// Plans ten thousand records on an empty state, then with all of them there.
pub fn run(bench: &Bench, table: &mut Table) -> Result<(), String> {
    let folder = project("records", &script::records(10_000), RAISED)?;
    let empty = bench.tandem(5, &folder, &["plan", "--json"])?;
    table.row("10,000 records: plan, empty state", &empty, "wall < 1 s, < 200 MiB");
    let apply = bench.tandem_once(&folder, &["apply", "--yes", "--json"])?;
    table.row("10,000 records: apply, local cloud", &apply, "");
    let again = bench.tandem(5, &folder, &["plan", "--json"])?;
    table.row("10,000 records: plan, nothing changed", &again, "wall < 1.5 s");
    Ok(())
}

/// Plans and applies a layered graph of a thousand records.
pub fn layered(bench: &Bench, table: &mut Table) -> Result<(), String> {
    let folder = project("layered", &script::layered(1_000), RAISED)?;
    let plan = bench.tandem(5, &folder, &["plan", "--json"])?;
    table.row("layered graph of 1,000: plan", &plan, "wall < 0.2 s, < 100 MiB");
    let apply = bench.tandem_once(&folder, &["apply", "--yes", "--json"])?;
    table.row("layered graph of 1,000: apply, local cloud", &apply, "wall < 1 s, < 100 MiB");
    let again = bench.tandem(5, &folder, &["plan", "--json"])?;
    table.row("layered graph of 1,000: plan, nothing changed", &again, "wall < 0.3 s, < 100 MiB");
    Ok(())
}
