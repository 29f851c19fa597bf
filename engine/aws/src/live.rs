//! The real cloud: an HTTPS client and the usual chain of credentials.

use aws_config::BehaviorVersion;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::Connection;

/// Returns the HTTP client that opens sockets: TLS by rustls with ring, and plain HTTP for an endpoint on loopback.
///
/// Built this way, it goes through no proxy, whatever the environment says.
fn http_client() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

impl Connection {
    /// Returns the connection to AWS, with the credentials that the environment, the profile or the machine gives.
    ///
    /// `profile` names one of the shared configuration files; without it, `AWS_PROFILE` and the default hold.
    pub async fn live(account: &str, profile: Option<&str>) -> Connection {
        let http_client = http_client();
        let mut loader =
            aws_config::defaults(BehaviorVersion::v2026_01_12()).http_client(http_client.clone());
        if let Some(profile) = profile {
            loader = loader.profile_name(profile);
        }
        let credentials = loader.load().await.credentials_provider();
        Connection {
            http_client: Some(http_client),
            endpoint: None,
            credentials,
            account: account.to_owned(),
        }
    }

    /// Returns the connection to an emulator on loopback: `http://127.0.0.1:5000`. It takes no credentials.
    pub fn endpoint(endpoint: &str, account: &str) -> Connection {
        Connection {
            http_client: Some(http_client()),
            endpoint: Some(endpoint.to_owned()),
            credentials: None::<SharedCredentialsProvider>,
            account: account.to_owned(),
        }
    }
}
