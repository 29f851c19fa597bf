//! The line: which step comes after which, with what was added.

use tandem_core::{Step, StepId};
use tandem_plan::Constraint;

use super::atom::Atom;

/// Which step comes after which.
#[derive(Clone)]
pub(super) struct Line {
    behind: Vec<Vec<u32>>,
    /// What was added, in the order in which it was.
    pub(super) added: Vec<Constraint>,
    /// In which question a step was last seen, so that nothing is cleared between two questions.
    seen: Vec<u32>,
    question: u32,
}

impl Line {
    pub(super) fn new(steps: &[Step]) -> Line {
        let mut behind = vec![Vec::new(); steps.len()];
        for step in steps {
            for before in &step.after {
                if let Some(behind) = behind.get_mut(before.0 as usize) {
                    behind.push(step.id.0);
                }
            }
        }
        Line { behind, added: Vec::new(), seen: vec![0; steps.len()], question: 0 }
    }

    /// Returns, for each of some atoms, which of the others come after it, as a bit each.
    pub(super) fn order(&mut self, atoms: &[&Atom]) -> Vec<Vec<bool>> {
        let mut after = Vec::with_capacity(atoms.len());
        for atom in atoms {
            self.walk(atom.last);
            let comes = |other: &&Atom| self.seen[other.first.0 as usize] == self.question;
            let mut row: Vec<bool> = atoms.iter().map(comes).collect();
            // An atom of one step is seen from itself.
            row.iter_mut()
                .zip(atoms)
                .filter(|(_, other)| other.first == atom.first)
                .for_each(|(it, _)| *it = false);
            after.push(row);
        }
        after
    }

    /// Returns whether an atom comes after another one already.
    fn is_after(&mut self, atom: &Atom, other: &Atom) -> bool {
        self.walk(other.last);
        self.seen[atom.first.0 as usize] == self.question
    }

    /// Puts an atom after another one, unless it is there already; returns false if the order says otherwise.
    pub(super) fn put(&mut self, first: &Atom, then: &Atom) -> bool {
        if self.is_after(then, first) {
            return true;
        }
        self.walk(then.first);
        if self.seen[first.last.0 as usize] == self.question {
            return false;
        }
        self.behind[first.last.0 as usize].push(then.first.0);
        self.added.push(Constraint { first: first.last, then: then.first });
        true
    }

    /// Marks every step that comes after one, itself included.
    fn walk(&mut self, from: StepId) {
        self.question += 1;
        let mut open = vec![from.0];
        self.seen[from.0 as usize] = self.question;
        while let Some(step) = open.pop() {
            for next in &self.behind[step as usize] {
                if self.seen[*next as usize] != self.question {
                    self.seen[*next as usize] = self.question;
                    open.push(*next);
                }
            }
        }
    }
}
