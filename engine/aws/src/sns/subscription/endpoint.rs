//! Endpoints, by protocol.

use super::super::part;

/// Returns what is wrong with an endpoint of a protocol: what it must be instead, for people.
pub(super) fn fault(protocol: &str, endpoint: &str) -> Option<&'static str> {
    let (fits, what) = match protocol {
        "http" => (is_url(endpoint, "http://"), "a URL that begins with `http://`"),
        "https" => (is_url(endpoint, "https://"), "a URL that begins with `https://`"),
        "email" | "email-json" => (is_mail(endpoint), "a mail address"),
        "sms" => (is_number(endpoint), "a telephone number with its country: `+4915112345678`"),
        "sqs" => (is_arn(endpoint, "sqs"), "the ARN of an SQS queue"),
        "lambda" => (is_arn(endpoint, "lambda"), "the ARN of a Lambda function"),
        "firehose" => (is_arn(endpoint, "firehose"), "the ARN of a Firehose stream"),
        "application" => (is_arn(endpoint, "sns"), "the ARN of an application's endpoint"),
        _ => return None,
    };
    (!fits).then_some(what)
}

/// Returns whether an endpoint of this protocol and account agrees without being asked.
pub(super) fn agrees(protocol: &str, endpoint: &str, account: &str) -> bool {
    match protocol {
        "http" | "https" | "email" | "email-json" => false,
        "lambda" | "sqs" | "firehose" => part(endpoint, 4) == Some(account),
        _ => true,
    }
}

/// Returns whether an endpoint that AWS shows is the declared one: it hides passwords.
pub(super) fn same(found: &str, declared: &str) -> bool {
    found == declared || hidden(declared).is_some_and(|hidden| hidden == found)
}

/// Returns a URL as AWS shows it, if it has a password.
fn hidden(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.find('/').unwrap_or(rest.len());
    let (user, _) = rest[..rest[..host].rfind('@')?].split_once(':')?;
    let from_host = &rest[rest[..host].rfind('@')?..];
    Some(format!("{scheme}://{user}:****{from_host}"))
}

fn is_url(endpoint: &str, scheme: &str) -> bool {
    let host = endpoint.strip_prefix(scheme).unwrap_or_default();
    !host.is_empty() && !host.starts_with('/') && !endpoint.contains(char::is_whitespace)
}

fn is_mail(endpoint: &str) -> bool {
    let parts = endpoint.rsplit_once('@');
    let fits = |(who, host): (&str, &str)| !who.is_empty() && host.split('.').all(|label| !label.is_empty());
    parts.is_some_and(|(who, host)| host.contains('.') && fits((who, host)))
        && !endpoint.contains(char::is_whitespace)
}

fn is_number(endpoint: &str) -> bool {
    let digits = endpoint.strip_prefix('+').unwrap_or(endpoint);
    (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_arn(endpoint: &str, service: &str) -> bool {
    part(endpoint, 2) == Some(service) && part(endpoint, 3).is_some() && part(endpoint, 5).is_some()
}

#[cfg(test)]
mod tests {
    use super::{agrees, fault, same};

    #[test]
    fn endpoints_fit_their_protocol() {
        for (protocol, good, bad) in [
            ("https", "https://pager.example.com/x", "http://pager.example.com/x"),
            ("http", "http://pager.example.com", "http:///x"),
            ("email", "duty@example.com", "duty@localhost"),
            ("email-json", "a.b@example.com", "@example.com"),
            ("sms", "+4915112345678", "+49 151 12345678"),
            ("sqs", "arn:aws:sqs:eu-west-1:123456789012:mail", "mail"),
            (
                "lambda",
                "arn:aws:lambda:eu-west-1:123456789012:function:x",
                "arn:aws:sqs:eu-west-1:123456789012:mail",
            ),
            ("firehose", "arn:aws:firehose:eu-west-1:123456789012:deliverystream/x", "x"),
            ("application", "arn:aws:sns:eu-west-1:123456789012:endpoint/GCM/x/1", "x"),
        ] {
            assert_eq!(fault(protocol, good), None, "{good}");
            assert!(fault(protocol, bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn queues_of_the_own_account_agree() {
        let queue = "arn:aws:sqs:eu-west-1:123456789012:mail";
        assert!(agrees("sqs", queue, "123456789012"));
        assert!(!agrees("sqs", queue, "210987654321"));
        assert!(!agrees("email", "duty@example.com", "123456789012"));
        assert!(agrees("sms", "+4915112345678", "123456789012"));
    }

    #[test]
    fn passwords_are_hidden() {
        let declared = "https://me:secret@example.com/a@b";
        assert!(same(declared, declared));
        assert!(same("https://me:****@example.com/a@b", declared));
        assert!(!same("https://you:****@example.com/a@b", declared));
        assert!(!same("https://me:****@example.com", "https://example.com"));
    }
}
