//! Waiting until every edge has the last change.

use aws_sdk_globalaccelerator::types::AcceleratorStatus;
use tandem_core::provider::{CallError, Pending, Progress};
use tandem_core::state::Attributes;

use super::{accelerator, accelerator_arn};
use crate::error::{given, missing_is_none};
use crate::session::{Session, Target};

/// Returns what is pending after a change of an accelerator or of anything inside it.
pub(super) fn pending(arn: &str, target: &Target) -> Option<Pending> {
    Some(Pending {
        kind: accelerator::NAME.to_owned(),
        key: accelerator_arn(arn).to_owned(),
        region: target.region.clone(),
        account: target.account.clone(),
    })
}

/// Looks once whether the accelerator is deployed; one that is gone has nothing left to wait for.
pub(super) async fn poll(session: &Session<'_>, pending: &Pending) -> Result<Progress, CallError> {
    let target = Target::from(pending);
    let sent = session.globalaccelerator(&target).describe_accelerator().accelerator_arn(&pending.key).send();
    let call = "globalaccelerator:DescribeAccelerator";
    let answer = missing_is_none(session.read(call, &target, sent).await)?;
    let found = answer.map(|answer| given(answer.accelerator, call, &target)).transpose()?;
    let status = found.and_then(|found| found.status);
    Ok(match status {
        Some(status) if status != AcceleratorStatus::Deployed => {
            Progress::Waiting(status.as_str().to_owned())
        }
        _ => Progress::Ready(Attributes::new()),
    })
}
