//! `moved(old, new)`.

use rhai::Dynamic;
use tandem_core::Type;
use tandem_core::form::Parameter;

use super::{Builtin, Call};
use crate::run::{Renamed, Renaming};
use crate::value::Handle;

pub(super) fn builtin() -> Builtin {
    Builtin {
        name: "moved",
        doc: "Says that a resource has another name now, so that it is kept instead of replaced. What belongs to it \
              moves along.",
        parameters: vec![
            Parameter { name: "old", ty: Type::text(1, 1024), doc: "The name or address before." },
            Parameter {
                name: "new",
                ty: Type::text(1, 1024),
                doc: "The resource now: its handle, name or address.",
            },
        ],
        options: Vec::new(),
        optional: false,
    }
}

pub(super) fn run(
    call: &Call<'_, '_>,
    arguments: &mut [&mut Dynamic],
) -> Result<Dynamic, Box<rhai::EvalAltResult>> {
    let from = call.text(arguments, 0);
    let handle =
        arguments.get(1).and_then(|new| new.read_lock::<Handle>().map(|handle| handle.address.clone()));
    let to = match handle {
        Some(address) => Some(Renamed::Address(address)),
        None => call.text(arguments, 1).map(|text| match text.parse() {
            Ok(address) => Renamed::Address(address),
            Err(_) => Renamed::Name(text),
        }),
    };
    if let (Some(from), Some(to)) = (from, to) {
        let renaming =
            Renaming { from, to, span: call.written.argument(0), target: call.written.argument(1) };
        call.session.renamings.borrow_mut().push(renaming);
    }
    Ok(Dynamic::UNIT)
}
