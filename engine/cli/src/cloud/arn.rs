//! Whose credentials a run uses, for the audit log.

use std::time::Duration;

use super::open::Open;

/// For so long an emulator is asked: one that does not answer this may answer everything else.
const PATIENCE: Duration = Duration::from_secs(2);

/// Returns the ARN of the caller, where the cloud says it.
pub(crate) async fn arn(open: &Open) -> Option<String> {
    let caller = match &open.caller {
        Some(caller) => Some(caller.clone()),
        // The real cloud was asked before; an emulator need not know.
        None => tokio::time::timeout(PATIENCE, open.provider.caller()).await.ok()?.ok(),
    };
    caller.map(|caller| caller.arn).filter(|arn| !arn.is_empty())
}
