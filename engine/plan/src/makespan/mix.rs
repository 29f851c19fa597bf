//! A thousand mixed resources, as the kinds of AWS take them apart: the same calls, locks, buckets, batches and waits.
//!
//! Shares are drawn too, so that now a rate, now a lock, now the longest chain decides how long everything takes.

use std::collections::BTreeMap;

use tandem_core::step::{Batch, CreateClass, Effect, Item, NeededBy, Wait};
use tandem_core::{Address, Place, Step, StepId};

use super::timing::Draw;

/// The regions that regional resources are spread over.
const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "ap-southeast-2"];

/// Returns a create that takes one call.
pub(super) fn call(id: u32, call: &str, buckets: &[&str]) -> Step {
    Step {
        id: StepId(id),
        items: vec![Item {
            address: Address::new("mixed::resource", &[&format!("n{id}")], &Place::global()),
            operation: "create".to_owned(),
            effect: Effect::Create,
            arguments: BTreeMap::new(),
            prior: None,
            parent: None,
            within: None,
            dependencies: Vec::new(),
            protect: false,
            place: String::new(),
        }],
        after: Vec::new(),
        call: call.to_owned(),
        region: "us-east-1".to_owned(),
        account: String::new(),
        class: CreateClass::Token,
        locks: Vec::new(),
        buckets: buckets.iter().map(|name| (*name).to_owned()).collect(),
        batch: None,
        wait: None,
    }
}

/// Steps being gathered.
struct Mix {
    steps: Vec<Step>,
    draw: Draw,
    resources: usize,
}

/// Returns the steps that create that many resources.
pub fn mixed(seed: u64, resources: usize) -> Vec<Step> {
    let mut mix = Mix { steps: Vec::new(), draw: Draw::new(seed), resources: 0 };
    // Of each kind of group, how many of a hundred: never none, and never only one.
    let shares: Vec<u64> = (0..6).map(|_| mix.draw.between(5, 40)).collect();
    let all: u64 = shares.iter().sum();
    let topic = mix.topic();
    while mix.resources < resources {
        let at = mix.draw.between(0, all);
        let kind =
            (0..shares.len()).find(|kind| shares[..=*kind].iter().sum::<u64>() > at).unwrap_or_default();
        match kind {
            0 => mix.zone(topic),
            1 => mix.checks(),
            2 => mix.accelerator(),
            3 => mix.table(topic),
            4 => mix.alarms(topic),
            _ => mix.topics(),
        }
    }
    mix.steps
}

impl Mix {
    fn push(&mut self, after: &[StepId], step: Step) -> StepId {
        let id = StepId(self.steps.len() as u32);
        let [item] = &step.items[..] else { return id };
        let address = Address::new("mixed::resource", &[&format!("n{}", id.0)], &Place::global());
        let items = vec![Item { address, ..item.clone() }];
        self.steps.push(Step { id, items, after: after.to_vec(), ..step });
        id
    }

    /// Returns a name that no other step has.
    fn name(&self, kind: &str) -> String {
        format!("{kind} {}", self.steps.len())
    }

