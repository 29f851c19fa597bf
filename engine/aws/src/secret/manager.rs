//! `secret::manager`: Secrets Manager.

use tandem_core::provider::ErrorClass;
use tandem_core::{CallError, Secret, SecretRef};

use crate::provider::local_error;
use crate::session::{Session, Target};

const CALL: &str = "secretsmanager:GetSecretValue";

/// Reads a secret, text or bytes.
pub(super) async fn fetch(
    session: &Session<'_>,
    target: &Target,
    reference: &SecretRef,
) -> Result<Secret, CallError> {
    let call = session.secretsmanager(target).get_secret_value().secret_id(&reference.name);
    // Ids of versions have 32 characters or more; what is shorter is a stage, such as `AWSPREVIOUS`.
    let call = match &reference.version {
        Some(version) if version.chars().count() < 32 => call.version_stage(version),
        version => call.set_version_id(version.clone()),
    };
    let answer = session.read(CALL, target, call.send()).await?;
    let text = answer.secret_string.map(Secret::new);
    let bytes = || answer.secret_binary.map(|bytes| Secret::new(bytes.into_inner()));
    let none = || local_error(ErrorClass::InDoubt, "Unanswered", "the answer has no value".to_owned(), CALL);
    text.or_else(bytes).ok_or_else(none)
}
