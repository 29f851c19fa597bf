//! Random changes: a design, and the same design after a few decisions were made anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::dice::Dice;

const REGIONS: [&str; 4] = ["us-east-1", "eu-west-1", "ap-southeast-2", "sa-east-1"];
const NAMES: [&str; 3] = ["www", "api", "shop"];

/// What is decided of a deployment.
#[derive(Clone)]
struct Design {
    names: Vec<Name>,
    sites: Vec<Site>,
    fronts: Vec<Front>,
    /// The regions of a table; none without.
    table: Vec<usize>,
    /// How many of the names an objective speaks of.
    objectives: usize,
}

/// How a name is answered.
#[derive(Clone)]
enum Name {
    Nothing,
    Balancer(usize),
    Front(usize),
    Cname(usize),
    /// Regions, and whether each is guarded.
    Latency(Vec<(usize, bool)>),
    Weighted(Vec<(usize, u8)>),
    Failover(usize, usize),
    /// A region for Europe, one for all others.
    Geolocation(usize, usize),
}

/// What a region has for its health check.
#[derive(Clone)]
struct Site {
    label: usize,
    interval: u8,
    threshold: usize,
    disabled: bool,
}

#[derive(Clone)]
struct Front {
    groups: Vec<usize>,
    enabled: bool,
    dial: usize,
}

/// Returns two scripts: before, and after a few decisions were made anew.
pub fn change(dice: &mut Dice) -> (String, String) {
    let before = Design {
        names: NAMES.iter().map(|_| name(dice)).collect(),
        sites: REGIONS.iter().map(|_| site(dice)).collect(),
        fronts: (0..2).map(|_| front(dice)).collect(),
        table: if dice.percent(40) { regions(dice, 2) } else { Vec::new() },
        objectives: dice.below(3),
    };
    let mut after = before.clone();
    for _ in 0..1 + dice.below(4) {
        match dice.below(8) {
            0..=3 => {
                let at = dice.below(after.names.len());
                after.names[at] = name(dice);
            }
            4 => {
                let at = dice.below(after.sites.len());
                after.sites[at] = site(dice);
            }
            5 | 6 => {
                let at = dice.below(after.fronts.len());
                after.fronts[at] = front(dice);
            }
            // The region that a table was made in cannot leave it at once.
            _ => after.table.truncate(1),
        }
        if !after.table.is_empty() && dice.percent(60) {
            let first = after.table[0];
            let more: Vec<usize> = regions(dice, 2).into_iter().filter(|region| *region != first).collect();
            after.table.truncate(1);
            after.table.extend(more);
        }
    }
    (script(&before), script(&after))
}

fn regions(dice: &mut Dice, least: usize) -> Vec<usize> {
    let count = least + dice.below(2);
    dice.some(&[0, 1, 2, 3], count)
}

fn name(dice: &mut Dice) -> Name {
    let two = regions(dice, 2);
    match dice.below(11) {
        0 => Name::Nothing,
        1 => Name::Balancer(two[0]),
        2 | 3 => Name::Front(dice.below(2)),
        4 => Name::Cname(dice.below(REGIONS.len())),
        5..=7 => Name::Latency(two.into_iter().map(|region| (region, dice.percent(90))).collect()),
        8 => Name::Weighted(two.into_iter().map(|region| (region, [0, 10, 100][dice.below(3)])).collect()),
        9 => Name::Failover(two[0], two[1]),
        _ => Name::Geolocation(two[0], two[1]),
    }
}

fn site(dice: &mut Dice) -> Site {
    Site {
        label: dice.below(3),
        interval: if dice.percent(70) { 10 } else { 30 },
        threshold: 2 + dice.below(2),
        disabled: dice.percent(10),
    }
}

fn front(dice: &mut Dice) -> Front {
    Front { groups: regions(dice, 2), enabled: dice.percent(90), dial: [100, 100, 50, 0][dice.below(4)] }
}

