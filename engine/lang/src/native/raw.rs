//! Native functions that take anything and look for themselves: Rhai knows a function by the types of its arguments,
//! and says "not found" for wrong ones.

use std::any::TypeId;
use std::rc::Rc;

use rhai::{Dynamic, Engine, EvalAltResult, FuncRegistration, Module, NativeCallContext, RhaiFunc, Shared};

/// A native function that takes anything.
pub(crate) type Raw =
    Rc<dyn Fn(&NativeCallContext<'_>, &mut [&mut Dynamic]) -> Result<Dynamic, Box<EvalAltResult>>>;

/// Registers a function for some numbers of arguments, in the engine or in a module.
pub(crate) fn register(
    module: &mut Module,
    name: &str,
    counts: impl IntoIterator<Item = usize>,
    function: &Raw,
) {
    for count in counts {
        typed(module, name, &vec![TypeId::of::<Dynamic>(); count], function);
    }
}

/// Registers a function for one list of types, `Dynamic` being any.
pub(super) fn typed(module: &mut Module, name: &str, types: &[TypeId], function: &Raw) {
    let function = function.clone();
    let native = move |context: Option<NativeCallContext<'_>>, arguments: &mut [&mut Dynamic]| match context {
        Some(context) => function(&context, arguments),
        None => Ok(Dynamic::UNIT),
    };
    FuncRegistration::new(name).in_global_namespace().set_into_module_raw(
        module,
        types,
        // Pure: nothing is written back to where the first argument came from.
        RhaiFunc::Pure { func: Shared::new(native), has_context: true, is_pure: true, is_volatile: true },
    );
}

/// Registers functions of a module into an engine, before those of Rhai's packages.
pub(crate) fn install(engine: &mut Engine, module: Module) {
    engine.register_global_module(module.into());
}
