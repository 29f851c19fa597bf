//! Changes on their way to the name servers: PENDING until every one of them answers the new way.

use aws_sdk_route53::types::ChangeStatus;
use tandem_core::provider::{CallError, Pending, Progress};
use tandem_core::state::Attributes;

use super::bare;
use crate::error::missing_is_none;
use crate::session::{Session, Target};

/// Returns what to poll until a change has reached every name server.
pub(super) fn pending(kind: &str, change: &str, target: &Target) -> Pending {
    Pending {
        kind: kind.to_owned(),
        key: bare(change).to_owned(),
        region: target.region.clone(),
        account: target.account.clone(),
    }
}

/// Looks once whether a change has reached every name server.
pub(super) async fn poll(session: &Session<'_>, pending: &Pending) -> Result<Progress, CallError> {
    let target = Target::from(pending);
    let sent = session.route53(&target).get_change().id(&pending.key).send();
    let answer = missing_is_none(session.read("route53:GetChange", &target, sent).await)?;
    let status = answer.and_then(|answer| answer.change_info).map(|info| info.status);
    Ok(match status {
        Some(ChangeStatus::Pending) => Progress::Waiting("PENDING".to_owned()),
        // Ids are forgotten after a day or so: by then the change has long arrived.
        _ => Progress::Ready(Attributes::new()),
    })
}
