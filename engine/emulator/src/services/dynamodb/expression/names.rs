//! What `#names` and `:values` stand for, and which of them were used.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::call::Call;
use crate::fault::Fault;
use crate::services::dynamodb::{attribute, invalid};

/// The substitutes that came with one request, for all its expressions.
pub(in crate::services::dynamodb) struct Names<'a> {
    names: Option<&'a Map<String, Value>>,
    values: Option<&'a Map<String, Value>>,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Names<'a> {
    /// Reads the substitutes of a call's input.
    pub(in crate::services::dynamodb) fn of(call: &Call<'a>) -> Result<Self, Fault> {
        Self::within(call.input)
    }

    /// Reads the substitutes of one part of an input.
    pub(in crate::services::dynamodb) fn within(input: &'a Value) -> Result<Self, Fault> {
        let map = |member: &str| input[member].as_object();
        let found = Self {
            names: map("ExpressionAttributeNames"),
            values: map("ExpressionAttributeValues"),
            used: RefCell::default(),
        };
        for (member, map) in [("Names", found.names), ("Values", found.values)] {
            if map.is_some_and(Map::is_empty) {
                return Err(invalid(format!("ExpressionAttribute{member} must not be empty")));
            }
        }
        for (name, value) in found.values.into_iter().flatten() {
            attribute::check(value).map_err(|reason| {
                invalid(format!("ExpressionAttributeValues contains invalid value: {reason} for key {name}"))
            })?;
        }
        Ok(found)
    }

    /// Returns the name that a `#name` stands for.
    pub(super) fn name(&self, alias: &str) -> Result<&'a str, String> {
        self.used.borrow_mut().insert(alias.to_owned());
        let found = self.names.and_then(|names| names.get(alias)).and_then(Value::as_str);
        found.ok_or_else(|| {
            format!("An expression attribute name used in the document path is not defined; attribute name: {alias}")
        })
    }

    /// Returns the value that a `:value` stands for.
    pub(super) fn value(&self, name: &str) -> Result<&'a Value, String> {
        self.used.borrow_mut().insert(name.to_owned());
        let found = self.values.and_then(|values| values.get(name));
        found.ok_or_else(|| {
            format!("An expression attribute value used in expression is not defined; attribute value: {name}")
        })
    }

    /// Refuses substitutes that no expression has used.
    pub(in crate::services::dynamodb) fn check_used(&self) -> Result<(), Fault> {
        let used = self.used.borrow();
        for (member, map) in [("Names", self.names), ("Values", self.values)] {
            let unused: Vec<&str> =
                map.into_iter().flatten().map(|(name, _)| name.as_str()).filter(|name| !used.contains(*name)).collect();
            if !unused.is_empty() {
                let message = format!(
                    "Value provided in ExpressionAttribute{member} unused in expressions: keys: {{{}}}",
                    unused.join(", ")
                );
                return Err(invalid(message));
            }
        }
        Ok(())
    }
}
