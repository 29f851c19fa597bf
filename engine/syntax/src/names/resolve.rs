//! The walk that collects and resolves the names of a file.

use std::collections::{BTreeMap, BTreeSet};

use rowan::{TextRange, TextSize, WalkEvent};

use super::assignment::assignment;
use super::role::{is_callee, is_variable};
use super::{Definition, DefinitionKind, Export, Function, Import, Names, Reference, Resolution, Usage};
use crate::Parse;
use crate::ast::{
    AssignStmt, AstNode, CallExpr, ExportStmt, Expr, FnItem, ForStmt, ImportStmt, LetStmt, MethodCallExpr,
    Name, NameRef, Param, PathExpr, TryStmt,
};
use crate::kind::{SyntaxKind, SyntaxNode};

/// Names in sight: for each, its definitions with the innermost last.
type Sight = BTreeMap<String, Vec<usize>>;

/// Collects the names of a file and resolves them.
pub fn resolve(parse: &Parse) -> Names {
    let mut walk = Walk::default();
    for event in parse.root().preorder() {
        match event {
            WalkEvent::Enter(node) => walk.enter(&node),
            WalkEvent::Leave(node) => walk.leave(&node),
        }
    }
    walk.globals();
    walk.sort();
    walk.names.end = parse.root().text_range().end();
    walk.names
}

#[derive(Default)]
struct Walk {
    names: Names,
    variables: Sight,
    modules: Sight,
    /// Functions whose end has been passed: only those can be meant by a bare name.
    known: BTreeSet<String>,
    /// Open scopes with what they define.
    scopes: Vec<Scope>,
    /// Variables outside the function at hand, which it does not see.
    outside: Sight,
}

struct Scope {
    end: TextSize,
    definitions: Vec<usize>,
}

impl Walk {
    fn enter(&mut self, node: &SyntaxNode) {
        match node.kind() {
            SyntaxKind::FnItem => self.enter_function(node),
            SyntaxKind::File | SyntaxKind::Interpolation | SyntaxKind::Closure => self.open(node),
            SyntaxKind::Block => self.enter_block(node),
            SyntaxKind::Param => {
                let name = Param::cast(node.clone()).and_then(|param| param.name());
                self.define(name, DefinitionKind::Parameter, node.text_range().start(), None);
            }
            SyntaxKind::NameRef if is_variable(node) => self.variable(node),
            SyntaxKind::PathExpr if !is_callee(node) => self.path(node),
            SyntaxKind::CallExpr => self.call(node),
            SyntaxKind::MethodCallExpr => self.method(node),
            SyntaxKind::AssignStmt => self.assignment(node),
            _ => {}
        }
    }

    fn leave(&mut self, node: &SyntaxNode) {
        match node.kind() {
            SyntaxKind::File | SyntaxKind::Interpolation | SyntaxKind::Closure | SyntaxKind::Block => {
                self.close();
            }
            SyntaxKind::FnItem => {
                self.close();
                self.variables = std::mem::take(&mut self.outside);
                let name = FnItem::cast(node.clone()).and_then(|function| function.name());
                self.known.extend(name.map(|name| name.text()));
            }
            SyntaxKind::LetStmt => self.leave_let(node),
            SyntaxKind::ImportStmt => self.leave_import(node),
            SyntaxKind::ExportStmt => self.leave_export(node),
            _ => {}
        }
    }

    fn open(&mut self, node: &SyntaxNode) {
        self.scopes.push(Scope { end: node.text_range().end(), definitions: Vec::new() });
    }

    fn close(&mut self) {
        let definitions = self.scopes.pop().map(|scope| scope.definitions).unwrap_or_default();
        for index in definitions {
            let definition = &self.names.definitions[index];
            let sight = match definition.kind {
                DefinitionKind::Module => &mut self.modules,
                _ => &mut self.variables,
            };
            if let Some(stack) = sight.get_mut(&definition.name) {
                stack.pop();
            }
        }
    }

