//! How time and state grow from a thousand to fifty thousand records.

use super::table::Table;
use super::{Bench, project, script};

const SIZES: [usize; 4] = [1_000, 5_000, 20_000, 50_000];

/// Measures plan, apply, plan again and the state at each size, and fits `time ~ size^exponent`.
pub fn run(bench: &Bench, table: &mut Table) -> Result<(), String> {
    let names = ["plan, empty", "apply", "plan, nothing changed", "state, bytes"];
    let mut figures: [Vec<f64>; 4] = Default::default();
    for size in SIZES {
        let limits = "\"route53.records_per_zone\" = 60000\n";
        let folder = project(&format!("growth-{size}"), &script::records(size), limits)?;
        let plan = bench.tandem_once(&folder, &["plan", "--json"])?;
        let apply = bench.tandem_once(&folder, &["apply", "--yes", "--json"])?;
        let again = bench.tandem_once(&folder, &["plan", "--json"])?;
        let state = folder.join(".tandem/dev/state.json");
        let bytes = std::fs::metadata(&state).map_err(|error| format!("{}: {error}", state.display()))?.len();
        for (at, (name, usage)) in names.iter().zip([&plan, &apply, &again]).enumerate() {
            figures[at].push(usage.cpu);
            table.row(&format!("{size} records: {name}"), usage, "");
        }
        figures[3].push(bytes as f64);
        table.fact(&format!("{size} records: {}", names[3]), &bytes.to_string(), "");
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for (name, values) in names.iter().zip(&figures) {
        table.fact(&format!("growth: {name}, exponent"), &format!("{:.2}", exponent(values)), "≤ 1.15");
    }
    Ok(())
}

/// Returns the slope of the least-squares line through the logarithms.
fn exponent(values: &[f64]) -> f64 {
    let points: Vec<(f64, f64)> =
        SIZES.iter().zip(values).map(|(size, v)| ((*size as f64).ln(), v.ln())).collect();
    let mean = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let above: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    above / points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}
