//! `secret::ssm`: the parameter store of Systems Manager.

use tandem_core::provider::ErrorClass;
use tandem_core::{CallError, Secret, SecretRef};

use crate::provider::local_error;
use crate::session::{Session, Target};

const CALL: &str = "ssm:GetParameter";

/// Reads a parameter, decrypted. A version or label stands behind the name.
pub(super) async fn fetch(
    session: &Session<'_>,
    target: &Target,
    reference: &SecretRef,
) -> Result<Secret, CallError> {
    let name = match &reference.version {
        Some(version) => format!("{}:{version}", reference.name),
        None => reference.name.clone(),
    };
    let sent = session.ssm(target).get_parameter().name(name).with_decryption(true).send();
    let answer = session.read(CALL, target, sent).await?;
    let value = answer.parameter.and_then(|parameter| parameter.value);
    let none = || local_error(ErrorClass::InDoubt, "Unanswered", "the answer has no value".to_owned(), CALL);
    value.map(Secret::new).ok_or_else(none)
}
