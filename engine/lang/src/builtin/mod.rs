//! The language's own functions: those that belong to no kind.

mod input;
mod moved;
mod objective;
mod output;
mod region;
mod scope;

use std::rc::Rc;

use rhai::{Dynamic, Engine, Module, NativeCallContext};
use tandem_core::form::Parameter;
use tandem_core::{Attribute, Type};

use crate::analysis::Signature;
use crate::code;
use crate::native::{self, Raw};
use crate::run::{Session, Written};
use crate::value::Unknown;

pub(crate) use input::unused as unused_inputs;

/// One of the language's own functions, as data for completion and reference pages.
#[derive(Clone, Debug)]
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// What it does, for people; Markdown.
    pub doc: &'static str,
    /// Its positional parameters.
    pub parameters: Vec<Parameter>,
    /// The entries of its object map; empty if it takes none.
    pub options: Vec<Attribute>,
    /// Whether the last parameter may be left out.
    pub optional: bool,
}

/// Returns the language's own functions.
pub fn builtins() -> Vec<Builtin> {
    let value = || vec![Parameter { name: "value", ty: Type::Any, doc: "The value." }];
    let printer = |name| Builtin {
        name,
        doc: "Shows a value among the diagnostics, with the place that printed it.",
        parameters: value(),
        options: Vec::new(),
        optional: true,
    };
    let mut all = vec![printer("print"), printer("debug")];
    all.extend(region::builtins());
    all.extend([
        scope::builtin(),
        moved::builtin(),
        input::builtin(),
        output::builtin(),
        objective::builtin(),
    ]);
    all
}

/// One call of one of the language's own functions, its number of arguments checked.
struct Call<'c, 's> {
    session: &'s Session,
    context: &'c NativeCallContext<'c>,
    builtin: &'s Builtin,
    written: Written<'s>,
}

type Run = fn(&Call<'_, '_>, &mut [&mut Dynamic]) -> Result<Dynamic, Box<rhai::EvalAltResult>>;

/// Registers the language's own functions.
pub(crate) fn register(engine: &mut Engine, session: &Rc<Session>) {
    let mut module = Module::new();
    for builtin in builtins() {
        let Some(run) = runner(builtin.name) else { continue };
        let name = builtin.name;
        let session = session.clone();
        let function: Raw = Rc::new(move |context, arguments| {
            let written = Written::new(&session, context.call_position(), arguments.len());
            let (least, most) = Signature::builtin(&builtin).counts();
            if !(least..=most).contains(&arguments.len()) {
                let given = arguments.len();
                let diagnostic = code::name::signature(
                    builtin.name,
                    &builtin.parameters,
                    (least, most),
                    given,
                    written.name,
                );
                session.report(diagnostic);
                return Ok(poison());
            }
            run(&Call { session: &session, context, builtin: &builtin, written }, arguments)
        });
        native::register(&mut module, name, 0..=5, &function);
    }
    native::install(engine, module);
}

fn runner(name: &str) -> Option<Run> {
    Some(match name {
        "region" => region::one,
        "regions" => region::list,
        "pairs" => region::pairs,
        "scope" => scope::run,
        "moved" => moved::run,
        "input" => input::run,
        "output" => output::run,
        "objective" => objective::run,
        // The printers are native: their text never takes the way of a value.
        _ => return None,
    })
}

fn poison() -> Dynamic {
    Dynamic::from(Unknown::Poison)
}

impl Call<'_, '_> {
    /// Returns the known text of an argument; reports anything else.
    fn text(&self, arguments: &[&mut Dynamic], index: usize) -> Option<String> {
        use tandem_core::{Path, Value, schema::check};
        let parameter = self.builtin.parameters.get(index)?;
        let path = Path::attribute(parameter.name);
        let mut conversion = crate::value::Conversion::default();
        let argument = conversion.argument(arguments.get(index)?, &parameter.ty, &path);
        let (checked, more) = check(&argument, &parameter.ty, &path);
        conversion.mismatches.extend(more);
        for mismatch in &conversion.mismatches {
            self.session.report(code::attribute::mismatch(mismatch, self.written.argument(index), ""));
        }
        if conversion.poisoned || !conversion.mismatches.is_empty() {
            return None;
        }
        match checked.known() {
            Some(Value::String(text)) => Some(text.clone()),
            _ => {
                let at = self.written.argument(index);
                let value = arguments.get(index)?;
                self.session.report(code::secret::unknown_value("name something by", value, at));
                None
            }
        }
    }
}
