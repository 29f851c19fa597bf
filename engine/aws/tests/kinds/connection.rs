//! How a call ends when the service does not answer as it should: within its time, with one attempt and a typed error.

use std::time::Duration;

use tandem_aws::{Aws, Connection};
use tandem_core::address::Place;
use tandem_core::provider::{CallError, ErrorClass, Provider, Reading};
use tandem_core::state::Attributes;
use tandem_core::{Address, Object};
use tandem_emulator::Emulator;
use tandem_emulator::faults::{Fault, Faults, Matches, Rule, When};
use tokio::time::Instant;

use crate::harness::ACCOUNT;

/// One kind for each protocol on the wire: REST-XML, JSON 1.1, JSON 1.0, CBOR, query.
const READ: [(&str, &str, &str); 5] = [
    ("route53::hosted_zone", "us-east-1", "Z0123456789"),
    (
        "globalaccelerator::accelerator",
        "us-west-2",
        "arn:aws:globalaccelerator::123456789012:accelerator/1234abcd-abcd-1234-abcd-1234abcdefgh",
    ),
    ("dynamodb::table", "us-east-1", "orders"),
    ("cloudwatch::alarm", "us-east-1", "errors"),
    ("sns::topic", "us-east-1", "arn:aws:sns:us-east-1:123456789012:orders"),
];

/// Returns what reads an object that was made before.
fn reading((kind, region, id): (&str, &str, &str)) -> Reading {
    let address = Address::new(kind, &["thing"], &Place::region(region));
    let object = Object {
        address: address.clone(),
        id: id.to_owned(),
        account: ACCOUNT.to_owned(),
        region: region.to_owned(),
        incarnation: "0".repeat(32),
        parent: None,
        dependencies: Vec::new(),
        arguments: Attributes::from([("name".to_owned(), id.into())]),
        attributes: Attributes::from([("name".to_owned(), id.into())]),
        protect: false,
        settled: true,
    };
    Reading { address, object: Some(object), arguments: Attributes::new() }
}

/// Reads an object of every protocol through a fault. Gives the errors, each with its kind, after checking that one
/// request was sent and that it was over in time.
async fn errors(fault: &Fault) -> Vec<(&'static str, CallError)> {
    let mut errors = Vec::new();
    for what in READ {
        let emulator = Emulator::builder().build().expect("a world in memory");
        let faults = Faults::new(Rule::new(Matches::all(), fault.clone()));
        let http_client = Some(faults.wrap(emulator.http_client()));
        let connection = Connection { http_client, account: ACCOUNT.to_owned(), ..Connection::default() };
        let aws = Aws::new(connection);
        let start = Instant::now();
        let report = aws.read(&[reading(what)]).await;
        assert!(start.elapsed() <= Duration::from_secs(120), "{} {fault}: {:?}", what.0, start.elapsed());
        assert_eq!(faults.log().len(), 1, "{}: {}", what.0, faults.story());
        let found = report.found.into_iter().next().expect("one answer a reading");
        errors.push((what.0, found.expect_err(what.0)));
    }
    errors
}

#[track_caller]
fn check(errors: &[(&str, CallError)], class: ErrorClass, code: &str) {
    for (kind, error) in errors {
        assert_eq!((error.class, error.code.as_str()), (class, code), "{kind}: {error:?}");
    }
}

fn answer(content_type: Option<&str>, body: Vec<u8>) -> Fault {
    Fault::Answer { content_type: content_type.map(str::to_owned), body: body.into() }
}

#[tokio::test(start_paused = true)]
async fn silence_slowness_and_resets_leave_doubt_in_time() {
    check(&errors(&Fault::Silent(When::Before)).await, ErrorClass::InDoubt, "NoAnswer");
    check(&errors(&Fault::Reset(When::Before)).await, ErrorClass::InDoubt, "NoAnswer");
    for (kind, error) in errors(&Fault::HalfBody).await {
        assert_eq!(error.class, ErrorClass::InDoubt, "{kind}: {error:?}");
    }
    // The whole of the answer is waited for no longer than its first byte.
    check(&errors(&Fault::Slow).await, ErrorClass::InDoubt, "Timeout");
    for body in ["", " ", "{}"] {
        check(&errors(&answer(None, body.into())).await, ErrorClass::InDoubt, "BrokenAnswer");
    }
}

#[tokio::test(start_paused = true)]
async fn server_errors_leave_doubt_and_refusals_do_not() {
    for status in [500, 502, 503] {
        for (kind, error) in errors(&Fault::Broken(When::Before, status)).await {
            assert_eq!(error.class, ErrorClass::InDoubt, "{kind}: {error:?}");
        }
    }
    check(&errors(&Fault::throttled()).await, ErrorClass::Throttled, "Throttling");
    check(&errors(&Fault::too_many_requests()).await, ErrorClass::Throttled, "TooManyRequestsException");
    check(&errors(&Fault::denied()).await, ErrorClass::Denied, "AccessDenied");
    check(
        &errors(&Fault::quota("LimitExceededException")).await,
        ErrorClass::Quota,
        "LimitExceededException",
    );
    check(&errors(&Fault::prior_request_not_complete()).await, ErrorClass::Busy, "PriorRequestNotComplete");
}

#[tokio::test(start_paused = true)]
async fn credentials_that_ran_out_say_how_to_go_on() {
    for (_, error) in errors(&Fault::expired_token()).await {
        assert_eq!((error.class, error.code.as_str()), (ErrorClass::Lapsed, "ExpiredToken"));
        assert!(error.message.ends_with(": sign in and run the same command again"), "{}", error.message);
    }
    for (_, error) in errors(&Fault::skewed()).await {
        assert!(error.message.contains("the clock of this machine is wrong"), "{}", error.message);
    }
}

/// A parser that follows what it reads with calls of its own would overflow the stack, which nothing can catch.
#[tokio::test(start_paused = true)]
async fn deep_large_and_strange_answers_leave_doubt() {
    let deep = 200_000;
    let json = |open: &str, close: &str| {
        format!("{}1{}", format!("{{\"Table\":{open}").repeat(deep), format!("{close}}}").repeat(deep))
    };
    let xml = format!("{}{}", "<HostedZone>".repeat(deep), "</HostedZone>".repeat(deep));
    let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><a>&b;</a>";
    let bodies: [(&str, Vec<u8>); 9] = [
        ("application/x-amz-json-1.1", json("", "").into()),
        ("application/x-amz-json-1.1", json("[", "]").into()),
        ("application/x-amz-json-1.1", vec![b'['; 1_000_000]),
        ("text/xml", xml.into()),
        ("text/xml", bomb.into()),
        ("application/cbor", vec![0x81; 1_000_000]),
        // An object of the protocol whose one member nobody knows is nested without end.
        ("application/cbor", [&[0xa1, 0x61, b'x'][..], &vec![0x9f; 1_000_000]].concat()),
        ("text/html", "<html><body>sign in to the network".into()),
        ("image/png", vec![0x89, b'P', b'N', b'G', 0]),
    ];
    for (content_type, body) in bodies {
        for (kind, error) in errors(&answer(Some(content_type), body)).await {
            assert_eq!(error.class, ErrorClass::InDoubt, "{kind} {content_type}: {error:?}");
        }
    }
    let errors = errors(&answer(None, vec![b' '; (64 << 20) + 1])).await;
    for (kind, error) in &errors {
        assert_eq!(error.class, ErrorClass::InDoubt, "{kind}");
        assert!(error.message.contains("larger than 64 MiB"), "{kind}: {}", error.message);
    }
}
