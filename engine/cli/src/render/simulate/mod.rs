//! A simulation as people read it: a timeline, a table a name, and what it all came to.

mod json;
mod summary;
mod table;

use tandem_traffic::Assumptions;
use tandem_traffic::simulate::{Event, Kind, Simulation};

use super::paint::{Paint, Role};
use super::text::{clean, wrap};

pub(crate) use json::json;

/// How many columns a time of the timeline takes.
const TIME: usize = 15;

/// A simulation with everything that is needed to show it.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    /// The simulation.
    pub(crate) simulation: &'a Simulation,
    /// The values of the parameters.
    pub(crate) assumptions: &'a Assumptions,
    /// The script.
    pub(crate) entry: &'a str,
    /// The colours.
    pub(crate) paint: Paint,
    /// How many columns there are.
    pub(crate) width: usize,
    /// Whether geographies and assumptions are listed too.
    pub(crate) verbose: bool,
}

/// Returns the simulation as text.
pub(crate) fn text(view: View<'_>) -> String {
    let mut text = String::new();
    if !view.simulation.events.is_empty() {
        text.push_str(&view.paint.paint(Role::Strong, "What happens"));
        text.push('\n');
    }
    for event in &view.simulation.events {
        text.push_str(&line(view, event));
    }
    table::tables(view, &mut text);
    summary::summary(view, &mut text);
    text
}

fn line(view: View<'_>, event: &Event) -> String {
    let within = event.within;
    let time = if within.most - within.least < 1.0 {
        clock(event.at)
    } else {
        format!("{}–{}", clock(within.least), clock(within.most))
    };
    let lines = wrap(&clean(&event.text), &format!("  {time:<TIME$}"), &" ".repeat(TIME + 2), view.width);
    let role = match event.kind {
        Kind::Fail => Role::Bad,
        Kind::Notice => Role::Careful,
        Kind::Recover | Kind::Return => Role::Good,
        Kind::Drained => Role::Faint,
    };
    let mut painted = String::new();
    for line in lines.lines() {
        painted.push_str(&view.paint.paint(role, line));
        painted.push('\n');
    }
    painted
}

/// Returns a second as a clock shows it: `0:28`, `20:00`, `1:02:03`.
fn clock(seconds: f64) -> String {
    let second = seconds.max(0.0).round() as u64;
    match second / 3600 {
        0 => format!("{}:{:02}", second / 60, second % 60),
        hours => format!("{hours}:{:02}:{:02}", second / 60 % 60, second % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn seconds_as_clocks_show_them() {
        let shown = [0.0, 28.4, 59.6, 1200.0, 3723.0].map(clock);
        assert_eq!(shown, ["0:00", "0:28", "1:00", "20:00", "1:02:03"]);
    }
}
