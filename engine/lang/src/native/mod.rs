//! The engine that scripts run on, and everything native they can reach.

pub(crate) mod allow;
mod form;
mod guard;
mod handle;
mod helper;
mod looping;
mod options;
mod print;
mod raw;
mod region;
mod text;
mod unknown;

use std::rc::Rc;

use rhai::packages::{
    BasicArrayPackage, BasicMapPackage, BasicMathPackage, CorePackage, LogicPackage, MoreStringPackage,
    Package,
};
use rhai::{Engine, EvalAltResult, Position};

use crate::builtin;
use crate::run::{Resolver, Session, watch};
use crate::settings::EXPRESSION_DEPTH;

pub(crate) use options::{options_map, take_map};
pub(crate) use raw::{Raw, install, register};
pub(crate) use text::shown;

/// The value of an error that has been reported.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reported;

/// Returns the error of something that has been reported and cannot go on.
pub(crate) fn reported() -> Box<EvalAltResult> {
    EvalAltResult::ErrorRuntime(rhai::Dynamic::from(Reported), Position::NONE).into()
}

/// Returns the engine for a run. Every limit is set, so that debug and release builds behave alike; there are none on
/// sizes, which would make every change of a list measure all of it.
pub(crate) fn engine(session: &Rc<Session>) -> Engine {
    let mut engine = Engine::new_raw();
    for package in [
        CorePackage::new().as_shared_module(),
        LogicPackage::new().as_shared_module(),
        BasicMathPackage::new().as_shared_module(),
        BasicArrayPackage::new().as_shared_module(),
        BasicMapPackage::new().as_shared_module(),
        MoreStringPackage::new().as_shared_module(),
    ] {
        engine.register_global_module(package);
    }
    engine.set_optimization_level(rhai::OptimizationLevel::None);
    engine.set_strict_variables(true);
    engine.set_fail_on_invalid_map_property(true);
    // Texts and lists are guarded by functions of ours, which fast operators would pass by.
    engine.set_fast_operators(false);
    engine.set_max_call_levels(session.budget.calls);
    engine.set_max_expr_depths(EXPRESSION_DEPTH, EXPRESSION_DEPTH);
    engine.set_max_operations(session.budget.operations);
    engine.set_max_modules(1_000);
    engine.set_max_functions(10_000);
    engine.set_max_variables(100_000);
    engine.disable_symbol("eval");
    engine.disable_symbol("switch");
    engine.on_progress(watch(&session.budget));
    engine.set_module_resolver(Resolver::new(session.clone()));
    helper::register(&mut engine, session);
    looping::register(&mut engine, session);
    unknown::register(&mut engine, session);
    handle::register(&mut engine, session);
    region::register(&mut engine, session);
    guard::register(&mut engine, session);
    print::register(&mut engine, session);
    form::register(&mut engine, session);
    builtin::register(&mut engine, session);
    engine
}
