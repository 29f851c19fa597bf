//! A small topology in words of its own, and random ones of these.

use crate::dice::Dice;

/// The regions that load balancers run in.
pub const REGIONS: [&str; 7] =
    ["us-east-1", "eu-west-1", "ap-southeast-2", "us-west-2", "sa-east-1", "ap-northeast-1", "af-south-1"];

/// The regions that health checkers ask from.
pub const CHECKERS: [&str; 8] = [
    "us-east-1",
    "us-west-1",
    "us-west-2",
    "eu-west-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "sa-east-1",
];

#[derive(Clone, Debug)]
pub struct Case {
    /// The region of each load balancer.
    pub balancers: Vec<&'static str>,
    pub checks: Vec<Check>,
    /// The record sets; an alias or CNAME leads to a later one.
    pub sets: Vec<Set>,
    pub groups: Vec<Group>,
    /// The region that is gone.
    pub region: Option<&'static str>,
    /// The load balancer that is dead.
    pub dead: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Check {
    pub watch: Watch,
    pub inverted: bool,
    pub disabled: bool,
}

#[derive(Clone, Debug)]
pub enum Watch {
    Balancer(usize),
    /// A name of its own for a load balancer.
    Site(usize),
    /// So many of some earlier checks that watch endpoints.
    Count(usize, Vec<usize>),
    Control,
}

#[derive(Clone, Debug)]
pub struct Set {
    pub name: String,
    /// `A`, `AAAA` or `CNAME`.
    pub kind: &'static str,
    pub records: Vec<Record>,
}

#[derive(Clone, Debug)]
pub struct Record {
    pub policy: Policy,
    pub check: Option<usize>,
    pub answer: Answer,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Policy {
    Simple,
    Weight(u8),
    Latency(&'static str),
    Primary,
    Secondary,
    State(&'static str, &'static str),
    Country(&'static str),
    Continent(&'static str),
    Anywhere,
    Near(f64, f64, i8),
    Several,
    Block(&'static str),
    NoBlock,
}

#[derive(Clone, Debug)]
pub enum Answer {
    Balancer(usize, bool),
    Records(usize, bool),
    Accelerator(bool),
    /// Addresses, each by its number.
    Addresses(Vec<usize>),
    /// A name, of a CNAME.
    Name(String),
}

#[derive(Clone, Debug)]
pub struct Group {
    pub region: &'static str,
    pub dial: f64,
    /// Load balancers with their weights.
    pub endpoints: Vec<(usize, u8)>,
}

/// The name that leads to one load balancer.
pub fn site(balancer: usize) -> String {
    format!("site-{balancer}.t.example")
}

/// Returns a random topology.
pub fn random(dice: &mut Dice) -> Case {
    let count = 2 + dice.below(3);
    let balancers = dice.some(&REGIONS, count);
    let checks = checks(dice, count);
    let sets = 1 + dice.below(4);
    let names: Vec<String> = (0..sets).map(|at| name(dice, at)).collect();
    let kinds: Vec<&'static str> = (0..sets).map(|_| dice.of(&["A", "A", "A", "AAAA", "CNAME"])).collect();
    let groups = groups(dice, &balancers);
    let mut case = Case { balancers, checks, sets: Vec::new(), groups, region: None, dead: None };
    for at in 0..sets {
        let records = records(dice, &case, at, &names, &kinds);
        case.sets.push(Set { name: names[at].clone(), kind: kinds[at], records });
    }
    case.region = dice.percent(60).then(|| dice.of(&REGIONS));
    case.dead = dice.percent(40).then(|| dice.below(count));
    case
}

/// Names may be wildcards, and lie two deep, so that questions find the nearest name above.
fn name(dice: &mut Dice, at: usize) -> String {
    match dice.below(6) {
        0 => format!("*.w{at}.t.example"),
        1 => format!("deep.n{at}.t.example"),
        _ => format!("n{at}.t.example"),
    }
}

fn checks(dice: &mut Dice, balancers: usize) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    for at in 0..2 + dice.below(4) {
        let asked: Vec<usize> = (0..at).filter(|at| !matches!(checks[*at].watch, Watch::Count(..))).collect();
        let watch = match dice.below(10) {
            0..4 => Watch::Balancer(dice.below(balancers)),
            4..7 => Watch::Site(dice.below(balancers)),
            7 => Watch::Control,
            _ if asked.is_empty() => Watch::Control,
            _ => {
                let count = 1 + dice.below(asked.len());
                Watch::Count(dice.below(count + 2), dice.some(&asked, count))
            }
        };
        let (inverted, disabled) = (dice.percent(15), dice.percent(10));
        checks.push(Check { watch, inverted, disabled });
    }
    checks
}

fn groups(dice: &mut Dice, balancers: &[&'static str]) -> Vec<Group> {
    let mut groups = Vec::new();
    for (at, region) in balancers.iter().enumerate() {
        if dice.percent(75) {
            let weight = dice.of(&[0, 1, 64, 128, 255]);
            let mut endpoints = vec![(at, weight)];
            if dice.percent(30) {
                let other = dice.below(balancers.len());
                endpoints.extend((other != at).then(|| (other, dice.of(&[0, 10, 128]))));
            }
            groups.push(Group { region, dial: dice.of(&[0.0, 20.0, 50.0, 100.0, 100.0]), endpoints });
        }
    }
    groups
}

fn records(dice: &mut Dice, case: &Case, at: usize, names: &[String], kinds: &[&'static str]) -> Vec<Record> {
    let policies = policies(dice, kinds[at]);
    let mut records = Vec::new();
    for policy in policies {
        let answer = match kinds[at] {
            "CNAME" => Answer::Name(dice.of(&questions(&names[at + 1..]))),
            kind if policy == Policy::Several => {
                Answer::Addresses(vec![records.len() + if kind == "A" { 0 } else { 100 }])
            }
            kind => {
                let later: Vec<usize> = (at + 1..names.len()).filter(|other| kinds[*other] == kind).collect();
                let evaluate = dice.percent(65);
                match dice.below(10) {
                    0..3 if !later.is_empty() => Answer::Records(dice.of(&later), evaluate),
                    3 => Answer::Accelerator(evaluate),
                    4 => {
                        let first = dice.below(20);
                        Answer::Addresses((first..=first + dice.below(3)).collect())
                    }
                    _ => Answer::Balancer(dice.below(case.balancers.len()), evaluate),
                }
            }
        };
        let check = dice.percent(45).then(|| dice.below(case.checks.len()));
        records.push(Record { policy, check, answer });
    }
    records
}

/// Returns names that are worth asking for: those there are, those that wildcards stand for, and some that are not there.
pub fn questions(names: &[String]) -> Vec<String> {
    let mut all = vec!["missing.t.example".to_owned(), "www.elsewhere.example".to_owned()];
    for name in names {
        match name.strip_prefix("*.") {
            Some(rest) => all.extend([format!("a.{rest}"), format!("a.b.{rest}"), rest.to_owned()]),
            None => all.extend([name.clone(), format!("x.{name}")]),
        }
    }
    all
}

fn policies(dice: &mut Dice, kind: &str) -> Vec<Policy> {
    let some = |dice: &mut Dice, all: &[Policy]| {
        let count = 1 + dice.below(all.len());
        dice.some(all, count)
    };
    match dice.below(9) {
        0 => vec![Policy::Simple],
        1 | 2 => (0..2 + dice.below(3)).map(|_| Policy::Weight(dice.of(&[0, 0, 1, 5, 10, 255]))).collect(),
        3 => {
            let count = 2 + dice.below(3);
            dice.some(&REGIONS, count).into_iter().map(Policy::Latency).collect()
        }
        4 => some(dice, &[Policy::Primary, Policy::Secondary]),
        5 => some(
            dice,
            &[
                Policy::Anywhere,
                Policy::Anywhere,
                Policy::Continent("EU"),
                Policy::Continent("NA"),
                Policy::Continent("AS"),
                Policy::Country("US"),
                Policy::Country("DE"),
                Policy::Country("JP"),
                Policy::State("US", "WA"),
                Policy::State("US", "VA"),
            ],
        )
        .into_iter()
        .fold(Vec::new(), |mut all, policy| {
            if !all.contains(&policy) {
                all.push(policy);
            }
            all
        }),
        6 => {
            let points = [(40.0, -75.0), (52.0, 13.0), (1.0, 104.0), (-33.0, 151.0), (-23.5, -46.5)];
            let count = 2 + dice.below(3);
            let near = |dice: &mut Dice, (north, east)| {
                Policy::Near(north, east, dice.of(&[0, 0, 50, -50, 99, -99, 20]))
            };
            dice.some(&points, count).into_iter().map(|point| near(dice, point)).collect()
        }
        7 if kind != "CNAME" => (0..2 + dice.below(4)).map(|_| Policy::Several).collect(),
        _ => some(dice, &[Policy::Block("office"), Policy::Block("plant"), Policy::NoBlock]),
    }
}
