//! Faults in front of an emulator, without an SDK.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpConnector as _, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use tokio::time::Instant;

use super::connector::Connector;
use super::{Chances, Fault, Faults, Matches, Plan, Rule, Times, When};
use crate::client::InProcess;
use crate::{Emulator, Now};

/// The paused time of a test.
struct Paused(Instant);

impl Now for Paused {
    fn now_millis(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).expect("a short test")
    }
}

struct Stage {
    emulator: Emulator,
    connector: Connector,
}

fn emulator(start: Instant) -> Emulator {
    Emulator::builder().now(Arc::new(Paused(start))).build().expect("memory can be opened")
}

fn stage(plan: impl Into<Plan>) -> Stage {
    let start = Instant::now();
    let (service, copy) = (emulator(start), emulator(start));
    let lag = Duration::from_secs(10);
    let connector = Connector {
        faults: Faults::with_replica(plan, copy.http_client(), lag),
        service: SharedHttpConnector::new(InProcess(service.clone())),
        copy: Some(SharedHttpConnector::new(InProcess(copy))),
        read_timeout: Some(Duration::from_secs(20)),
    };
    Stage { emulator: service, connector }
}

impl Stage {
    async fn send(
        &self,
        operation: &str,
        fields: &str,
        region: &str,
    ) -> Result<HttpResponse, ConnectorError> {
        let body = format!("Action={operation}&Version=2010-03-31&{fields}");
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").expect("a method");
        request.set_uri(format!("https://sns.{region}.amazonaws.com/")).expect("a URI");
        request.headers_mut().insert("content-type", "application/x-www-form-urlencoded");
        let authorization = format!("AWS4-HMAC-SHA256 Credential=A/20261122/{region}/sns/aws4_request");
        request.headers_mut().insert("authorization", authorization);
        self.connector.call(request).await
    }

    async fn create(&self, name: &str) -> Result<HttpResponse, ConnectorError> {
        self.send("CreateTopic", &format!("Name={name}"), "us-east-1").await
    }

    async fn list(&self) -> String {
        let answer = self.send("ListTopics", "", "us-east-1").await.expect("an answer");
        text(answer).await.expect("a body")
    }

    /// Returns how many topics there are.
    fn topics(&self) -> usize {
        self.emulator.dump()["sns"].to_string().matches("\"attributes\"").count()
    }
}

async fn text(mut answer: HttpResponse) -> Result<String, String> {
    let body = ByteStream::new(answer.take_body()).collect().await.map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&body.into_bytes()).into_owned())
}

fn creates(fault: Fault) -> Rule {
    Rule::new(Matches::call("sns:CreateTopic"), fault)
}

#[tokio::test(start_paused = true)]
async fn a_fault_does_to_the_service_what_it_says() {
    let faults = [
        Fault::throttled(),
        Fault::Broken(When::Before, 500),
        Fault::Broken(When::After, 502),
        Fault::Reset(When::Before),
        Fault::Reset(When::After),
        Fault::Silent(When::Before),
        Fault::Silent(When::After),
        Fault::HalfBody,
        Fault::Garbage,
        Fault::Slow,
    ];
    for fault in faults {
        let stage = stage(creates(fault.clone()));
        let answer = stage.create("web").await;
        assert_eq!(stage.topics(), usize::from(fault.is_applied()), "{fault}");
        let status = answer.ok().map(|answer| answer.status().as_u16());
        assert_eq!(stage.connector.faults.log()[0].status, status, "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_are_written_as_the_service_writes_them() {
    let stage = stage(creates(Fault::throttled()));
    let answer = stage.create("web").await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 400);
    let body = text(answer).await.expect("a body");
    assert!(body.contains("<Code>Throttling</Code>") && body.contains("Rate exceeded"), "{body}");
}

#[tokio::test(start_paused = true)]
async fn bodies_break_off_or_trickle() {
    let half = stage(creates(Fault::HalfBody));
    assert!(text(half.create("web").await.expect("a status")).await.is_err());
    let slow = stage(creates(Fault::Slow));
    let start = Instant::now();
    let body = text(slow.create("web").await.expect("a status")).await.expect("a body");
    assert_eq!(start.elapsed().as_secs(), body.len() as u64);
}

#[tokio::test(start_paused = true)]
async fn a_late_request_takes_effect_after_later_ones() {
    let late = Fault::Late(Duration::from_secs(60));
    let stage = stage(creates(late).times(Times::Nth(1)));
    assert!(stage.create("web").await.is_err());
    assert_eq!(stage.topics(), 0);
    assert!(stage.create("other").await.is_ok());
    assert_eq!(stage.topics(), 1);
    stage.connector.faults.landed().await;
    assert_eq!(stage.topics(), 2);
    assert_eq!(stage.connector.faults.log()[0].landed, Some(200));
}

#[tokio::test(start_paused = true)]
async fn stale_reads_see_what_was_made_only_later() {
    let stage = stage(Rule::new(Matches::reads(), Fault::Stale));
    stage.create("web").await.expect("an answer");
    assert!(!stage.list().await.contains("web"));
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert!(stage.list().await.contains("web"));
}

#[tokio::test(start_paused = true)]
async fn rules_count_what_they_match() {
    let gone = Rule { times: Times::From(3), ..Rule::region_gone("eu-west-1") };
    let stage = stage(gone);
    for (region, answered) in [
        ("eu-west-1", true),
        ("us-east-1", true),
        ("eu-west-1", true),
        ("eu-west-1", false),
        ("us-east-1", true),
        ("eu-west-1", false),
    ] {
        assert_eq!(stage.send("ListTopics", "", region).await.is_ok(), answered, "{region}");
    }
    stage.connector.faults.follow(Plan::default());
    assert!(stage.send("ListTopics", "", "eu-west-1").await.is_ok());
    assert_eq!(stage.connector.faults.count(), 2);
    assert!(stage.connector.faults.story().contains("sns:ListTopics eu-west-1  ⚡ not done, no answer"));
}

#[tokio::test(start_paused = true)]
async fn a_seed_tells_the_same_story_twice() {
    let mut stories = Vec::new();
    for seed in [7, 7, 8] {
        let stage = stage(Chances::storm(seed));
        for number in 0..100 {
            let _ = stage.create(&format!("topic{number}")).await;
            let _ = stage.send("ListTopics", "", "us-east-1").await;
        }
        assert_eq!(stage.connector.faults.count(), 40);
        stories.push(stage.connector.faults.story());
    }
    assert_eq!(stories[0], stories[1]);
    assert_ne!(stories[0], stories[2]);
}
