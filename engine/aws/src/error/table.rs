//! The codes of AWS by what to do about them; `reference`: the services' models and the SDK's own retry lists.

use tandem_core::provider::ErrorClass;

/// Too many calls. The same lists as the SDK's, without the quotas that hide among them.
const THROTTLED: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttled",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
    "TooManyRequestsException",
];

/// Something else is being done to the object. The SDK retries only the first two, and not for long enough.
const BUSY: &[&str] = &[
    "PriorRequestNotComplete",
    "TransactionInProgressException",
    "ConcurrentModification",
    "ConcurrentModificationException",
    "ConcurrentAccess",
    "ConcurrentAccessException",
    "ConflictException",
    "ContinuousBackupsUnavailableException",
    "DelegationSetNotAvailable",
    "GlobalTableInUseException",
    "OperationAborted",
    "ResourceConflictException",
    "ResourceInUse",
    "ResourceInUseException",
    "TableInUseException",
    "StaleTag",
    "StaleTagException",
    "TransactionConflictException",
];

/// It exists already, or is not as expected.
const CONFLICT: &[&str] = &[
    "AssociatedEndpointGroupFoundException",
    "AssociatedListenerFoundException",
    "AcceleratorNotDisabledException",
    "ConflictingDomainExists",
    "HealthCheckInUse",
    "HealthCheckVersionMismatch",
    "HostedZoneNotEmpty",
    "InvalidChangeBatch",
    "InvalidState",
    "InvalidStateException",
    "LastVPCAssociation",
    "ReplicatedWriteConflictException",
    "ResourceConflict",
];

/// The credentials may not, or are no longer valid. A region that is not turned on answers like this, too.
const DENIED: &[&str] = &[
    "AuthFailure",
    "AuthorizationError",
    "AuthorizationErrorException",
    "AuthorizationHeaderMalformed",
    "IncompleteSignature",
    "InvalidSignatureException",
    "KMSAccessDenied",
    "KMSAccessDeniedException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "NotAuthorizedException",
    "OptInRequired",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "UnauthorizedOperation",
];

/// The credentials were valid once, or never.
const LAPSED: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
];

/// A quota is used up.
const QUOTA: &[&str] = &[
    "AccountLimitExceeded",
    "FilterPolicyLimitExceeded",
    "FilterPolicyLimitExceededException",
    "LimitExceeded",
    "LimitExceededException",
    "LimitExceededFault",
    "LimitsExceeded",
    "ReplayLimitExceeded",
    "ReplayLimitExceededException",
    "ServiceQuotaExceededException",
    "SubscriptionLimitExceeded",
    "SubscriptionLimitExceededException",
    "TagLimitExceeded",
    "TagLimitExceededException",
    "TopicLimitExceeded",
    "TopicLimitExceededException",
];

/// Returns what a service's error means for the apply.
pub(crate) fn class(code: &str, message: &str, status: u16, call: &str) -> ErrorClass {
    let code = bare(code);
    let one_of = |codes: &[&str]| codes.contains(&code);
    let exists = code.contains("AlreadyExists") || code.contains("AlreadyCreated");
    // DynamoDB answers a create of an existing table like a table that is busy.
    let taken = one_of(BUSY) && call.contains(":Create") && message.contains("already exists");
    // SNS answers a create of something that is there with other settings like one that makes no sense.
    let taken = taken || (call.starts_with("sns:") && message.contains("already exists with different"));
    // Elsewhere this code asks for patience; here the options of the call exclude each other.
    let contradicts = code == "ConflictException" && call.starts_with("globalaccelerator:");
    if one_of(THROTTLED) || status == 429 || (one_of(QUOTA) && is_rate(message)) {
        ErrorClass::Throttled
    } else if status >= 500 {
        ErrorClass::InDoubt
    } else if exists || taken || one_of(CONFLICT) {
        ErrorClass::Conflict
    } else if contradicts {
        ErrorClass::Invalid
    } else if one_of(BUSY) {
        ErrorClass::Busy
    } else if one_of(QUOTA) || code.starts_with("TooMany") || code.ends_with("QuotaExceeded") {
        ErrorClass::Quota
    } else if one_of(LAPSED) {
        ErrorClass::Lapsed
    } else if one_of(DENIED) || code.starts_with("AccessDenied") || status == 401 || status == 403 {
        ErrorClass::Denied
    } else if code.starts_with("NoSuch") || code.contains("NotFound") || status == 404 {
        ErrorClass::Missing
    } else {
        ErrorClass::Invalid
    }
}

/// Returns a code without the namespace that some services put before it.
pub(super) fn bare(code: &str) -> &str {
    code.rsplit_once('#').map_or(code, |(_, code)| code)
}

/// Returns whether a quota is one on what happens at once, which passes by itself.
fn is_rate(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["concurrent", "simultaneous", "in progress", "rate exceeded", "try again later"]
        .iter()
        .any(|words| message.contains(words))
}
