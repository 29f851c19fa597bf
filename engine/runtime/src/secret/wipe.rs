//! Requests with their secrets put in, wiped from memory when they have been sent.

use std::ops::Deref;

use tandem_core::provider::{Reading, Request};
use tandem_core::state::Attributes;
use tandem_core::{Object, Value};
use zeroize::Zeroize;

/// Something with secrets put in, whose texts are wiped from memory when it is dropped, also if what sends it is given
/// up halfway.
pub(super) struct Opened<T: Wipe>(pub(super) T);

impl<T: Wipe + Clone> Opened<T> {
    /// Returns a copy, for something longer that is wiped as well.
    pub(super) fn copy(&self) -> T {
        self.0.clone()
    }
}

impl<T: Wipe> Deref for Opened<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Wipe> Drop for Opened<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

/// What has texts that may be secret.
pub(super) trait Wipe {
    /// Overwrites every text that may be secret.
    fn wipe(&mut self);
}

impl<T: Wipe> Wipe for Vec<T> {
    fn wipe(&mut self) {
        self.iter_mut().for_each(Wipe::wipe);
    }
}

impl Wipe for Request {
    fn wipe(&mut self) {
        self.arguments.wipe();
        self.prior.iter_mut().chain(&mut self.parent).for_each(Wipe::wipe);
    }
}

impl Wipe for Reading {
    fn wipe(&mut self) {
        self.arguments.wipe();
        self.object.iter_mut().for_each(Wipe::wipe);
    }
}

impl Wipe for Object {
    fn wipe(&mut self) {
        self.arguments.wipe();
        self.attributes.wipe();
    }
}

impl Wipe for Attributes {
    fn wipe(&mut self) {
        self.values_mut().for_each(Wipe::wipe);
    }
}

impl Wipe for Value {
    fn wipe(&mut self) {
        match self {
            Value::String(text) => text.zeroize(),
            Value::List(items) => items.wipe(),
            Value::Map(entries) => entries.values_mut().for_each(Wipe::wipe),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::Secret(_) => (),
        }
    }
}
