//! Five thousand records on a Route 53 server that others wrote, beside octoDNS and the least that boto3 needs.

use std::path::Path;

use super::table::Table;
use super::{Bench, project, script};
use crate::measure::{Usage, median};
use crate::project::{root, scratch};
use crate::servers::Server;
use crate::venv;

const COUNT: usize = 5_000;
const RUNS: usize = 3;

/// Measures create and read back by all three, in one run.
pub fn run(bench: &Bench, table: &mut Table) -> Result<(), String> {
    let bin = venv::programs()?;
    let python = bin.join("python3").to_string_lossy().into_owned();
    let floor = root().join("engine/xtask/python/boto_floor.py").to_string_lossy().into_owned();
    let count = COUNT.to_string();
    let moto = Moto { server: Server::start(&bin.join("moto_server"), &["-p", "{port}"], &[])? };
    let url = moto.server.url.clone();
    let wipe = || moto.wipe();
    let here = std::env::temp_dir();

    let create = median(RUNS, &[&python, &floor, "create", &count, &url], &here, wipe)?;
    table.row("5,000 records on moto: boto3 floor, create", &create, "");
    let list = median(RUNS, &[&python, &floor, "list", &count, &url], &here, || Ok(()))?;
    table.row("5,000 records on moto: boto3 floor, read back", &list, "");

    let (octo, octo_again) = octodns(&bin, &moto)?;
    table.row("5,000 records on moto: octoDNS, apply", &octo, "");
    table.row("5,000 records on moto: octoDNS, plan, nothing changed", &octo_again, "");

    let folder = project("dns", &script::records(COUNT), "")?;
    let forget = || {
        moto.wipe()?;
        match std::fs::remove_dir_all(folder.join(".tandem")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!(".tandem: {error}")),
            _ => Ok(()),
        }
    };
    let program = bench.tandem.to_string_lossy().into_owned();
    let apply = median(RUNS, &[&program, "apply", "--yes", "--json", "--cloud", &url], &folder, forget)?;
    table.row("5,000 records on moto: tandem, apply", &apply, &half(&octo, &create));
    let again = median(RUNS, &[&program, "plan", "--json", "--cloud", &url], &folder, || Ok(()))?;
    table.row("5,000 records on moto: tandem, plan, nothing changed", &again, &half(&octo_again, &list));
    for (name, usage) in [("create", &apply), ("read back", &again)] {
        let calls = summary(usage).map_or_else(|| "no summary".to_owned(), |calls| calls.to_string());
        table.fact(&format!("5,000 records: calls to {name}"), &calls, "≤ 5 change batches, ≤ 17 pages");
    }
    Ok(())
}

/// Half of octoDNS's client time above the floor, as a target.
fn half(octo: &Usage, floor: &Usage) -> String {
    format!("cpu ≤ {:.2} s", (octo.cpu - floor.cpu).max(0.0) / 2.0)
}

/// Returns the calls that the last line of a run names.
fn summary(usage: &Usage) -> Option<serde_json::Value> {
    let last: serde_json::Value = serde_json::from_str(usage.output.lines().last()?).ok()?;
    Some(serde_json::json!({ "calls": last.get("calls")?, "reads": last.get("reads") }))
}

struct Moto {
    server: Server,
}

impl Moto {
    /// Empties the server.
    fn wipe(&self) -> Result<(), String> {
        let url = format!("{}/moto-api/reset", self.server.url);
        let mut post = std::process::Command::new("curl");
        crate::project::run(post.args(["--silent", "--fail", "--request", "POST", &url])).map(|_| ())
    }
}

fn octodns(bin: &Path, moto: &Moto) -> Result<(Usage, Usage), String> {
    let folder = scratch("octodns")?;
    let records: String = (0..COUNT)
        .map(|at| {
            let (a, b, c) = (at >> 16 & 255, at >> 8 & 255, at & 255);
            format!("svc{at:06}:\n  ttl: 60\n  type: A\n  value: 10.{a}.{b}.{c}\n")
        })
        .collect();
    let settings = "manager:\n  max_workers: 4\nproviders:\n  config:\n    class: octodns.provider.yaml.YamlProvider\n    \
                    directory: ./config\n    enforce_order: false\n  r53:\n    class: octodns_route53.Route53Provider\n    \
                    access_key_id: x\n    secret_access_key: x\nzones:\n  bench.example.:\n    sources: [config]\n    \
                    targets: [r53]\n";
    let write = |file: &str, text: &str| {
        std::fs::write(folder.join(file), text).map_err(|error| format!("{}: {error}", folder.display()))
    };
    std::fs::create_dir_all(folder.join("config"))
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    write("octodns.yaml", settings)?;
    write("config/bench.example.yaml", &format!("---\n{records}"))?;
    let shim = root().join("engine/xtask/python/octodns_on_moto.py").to_string_lossy().into_owned();
    let python = bin.join("python3").to_string_lossy().into_owned();
    let command = [python.as_str(), &shim, &moto.server.url, "--config-file=octodns.yaml"];
    let apply = median(RUNS, &[command.as_slice(), &["--doit"]].concat(), &folder, || moto.wipe())?;
    let again = median(RUNS, &command, &folder, || Ok(()))?;
    Ok((apply, again))
}
