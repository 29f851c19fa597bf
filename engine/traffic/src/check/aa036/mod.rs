//! AA036: a region is watched from another one.

use super::serving;
use super::watching::{Watching, watching};
use super::{Facts, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("AA036", "A region is watched from another one", include_str!("explain.md"), run);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let serving = serving::all(facts).regions;
    if serving.len() < 2 {
        return Vec::new();
    }
    let alarms = watching(facts);
    let finding = |region: &&str| {
        let about: Vec<&Watching<'_>> =
            alarms.iter().filter(|alarm| alarm.regions.contains(*region)).collect();
        let inside = !about.is_empty() && about.iter().all(|alarm| alarm.region == *region);
        inside.then(|| told(facts, region, &about))
    };
    serving.keys().filter_map(finding).collect()
}

fn told(facts: &Facts<'_>, region: &str, alarms: &[&Watching<'_>]) -> Finding {
    let finding = RULE.finding("a region that serves is watched from inside alone");
    let finding = alarms.iter().fold(finding, |finding, alarm| {
        finding.at(facts, alarm.alarm, &[], "goes silent together with the region it watches")
    });
    let elsewhere = match region {
        "us-east-1" => {
            "an accelerator's `unhealthy_endpoints`, in us-west-2, or a metric that another region publishes"
        }
        _ => {
            "a health check's `status()`, in us-east-1, or an accelerator's `unhealthy_endpoints`, in us-west-2"
        }
    };
    let finding = if region == "us-east-1" {
        finding.note("Route 53 publishes the metrics of health checks in us-east-1 alone: they are no signal from outside")
    } else {
        finding
    };
    finding.hint(format!("add an alarm on {elsewhere}"))
}
