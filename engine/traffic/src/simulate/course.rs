//! Courses: what something is, from each moment on.

/// A moment of a simulation: a second, just before or just after what happens in it.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub struct Moment {
    /// In seconds.
    pub seconds: f64,
    /// Whether what happens at this second has happened.
    pub after: bool,
}

impl Moment {
    /// Returns whether something has happened that happens at a second.
    pub(super) fn has(self, second: f64) -> bool {
        second < self.seconds || (self.after && second <= self.seconds)
    }
}

/// Returns a second to the microsecond: sums that mean one second must be one.
pub(super) fn exact(second: f64) -> f64 {
    (second * 1e6).round() / 1e6
}

/// What something is, from each moment on.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Course<T> {
    steps: Vec<(f64, T)>,
}

impl<T> Course<T> {
    /// Returns what was always like this.
    pub(super) fn new(value: T) -> Course<T> {
        Course { steps: vec![(f64::NEG_INFINITY, value)] }
    }

    /// Goes on with another value; not before the step that is last.
    pub(super) fn push(&mut self, from: f64, value: T) {
        self.steps.push((exact(from), value));
    }

    /// Returns what it is at the end.
    pub(super) fn last(&self) -> &T {
        &self.steps[self.steps.len() - 1].1
    }

    /// Returns the number of the step that a moment is in.
    pub(super) fn step(&self, moment: Moment) -> usize {
        self.steps.partition_point(|(from, _)| moment.has(*from)).saturating_sub(1)
    }

    /// Returns what it is at a moment.
    pub(super) fn at(&self, moment: Moment) -> &T {
        &self.steps[self.step(moment)].1
    }

    /// Returns its steps.
    pub(super) fn steps(&self) -> &[(f64, T)] {
        &self.steps
    }

    /// Iterates over the seconds at which it changes.
    pub(super) fn changes(&self) -> impl Iterator<Item = f64> {
        self.steps.iter().skip(1).map(|(from, _)| *from)
    }
}
