//! Turns what the SDK reports into what the runtime branches on; the one place where error codes are judged.

mod advice;
mod table;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use tandem_core::provider::{CallError, ErrorClass, Request};

use crate::explain::Explanation;
use crate::provider::local_error;
use crate::session::Target;

/// Returns the error of a call.
pub(crate) fn call_error<E: ProvideErrorMetadata>(
    error: &SdkError<E, HttpResponse>,
    call: &str,
    target: &Target,
) -> CallError {
    let (class, code, message) = judge(error, call);
    CallError {
        class,
        code,
        message,
        call: call.to_owned(),
        region: target.region.clone(),
        request: error.request_id().map(str::to_owned),
        offenders: Vec::new(),
    }
}

/// Returns an error as one of something that may simply not be visible yet, because this run has just made it.
pub(crate) fn not_yet(mut error: CallError) -> CallError {
    if error.class == ErrorClass::Missing {
        error.class = ErrorClass::NotYet;
    }
    error
}

/// Returns `None` for an object that is not there.
pub(crate) fn missing_is_none<T>(result: Result<T, CallError>) -> Result<Option<T>, CallError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.class == ErrorClass::Missing => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns `None` for an object that is to be deleted and is gone already.
pub(crate) fn missing_is_gone<T>(result: Result<T, CallError>) -> Result<Option<T>, CallError> {
    missing_is_none(result)
}

/// Returns what an answer was asked for. One that lacks it was not written by the service, whatever its status says:
/// nothing may count as gone for it.
pub(crate) fn given<T>(member: Option<T>, call: &str, target: &Target) -> Result<T, CallError> {
    member.ok_or_else(|| CallError {
        region: target.region.clone(),
        ..local_error(ErrorClass::InDoubt, "BrokenAnswer", "the answer says nothing".to_owned(), call)
    })
}

/// Returns the error of an operation that no kind names: a plan file of another version.
pub(crate) fn unknown_operation(request: &Request, operation: &str) -> CallError {
    let message = format!("this version of Tandem cannot `{operation}` a `{}`", request.address.kind());
    local_error(ErrorClass::Invalid, "UnknownOperation", message, operation)
}

fn judge<E: ProvideErrorMetadata>(
    error: &SdkError<E, HttpResponse>,
    call: &str,
) -> (ErrorClass, String, String) {
    let in_doubt = |code: &str, message: &str| (ErrorClass::InDoubt, code.to_owned(), message.to_owned());
    match error {
        SdkError::ConstructionFailure(_) => (ErrorClass::Invalid, "ConstructionFailure".into(), chain(error)),
        SdkError::TimeoutError(_) => in_doubt("Timeout", "no answer in time"),
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            // Nothing was sent: there was nothing to sign it with.
            Some(cause) if is_about_credentials(cause) => {
                let message = format!("{}; sign in and run the same command again", chain(error));
                (ErrorClass::Lapsed, "NoCredentials".into(), message)
            }
            _ => in_doubt("NoAnswer", &chain(error)),
        },
        SdkError::ResponseError(_) => in_doubt("BrokenAnswer", &chain(error)),
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            if status < 300 {
                return in_doubt("BrokenAnswer", "the answer could not be read");
            }
            let code = service.err().code().unwrap_or_default();
            let message = service.err().message().unwrap_or_default();
            let class = table::class(code, message, status, call);
            let message = advice::told(class, code, message, call);
            let code = if code.is_empty() { format!("HTTP {status}") } else { code.to_owned() };
            (class, code, message)
        }
        _ => in_doubt("Unknown", &chain(error)),
    }
}

/// Returns whether a call was not even signed, because no credentials could be had.
fn is_about_credentials(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .any(<dyn std::error::Error>::is::<CredentialsError>)
}

