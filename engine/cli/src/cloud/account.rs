//! Whether the credentials are of the account that the settings name.

use tandem_core::provider::{Caller, ErrorClass};
use tandem_core::{CallError, Diagnostic, Provider};

use crate::exit::{Ended, Exit, Failure};
use crate::project::Stack;
use crate::render::text::account;

/// The partition of every region that Tandem knows.
const PARTITION: &str = "aws";

/// Asks the cloud whose credentials these are. Where they are no longer valid, the same command goes on once somebody
/// has signed in.
///
/// # Errors
/// If there are none, or they are of another account than the stack's.
pub(super) async fn check(provider: &dyn Provider, stack: &Stack) -> Ended<Caller> {
    let caller = provider.caller().await.map_err(|error| refused(&error))?;
    let found = caller.account.clone();
    if found == stack.account {
        partition(&caller, stack)?;
        return Ok(caller);
    }
    let message = format!(
        "the credentials are of account {}, but stack `{}` is of {}",
        account(&found),
        stack.name,
        account(&stack.account)
    );
    Err(Diagnostic::error("cloud::account", message)
        .hint("set `AWS_PROFILE`, or name the other stack with `--stack`")
        .into())
}

/// Regions of one partition of AWS cannot be reached with the credentials of another.
fn partition(caller: &Caller, stack: &Stack) -> Ended<()> {
    let (found, wanted) = (caller.partition(), PARTITION);
    if found == wanted {
        return Ok(());
    }
    let message = format!(
        "the credentials are of the partition `{found}`, but the regions of stack `{}` are in `{wanted}`",
        stack.name
    );
    Err(Diagnostic::error("cloud::partition", message)
        .hint("set `AWS_PROFILE` to one of the stack's own partition")
        .into())
}

fn refused(error: &CallError) -> Failure {
    let mut words = error.message.lines();
    let first = words.next().unwrap_or(&error.code);
    let mut diagnostic = Diagnostic::error(
        "cloud::credentials",
        format!("AWS does not say whose credentials these are: {first}"),
    );
    diagnostic.notes.extend(words.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()));
    if let Some(request) = &error.request {
        diagnostic = diagnostic.note(format!("request {request} · {}", error.region));
    }
    let refused = matches!(error.class, ErrorClass::Denied | ErrorClass::Lapsed | ErrorClass::Invalid);
    let diagnostic = diagnostic.note("nothing was changed").hint(match error.class {
        ErrorClass::Lapsed => "sign in, then run the same command again",
        _ if refused || error.message.contains("credential") => {
            "sign in, or name the profile to use with `AWS_PROFILE`; then run the same command again"
        }
        _ => "look at the network, then run the same command again",
    });
    let exit = if error.class == ErrorClass::Lapsed { Exit::Partial } else { Exit::Error };
    Failure { exit, ..Failure::from(diagnostic) }
}
