//! Hands Rhai the modules that were read before the run, by the number of their file.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rhai::{Engine, EvalAltResult, Module, ModuleResolver, Position, Scope, Shared};

use super::error;
use super::session::Session;

/// Hands out modules by the number that the prepared text has in place of a path.
pub(crate) struct Resolver {
    session: Rc<Session>,
    modules: RefCell<BTreeMap<usize, Shared<Module>>>,
}

impl Resolver {
    pub(crate) fn new(session: Rc<Session>) -> Resolver {
        Resolver { session, modules: RefCell::default() }
    }
}

impl ModuleResolver for Resolver {
    fn resolve(
        &self,
        engine: &Engine,
        _source: Option<&str>,
        path: &str,
        _position: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        // A file that could not be read was reported; nothing that is asked of it says more.
        let Ok(number) = path.parse::<usize>() else { return Ok(Module::new().into()) };
        if let Some(module) = self.modules.borrow().get(&number) {
            return Ok(module.clone());
        }
        let module: Shared<Module> = self.module(engine, number)?.into();
        self.modules.borrow_mut().insert(number, module.clone());
        Ok(module)
    }
}

impl Resolver {
    fn module(&self, engine: &Engine, number: usize) -> Result<Module, Box<EvalAltResult>> {
        let Some(placed) = self.session.analysis.placed.get(number) else { return Ok(Module::new()) };
        let ast = match engine.compile(&placed.text) {
            Ok(ast) => ast,
            Err(rejected) => {
                error::rejected(&self.session, &rejected);
                return Ok(Module::new());
            }
        };
        match Module::eval_ast_as_new(Scope::new(), &ast, engine) {
            Ok(module) => Ok(module),
            Err(failed) if error::is_final(&failed) => Err(failed),
            Err(failed) => {
                error::failed(&self.session, &failed);
                // The functions of the file are there all the same.
                Module::eval_ast_as_new(Scope::new(), &ast.clone_functions_only(), engine)
            }
        }
    }
}
