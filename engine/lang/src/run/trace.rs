//! The calls and loops that a run is in.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rhai::{Dynamic, ImmutableString};
use tandem_core::{Span, Tracepoint};

use crate::analysis::Helper;
use crate::value::{Handle, Pair, Region};

/// The calls and loops that a run is in. Clones share one stack.
#[derive(Clone, Default)]
pub(crate) struct Trace(Rc<RefCell<Stacks>>);

#[derive(Default)]
struct Stacks {
    /// The calls and loops that are open, the outermost first.
    open: Vec<Frame>,
    /// Those that ended before their time since the last one was opened, the outermost first: what an error unwinds,
    /// and loops that were left by `break`.
    cut: Vec<Frame>,
}

/// One call or loop, by the number of the helper that stands for it.
struct Frame {
    helper: usize,
    iteration: Option<Iteration>,
}

/// Where a loop is.
struct Iteration {
    /// From 1.
    number: usize,
    total: Option<usize>,
    value: Shown,
}

/// What is shown of a loop's variable, made into text only when it is asked for.
enum Shown {
    Text(ImmutableString),
    Number(i64),
    Region(&'static str),
    Handle(Handle),
    Pair(Box<(Shown, Shown)>),
    Nothing,
}

/// Takes its frame off the stack when it is dropped, however the call or loop ends.
pub(crate) struct Guard {
    trace: Trace,
    depth: usize,
    done: Cell<bool>,
}

impl Guard {
    /// Says that the call or loop came to its end.
    pub(crate) fn finish(&self) {
        self.done.set(true);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let stacks = &mut *self.trace.0.borrow_mut();
        let at = self.depth.min(stacks.open.len());
        let mut ended = stacks.open.split_off(at);
        if !self.done.get() {
            ended.append(&mut stacks.cut);
            stacks.cut = ended;
        }
    }
}

impl Trace {
    /// Notes a call until the guard is dropped.
    pub(crate) fn call(&self, helper: i64) -> Guard {
        self.push(Frame { helper: usize::try_from(helper).unwrap_or(usize::MAX), iteration: None })
    }

    /// Notes an iteration of a loop; the guard of the loop's first one stands for all.
    pub(crate) fn iterate(
        &self,
        guard: &mut Option<Guard>,
        helper: i64,
        number: usize,
        total: Option<usize>,
        value: &Dynamic,
    ) {
        let iteration = Some(Iteration { number, total, value: Shown::of(value) });
        match guard {
            Some(guard) => {
                if let Some(frame) = self.0.borrow_mut().open.get_mut(guard.depth) {
                    frame.iteration = iteration;
                }
            }
            None => {
                let helper = usize::try_from(helper).unwrap_or(usize::MAX);
                *guard = Some(self.push(Frame { helper, iteration }));
            }
        }
    }

    fn push(&self, frame: Frame) -> Guard {
        let mut stacks = self.0.borrow_mut();
        let depth = stacks.open.len();
        stacks.cut.clear();
        stacks.open.push(frame);
        Guard { trace: self.clone(), depth, done: Cell::new(false) }
    }

    /// Returns the calls and loops, innermost first.
    pub(crate) fn tracepoints(&self, helpers: &[Helper]) -> Vec<Tracepoint> {
        let stacks = self.0.borrow();
        stacks
            .open
            .iter()
            .rev()
            .filter_map(|frame| frame.tracepoint(helpers.get(frame.helper)?).into())
            .collect()
    }

    /// Returns the calls and loops that an error at a place ended, innermost first. The calls are those that the error
    /// itself went through; a loop counts if the place, or the call that led there, lies in what it repeats.
    pub(crate) fn unwound(&self, helpers: &[Helper], place: Span, calls: &[Span]) -> Vec<Tracepoint> {
        let stacks = self.0.borrow();
        let mut place = place;
        let mut points = Vec::new();
        for frame in stacks.cut.iter().rev() {
            let Some(helper) = helpers.get(frame.helper) else { continue };
            let holds = match helper.body {
                Some(body) => body.file == place.file && body.start <= place.start && place.end <= body.end,
                None => calls.contains(&helper.span),
            };
            if holds {
                place = helper.span;
                points.push(frame.tracepoint(helper));
            }
        }
        points
    }
}

impl Frame {
    fn tracepoint(&self, helper: &Helper) -> Tracepoint {
        let text = match &self.iteration {
            Some(iteration) => iteration.text(&helper.name),
            None => format!("in fn `{}`", helper.name),
        };
        Tracepoint { span: helper.span, text }
    }
}

impl Iteration {
    fn text(&self, variable: &str) -> String {
        let value = match self.value.text() {
            Some(value) => format!(" = {value}"),
            None => String::new(),
        };
        match self.total {
            Some(total) => format!("for {variable}{value} ({} of {total})", self.number),
            None => format!("for {variable}{value} (iteration {})", self.number),
        }
    }
}

impl Shown {
    fn of(value: &Dynamic) -> Shown {
        if let Some(text) = value.read_lock::<ImmutableString>() {
            return Shown::Text(text.clone());
        }
        if let Ok(number) = value.as_int() {
            return Shown::Number(number);
        }
        if let Some(region) = value.read_lock::<Region>() {
            return Shown::Region(region.0.name);
        }
        if let Some(handle) = value.read_lock::<Handle>() {
            return Shown::Handle(handle.clone());
        }
        match value.read_lock::<Pair>() {
            Some(pair) => Shown::Pair(Box::new((Shown::of(&pair.from), Shown::of(&pair.to)))),
            None => Shown::Nothing,
        }
    }

    fn text(&self) -> Option<String> {
        match self {
            Shown::Text(text) => Some(if text.len() <= 60 { text.to_string() } else { return None }),
            Shown::Number(number) => Some(number.to_string()),
            Shown::Region(name) => Some((*name).to_owned()),
            Shown::Handle(handle) => Some(handle.address.to_string()),
            Shown::Pair(pair) => Some(format!("{} → {}", pair.0.text()?, pair.1.text()?)),
            Shown::Nothing => None,
        }
    }
}
