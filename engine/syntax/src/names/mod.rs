//! Names of a file: what defines them, what refers to them, and what is visible where.
//!
//! The rules are Rhai's. Blocks nest; a closure sees what is around it; a function sees its parameters and
//! the modules imported before it, but no variable outside except constants through `global::`. Variables,
//! modules and functions are three separate sets of names. What the host defines is not known here, so an
//! unresolved name is only a candidate for an error.

mod assignment;
mod resolve;
mod role;

pub use self::assignment::Assignment;
pub use self::resolve::resolve;

use std::collections::{BTreeMap, BTreeSet};

use rowan::{TextRange, TextSize};

/// All names of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Variables and modules in the order in which they come into sight.
    pub definitions: Vec<Definition>,
    /// Functions in the order of the text.
    pub functions: Vec<Function>,
    /// Uses of names in the order of the text; properties are not among them.
    pub references: Vec<Reference>,
    /// Assignments in the order of the text.
    pub assignments: Vec<Assignment>,
    /// Imports in the order of the text.
    pub imports: Vec<Import>,
    /// Exported variables in the order of the text.
    pub exports: Vec<Export>,
    /// Definitions by name, in the order of the text.
    by_name: BTreeMap<String, Vec<usize>>,
    /// The end of the file.
    end: TextSize,
}

/// What a definition introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefinitionKind {
    /// `let`.
    Variable,
    /// `const`.
    Constant,
    /// A parameter of a function or a closure.
    Parameter,
    /// A variable or counter of a `for` loop.
    LoopVariable,
    /// The variable of a `catch`.
    CatchVariable,
    /// The name of an import.
    Module,
}

/// A variable or a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name.
    pub name: String,
    /// Where the name is introduced.
    pub range: TextRange,
    /// What it is.
    pub kind: DefinitionKind,
    /// Where the name can be used; functions inside see modules only.
    pub visible: TextRange,
    /// The function around it, by its index in [`Names::functions`].
    pub function: Option<usize>,
    /// Where its first value is: that of a `let` or `const`, or what a loop iterates over.
    pub value: Option<TextRange>,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// The name.
    pub name: String,
    /// Where the name is.
    pub name_range: TextRange,
    /// The names of the parameters.
    pub parameters: Vec<String>,
    /// The type of `this`, for a method of one type.
    pub this_type: Option<String>,
    /// Whether other modules cannot see it.
    pub is_private: bool,
    /// The lines of its documentation.
    pub documentation: Vec<String>,
    /// The whole function.
    pub range: TextRange,
}

/// How a name is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usage {
    /// As a variable.
    Variable,
    /// As the name of a function that is called with so many arguments.
    Call {
        /// Number of arguments.
        arguments: usize,
    },
    /// As the name of a method that is called with so many arguments, the receiver not counted.
    Method {
        /// Number of arguments.
        arguments: usize,
    },
    /// As a constant of a module.
    Item,
}

/// What a name stands for, as far as the file itself tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// The definition with this index; for a name behind modules, that of the outermost module.
    Definition(usize),
    /// A function of the file with this name, whatever its number of parameters.
    Function,
    /// Nothing in this file.
    Unresolved,
}

/// A use of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The name.
    pub name: String,
    /// Where it is.
    pub range: TextRange,
    /// The modules before it, outermost first; `global` stands for the file itself.
    pub modules: Vec<(String, TextRange)>,
    /// How it is used.
    pub usage: Usage,
    /// What it stands for.
    pub resolution: Resolution,
}

/// An `import`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The path, where it is a plain string.
    pub path: Option<String>,
    /// Where the path is.
    pub path_range: TextRange,
    /// The name that the module gets.
    pub alias: Option<String>,
    /// The whole statement.
    pub range: TextRange,
    /// Whether it stands at the top level of the file.
    pub at_top_level: bool,
}

/// An exported variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The name under which others see it.
    pub name: String,
    /// Where that name is.
    pub range: TextRange,
}

impl Names {
    /// Returns the variables and constants that are used but defined nowhere in sight.
    ///
    /// Those that the host defines are among them; so are names behind `global::`.
    pub fn undefined(&self) -> impl Iterator<Item = &Reference> {
        self.references.iter().filter(|reference| {
            let global = reference.modules.len() == 1 && reference.modules[0].0 == "global";
            reference.resolution == Resolution::Unresolved
                && match reference.usage {
                    Usage::Variable => true,
                    Usage::Item => global,
                    _ => false,
                }
        })
    }

    /// Returns the uses of modules that no `import` in sight brings in; the host's are among them.
    pub fn foreign_modules(&self) -> impl Iterator<Item = &Reference> {
        self.references.iter().filter(|reference| {
            reference.resolution == Resolution::Unresolved
                && reference.modules.first().is_some_and(|(module, _)| module != "global")
        })
    }

    /// Returns the definition that a name means at an offset: the nearest one before it in sight.
    pub fn definition(&self, name: &str, offset: TextSize) -> Option<&Definition> {
        let candidates = self.by_name.get(name)?;
        let before = candidates.partition_point(|index| self.definitions[*index].range.start() <= offset);
        let mut candidates =
            candidates[..before].iter().rev().filter_map(|index| self.definitions.get(*index));
        candidates.find(|definition| self.is_visible(definition, offset))
    }

    /// Returns the use of a name that covers an offset.
    pub fn reference_at(&self, offset: TextSize) -> Option<&Reference> {
        let after = self.references.partition_point(|reference| reference.range.start() <= offset);
        let last = self.references.get(after.checked_sub(1)?)?;
        last.range.contains_inclusive(offset).then_some(last)
    }

    /// Returns the variables that are visible at an offset, sorted, each once; for "did you mean".
    pub fn variables_at(&self, offset: TextSize) -> Vec<&str> {
        self.visible_at(offset, |kind| kind != DefinitionKind::Module)
    }

    /// Returns the modules that are visible at an offset, sorted, each once.
    pub fn modules_at(&self, offset: TextSize) -> Vec<&str> {
        self.visible_at(offset, |kind| kind == DefinitionKind::Module)
    }

    /// Returns the functions of a name.
    pub fn functions_named<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Function> {
        self.functions.iter().filter(move |function| function.name == name)
    }

    /// Returns the function around an offset by its index; functions do not nest.
    pub fn function_at(&self, offset: TextSize) -> Option<usize> {
        let after = self.functions.partition_point(|function| function.range.start() <= offset);
        let last = after.checked_sub(1)?;
        self.functions[last].range.contains(offset).then_some(last)
    }

    /// Returns the assignments to constants with what they assign to.
    pub fn constant_writes(&self) -> impl Iterator<Item = (&Assignment, &Definition)> {
        self.assignments.iter().filter_map(|assignment| {
            let definition = self.definitions.get(assignment.definition?)?;
            let writes = assignment.path.is_empty() && definition.kind == DefinitionKind::Constant;
            writes.then_some((assignment, definition))
        })
    }

    fn visible_at(&self, offset: TextSize, fits: impl Fn(DefinitionKind) -> bool) -> Vec<&str> {
        let visible = self.definitions.iter().filter(|d| fits(d.kind) && self.is_visible(d, offset));
        let names: BTreeSet<&str> = visible.map(|definition| definition.name.as_str()).collect();
        names.into_iter().collect()
    }

    fn is_visible(&self, definition: &Definition, offset: TextSize) -> bool {
        // An editor asks at the end of the file as well.
        let at_end = offset == self.end && definition.visible.end() == self.end;
        (definition.visible.contains(offset) || at_end)
            && (definition.kind == DefinitionKind::Module || definition.function == self.function_at(offset))
    }
}
