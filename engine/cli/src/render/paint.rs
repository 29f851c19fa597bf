//! Colours, where they are wanted.

/// Paints text, or leaves it alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    color: bool,
}

/// What a piece of text is, and so how it looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Made, or gone well.
    Good,
    /// Changed, or to be looked at.
    Careful,
    /// Deleted, or gone wrong.
    Bad,
    /// Read, or a way out.
    Hint,
    /// What matters on its line.
    Strong,
    /// What only some need.
    Faint,
}

impl Paint {
    /// Returns the paint of a stream.
    pub(crate) fn new(color: bool) -> Paint {
        Paint { color }
    }

    /// Returns the text as it looks in a role.
    pub(crate) fn paint(self, role: Role, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let code = match role {
            Role::Good => "32",
            Role::Careful => "33",
            Role::Bad => "31",
            Role::Hint => "36",
            Role::Strong => "1",
            Role::Faint => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