    fn enter_function(&mut self, node: &SyntaxNode) {
        self.outside = std::mem::take(&mut self.variables);
        self.open(node);
        let Some(function) = FnItem::cast(node.clone()) else { return };
        let name = function.name();
        let parameters = function.params().filter_map(|param| param.name()).map(|name| name.text());
        self.names.functions.push(Function {
            name: name.as_ref().map(Name::text).unwrap_or_default(),
            name_range: name.map_or_else(|| node.text_range(), |name| name.range()),
            parameters: parameters.collect(),
            this_type: function.this_type(),
            is_private: function.is_private(),
            documentation: function.documentation(),
            range: node.text_range(),
        });
    }

    /// Opens a block and defines what its owner brings in: loop variables, the error of a `catch`.
    fn enter_block(&mut self, node: &SyntaxNode) {
        self.open(node);
        let start = node.text_range().start();
        let Some(owner) = node.parent() else { return };
        if let Some(owner) = ForStmt::cast(owner.clone()) {
            let value = owner.iterable().map(|iterable| iterable.range());
            self.define(owner.counter(), DefinitionKind::LoopVariable, start, None);
            self.define(owner.variable(), DefinitionKind::LoopVariable, start, value);
        } else if let Some(owner) = TryStmt::cast(owner)
            && owner.handler().is_some_and(|handler| handler.range() == node.text_range())
        {
            self.define(owner.variable(), DefinitionKind::CatchVariable, start, None);
        }
    }

    fn leave_let(&mut self, node: &SyntaxNode) {
        let Some(statement) = LetStmt::cast(node.clone()) else { return };
        let kind = if statement.is_const() { DefinitionKind::Constant } else { DefinitionKind::Variable };
        let value = statement.value().map(|value| value.range());
        self.define(statement.name(), kind, node.text_range().end(), value);
    }

    fn leave_import(&mut self, node: &SyntaxNode) {
        let Some(statement) = ImportStmt::cast(node.clone()) else { return };
        let path = statement.path();
        self.names.imports.push(Import {
            path: path.as_ref().and_then(plain_text),
            path_range: path.map_or_else(|| node.text_range(), |path| path.range()),
            alias: statement.alias().map(|name| name.text()),
            range: node.text_range(),
            at_top_level: node.parent().is_some_and(|parent| parent.kind() == SyntaxKind::File),
        });
        self.define(statement.alias(), DefinitionKind::Module, node.text_range().end(), None);
    }

    fn leave_export(&mut self, node: &SyntaxNode) {
        let Some(statement) = ExportStmt::cast(node.clone()) else { return };
        let declared = statement.declaration().and_then(|declaration| declaration.name());
        let name = statement.alias().or(declared).map(|name| (name.text(), name.range()));
        let name = name.or_else(|| statement.source().map(|source| (source.text(), source.range())));
        self.names.exports.extend(name.map(|(name, range)| Export { name, range }));
    }

    /// Adds a definition to the innermost scope.
    fn define(&mut self, name: Option<Name>, kind: DefinitionKind, from: TextSize, value: Option<TextRange>) {
        let (Some(name), Some(scope)) = (name, self.scopes.last_mut()) else { return };
        let index = self.names.definitions.len();
        let text = name.text();
        scope.definitions.push(index);
        let sight = if kind == DefinitionKind::Module { &mut self.modules } else { &mut self.variables };
        sight.entry(text.clone()).or_default().push(index);
        self.names.by_name.entry(text.clone()).or_default().push(index);
        let range = name.range();
        let visible = TextRange::new(from, scope.end.max(from));
        let function = self.names.function_at(range.start());
        self.names.definitions.push(Definition { name: text, range, kind, visible, function, value });
    }

    fn variable(&mut self, node: &SyntaxNode) {
        let Some(name) = NameRef::cast(node.clone()) else { return };
        // What is no name has been reported by the parser.
        if name.token().is_none_or(|token| token.kind() != SyntaxKind::Ident) {
            return;
        }
        let resolution = self.resolve_name(&name.text());
        self.refer(&name, Vec::new(), Usage::Variable, resolution);
    }

