//! What a request asks for, read from its bytes as the service would.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

use super::rule::Does;
use crate::client::plain;
use crate::dispatch::route;
use crate::model::Model;
use crate::protocol::Protocol;

/// How the names of operations begin that only look.
const READS: &[&str] =
    &["BatchGet", "Describe", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search", "Test"];

/// What a request asks for, and how an answer to it is written.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) service: String,
    pub(super) operation: String,
    pub(super) region: String,
    pub(super) does: Does,
    pub(super) protocol: Protocol,
    pub(super) model: Option<&'static Model>,
}

impl Asked {
    /// Reads a request; what no emulated service knows is `?`, and counts as a change.
    pub(super) fn of(request: &HttpRequest) -> Asked {
        let unknown = |protocol| Asked {
            service: "?".to_owned(),
            operation: "?".to_owned(),
            region: "?".to_owned(),
            does: Does::Write,
            protocol,
            model: None,
        };
        let Ok(request) = plain(request) else { return unknown(Protocol::RestXml) };
        match route(&request) {
            Ok((_, routed)) => Asked {
                does: does(&routed.operation),
                service: routed.service.name.to_owned(),
                operation: routed.operation,
                region: routed.region,
                protocol: routed.protocol,
                model: Some(routed.service.model()),
            },
            Err(lost) => unknown(lost.protocol),
        }
    }

    /// Returns what it asks for, as one text.
    pub(super) fn name(&self) -> String {
        format!("{}:{} {}", self.service, self.operation, self.region)
    }
}

fn does(operation: &str) -> Does {
    if READS.iter().any(|start| operation.starts_with(start)) { Does::Read } else { Does::Write }
}
