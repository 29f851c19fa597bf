//! Where the arguments of one call are written, as an origin.

use rhai::Position;
use tandem_core::form::Parameter;
use tandem_core::path::PathStep;
use tandem_core::topology::AttributeSpans;
use tandem_core::{Origin, Path, Span, Type};

use super::session::Session;
use crate::analysis::SiteArgument;

/// One call as it is written: its name, and its arguments without the receiver.
pub(crate) struct Written<'s> {
    /// The name of the function or method.
    pub(crate) name: Span,
    arguments: &'s [SiteArgument],
}

impl<'s> Written<'s> {
    /// Returns the call at a position that was made with some number of arguments, the receiver not counted.
    pub(crate) fn new(session: &'s Session, position: Position, count: usize) -> Written<'s> {
        match session.site(position) {
            // A method called as a function has its receiver among the arguments.
            Some(site) => {
                let extra = site.arguments.len().saturating_sub(count);
                Written { name: site.name, arguments: &site.arguments[extra..] }
            }
            None => Written { name: session.token(position), arguments: &[] },
        }
    }

    /// Returns where an argument is written; the call's name if that is not known.
    pub(crate) fn argument(&self, index: usize) -> Span {
        self.arguments.get(index).map_or(self.name, |argument| argument.span)
    }

    /// Returns the spans of the key and the value at a path inside an argument, or of the closest around it.
    pub(crate) fn inside(&self, index: usize, path: &Path) -> Option<AttributeSpans> {
        let entries = &self.arguments.get(index)?.literal.entries;
        (1..=path.0.len()).rev().find_map(|length| {
            // The last entry of a path is the one that stands.
            let found = entries.iter().rev().find(|(entry, _)| entry.0 == path.0[..length]);
            found.map(|(_, spans)| *spans)
        })
    }

    /// Returns the variable that an argument comes from, where nothing is known of its entries.
    pub(crate) fn variable(&self, index: usize) -> Option<&str> {
        self.arguments.get(index)?.literal.variable.as_deref()
    }
}

/// Returns the origin of what a call declares.
pub(crate) fn origin(
    session: &Session,
    written: &Written<'_>,
    parameters: &[Parameter],
    keys: &[String],
) -> Origin {
    let mut origin = Origin { call: written.name, name: written.name, ..Origin::default() };
    for (index, parameter) in parameters.iter().enumerate() {
        let Some(argument) = written.arguments.get(index) else { continue };
        let path = Path::attribute(parameter.name);
        origin.attributes.insert(path.clone(), AttributeSpans { key: argument.span, value: argument.span });
        for (inner, spans) in &argument.literal.entries {
            let steps = path.0.iter().chain(&inner.0).cloned().collect();
            origin.attributes.insert(Path(steps), *spans);
        }
    }
    if let Some(index) = name_parameter(parameters) {
        origin.name = written.argument(index);
    }
    let options = parameters.len();
    if let Some(argument) = written.arguments.get(options) {
        origin.attributes.extend(argument.literal.entries.iter().cloned());
        // What a variable or a call brought along is at least known to come from there.
        for key in keys {
            let path = Path(vec![PathStep::Key(key.clone())]);
            let spans = AttributeSpans { key: argument.span, value: argument.span };
            origin.attributes.entry(path).or_insert(spans);
        }
    }
    origin.trace = session.tracepoints();
    origin
}

/// Returns the parameter that names the resource.
fn name_parameter(parameters: &[Parameter]) -> Option<usize> {
    let named = parameters.iter().position(|parameter| parameter.name == "name");
    named.or_else(|| {
        let plain = |ty: &Type| !matches!(ty, Type::Region | Type::Reference { .. } | Type::List { .. });
        parameters.iter().position(|parameter| plain(&parameter.ty))
    })
}
