//! Amazon Route 53: zones, records, health checks.

pub(crate) mod existing_zone;
pub(crate) mod health_check;
pub(crate) mod hosted_zone;
pub(crate) mod private_zone;
pub(crate) mod record;

mod change;
mod owned;
mod tagging;
mod zone;
mod zone_form;
mod zone_group;

use tandem_core::provider::Request;

/// Where the control plane is, whatever the region of what it serves.
pub(crate) const HOME: &str = "us-east-1";

/// Returns an id without the prefix that Route 53 puts before it: `/hostedzone/Z1` is `Z1`.
pub(crate) fn bare(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// Returns the caller reference of a create: the token, then as much of the address as fits.
///
/// The token alone identifies; the address is for the person who finds an untagged object.
pub(crate) fn caller_reference(request: &Request, max: usize) -> String {
    let address = request.address.as_str().chars().map(|c| if c.is_ascii_graphic() { c } else { '?' });
    format!("{} ", request.token).chars().chain(address).take(max).collect()
}

/// Returns whether a caller reference was made with this token.
pub(crate) fn is_reference_of(reference: &str, token: &str) -> bool {
    !token.is_empty() && reference.split(' ').next() == Some(token)
}

/// Returns the name as attributes hold it: lower case, no final dot.
pub(crate) fn domain(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    lower.strip_suffix('.').unwrap_or(&lower).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{bare, domain, is_reference_of};

    #[test]
    fn ids_and_names_lose_what_says_nothing() {
        assert_eq!(bare("/hostedzone/Z1"), "Z1");
        assert_eq!(bare("Z1"), "Z1");
        assert_eq!(domain("WWW.Example.com."), "www.example.com");
    }

    #[test]
    fn a_reference_is_known_by_its_token() {
        assert!(is_reference_of("abc route53::hosted_zone[\"example.com\"]", "abc"));
        assert!(!is_reference_of("abcd x", "abc"));
        assert!(!is_reference_of("", ""));
    }
}
