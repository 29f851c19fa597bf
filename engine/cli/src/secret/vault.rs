//! Who is asked for which secret.

use std::sync::Arc;

use tandem_core::provider::Answer;
use tandem_core::secret::SecretSource;
use tandem_core::{CallError, Secret, SecretRef, Vault};
use tandem_runtime::secret::missing;

use super::environment;

/// The environment of the command, and the cloud's own places for secrets.
pub(crate) struct Vaults {
    /// The cloud's; absent where none is called.
    pub(crate) cloud: Option<Arc<dyn Vault>>,
}

impl Vault for Vaults {
    fn fetch<'a>(&'a self, reference: &'a SecretRef) -> Answer<'a, Result<Secret, CallError>> {
        match (reference.source, &self.cloud) {
            (SecretSource::Env, _) => Box::pin(async move { environment::fetch(reference) }),
            (SecretSource::Ssm | SecretSource::Manager, Some(cloud)) => cloud.fetch(reference),
            (SecretSource::Ssm | SecretSource::Manager, None) => {
                Box::pin(async move { Err(missing(reference, "is kept in a cloud, and none is called")) })
            }
        }
    }
}
