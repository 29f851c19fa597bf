//! `output(name, value)`.

use rhai::Dynamic;
use tandem_core::form::Parameter;
use tandem_core::topology::Output;
use tandem_core::{Argument, Path, Type};

use super::{Builtin, Call};
use crate::code;
use crate::run::origin;
use crate::value::Conversion;

pub(super) fn builtin() -> Builtin {
    Builtin {
        name: "output",
        doc: "Hands a value out under a name: `tandem output` shows it after apply.",
        parameters: vec![
            Parameter { name: "name", ty: Type::text(1, 255), doc: "The name." },
            Parameter { name: "value", ty: Type::Any, doc: "The value; it may be known after apply." },
        ],
        options: Vec::new(),
        optional: false,
    }
}

pub(super) fn run(
    call: &Call<'_, '_>,
    arguments: &mut [&mut Dynamic],
) -> Result<Dynamic, Box<rhai::EvalAltResult>> {
    let name = call.text(arguments, 0);
    let mut conversion = Conversion::default();
    let value =
        arguments.get(1).map(|value| conversion.argument(value, &Type::Any, &Path::attribute("value")));
    let (Some(name), Some(value)) = (name, value) else { return Ok(Dynamic::UNIT) };
    for mismatch in &conversion.mismatches {
        call.session.report(code::attribute::mismatch(mismatch, call.written.argument(1), ""));
    }
    if let Some(kind) = resource(&value) {
        call.session.report(code::output::value(&name, &format!("a `{kind}`"), call.written.argument(1)));
        return Ok(Dynamic::UNIT);
    }
    let origin = origin(call.session, &call.written, &call.builtin.parameters, &[]);
    let first = call.session.topology.borrow().outputs.get(&name).map(|output| output.origin.name);
    match first {
        Some(first) => call.session.report(code::output::duplicate(&name, origin.name, first)),
        None => {
            call.session.topology.borrow_mut().outputs.insert(name, Output { value, origin });
        }
    }
    Ok(Dynamic::UNIT)
}

/// Returns the kind of a resource that a value holds as a whole.
fn resource(value: &Argument) -> Option<String> {
    let mut found = None;
    value.references(&mut |reference| {
        if reference.path.0.is_empty() {
            found = Some(reference.address.kind().to_owned());
        }
    });
    found
}