    fn path(&mut self, node: &SyntaxNode) {
        let Some(path) = PathExpr::cast(node.clone()) else { return };
        let Some(name) = path.name() else { return };
        self.refer_in(&name, &path.modules(), Usage::Item);
    }

    fn call(&mut self, node: &SyntaxNode) {
        let Some(call) = CallExpr::cast(node.clone()) else { return };
        let Some(name) = call.name() else { return };
        let usage = Usage::Call { arguments: call.arguments().map_or(0, |list| list.arguments().count()) };
        let modules = call.modules();
        if modules.is_empty() {
            let resolution = self.resolve_name(&name.text());
            self.refer(&name, Vec::new(), usage, resolution);
        } else {
            self.refer_in(&name, &modules, usage);
        }
    }

    fn method(&mut self, node: &SyntaxNode) {
        let Some(call) = MethodCallExpr::cast(node.clone()) else { return };
        let Some(name) = call.name() else { return };
        let arguments = call.arguments().map_or(0, |list| list.arguments().count());
        self.refer(&name, Vec::new(), Usage::Method { arguments }, Resolution::Unresolved);
    }

    fn assignment(&mut self, node: &SyntaxNode) {
        let assignment = AssignStmt::cast(node.clone()).as_ref().and_then(assignment);
        if let Some(mut assignment) = assignment {
            assignment.definition = innermost(&self.variables, &assignment.name);
            self.names.assignments.push(assignment);
        }
    }

    fn resolve_name(&self, name: &str) -> Resolution {
        match innermost(&self.variables, name) {
            Some(index) => Resolution::Definition(index),
            None if self.known.contains(name) => Resolution::Function,
            None => Resolution::Unresolved,
        }
    }

    /// Adds a reference behind modules.
    fn refer_in(&mut self, name: &NameRef, modules: &[NameRef], usage: Usage) {
        let root = modules.first().and_then(|module| innermost(&self.modules, &module.text()));
        let resolution = root.map_or(Resolution::Unresolved, Resolution::Definition);
        let modules = modules.iter().map(|module| (module.text(), module.range())).collect();
        self.refer(name, modules, usage, resolution);
    }

    fn refer(
        &mut self,
        name: &NameRef,
        modules: Vec<(String, TextRange)>,
        usage: Usage,
        resolution: Resolution,
    ) {
        let reference = Reference { name: name.text(), range: name.range(), modules, usage, resolution };
        self.names.references.push(reference);
    }

    /// Puts into the order of the text what was met in the order of the tree.
    fn sort(&mut self) {
        self.names.references.sort_by_key(|reference| reference.range.start());
        for indices in self.names.by_name.values_mut() {
            indices.sort_by_key(|index| self.names.definitions[*index].range.start());
        }
    }

    /// Resolves what could not be while the walk went on: functions called before they are defined, and
    /// constants behind `global::`.
    fn globals(&mut self) {
        let mut constants: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, definition) in self.names.definitions.iter().enumerate() {
            if definition.kind == DefinitionKind::Constant && definition.function.is_none() {
                constants.insert(&definition.name, index);
            }
        }
        for reference in &mut self.names.references {
            let global = reference.modules.len() == 1 && reference.modules[0].0 == "global";
            match reference.usage {
                Usage::Item if global => {
                    let constant = constants.get(reference.name.as_str()).copied();
                    reference.resolution = constant.map_or(Resolution::Unresolved, Resolution::Definition);
                }
                // A call never means a variable where a function of that name exists.
                Usage::Call { .. } | Usage::Method { .. }
                    if (reference.modules.is_empty() || global) && self.known.contains(&reference.name) =>
                {
                    reference.resolution = Resolution::Function;
                }
                _ => {}
            }
        }
    }
}

fn innermost(sight: &Sight, name: &str) -> Option<usize> {
    sight.get(name)?.last().copied()
}

/// Returns the value of a path that is a plain string.
fn plain_text(path: &Expr) -> Option<String> {
    match path {
        Expr::Literal(literal) => literal.string_value(),
        Expr::TemplateString(template) => template.plain_value(),
        _ => None,
    }
}
