//! Template strings: their interpolations become items of a list that is joined, so that a value known after apply
//! stays one instead of turning into text.

use tandem_syntax::TextRange;
use tandem_syntax::ast::{AstNode, TemplatePart, TemplateString};
use tandem_syntax::{SyntaxElement, SyntaxKind};

use super::Helper;
use super::walk::Walk;
use crate::rewrite::Edit;

impl Walk<'_> {
    pub(super) fn template(&mut self, template: &TemplateString) {
        let parts: Vec<TemplatePart> = template.parts().collect();
        if !parts.iter().any(|part| matches!(part, TemplatePart::Interpolation(_))) {
            return;
        }
        let range = template.range();
        let helper = Helper::new(self.span(range), String::new());
        self.open_helper(range, "__join", helper);
        self.edits.push(Edit::insert(range.start(), "["));
        for (at, part) in parts.iter().enumerate() {
            let TemplatePart::Interpolation(interpolation) = part else { continue };
            let marks = interpolation.syntax().children_with_tokens();
            let marks: Vec<TextRange> = marks.filter(is_mark).map(|mark| mark.text_range()).collect();
            let (Some(open), Some(close)) = (marks.first(), marks.last()) else { continue };
            self.replace(*open, "`,{");
            self.block(interpolation.statements());
            // A line break right behind a backtick does not count, so the one that stood here is written apart.
            let next = match parts.get(at + 1) {
                Some(TemplatePart::Text(token)) => token.text().to_owned(),
                _ => String::new(),
            };
            let breaks = next.starts_with('\n') || next.starts_with("\r\n");
            self.replace(*close, if breaks { "},\"\\n\",`" } else { "},`" });
        }
        self.edits.push(Edit::insert(range.end(), "]"));
        self.close_helper(range);
    }
}

fn is_mark(element: &SyntaxElement) -> bool {
    matches!(element.kind(), SyntaxKind::InterpolationStart | SyntaxKind::InterpolationEnd)
}
