//! Attributes that nothing here can change, and why.

/// The kind, the attribute, and the reason.
const EXEMPT: &[(&str, &str, &str)] = &[];

/// Returns why an attribute is not exercised, if it is not.
pub fn reason(kind: &str, attribute: &str) -> Option<&'static str> {
    EXEMPT.iter().find(|(of, name, _)| *of == kind && *name == attribute).map(|(_, _, reason)| *reason)
}
