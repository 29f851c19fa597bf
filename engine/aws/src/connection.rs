//! The way to a cloud: credentials, HTTP client, endpoint, and one cached client an account, service and region.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use tandem_core::provider::Gate;

use crate::capped::capped;
use crate::session::Target;

/// How a cloud is reached. What is left out is taken from the environment where the feature `live` is on.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// The HTTP client: an emulator in process, or one that opens sockets. Without one every call fails.
    pub http_client: Option<SharedHttpClient>,
    /// Where calls go instead of AWS: `http://127.0.0.1:5000`.
    pub endpoint: Option<String>,
    /// The credentials; without any, calls are signed with the account's id as the key, which emulators read.
    pub credentials: Option<SharedCredentialsProvider>,
    /// The stack's own account, twelve digits.
    pub account: String,
}

/// The cached clients of a connection.
pub(crate) struct Cloud {
    /// How the cloud is reached.
    pub(crate) connection: Connection,
    configs: Cache<SdkConfig>,
    /// What reading calls pass, if anything.
    gate: Mutex<Option<Arc<dyn Gate>>>,
    /// Amazon Route 53.
    pub(crate) route53: Cache<aws_sdk_route53::Client>,
    /// Elastic Load Balancing.
    pub(crate) elb: Cache<aws_sdk_elasticloadbalancingv2::Client>,
    /// AWS Global Accelerator.
    pub(crate) globalaccelerator: Cache<aws_sdk_globalaccelerator::Client>,
    /// Amazon DynamoDB.
    pub(crate) dynamodb: Cache<aws_sdk_dynamodb::Client>,
    /// Amazon CloudWatch.
    pub(crate) cloudwatch: Cache<aws_sdk_cloudwatch::Client>,
    /// Amazon SNS.
    pub(crate) sns: Cache<aws_sdk_sns::Client>,
    /// AWS Secrets Manager.
    pub(crate) secretsmanager: Cache<aws_sdk_secretsmanager::Client>,
    /// The parameter store of AWS Systems Manager.
    pub(crate) ssm: Cache<aws_sdk_ssm::Client>,
    /// AWS STS.
    pub(crate) sts: Cache<aws_sdk_sts::Client>,
}

impl Cloud {
    pub(crate) fn new(mut connection: Connection) -> Cloud {
        connection.http_client = connection.http_client.map(capped);
        Cloud {
            connection,
            configs: Cache::default(),
            gate: Mutex::default(),
            route53: Cache::default(),
            elb: Cache::default(),
            globalaccelerator: Cache::default(),
            dynamodb: Cache::default(),
            cloudwatch: Cache::default(),
            sns: Cache::default(),
            secretsmanager: Cache::default(),
            ssm: Cache::default(),
            sts: Cache::default(),
        }
    }

    /// Has reading calls pass a gate from now on.
    pub(crate) fn guard(&self, gate: Arc<dyn Gate>) {
        *self.gate.lock().unwrap_or_else(PoisonError::into_inner) = Some(gate);
    }

    /// Returns what reading calls pass, if anything.
    pub(crate) fn gate(&self) -> Option<Arc<dyn Gate>> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the settings of every client of an account and region.
    pub(crate) fn config(&self, target: &Target) -> SdkConfig {
        self.configs.get(target, || self.connection.config(target))
    }
}

impl Connection {
    fn config(&self, target: &Target) -> SdkConfig {
        // A call that no one answers must end; the longest honest answer takes a few seconds.
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(3))
            .read_timeout(Duration::from_secs(20))
            .operation_attempt_timeout(Duration::from_secs(30))
            .operation_timeout(Duration::from_secs(120))
            .build();
        let key = if target.account.is_empty() { &self.account } else { &target.account };
        let unsigned =
            || SharedCredentialsProvider::new(Credentials::new(key, "unused", None, None, "tandem"));
        let mut builder = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(target.region.clone()))
            .credentials_provider(self.credentials.clone().unwrap_or_else(unsigned))
            // The runtime decides whether a call is sent again. For a change only it knows what a repetition means: the
            // SDK repeats a create after a lost answer whatever the operation, and ends with two objects. For a read the
            // runtime's loop is the better one, too: its pauses end when the run is interrupted, every try goes through
            // the limiter and is counted, and it is more patient than four tries are.
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            .stalled_stream_protection(StalledStreamProtectionConfig::enabled().build());
        builder.set_http_client(self.http_client.clone());
        builder.set_endpoint_url(self.endpoint.clone());
        builder.build()
    }
}

/// One value an account and region.
#[derive(Debug)]
pub(crate) struct Cache<T>(Mutex<BTreeMap<Target, T>>);

impl<T> Default for Cache<T> {
    fn default() -> Cache<T> {
        Cache(Mutex::default())
    }
}

impl<T: Clone> Cache<T> {
    /// Returns the value of an account and region, made when first asked for.
    pub(crate) fn get(&self, target: &Target, make: impl FnOnce() -> T) -> T {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = cache.get(target) {
            return value.clone();
        }
        let value = make();
        cache.insert(target.clone(), value.clone());
        value
    }
}
