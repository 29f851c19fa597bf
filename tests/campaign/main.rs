//! The campaign: the real scheduler, journal, recovery, refresh, plan and apply, driven from seeds against a cloud in
//! memory that fails in every way it can, under virtual time.
//!
//! A plain `cargo test` runs a short one; `cargo xtask campaign` runs all of it and prints the figures.

#![allow(clippy::result_large_err)]

mod ablation;
mod arguments;
mod case;
mod client;
mod command;
mod crash;
mod dice;
mod disk;
mod drive;
mod failure;
mod faults;
mod figures;
mod files;
mod generate;
mod judge;
mod kinds;
mod look;
mod outcome;
mod races;
mod rows;
mod schedule;
mod sdk;
mod shelf;
mod shrink;
mod site;
mod stepping;
mod store;
mod story;
mod table;
mod thing;
mod topology;
mod watch;
mod workers;
mod world;

use std::path::Path;
use std::process::ExitCode;

use arguments::Arguments;
use failure::Failures;
use outcome::outcome;
use table::{Line, Table};
use watch::{Spent, Watch};

fn main() -> ExitCode {
    let result = Arguments::read(std::env::args().skip(1)).and_then(|arguments| match &arguments.case {
        Some(file) => tell(Path::new(file)),
        None => campaign(&arguments),
    });
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Drives one case and tells its story; returns whether all is well.
fn tell(file: &Path) -> Result<bool, String> {
    let outcome = outcome(&case::read(file)?.schedule, None);
    println!("{}", outcome.story);
    println!("{}", outcome.wrong.as_deref().unwrap_or("all is well"));
    Ok(outcome.wrong.is_none())
}

/// Drives everything and prints the table; returns whether every target is met.
fn campaign(arguments: &Arguments) -> Result<bool, String> {
    let begin = Watch::start();
    let mut failures = Failures::default();
    let mut table = Table(vec![cases()?]);
    let mut schedules = Spent::default();
    for (name, row) in rows::ROWS {
        if arguments.row.as_ref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        let watch = Watch::start();
        table.0.extend(row(arguments, &mut failures));
        let spent = watch.spent();
        if rows::SCHEDULES.contains(&name) {
            schedules.wall += spent.wall;
            schedules.busy += spent.busy;
        }
        eprintln!("campaign: {name}, {:.1} s", spent.wall);
    }
    failures.keep()?;
    let right = table.0.iter().all(|line| line.holds);
    // Shown as missed where it is, and no reason to fail: how long it takes is the machine's as well.
    table.0.push(Line {
        figure: "time for the schedules, on two processors".to_owned(),
        target: "≤ 10 min".to_owned(),
        here: format!("{:.0} s, {:.0} s of work", schedules.wall, schedules.busy),
        others: "–",
        holds: schedules.wall.min(schedules.busy / 2.0) <= 600.0,
    });
    print!("{table}");
    eprintln!("campaign: {:.0} s in all", begin.spent().wall);
    Ok(right)
}

/// Drives what failed once.
fn cases() -> Result<Line, String> {
    let cases = case::all()?;
    let mut wrong = 0;
    for (name, case) in &cases {
        if let Some(again) = outcome(&case.schedule, None).wrong {
            wrong += 1;
            println!("case {name}: {again}");
        }
    }
    Ok(Line {
        figure: format!("{} cases that failed once", cases.len()),
        target: "0 wrong".to_owned(),
        here: format!("{wrong} wrong"),
        others: "–",
        holds: wrong == 0,
    })
}