/// Returns the words of an error that no service wrote, causes included, in one line.
fn chain<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> String {
    let mut text = match error {
        SdkError::ConstructionFailure(_) => "the request could not be made",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "the answer could not be read",
        _ => "the call failed",
    }
    .to_owned();
    let source: Option<&dyn std::error::Error> = match error {
        SdkError::DispatchFailure(failure) => failure.as_connector_error().map(|error| error as _),
        _ => None,
    };
    let mut next = source;
    while let Some(cause) = next {
        let words = cause.to_string();
        if !text.ends_with(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        next = cause.source();
    }
    text
}

/// The codes of diagnostics about calls, whatever the kind.
pub(crate) const CODES: &[Explanation] = &[
    Explanation {
        code: "aws::conflict",
        text: "AWS refused a change because the object exists already, or is not as it was last seen.\n\n\
               Nothing of the call was written: a batch of records is atomic. Run `tandem plan` to see the object \
               as it is now; take it over with `tandem adopt ADDRESS`, or give yours another name.",
    },
    Explanation {
        code: "aws::quota",
        text: "A quota of the account or of the object is used up. Sending the call again changes nothing.\n\n\
               Ask AWS to raise the quota (Service Quotas), or delete what is no longer needed, and run the same \
               command again: what was done stays done.",
    },
    Explanation {
        code: "aws::denied",
        text: "The credentials may not make this call, or are no longer valid; a region that the account has not \
               turned on answers in the same way.\n\nCheck the credentials with `aws sts get-caller-identity`, the \
               permission for the call that the message names, and for opt-in regions the account's settings. Credentials \
               that ran out in the middle of an apply lose nothing: sign in and run the same command again. If the \
               message speaks of time or of a signature that expired, the clock of this machine is wrong.",
    },
    Explanation {
        code: "aws::invalid",
        text: "AWS does not accept the arguments. The message is its own.\n\nIf `tandem check` could have found \
               this without the cloud, the schema of the kind lacks a rule: please report it.",
    },
    Explanation {
        code: "aws::missing",
        text: "The object that the call is about does not exist. It was deleted outside of Tandem since the plan \
               was made.\n\nRun the same command again: the plan then makes it anew.",
    },
];

#[cfg(test)]
mod tests {
    use aws_sdk_route53::operation::create_health_check::CreateHealthCheckError;

    use super::{ErrorClass, HttpResponse, SdkError, judge, table::class};

    #[track_caller]
    fn check(code: &str, message: &str, expected: ErrorClass) {
        assert_eq!(class(code, message, 400, "service:Call"), expected, "{code}");
    }

    #[test]
    fn codes_have_their_class() {
        check("Throttling", "Rate exceeded", ErrorClass::Throttled);
        check("ThrottlingException", "", ErrorClass::Throttled);
        check("TooManyRequestsException", "", ErrorClass::Throttled);
        check("PriorRequestNotComplete", "", ErrorClass::Busy);
        check("TransactionInProgressException", "", ErrorClass::Busy);
        check("NoSuchHostedZone", "", ErrorClass::Missing);
        check("LoadBalancerNotFound", "", ErrorClass::Missing);
        check("InvalidChangeBatch", "", ErrorClass::Conflict);
        check("HostedZoneAlreadyExists", "", ErrorClass::Conflict);
        check("TooManyHealthChecks", "", ErrorClass::Quota);
        check("AccessDeniedException", "", ErrorClass::Denied);
        check("ExpiredToken", "", ErrorClass::Lapsed);
        check("InvalidInput", "", ErrorClass::Invalid);
    }

    #[test]
    fn a_quota_is_no_rate_unless_it_says_so() {
        check("LimitExceededException", "Subscriber limit exceeded: tables", ErrorClass::Quota);
        check(
            "LimitExceededException",
            "Too many operations in progress concurrently",
            ErrorClass::Throttled,
        );
    }

    #[test]
    fn one_code_means_different_things_in_different_services() {
        let of = |code: &str, message: &str, call: &str| class(code, message, 400, call);
        assert_eq!(of("ConflictException", "", "cloudtrail:CreateTrail"), ErrorClass::Busy);
        let options = "You can't use both of those options.";
        assert_eq!(
            of("ConflictException", options, "globalaccelerator:UpdateAccelerator"),
            ErrorClass::Invalid
        );
        let there = "Invalid parameter: Attributes Reason: Topic already exists with different attributes";
        assert_eq!(of("InvalidParameter", there, "sns:CreateTopic"), ErrorClass::Conflict);
        assert_eq!(
            of("InvalidParameter", "Invalid parameter: Topic Name", "sns:CreateTopic"),
            ErrorClass::Invalid
        );
        assert_eq!(of("StaleTag", "", "sns:TagResource"), ErrorClass::Busy);
    }

    #[test]
    fn a_server_error_leaves_doubt_unless_it_throttles() {
        assert_eq!(class("InternalFailure", "", 500, "a:B"), ErrorClass::InDoubt);
        assert_eq!(class("SlowDown", "", 503, "a:B"), ErrorClass::Throttled);
        assert_eq!(class("", "", 502, "a:B"), ErrorClass::InDoubt);
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_no_refusal() {
        let refusal = CreateHealthCheckError::unhandled("neither `true` nor `false`");
        let made =
            HttpResponse::new(201.try_into().expect("a status"), "<CreateHealthCheckResponse/>".into());
        let (class, code, _) = judge(&SdkError::service_error(refusal, made), "route53:CreateHealthCheck");
        assert_eq!((class, code.as_str()), (ErrorClass::InDoubt, "BrokenAnswer"));
    }
}
