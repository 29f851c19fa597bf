//! The cloud's own places for secrets, read with the clients of the provider.

mod manager;
mod ssm;

use tandem_core::provider::{Answer, ErrorClass};
use tandem_core::secret::SecretSource;
use tandem_core::{CallError, Secret, SecretRef, Vault};

use crate::Aws;
use crate::provider::local_error;
use crate::session::{Session, Target};

impl Vault for Aws {
    fn fetch<'a>(&'a self, reference: &'a SecretRef) -> Answer<'a, Result<Secret, CallError>> {
        Box::pin(async move {
            let session = Session::new(&self.cloud);
            let account = self.cloud.connection.account.clone();
            let target = Target { account, region: reference.region.clone() };
            let fetched = match reference.source {
                SecretSource::Ssm => ssm::fetch(&session, &target, reference).await,
                SecretSource::Manager => manager::fetch(&session, &target, reference).await,
                SecretSource::Env => {
                    let message = "the environment is not read by the cloud".to_owned();
                    Err(local_error(ErrorClass::Invalid, "Secret", message, ""))
                }
            };
            fetched.map_err(|error| told(error, reference))
        })
    }
}

/// Returns the error in words that name the secret, of the class that says whether there is none.
fn told(mut error: CallError, reference: &SecretRef) -> CallError {
    const NONE: [&str; 3] = ["ParameterNotFound", "ParameterVersionNotFound", "ResourceNotFoundException"];
    if NONE.contains(&error.code.as_str()) {
        error.class = ErrorClass::Missing;
    }
    let words = if error.message.is_empty() { String::new() } else { format!(": {}", error.message) };
    error.message = format!("`{reference}`: {}{words}", error.code);
    error
}