    fn region(&mut self) -> &'static str {
        REGIONS[self.draw.between(0, 3) as usize]
    }

    fn zone(&mut self, topic: StepId) {
        let name = self.name("zone");
        let made = self.push(
            &[],
            Step {
                locks: vec![name.clone()],
                wait: wait(30, NeededBy::End),
                ..call(0, "route53:CreateHostedZone", &["route53", "route53:CreateHostedZone"])
            },
        );
        let records = self.draw.between(5, 60);
        self.resources += 1 + records as usize;
        for _ in 0..records {
            // Some answer only while a health check says so, and one of those has an alarm.
            let checked = self.draw.between(0, 8) == 0;
            let check = if checked { Some(self.check()) } else { None };
            if let Some(check) = check
                && self.draw.between(0, 4) == 0
            {
                self.alarm(&[check, topic]);
            }
            let after: Vec<StepId> = [made].into_iter().chain(check).collect();
            self.record(&name, &after);
        }
    }

    fn record(&mut self, zone: &str, after: &[StepId]) {
        let elements = self.draw.between(1, 4) as u32;
        let batch = Batch {
            key: zone.to_owned(),
            elements,
            characters: elements * 20,
            max_elements: 1_000,
            max_characters: 32_000,
        };
        let step = Step {
            locks: vec![zone.to_owned()],
            batch: Some(batch),
            wait: wait(30, NeededBy::End),
            ..call(0, "route53:ChangeResourceRecordSets", &["route53", "route53:changes"])
        };
        self.push(after, step);
    }

    fn checks(&mut self) {
        for _ in 0..self.draw.between(1, 12) {
            self.check();
        }
    }

    fn check(&mut self) -> StepId {
        self.resources += 1;
        let locks = vec![self.name("check")];
        let buckets = ["route53", "route53:CreateHealthCheck"];
        let made = Step { locks: locks.clone(), ..call(0, "route53:CreateHealthCheck", &buckets) };
        let made = self.push(&[], made);
        self.push(&[made], Step { locks, ..call(0, "route53:ChangeTagsForResource", &["route53"]) })
    }

    fn accelerator(&mut self) {
        let lock = self.name("accelerator");
        let step = |name: &str, lock: &str| Step {
            locks: vec![lock.to_owned()],
            region: "us-west-2".to_owned(),
            wait: wait(180, NeededBy::End),
            ..call(0, &format!("globalaccelerator:{name}"), &["globalaccelerator:changes"])
        };
        let made = self.push(&[], step("CreateAccelerator", &lock));
        self.resources += 1;
        for _ in 0..self.draw.between(1, 4) {
            let listener = self.push(&[made], step("CreateListener", &lock));
            let groups = self.draw.between(1, 4);
            self.resources += 1 + groups as usize;
            for _ in 0..groups {
                self.push(&[listener], step("CreateEndpointGroup", &lock));
            }
        }
    }

    fn table(&mut self, topic: StepId) {
        let lock = self.name("table");
        let step = |call_: &str, bucket: &str, region: &str| Step {
            locks: vec![lock.clone()],
            region: region.to_owned(),
            ..call(0, &format!("dynamodb:{call_}"), &[bucket])
        };
        let create = step("CreateTable", "dynamodb:changes", REGIONS[0]);
        let made = self.push(&[], Step { wait: wait(10, NeededBy::Dependants), ..create });
        let mut replicas = vec![self.push(&[made], step("TagResource", "dynamodb:TagResource", REGIONS[0]))];
        let others = self.draw.between(0, 3) as usize;
        self.resources += 2 + others;
        for region in &REGIONS[1..=others] {
            let create = step("UpdateTable", "dynamodb:changes", region);
            let create = Step { wait: wait(180, NeededBy::Dependants), ..create };
            let replica = self.push(&[made], create);
            replicas.push(self.push(&[replica], step("TagResource", "dynamodb:TagResource", region)));
        }
        for replica in replicas {
            self.alarm(&[replica, topic]);
        }
    }

    fn alarms(&mut self, topic: StepId) {
        for _ in 0..self.draw.between(1, 12) {
            self.alarm(&[topic]);
        }
    }

    fn alarm(&mut self, after: &[StepId]) {
        self.resources += 1;
        let region = self.region().to_owned();
        let locks = vec![self.name("alarm")];
        self.push(
            after,
            Step { locks, region, ..call(0, "cloudwatch:PutMetricAlarm", &["cloudwatch:PutMetricAlarm"]) },
        );
    }

    fn topics(&mut self) {
        for _ in 0..self.draw.between(1, 6) {
            let topic = self.topic();
            self.resources += 1;
            self.push(&[topic], call(0, "sns:Subscribe", &["sns:Subscribe"]));
        }
    }

    fn topic(&mut self) -> StepId {
        self.resources += 1;
        let region = self.region().to_owned();
        let locks = vec![self.name("topic")];
        self.push(&[], Step { locks, region, ..call(0, "sns:CreateTopic", &["sns:topics"]) })
    }
}

fn wait(typical: u32, needed_by: NeededBy) -> Option<Wait> {
    Some(Wait { what: "it to be finished".to_owned(), typical, deadline: 3_600, needed_by })
}