fn script(design: &Design) -> String {
    let mut text = String::from(
        "let zone = route53::hosted_zone(\"example.com\");\n\
         let web = |site| elb::find_load_balancer(region(site), \"web\");\nlet ready = #{};\n",
    );
    // What nothing uses is not declared: checks and accelerators come and go with those who use them.
    let used = Used::by(design);
    for (at, site) in design.sites.iter().enumerate().filter(|(at, _)| used.sites.contains(at)) {
        let region = REGIONS[at];
        let host = host(design, at);
        let _ = writeln!(text, "zone.alias(\"{host}\", web.call(\"{region}\"), #{{ types: [\"A\"] }});");
        let _ = writeln!(
            text,
            "ready[\"{region}\"] = route53::health_check(\"{region}\", #{{ type: \"HTTPS\", domain: \"{host}.example.com\", \
             path: \"/ready\", interval: \"{}s\", failure_threshold: {}, disabled: {} }});",
            site.interval, site.threshold, site.disabled,
        );
    }
    for (at, front) in design.fronts.iter().enumerate().filter(|(at, _)| used.fronts.contains(at)) {
        let _ = writeln!(
            text,
            "let front{at} = globalaccelerator::accelerator(\"front{at}\", #{{ enabled: {} }});\n\
             let https{at} = front{at}.listener(\"https\", #{{ protocol: \"TCP\", ports: [443] }});",
            front.enabled,
        );
        for (number, group) in front.groups.iter().enumerate() {
            let dial = if number == 0 { 100 } else { front.dial };
            let _ = writeln!(
                text,
                "https{at}.endpoint_group(region(\"{0}\"), #{{ traffic_dial: {dial}, endpoints: [endpoint(web.call(\"{0}\"))] }});",
                REGIONS[*group],
            );
        }
    }
    for (label, name) in NAMES.iter().zip(&design.names) {
        answers(&mut text, design, label, name);
    }
    if !design.table.is_empty() {
        let sites: Vec<String> =
            design.table.iter().map(|at| format!("region(\"{}\")", REGIONS[*at])).collect();
        let _ = writeln!(
            text,
            "dynamodb::table(\"orders\", #{{ key: #{{ hash: \"id\" }}, attributes: #{{ id: \"S\" }}, replicas: [{}] }});",
            sites.join(", "),
        );
    }
    let objectives: Vec<String> =
        NAMES.iter().take(design.objectives).map(|name| format!("\"{name}.example.com\"")).collect();
    if !objectives.is_empty() {
        let _ = writeln!(text, "objective([{}]);", objectives.join(", "));
    }
    text
}

/// What is used by some name.
struct Used {
    sites: BTreeSet<usize>,
    fronts: BTreeSet<usize>,
}

impl Used {
    fn by(design: &Design) -> Used {
        let mut used = Used { sites: BTreeSet::new(), fronts: BTreeSet::new() };
        for name in &design.names {
            match name {
                Name::Nothing | Name::Balancer(_) => (),
                Name::Front(front) => drop(used.fronts.insert(*front)),
                Name::Cname(site) => drop(used.sites.insert(*site)),
                Name::Latency(members) => used.sites.extend(members.iter().map(|(site, _)| *site)),
                Name::Weighted(members) => used.sites.extend(members.iter().map(|(site, _)| *site)),
                Name::Failover(a, b) | Name::Geolocation(a, b) => used.sites.extend([*a, *b]),
            }
        }
        used
    }
}

fn host(design: &Design, site: usize) -> String {
    format!("{}{}", REGIONS[site], ["", "-a", "-b"][design.sites[site].label])
}

fn answers(text: &mut String, design: &Design, label: &str, name: &Name) {
    let mut alias = |target: String, more: String| {
        let _ = writeln!(text, "zone.alias(\"{label}\", {target}, #{{ types: [\"A\"]{more} }});");
    };
    let web = |site: &usize| format!("web.call(\"{}\")", REGIONS[*site]);
    let guarded = |site: &usize| format!("health_check: ready[\"{}\"]", REGIONS[*site]);
    match name {
        Name::Nothing => (),
        Name::Balancer(site) => alias(web(site), String::new()),
        Name::Front(front) => alias(format!("front{front}"), String::new()),
        Name::Cname(site) => {
            let _ = writeln!(
                text,
                "zone.cname(\"{label}\", [\"{}.example.com\"], #{{ ttl: \"1m\" }});",
                host(design, *site)
            );
        }
        Name::Latency(members) => {
            for (site, is_guarded) in members {
                let guard = if *is_guarded { format!(", {}", guarded(site)) } else { String::new() };
                alias(web(site), format!(", routing: latency(region(\"{}\")){guard}", REGIONS[*site]));
            }
        }
        Name::Weighted(members) => {
            for (site, weight) in members {
                alias(web(site), format!(", routing: weighted({weight}), {}", guarded(site)));
            }
        }
        Name::Failover(first, second) => {
            for (role, site) in [("PRIMARY", first), ("SECONDARY", second)] {
                alias(
                    web(site),
                    format!(
                        ", routing: failover(\"{role}\"), evaluate_target_health: true, {}",
                        guarded(site)
                    ),
                );
            }
        }
        Name::Geolocation(europe, others) => {
            alias(
                web(europe),
                format!(", routing: geolocation(#{{ continent: \"EU\" }}), {}", guarded(europe)),
            );
            alias(web(others), format!(", routing: geolocation(#{{ country: \"*\" }}), {}", guarded(others)));
        }
    }
}
