//! A client for the crate's own tests: it speaks the real wire, driven by the same shape tables.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::http::{Request, Response};
use crate::model::{Model, ModelProtocol, Operation};
use crate::now::Now;
use crate::protocol::{Protocol, client};
use crate::services::Entry;

/// A clock that tests move by hand.
#[derive(Debug, Default)]
pub(crate) struct Clock(AtomicU64);

impl Clock {
    pub(crate) fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Now for Clock {
    fn now_millis(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// An error as a client sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

/// A caller of one service in one account and region.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) emulator: Emulator,
    pub(crate) clock: Arc<Clock>,
    pub(crate) service: &'static str,
    pub(crate) region: String,
    pub(crate) account: String,
    /// The protocol to speak, where a service has several.
    pub(crate) protocol: Option<Protocol>,
}

impl Client {
    /// Makes a client of a new in-memory world whose clock stands at 2026-11-22T00:00:00Z.
    pub(crate) fn new(service: &'static str) -> Self {
        let clock = Arc::new(Clock(AtomicU64::new(1_795_305_600_000)));
        let emulator = Emulator::builder().now(clock.clone()).build().expect("memory can be opened");
        Self::of(emulator, clock, service)
    }

    /// Makes a client of a world that exists.
    pub(crate) fn of(emulator: Emulator, clock: Arc<Clock>, service: &'static str) -> Self {
        let (region, account) = ("us-east-1".into(), "123456789012".into());
        Self { emulator, clock, service, region, account, protocol: None }
    }

    /// Returns the same caller in another region.
    pub(crate) fn region(&self, region: &str) -> Self {
        Self { region: region.into(), ..self.clone() }
    }

    /// Returns another account's caller.
    pub(crate) fn account(&self, account: &str) -> Self {
        Self { account: account.into(), ..self.clone() }
    }

    /// Returns the same caller speaking another protocol.
    pub(crate) fn protocol(&self, protocol: Protocol) -> Self {
        Self { protocol: Some(protocol), ..self.clone() }
    }

    /// Calls an operation and expects it to be done.
    #[track_caller]
    pub(crate) fn call(&self, operation: &str, input: Value) -> Value {
        match self.try_call(operation, input) {
            Ok(output) => output,
            Err(refused) => panic!("{operation} was refused: {refused:?}"),
        }
    }

    /// Calls an operation and expects this error.
    #[track_caller]
    pub(crate) fn refuse(&self, operation: &str, input: Value, code: &str, message: &str) {
        match self.try_call(operation, input) {
            Ok(output) => panic!("{operation} was accepted: {output}"),
            Err(refused) => assert_eq!((refused.code.as_str(), refused.message.as_str()), (code, message)),
        }
    }

    /// Calls an operation.
    pub(crate) fn try_call(&self, operation: &str, input: Value) -> Result<Value, Refused> {
        let entry = Entry::named(self.service).expect("the service is in the list");
        let model = entry.model();
        let protocol = self.protocol.unwrap_or(match model.protocol {
            ModelProtocol::RestXml => Protocol::RestXml,
            ModelProtocol::Query => Protocol::Query,
            ModelProtocol::Ec2 => Protocol::Ec2,
            ModelProtocol::Json => Protocol::Json11,
            ModelProtocol::SmithyRpcV2Cbor => Protocol::Cbor,
        });
        let mut request = request(protocol, entry, operation, &input);
        let scope = format!("{}/20261122/{}/{}/aws4_request", self.account, self.region, entry.endpoint);
        let authorization = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
        request.headers.push(("authorization".into(), authorization));
        let response = self.emulator.handle(&request);
        if response.status >= 300 {
            return Err(refusal(protocol, model, &response));
        }
        Ok(output(protocol, model, operation, &response))
    }
}

fn request(protocol: Protocol, entry: &Entry, name: &str, input: &Value) -> Request {
    let model = entry.model();
    let operation = &model.operations[name];
    let shape = operation.input.as_deref().expect("operations have inputs");
    let post = |uri: String, content_type: &str, body: Vec<u8>| {
        let headers = vec![("content-type".into(), content_type.into())];
        Request { method: "POST".into(), uri, headers, body }
    };
    match protocol {
        Protocol::RestXml => client::write_request(model, operation, input),
        Protocol::Query | Protocol::Ec2 => {
            let form = client::write_form(protocol, model, name, input);
            post("/".into(), "application/x-www-form-urlencoded", form.into_bytes())
        }
        Protocol::Json10 | Protocol::Json11 => {
            let body = client::write_json(model, shape, input);
            let mut request = post("/".into(), protocol.content_type(), body.into_bytes());
            let target = format!("{}.{name}", entry.target.expect("JSON services have a target"));
            request.headers.push(("x-amz-target".into(), target));
            request
        }
        Protocol::Cbor => {
            let target = entry.target.expect("CBOR services have a target");
            let body = client::write_cbor(model, Some(shape), input);
            post(format!("/service/{target}/operation/{name}"), "application/cbor", body)
        }
    }
}

fn output(protocol: Protocol, model: &Model, name: &str, response: &Response) -> Value {
    let operation: &Operation = &model.operations[name];
    let Some(shape) = operation.output.as_deref() else { return json!({}) };
    let read = match protocol {
        Protocol::RestXml => client::read_output(model, shape, response),
        Protocol::Query => client::parse_xml(&response.body).and_then(|root| {
            let result = root.children.first().expect("a response has a result");
            client::read_xml(model, shape, result)
        }),
        Protocol::Ec2 => {
            client::parse_xml(&response.body).and_then(|root| client::read_xml(model, shape, &root))
        }
        Protocol::Json10 | Protocol::Json11 => client::read_json(model, shape, &response.body),
        Protocol::Cbor => client::read_cbor(model, shape, &response.body),
    };
    read.unwrap_or_else(|error| panic!("the response of {name} cannot be read: {error:?}"))
}

fn refusal(protocol: Protocol, model: &Model, response: &Response) -> Refused {
    let status = response.status;
    if protocol.is_xml() {
        let root = client::parse_xml(&response.body).expect("an error is XML");
        let error = find(&root, "Error").expect("an error names itself");
        let text = |name: &str| error.child(name).map(|found| found.text.clone()).unwrap_or_default();
        return Refused { status, code: text("Code"), message: text("Message") };
    }
    let body: Value = if protocol == Protocol::Cbor {
        let value: ciborium::Value = ciborium::from_reader(&response.body[..]).expect("an error is CBOR");
        value.deserialized().expect("an error is text")
    } else {
        serde_json::from_slice(&response.body).expect("an error is JSON")
    };
    let name = body["__type"].as_str().unwrap_or_default();
    assert!(model.error(name).is_none_or(|error| error.name == name));
    let message = body.get("message").or_else(|| body.get("Message")).and_then(Value::as_str);
    Refused { status, code: name.into(), message: message.unwrap_or_default().into() }
}

fn find<'a>(element: &'a client::Element, name: &str) -> Option<&'a client::Element> {
    if element.name == name {
        return Some(element);
    }
    element.children.iter().find_map(|child| find(child, name))
}
