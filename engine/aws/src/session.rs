//! One call of the provider: the clients it may use, and the count of what it sent.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Mutex, PoisonError};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use tandem_core::provider::{CallError, ErrorClass, Pending, Reading, Request, Search};
use tandem_core::schema::Placement;

use crate::buckets;
use crate::connection::Cloud;
use crate::error::call_error;
use crate::kinds;

/// Where a call goes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Target {
    /// The account, twelve digits.
    pub(crate) account: String,
    /// The region.
    pub(crate) region: String,
}

impl From<&Request> for Target {
    fn from(request: &Request) -> Target {
        Target { account: request.account.clone(), region: request.region.clone() }
    }
}

impl From<&Search> for Target {
    fn from(search: &Search) -> Target {
        Target { account: search.account.clone(), region: search.region.clone() }
    }
}

impl From<&Pending> for Target {
    fn from(pending: &Pending) -> Target {
        Target { account: pending.account.clone(), region: pending.region.clone() }
    }
}

/// One call of the provider.
pub(crate) struct Session<'a> {
    cloud: &'a Cloud,
    calls: Mutex<BTreeMap<String, u64>>,
    request: Mutex<Option<String>>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(cloud: &'a Cloud) -> Session<'a> {
        Session { cloud, calls: Mutex::default(), request: Mutex::default() }
    }

    /// Returns where an object is read: where it is remembered, else where its address and kind say.
    pub(crate) fn target(&self, reading: &Reading) -> Target {
        if let Some(object) = &reading.object {
            return Target { account: object.account.clone(), region: object.region.clone() };
        }
        let address = &reading.address;
        let home = || match kinds::find(address.kind()).map(|behaviour| behaviour.kind().placement) {
            Some(Placement::Global { home }) => home,
            _ => "us-east-1",
        };
        Target {
            account: address.account().unwrap_or(&self.cloud.connection.account).to_owned(),
            region: address.region().unwrap_or_else(home).to_owned(),
        }
    }

    /// Returns the calls that were made, by name.
    pub(crate) fn calls(&self) -> BTreeMap<String, u64> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the service's id of the last changing call.
    pub(crate) fn request(&self) -> Option<String> {
        self.request.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Awaits a call that reads, once the gate lets it pass, and counts it: `session.read("route53:GetHostedZone", &target, …send())`.
    pub(crate) async fn read<T, E>(
        &self,
        call: &'static str,
        target: &Target,
        sent: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, CallError>
    where
        E: ProvideErrorMetadata,
    {
        self.count(call);
        let Some(gate) = self.cloud.gate() else {
            return sent.await.map_err(|error| call_error(&error, call, target));
        };
        let buckets: Vec<&'static str> = buckets::of(call).collect();
        let passed = gate.pass(&buckets, &target.region, &target.account).await;
        let answer = sent.await.map_err(|error| call_error(&error, call, target));
        if answer.as_ref().is_err_and(|error| error.class == ErrorClass::Throttled) {
            gate.throttled(&buckets, &target.region, &target.account, passed);
        }
        answer
    }

    /// Awaits a call that changes something, counts it and keeps the id of its request.
    pub(crate) async fn change<T, E>(
        &self,
        call: &'static str,
        target: &Target,
        sent: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, CallError>
    where
        T: RequestId,
        E: ProvideErrorMetadata,
    {
        self.attempt(call, sent).await.map_err(|error| call_error(&error, call, target))
    }

    /// Awaits a call that changes something and gives back the SDK's own error, for one that knows more of it.
    pub(crate) async fn attempt<T, E>(
        &self,
        call: &'static str,
        sent: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, SdkError<E, HttpResponse>>
    where
        T: RequestId,
    {
        self.count(call);
        let output = sent.await?;
        *self.request.lock().unwrap_or_else(PoisonError::into_inner) = output.request_id().map(str::to_owned);
        Ok(output)
    }

    fn count(&self, call: &'static str) {
        *self.calls.lock().unwrap_or_else(PoisonError::into_inner).entry(call.to_owned()).or_default() += 1;
    }
}

/// Makes the client of a service for an account and region, with a retry partition of its own.
///
/// The SDK's own partitions are shared by all clients of a process that have service and region in common: what one
/// account or one client meets would slow down or cut short the calls of another.
macro_rules! client {
    ($service:ident, $cloud:expr, $target:expr) => {{
        let Target { account, region } = $target;
        let name = format!("{account} {region} {}", stringify!($service));
        let partition = $service::config::retry::RetryPartition::custom(name).build();
        let config = $service::config::Builder::from(&$cloud.config($target)).retry_partition(partition);
        $service::Client::from_conf(config.build())
    }};
}

/// The clients, one an account and region.
impl Session<'_> {
    pub(crate) fn route53(&self, target: &Target) -> aws_sdk_route53::Client {
        self.cloud.route53.get(target, || client!(aws_sdk_route53, self.cloud, target))
    }

    pub(crate) fn elb(&self, target: &Target) -> aws_sdk_elasticloadbalancingv2::Client {
        self.cloud.elb.get(target, || client!(aws_sdk_elasticloadbalancingv2, self.cloud, target))
    }

    pub(crate) fn globalaccelerator(&self, target: &Target) -> aws_sdk_globalaccelerator::Client {
        self.cloud.globalaccelerator.get(target, || client!(aws_sdk_globalaccelerator, self.cloud, target))
    }

    pub(crate) fn dynamodb(&self, target: &Target) -> aws_sdk_dynamodb::Client {
        self.cloud.dynamodb.get(target, || client!(aws_sdk_dynamodb, self.cloud, target))
    }

    pub(crate) fn cloudwatch(&self, target: &Target) -> aws_sdk_cloudwatch::Client {
        self.cloud.cloudwatch.get(target, || client!(aws_sdk_cloudwatch, self.cloud, target))
    }

    pub(crate) fn sns(&self, target: &Target) -> aws_sdk_sns::Client {
        self.cloud.sns.get(target, || client!(aws_sdk_sns, self.cloud, target))
    }

    pub(crate) fn secretsmanager(&self, target: &Target) -> aws_sdk_secretsmanager::Client {
        self.cloud.secretsmanager.get(target, || client!(aws_sdk_secretsmanager, self.cloud, target))
    }

    pub(crate) fn ssm(&self, target: &Target) -> aws_sdk_ssm::Client {
        self.cloud.ssm.get(target, || client!(aws_sdk_ssm, self.cloud, target))
    }

    pub(crate) fn sts(&self, target: &Target) -> aws_sdk_sts::Client {
        self.cloud.sts.get(target, || client!(aws_sdk_sts, self.cloud, target))
    }
}
