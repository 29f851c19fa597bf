//! Things as JSON objects, one a line, each with a `type`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use tandem_core::secret::SHOWN;
use tandem_core::{Argument, Change, Diagnostic, Difference, Label, Sources, Span, StepId};
use tandem_runtime::{Event, Report};

use crate::exit::Failure;
use crate::planned::Planned;

/// Returns a diagnostic as an object.
pub(crate) fn diagnostic(diagnostic: &Diagnostic, sources: &Sources) -> Json {
    let label = |label: &Label| {
        let mut place = place(label.span, sources);
        place["text"] = label.text.as_str().into();
        place
    };
    let trace = diagnostic.trace.iter().map(|point| {
        let mut place = place(point.span, sources);
        place["text"] = point.text.as_str().into();
        place
    });
    json!({
        "type": "diagnostic",
        "severity": diagnostic.severity.word(),
        "code": diagnostic.code,
        "message": diagnostic.message,
        "labels": diagnostic.labels.iter().map(label).collect::<Vec<_>>(),
        "trace": trace.collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "hints": diagnostic.hints,
    })
}

/// Returns a range: path, line and column of its start and end from 1, and bytes from 0.
fn place(span: Span, sources: &Sources) -> Json {
    let Some(source) = sources.get(span.file) else { return json!({}) };
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({
        "path": source.path(),
        "line": start.0,
        "column": start.1,
        "end_line": end.0,
        "end_column": end.1,
        "start": span.start,
        "end": span.end,
    })
}

/// Returns a change as an object.
pub(crate) fn change(change: &Change) -> Json {
    let difference = |difference: &Difference| {
        json!({
            "path": difference.path.to_string(),
            "before": difference.before.shown(),
            "after": argument(&difference.after),
            "replaces": difference.replaces,
            "drift": difference.drift,
        })
    };
    let desired = change.desired.iter().map(|(name, value)| (name.clone(), argument(value)));
    json!({
        "type": "change",
        "address": change.address,
        "action": change.action.word(),
        "id": change.prior.as_ref().map(|object| &object.id),
        "place": change.place,
        "reasons": change.reasons,
        "differences": change.differences.iter().map(difference).collect::<Vec<_>>(),
        "arguments": desired.collect::<serde_json::Map<_, _>>(),
    })
}

/// Returns an argument: what is known as it is, the rest as `{"known_after_apply": "…"}` with its reference.
fn argument(argument: &Argument) -> Json {
    match argument.known() {
        Some(value) => serde_json::to_value(value.shown()).unwrap_or_default(),
        None if argument.holds_secret() => SHOWN.into(),
        None => json!({ "known_after_apply": argument.to_string() }),
    }
}

/// Returns a resource that is left out as an object.
pub(crate) fn left_out(left: &tandem_plan::LeftOut) -> Json {
    json!({ "type": "left_out", "address": left.address, "because": left.because })
}

/// Returns the last line of `plan`, and the beginning of that of `apply` and `destroy`.
pub(crate) fn summary(command: &str, planned: &Planned) -> Json {
    let Planned { plan, prediction, ordered, .. } = planned;
    let summary = plan.summary();
    json!({
        "type": "summary",
        "command": command,
        "stack": plan.stack,
        "cloud": plan.cloud,
        "account": plan.account,
        "create": summary.create,
        "update": summary.update,
        "replace": summary.replace,
        "delete": summary.delete,
        "read": summary.read,
        "forget": summary.forget,
        "keep": summary.keep,
        "move": plan.moved.len(),
        "drift": plan.drift().count(),
        "unmanaged": plan.unmanaged,
        "left_out": plan.left_out.len(),
        "order": ordered.edges.iter().map(|edge| waiting(plan, edge)).collect::<Vec<_>>(),
        "at_once": ordered.joined,
        "calls": prediction.calls,
        "reads": planned.reads,
        "seconds": prediction.seconds,
        "fingerprint": plan.fingerprint,
    })
}

