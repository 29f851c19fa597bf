//! What a plan changes for clients, as people read it: who is routed where, in a few lines.

use tandem_traffic::compare::{Behaviour, Paragraph};

use super::View;
use crate::render::paint::Role;
use crate::render::text::{clean, wrap};

/// What stands before the block.
const HEAD: &str = "Behaviour   ";
/// How many names that change alike are named without `-v`.
const NAMES: usize = 4;
/// How many paragraphs are shown without `-v`.
const PARAGRAPHS: usize = 4;
/// How many lines of a paragraph are shown without `-v`.
const LINES: usize = 6;

/// Adds what changes for clients.
pub(super) fn section(view: View<'_>, text: &mut String) {
    let Some(behaviour) = view.behaviour else { return };
    let lines =
        if behaviour.is_empty() { vec!["no behavioural change".to_owned()] } else { told(view, behaviour) };
    let indent = " ".repeat(HEAD.len());
    let mut block = String::new();
    for (at, line) in lines.iter().enumerate() {
        let deeper = line.chars().take_while(|letter| *letter == ' ').count();
        let first = if at == 0 { HEAD } else { &indent };
        let first = format!("{first}{}", &line[..deeper]);
        let further = format!("{indent}{}", " ".repeat(deeper + 2));
        // A share and its arrow stay together.
        let whole = clean(&line[deeper..]).replace(" → ", "\u{a0}→\u{a0}").replace(" %", "\u{a0}%");
        block.push_str(&wrap(&whole, &first, &further, view.width.min(80)));
    }
    let block = block.replace('\u{a0}', " ");
    let painted = view.paint.paint(Role::Strong, HEAD.trim_end());
    text.push_str(&block.replacen(HEAD.trim_end(), &painted, 1));
}

fn told(view: View<'_>, behaviour: &Behaviour) -> Vec<String> {
    let paragraphs = behaviour.told();
    let (overall, named): (Vec<Paragraph>, Vec<Paragraph>) =
        paragraphs.into_iter().partition(|paragraph| paragraph.head.is_empty());
    let most = |limit: usize| if view.verbose { usize::MAX } else { limit };
    let mut lines = Vec::new();
    for paragraph in named.iter().take(most(PARAGRAPHS)) {
        lines.push(names(&paragraph.head, most(NAMES)));
        lines.extend(paragraph.lines.iter().take(most(LINES)).map(|line| format!("  {line}")));
        lines.extend(more(paragraph.lines.len(), most(LINES)).map(|line| format!("  {line}")));
    }
    lines.extend(more(named.len(), most(PARAGRAPHS)));
    for paragraph in &overall {
        lines.extend(paragraph.lines.iter().take(most(2 * LINES)).cloned());
        lines.extend(more(paragraph.lines.len(), most(2 * LINES)));
    }
    lines
}

/// Returns names as the head of a paragraph.
fn names(all: &str, most: usize) -> String {
    let names: Vec<&str> = all.split(", ").collect();
    if names.len() <= most {
        return all.to_owned();
    }
    format!("{} and {} more", names[..most].join(", "), names.len() - most)
}

/// Returns what is said of what is not shown.
fn more(number: usize, most: usize) -> Option<String> {
    (number > most).then(|| format!("and {} more (-v lists them)", number - most))
}

#[cfg(test)]
mod tests {
    use super::{more, names};

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(names("a, b, c", 2), "a, b and 1 more");
        assert_eq!(names("a, b", 2), "a, b");
        assert_eq!(more(7, 6).as_deref(), Some("and 1 more (-v lists them)"));
        assert_eq!(more(6, 6), None);
    }
}
