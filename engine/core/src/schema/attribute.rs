//! Attributes: what a resource has, who sets it, and what happens when it changes.

use super::Type;
use crate::Value;

/// Who sets an attribute, and what it is when left out.
#[derive(Clone, PartialEq, Debug)]
pub enum Presence {
    /// The user must.
    Required,
    /// The user may; left out, there is none, and one that is there is taken away.
    Optional,
    /// The user may; left out, it is this.
    Default(Value),
    /// The user may; left out, the cloud decides, and what it decided stays.
    Chosen,
    /// The cloud does: known after apply.
    Computed,
}

/// What happens when an attribute of an existing object changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnChange {
    /// It is changed in place.
    InPlace,
    /// The object is replaced.
    Replace,
}

/// Whether secrets may stand in an attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Secrecy {
    /// Unless it belongs to the natural key, of which ids and addresses are made.
    Usual,
    /// Always, although it belongs to the natural key: nothing is made of it.
    Confidential,
    /// Never: anyone can read it in the cloud; why, as the end of a sentence.
    Public(&'static str),
}

/// One attribute of a kind, or of a struct inside one.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name in scripts.
    pub name: &'static str,
    /// What it is, for people; the reference page is made of this.
    pub doc: &'static str,
    /// What values it takes.
    pub ty: Type,
    /// Who sets it.
    pub presence: Presence,
    /// What happens when it changes.
    pub on_change: OnChange,
    /// For a computed attribute: whether it may be another after any update of the object.
    pub volatile: bool,
    /// Whether secrets may stand in it, where its type takes text.
    pub secrecy: Secrecy,
    /// A value of it for the generated tests and the reference page, where the type alone does not give one; with
    /// `Presence::Required` inside structs too.
    pub example: Option<Value>,
}

impl Attribute {
    /// Returns an attribute that the user must set, and that changes in place.
    pub fn required(name: &'static str, ty: Type, doc: &'static str) -> Attribute {
        Attribute::with(name, ty, doc, Presence::Required)
    }

    /// Returns an attribute that the user may set, and that changes in place.
    pub fn optional(name: &'static str, ty: Type, doc: &'static str) -> Attribute {
        Attribute::with(name, ty, doc, Presence::Optional)
    }

    /// Returns an attribute that is `value` when left out, and that changes in place.
    pub fn defaulting(name: &'static str, ty: Type, value: impl Into<Value>, doc: &'static str) -> Attribute {
        Attribute::with(name, ty, doc, Presence::Default(value.into()))
    }

    /// Returns an attribute that the cloud decides when it is left out, and that changes in place.
    pub fn chosen(name: &'static str, ty: Type, doc: &'static str) -> Attribute {
        Attribute::with(name, ty, doc, Presence::Chosen)
    }

    /// Returns an attribute that the cloud decides: known after apply.
    pub fn computed(name: &'static str, ty: Type, doc: &'static str) -> Attribute {
        Attribute::with(name, ty, doc, Presence::Computed)
    }

    /// Returns this attribute as one whose change replaces the object.
    #[must_use]
    pub fn replaces(mut self) -> Attribute {
        self.on_change = OnChange::Replace;
        self
    }

    /// Returns this computed attribute as one that may be another after any update.
    #[must_use]
    pub fn volatile(mut self) -> Attribute {
        self.volatile = true;
        self
    }

    /// Returns this attribute of the natural key as one of which no id and no address is made: it may be secret.
    #[must_use]
    pub fn confidential(mut self) -> Attribute {
        self.secrecy = Secrecy::Confidential;
        self
    }

    /// Returns this attribute as one that anyone can read in the cloud, for a reason: no secret may stand in it.
    #[must_use]
    pub fn public(mut self, reason: &'static str) -> Attribute {
        self.secrecy = Secrecy::Public(reason);
        self
    }

    /// Returns this attribute with a value for tests and the reference page.
    #[must_use]
    pub fn example(mut self, value: impl Into<Value>) -> Attribute {
        self.example = Some(value.into());
        self
    }

    /// Returns whether the user may set it.
    pub fn is_argument(&self) -> bool {
        self.presence != Presence::Computed
    }

    fn with(name: &'static str, ty: Type, doc: &'static str, presence: Presence) -> Attribute {
        Attribute {
            name,
            doc,
            ty,
            presence,
            on_change: OnChange::InPlace,
            volatile: false,
            secrecy: Secrecy::Usual,
            example: None,
        }
    }
}
