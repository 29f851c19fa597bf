//! Flow logs, which have calls of their own.

use serde_json::{Value, json};

use super::state::{Event, FlowLogs};
use super::{Globalaccelerator, find_accelerator, invalid, ready_at};
use crate::call::{Answer, Call, Outcome};

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let (_, found) = find_accelerator(call, call.text("AcceleratorArn"))?;
    Ok(Outcome::of(json!({ "AcceleratorAttributes": document(&found.flow_logs) })))
}

pub(super) fn update(call: &Call<'_>) -> Answer {
    let (arn, found) = find_accelerator(call, call.text("AcceleratorArn"))?;
    let mut changed = found.clone();
    let logs = &mut changed.flow_logs;
    let was = logs.clone();
    let given = |member: &str| call.input[member].as_str().map(String::from);
    logs.enabled = call.input["FlowLogsEnabled"].as_bool().unwrap_or(logs.enabled);
    logs.bucket = given("FlowLogsS3Bucket").or(logs.bucket.take());
    logs.prefix = given("FlowLogsS3Prefix").or(logs.prefix.take());
    if logs.enabled && (logs.bucket.is_none() || logs.prefix.is_none()) {
        return Err(invalid("FlowLogsS3Bucket and FlowLogsS3Prefix are required when flow logs are enabled"));
    }
    if was.enabled && logs.enabled && (was.bucket != logs.bucket || was.prefix != logs.prefix) {
        return Err(invalid("Disable flow logs before changing their bucket or prefix"));
    }
    changed.ready_at = ready_at(call);
    changed.modified_at = call.now;
    let output = json!({ "AcceleratorAttributes": document(&changed.flow_logs) });
    let event = Event::PutAccelerator { arn: arn.into(), accelerator: Box::new(changed), token: None };
    Ok(Outcome::of(output).record::<Globalaccelerator>(call, event))
}

fn document(logs: &FlowLogs) -> Value {
    json!({ "FlowLogsEnabled": logs.enabled, "FlowLogsS3Bucket": logs.bucket, "FlowLogsS3Prefix": logs.prefix })
}