/// Returns a step that waits for another, and what that keeps.
fn waiting(plan: &tandem_plan::Plan, edge: &tandem_traffic::order::Edge) -> Json {
    let [first, then] = super::plan::ordered::names(plan, edge);
    json!({
        "step": edge.constraint.then, "does": then,
        "after": edge.constraint.first, "which_does": first,
        "keeps": super::plan::ordered::kept(edge),
    })
}

/// Returns the last line of a command that ended before there was a plan: nothing was changed.
pub(crate) fn failed(command: &str, failure: &Failure) -> Json {
    json!({
        "type": "summary",
        "command": command,
        "create": 0,
        "update": 0,
        "replace": 0,
        "delete": 0,
        "calls": {},
        "errors": failure.diagnostics.iter().filter(|found| found.is_error()).count(),
        "end": "failed",
        "exit": failure.exit as u8,
    })
}

/// Returns what happened to a step, or to a call, as an object; reading is no event.
pub(crate) fn event(event: &Event, words: &BTreeMap<StepId, String>) -> Option<Json> {
    let word = |step: &StepId| words.get(step).cloned().unwrap_or_default();
    let object = match event {
        Event::Read { .. } => return None,
        Event::Resolving { addresses } => json!({ "event": "resolving", "addresses": addresses }),
        Event::Started { steps, addresses, call } => {
            json!({ "event": "started", "steps": steps, "addresses": addresses, "call": call })
        }
        Event::Retrying { addresses, error, tries, pause } => json!({
            "event": "retrying", "addresses": addresses, "code": error.code, "tries": tries, "pause_ms": pause,
        }),
        Event::Waiting { steps, addresses, what, status, waited, typical } => json!({
            "event": "waiting", "steps": steps, "addresses": addresses, "what": what, "status": status,
            "waited": waited, "typical": typical,
        }),
        Event::Done { step, addresses, took } => json!({
            "event": "done", "steps": [step], "addresses": addresses, "operation": word(step), "took_ms": took,
        }),
        Event::Failed { step, failure } => json!({
            "event": "failed", "steps": [step], "addresses": [failure.address], "code": failure.reason.code(),
            "message": failure.reason.to_string(), "tries": failure.tries, "took_ms": failure.took,
        }),
        Event::Skipped { step, addresses, because } => {
            json!({ "event": "skipped", "steps": [step], "addresses": addresses, "because": because })
        }
        Event::Stopping { flying } => json!({ "event": "stopping", "flying": flying }),
    };
    let mut object = object;
    object["type"] = "step".into();
    Some(object)
}

/// Returns the last line of `apply` and `destroy`.
pub(crate) fn report(command: &str, planned: &Planned, report: &Report) -> Json {
    let count = report.count();
    let mut object = summary(command, planned);
    object["predicted"] = object["calls"].take();
    object["calls"] = json!(report.calls);
    object["reads"] = json!(report.reads);
    object["seconds"] = ((report.ended.saturating_sub(report.started)) / 1_000).into();
    object["done"] = count.done.into();
    object["failed"] = count.failed.into();
    object["skipped"] = count.skipped.into();
    object["not_started"] = count.not_started.into();
    object["in_doubt"] = count.in_doubt.into();
    object["end"] = format!("{:?}", report.end).to_lowercase().into();
    let deleted = report.deleted.iter().map(|it| json!({ "address": it.address.as_str(), "id": it.id }));
    object["deleted_late"] = deleted.collect();
    let strays = report.strays.iter().map(|it| {
        let address = it.address.as_ref().map(tandem_core::Address::as_str);
        json!({ "kind": it.kind, "id": it.id, "name": it.name, "region": it.region, "account": it.account,
                "address": address })
    });
    object["strays"] = strays.collect();
    object["lapsed"] = report.lapsed.as_ref().map(|error| error.code.as_str()).into();
    object["waiting"] = report.waiting.iter().map(tandem_core::Address::as_str).collect();
    object
}
