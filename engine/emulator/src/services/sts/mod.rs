//! STS: who is calling.

use serde_json::json;

use crate::call::{Answer, Call, Outcome};
use crate::services::{Handler, Service};

/// The service.
pub(crate) struct Sts;

impl Service for Sts {
    const NAME: &'static str = "sts";
    const ENDPOINT: &'static str = "sts";
    const INVALID: &'static str = "ValidationError";
    type State = ();
    type Event = ();

    fn handler(operation: &str) -> Option<Handler> {
        (operation == "GetCallerIdentity").then_some(get_caller_identity as Handler)
    }

    fn apply(_: &mut (), (): (), _: u64) {}
}

fn get_caller_identity(call: &Call<'_>) -> Answer {
    let (partition, account) = (call.partition(), call.account);
    Ok(Outcome::of(json!({
        "Account": account,
        "Arn": format!("arn:{partition}:iam::{account}:user/tandem"),
        "UserId": format!("AIDA{account}0000000"),
    })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Client;

    #[test]
    fn a_caller_is_the_account_its_key_spells() {
        let client = Client::new("sts");
        let mine = client.call("GetCallerIdentity", json!({}));
        assert_eq!(mine["Arn"], "arn:aws:iam::123456789012:user/tandem");
        let other = client.account("999988887777").region("cn-north-1").call("GetCallerIdentity", json!({}));
        assert_eq!(other["Account"], "999988887777");
        assert_eq!(other["Arn"], "arn:aws-cn:iam::999988887777:user/tandem");
    }
}
