//! What to say beside the service's own words, where these leave the way out open.

use tandem_core::provider::ErrorClass;

use super::table;

/// Requests whose date the service does not believe.
const SKEWED: &[&str] = &["RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"];

/// The quotas that a call can meet, by the names that the settings know them by.
const QUOTAS: &[(&str, &str)] = &[
    ("dynamodb:CreateTable", "dynamodb.tables"),
    ("globalaccelerator:CreateAccelerator", "globalaccelerator.accelerators"),
    ("globalaccelerator:CreateEndpointGroup", "globalaccelerator.endpoint_groups_per_accelerator"),
    ("globalaccelerator:CreateListener", "globalaccelerator.listeners_per_accelerator"),
    ("globalaccelerator:UpdateEndpointGroup", "globalaccelerator.endpoints_per_endpoint_group"),
    ("globalaccelerator:UpdateListener", "globalaccelerator.port_ranges_per_listener"),
    ("route53:AssociateVPCWithHostedZone", "route53.vpcs_per_private_zone"),
    ("route53:ChangeResourceRecordSets", "route53.records_per_zone"),
    ("route53:CreateHealthCheck", "route53.health_checks"),
    ("route53:CreateHostedZone", "route53.hosted_zones"),
    ("sns:CreateTopic", "sns.topics"),
];

/// Returns the service's words, and what to do about them where they do not say it.
pub(super) fn told(class: ErrorClass, code: &str, message: &str, call: &str) -> String {
    let code = table::bare(code);
    let words = message.trim_end_matches('.');
    let advice = match class {
        ErrorClass::Denied if is_skewed(code, message) => {
            "the clock of this machine is wrong; set it right and run the same command again"
        }
        ErrorClass::Lapsed => "sign in and run the same command again",
        ErrorClass::Quota => match QUOTAS.iter().find(|(name, _)| *name == call) {
            Some((_, quota)) => return format!("{}quota `{quota}`", separated(words)),
            None => return message.to_owned(),
        },
        _ => return message.to_owned(),
    };
    format!("{}{advice}", separated(words))
}

/// Returns whether the service does not believe the request's date: a signature of another day does not match.
fn is_skewed(code: &str, message: &str) -> bool {
    let signature = matches!(code, "SignatureDoesNotMatch" | "InvalidSignatureException");
    let dated = ["Signature expired", "Signature not yet current", "skew"];
    SKEWED.contains(&code) || (signature && dated.iter().any(|words| message.contains(words)))
}

fn separated(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("{words}: ") }
}

#[cfg(test)]
mod tests {
    use super::{table::class, told};

    #[track_caller]
    fn check(code: &str, message: &str, call: &str, expected: &str) {
        assert_eq!(told(class(code, message, 400, call), code, message, call), expected, "{code}");
    }

    #[test]
    fn lapsed_credentials_say_how_to_go_on() {
        let expired = "The security token included in the request is expired";
        let way = "sign in and run the same command again";
        for code in ["ExpiredToken", "ExpiredTokenException", "com.amazonaws#ExpiredTokenException"] {
            check(code, expired, "sns:CreateTopic", &format!("{expired}: {way}"));
        }
        check("InvalidClientTokenId", "", "sts:GetCallerIdentity", way);
        check("AccessDenied", "not you.", "sns:CreateTopic", "not you.");
    }

    #[test]
    fn a_wrong_clock_is_named() {
        let way = "the clock of this machine is wrong; set it right and run the same command again";
        check("RequestTimeTooSkewed", "too large.", "sns:ListTopics", &format!("too large: {way}"));
        let expired = "Signature expired: 20261122T100000Z is now earlier than 20261122T101000Z";
        check("SignatureDoesNotMatch", expired, "sns:ListTopics", &format!("{expired}: {way}"));
        let wrong = "The request signature we calculated does not match the signature you provided.";
        check("SignatureDoesNotMatch", wrong, "sns:ListTopics", wrong);
    }

    #[test]
    fn a_quota_is_named() {
        let call = "globalaccelerator:CreateAccelerator";
        check("LimitExceededException", "", call, "quota `globalaccelerator.accelerators`");
        check("LimitExceededException", "Too many tags.", "sns:TagResource", "Too many tags.");
    }
}
