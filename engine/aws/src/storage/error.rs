//! What an answer of S3 or DynamoDB means for a write under a condition.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tandem_core::shelf::ShelfError;
use tandem_core::store::StoreError;

/// Codes that say that the condition did not hold, or that another write met this one; nothing was written.
const LOST: [&str; 5] = [
    "ConditionalCheckFailedException",
    "ConditionalRequestConflict",
    "PreconditionFailed",
    // Two regions of a strongly consistent table were written at once.
    "ReplicatedWriteConflictException",
    "TransactionConflictException",
];
/// Codes that say that nothing was done, and that it may be done later.
const AGAIN: [&str; 9] = [
    "LimitExceededException",
    "OperationAborted",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestTimeout",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
];

/// Returns the code of an answer; empty if there was none.
pub(super) fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> &str {
    error.as_service_error().and_then(ProvideErrorMetadata::code).unwrap_or_default()
}

/// Returns what the failure of a writing call means; `name` is what people call what was written.
pub(super) fn writing<E>(error: &SdkError<E, HttpResponse>, name: &str) -> ShelfError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let (code, status) = (code(error), error.raw_response().map_or(0, |response| response.status().as_u16()));
    match error {
        SdkError::ServiceError(_) if LOST.contains(&code) || status == 412 => ShelfError::Lost,
        SdkError::ServiceError(_) if AGAIN.contains(&code) || status == 429 => {
            ShelfError::Again(words(error))
        }
        // Without a code that says otherwise, the service may have done what it was asked for.
        SdkError::ServiceError(_) if status >= 500 => ShelfError::Unsure(words(error)),
        SdkError::ServiceError(_) | SdkError::ConstructionFailure(_) => {
            ShelfError::Refused(refused(error, code, name))
        }
        _ => ShelfError::Unsure(words(error)),
    }
}

/// Returns what the failure of a call means that changes nothing, or may be repeated at will.
pub(super) fn reading<E>(error: &SdkError<E, HttpResponse>, name: &str) -> ShelfError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match writing(error, name) {
        ShelfError::Unsure(words) => ShelfError::Again(words),
        ShelfError::Lost => ShelfError::Again(words(error)),
        other => other,
    }
}

/// Returns the refusal of a place that cannot keep state.
pub(super) fn unfit(message: String, hint: impl Into<String>) -> ShelfError {
    ShelfError::Refused(StoreError { code: "state::unfit", message, hint: hint.into() })
}

fn refused<E>(error: &SdkError<E, HttpResponse>, code: &str, name: &str) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let hint = match code {
        "NoSuchBucket" => "make the bucket, with versioning switched on, or correct `state` in `tandem.toml`",
        "ResourceNotFoundException" => {
            "make the table, with the keys `stack` and `key` (both strings), or correct `state` in `tandem.toml`"
        }
        "PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException" => {
            "set `region=` of `state` in `tandem.toml` to the region of the bucket"
        }
        "ExpiredToken" | "ExpiredTokenException" => "sign in again, then run the same command",
        _ => "see to the rights of these credentials; nothing was changed",
    };
    let message = format!("`{name}` is refused: {}", words(error));
    StoreError { code: "state::refused", message, hint: hint.to_owned() }
}

/// Returns whether the service did what it was asked for, though its answer cannot be read.
pub(super) fn is_answered<E>(error: &SdkError<E, HttpResponse>) -> bool {
    error.raw_response().is_some_and(|response| response.status().is_success())
}

/// Returns what an error says, and what lies behind it.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let words: Vec<String> = causes.map(ToString::to_string).collect();
    words.join(": ")
}

/// Returns the service's words, or those of whoever failed to reach it.
fn words<E>(error: &SdkError<E, HttpResponse>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let said = error.as_service_error().map(ProvideErrorMetadata::meta);
    match said.and_then(|meta| Some((meta.code()?, meta.message().unwrap_or_default()))) {
        Some((code, message)) => format!("{code}: {message}"),
        None => chain(error),
    }
}
