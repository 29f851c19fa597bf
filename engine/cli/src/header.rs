//! The first line of output: which stack, on which cloud, in which account. It is there before anything is evaluated.

use serde_json::json;
use tandem_core::count::count;

use crate::cloud::Cloud;
use crate::project::{Project, Stack};
use crate::render::paint::{Paint, Role};
use crate::render::text::account;
use crate::terminal::Terminal;

/// Says which stack is worked on.
pub(crate) fn print(project: &Project, stack: &Stack, terminal: &Terminal) {
    if terminal.json {
        terminal.object(&json!({
            "type": "stack",
            "project": project.settings.name,
            "stack": stack.name,
            "cloud": stack.cloud.text(),
            "account": stack.account,
            "regions": stack.regions,
            "entry": project.entry,
        }));
    } else if !terminal.quiet {
        terminal.data(&format!("{}\n", line(stack, Paint::new(terminal.color))));
    }
}

fn line(stack: &Stack, paint: Paint) -> String {
    let number = account(&stack.account);
    let cloud = match stack.cloud {
        Cloud::Aws => format!("aws {number}"),
        _ => format!("{} · account {number}", stack.cloud),
    };
    let regions = match stack.regions.len() {
        0 => String::new(),
        regions => format!(" · {}", count(regions, "region")),
    };
    format!("Stack {} · {cloud}{regions}", paint.paint(Role::Strong, &stack.name))
}
