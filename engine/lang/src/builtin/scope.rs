//! `scope(name, || …)`.

use rhai::{Dynamic, FnPtr};
use tandem_core::form::Parameter;
use tandem_core::{Path, Type};

use super::{Builtin, Call, poison};
use crate::code;
use crate::value::noun;

pub(super) fn builtin() -> Builtin {
    Builtin {
        name: "scope",
        doc: "Runs a closure; the logical names of what it declares begin with the name of the scope. Returns what the \
              closure returns.",
        parameters: vec![
            Parameter { name: "name", ty: Type::text(1, 255), doc: "The name of the scope." },
            Parameter { name: "body", ty: Type::Any, doc: "A closure without parameters." },
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
    let body = arguments.get(1).and_then(|body| body.read_lock::<FnPtr>().map(|body| body.clone()));
    let (Some(name), Some(body)) = (name, body.clone()) else {
        if body.is_none() {
            let found = arguments.get(1).map(|body| noun(body)).unwrap_or_default();
            let mismatch = code::attribute::wrong_type(&Path::attribute("body"), "a closure", &found, None);
            let diagnostic = code::attribute::mismatch(&mismatch, call.written.argument(1), "");
            call.session.report(diagnostic.hint("write `scope(\"name\", || { … })`"));
        }
        return Ok(poison());
    };
    let depth = call.session.scope.borrow().len();
    call.session.scope.borrow_mut().push(name);
    let returned = body.call_within_context::<Dynamic>(call.context, ());
    call.session.scope.borrow_mut().truncate(depth);
    returned
}
