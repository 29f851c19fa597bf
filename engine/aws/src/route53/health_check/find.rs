//! Finds the check that a create has made: by the token in its caller reference.

use tandem_core::provider::{CallError, Finding, Outcome, Request};

use super::read;
use crate::route53::is_reference_of;
use crate::session::{Session, Target};

/// The longest page that Route 53 gives.
const PAGE: i32 = 1_000;

pub(super) async fn find(session: &Session<'_>, request: &Request) -> Result<Finding, CallError> {
    let target = Target::from(request);
    let mut marker = None;
    loop {
        let sent = session.route53(&target).list_health_checks().max_items(PAGE).set_marker(marker).send();
        let page = session.read("route53:ListHealthChecks", &target, sent).await?;
        let ours =
            page.health_checks.iter().find(|check| is_reference_of(&check.caller_reference, &request.token));
        if let Some(check) = ours {
            let found = read::by_id(session, &target, &check.id, &request.arguments, "").await?;
            return Ok(found.map_or(Finding::Absent, |found| {
                Finding::Ours(Outcome { id: found.id, attributes: found.attributes })
            }));
        }
        if !page.is_truncated || page.next_marker.is_none() {
            return Ok(Finding::Absent);
        }
        marker = page.next_marker;
    }
}
