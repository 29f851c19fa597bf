//! Generates the emulator's compact shape tables from the public service models that botocore ships.
//!
//! A table keeps what a codec and a validator need (names, types, locations, limits, error codes) and no
//! prose. Only the operations listed in [`SERVICES`], and the shapes they reach, are taken over.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};

/// The services, the folder name of their model's version, and the operations the emulator answers.
const SERVICES: &[(&str, &str, &str)] = &[
    (
        "route53",
        "2013-04-01",
        "AssociateVPCWithHostedZone ChangeResourceRecordSets ChangeTagsForResource CreateHealthCheck \
         CreateHostedZone DeleteHealthCheck DeleteHostedZone DisassociateVPCFromHostedZone GetAccountLimit \
         GetChange GetHealthCheck GetHealthCheckCount GetHealthCheckStatus GetHostedZone GetHostedZoneCount \
         GetHostedZoneLimit ListHealthChecks ListHostedZones ListHostedZonesByName ListHostedZonesByVPC \
         ListResourceRecordSets ListTagsForResource ListTagsForResources UpdateHealthCheck \
         UpdateHostedZoneComment UpdateHostedZoneFeatures",
    ),
    (
        "globalaccelerator",
        "2018-08-08",
        "AddEndpoints CreateAccelerator CreateEndpointGroup CreateListener DeleteAccelerator \
         DeleteEndpointGroup DeleteListener DescribeAccelerator DescribeAcceleratorAttributes \
         DescribeEndpointGroup DescribeListener ListAccelerators ListEndpointGroups ListListeners \
         ListTagsForResource RemoveEndpoints TagResource UntagResource UpdateAccelerator \
         UpdateAcceleratorAttributes UpdateEndpointGroup UpdateListener",
    ),
    (
        "dynamodb",
        "2012-08-10",
        "BatchGetItem BatchWriteItem CreateTable DeleteItem DeleteTable DescribeContinuousBackups DescribeLimits \
         DescribeTable DescribeTimeToLive GetItem ListTables ListTagsOfResource PutItem Query Scan TagResource \
         TransactWriteItems UntagResource UpdateContinuousBackups UpdateItem UpdateTable UpdateTimeToLive",
    ),
    (
        "cloudwatch",
        "2010-08-01",
        "DeleteAlarms DescribeAlarms DisableAlarmActions EnableAlarmActions ListTagsForResource \
         PutMetricAlarm SetAlarmState TagResource UntagResource",
    ),
    (
        "sns",
        "2010-03-31",
        "ConfirmSubscription CreateTopic DeleteTopic GetSubscriptionAttributes GetTopicAttributes \
         ListSubscriptions ListSubscriptionsByTopic ListTagsForResource ListTopics \
         SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource",
    ),
    (
        "elbv2",
        "2015-12-01",
        "AddTags CreateLoadBalancer DeleteLoadBalancer DescribeLoadBalancers DescribeTags DescribeTargetGroups \
         RemoveTags",
    ),
    (
        "s3",
        "2006-03-01",
        "CreateBucket DeleteBucket DeleteObject GetBucketLocation GetBucketVersioning GetObject HeadBucket \
         HeadObject ListBuckets ListObjectVersions ListObjectsV2 PutBucketVersioning PutObject",
    ),
    (
        "secretsmanager",
        "2017-10-17",
        "CreateSecret DeleteSecret DescribeSecret GetSecretValue PutSecretValue RestoreSecret",
    ),
    ("ssm", "2014-11-06", "DeleteParameter GetParameter PutParameter"),
    ("sts", "2011-06-15", "GetCallerIdentity"),
    ("ec2", "2016-11-15", "DescribeRegions DescribeVpcs"),
];

/// The root elements of S3's answers, which its model leaves to its clients: operation, element, and whether the
/// element holds the one member's content and no element of its own.
const S3_ROOTS: &[(&str, &str, bool)] = &[
    ("GetBucketLocation", "LocationConstraint", true),
    ("GetBucketVersioning", "VersioningConfiguration", false),
    ("ListBuckets", "ListAllMyBucketsResult", false),
    ("ListObjectVersions", "ListVersionsResult", false),
    ("ListObjectsV2", "ListBucketResult", false),
];

/// Writes `<service>.json` into `out` for every emulated service.
///
/// `botocore_data_dir` is the folder `botocore/data` of an installed botocore.
///
/// # Errors
/// Fails when a model is missing, cannot be read, or lacks one of the operations.
pub fn generate(botocore_data_dir: &Path, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    for (service, version, operations) in SERVICES {
        let model = read_model(&botocore_data_dir.join(service).join(version))?;
        let mut table = table(&model, operations.split_whitespace())
            .map_err(|what| Error::new(ErrorKind::InvalidData, format!("{service}: {what}")))?;
        if *service == "s3" {
            add_s3_traits(&mut table);
        }
        fs::write(out.join(format!("{service}.json")), print(&table))?;
    }
    Ok(())
}

/// Adds what every S3 client knows beside the model.
fn add_s3_traits(table: &mut Value) {
    table["namespace"] = json!("http://s3.amazonaws.com/doc/2006-03-01/");
    table["bare_errors"] = json!(true);
    for (operation, element, bare) in S3_ROOTS {
        let operation = &mut table["operations"][operation];
        operation["output_element"] = json!(element);
        if *bare {
            operation["output_bare"] = json!(true);
        }
    }
}

/// Reads `service-2.json`, or its gzipped form through the `gzip` program.
fn read_model(folder: &Path) -> Result<Value> {
    let plain = folder.join("service-2.json");
    let text = if plain.exists() { fs::read(plain)? } else { unzip(&folder.join("service-2.json.gz"))? };
    serde_json::from_slice(&text).map_err(Error::from)
}

fn unzip(path: &PathBuf) -> Result<Vec<u8>> {
    let output = Command::new("gzip").arg("-dc").arg(path).output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(Error::new(ErrorKind::InvalidData, String::from_utf8_lossy(&output.stderr).into_owned()))
}

fn table<'a>(model: &Value, operations: impl Iterator<Item = &'a str>) -> std::result::Result<Value, String> {
    let metadata = &model["metadata"];
    let mut kept = Map::new();
    let mut pending: Vec<String> = Vec::new();
    for name in operations {
        let found = &model["operations"][name];
        if found.is_null() {
            return Err(format!("the model has no operation `{name}`"));
        }
        for end in ["input", "output"] {
            pending.extend(found[end]["shape"].as_str().map(String::from));
        }
        pending.extend(names(&found["errors"]));
        kept.insert(name.into(), operation(found));
    }
    let namespace =
        [&metadata["xmlNamespace"], &metadata["xmlNamespace"]["uri"]].into_iter().find_map(Value::as_str);
    // Route 53 names its namespace on each operation's input instead of in the metadata.
    let namespace = namespace.map(String::from).or_else(|| {
        let operations = model["operations"].as_object()?;
        operations.values().find_map(|found| found["input"]["xmlNamespace"]["uri"].as_str().map(String::from))
    });
    Ok(compact(json!({
        "protocol": metadata["protocol"],
        "version": metadata["apiVersion"],
        "signing_name": metadata.get("signingName").unwrap_or(&metadata["endpointPrefix"]),
        "endpoint_prefix": metadata["endpointPrefix"],
        "target_prefix": metadata["targetPrefix"],
        "json_version": metadata["jsonVersion"],
        "namespace": namespace,
        "query_compatible": metadata.get("awsQueryCompatible").map(|_| true),
        "operations": kept,
        "shapes": reachable(model, pending)?,
    })))
}

fn operation(model: &Value) -> Value {
    let http = &model["http"];
    compact(json!({
        "method": http["method"],
        "uri": http["requestUri"],
        "status": http["responseCode"],
        "input": model["input"]["shape"],
        "input_element": model["input"]["locationName"],
        "output": model["output"]["shape"],
        "result_wrapper": model["output"]["resultWrapper"],
        "errors": names(&model["errors"]),
    }))
}

fn names(errors: &Value) -> Vec<String> {
    let list = errors.as_array().into_iter().flatten();
    list.filter_map(|error| error["shape"].as_str().map(String::from)).collect()
}

/// Returns the shapes that can be reached from `pending`.
fn reachable(model: &Value, mut pending: Vec<String>) -> std::result::Result<Map<String, Value>, String> {
    let mut seen = BTreeSet::new();
    let mut shapes = Map::new();
    while let Some(name) = pending.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let found = model["shapes"].get(&name).ok_or_else(|| format!("the model has no shape `{name}`"))?;
        let ends = ["member", "key", "value"].into_iter().map(|end| &found[end]);
        let members = found["members"].as_object().into_iter().flat_map(|members| members.values());
        pending.extend(ends.chain(members).filter_map(|end| end["shape"].as_str().map(String::from)));
        shapes.insert(name, shape(found));
    }
    Ok(shapes)
}

fn shape(model: &Value) -> Value {
    let members = model["members"].as_object().map(|members| {
        members.iter().map(|(name, found)| (name.clone(), member(found))).collect::<Map<_, _>>()
    });
    let end = |name: &str| model.get(name).map(member);
    compact(json!({
        "type": model["type"],
        "members": members,
        "required": model["required"],
        "payload": model["payload"],
        "member": end("member"),
        "key": end("key"),
        "value": end("value"),
        "flattened": model["flattened"],
        "min": model["min"],
        "max": model["max"],
        "pattern": model["pattern"],
        "enum": model["enum"],
        "time": model["timestampFormat"],
        "element": model["locationName"],
        "exception": model["exception"],
        "code": model["error"]["code"],
        "status": model["error"]["httpStatusCode"],
    }))
}

fn member(model: &Value) -> Value {
    compact(json!({
        "shape": model["shape"],
        "name": model["locationName"],
        "query_name": model["queryName"],
        "in": model["location"],
        "flattened": model["flattened"],
        "attribute": model["xmlAttribute"],
        "time": model["timestampFormat"],
        "token": model["idempotencyToken"],
    }))
}

/// Drops what the model left out.
fn compact(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.into_iter().filter(|(_, value)| !value.is_null()).collect())
        }
        other => other,
    }
}

/// Prints a table with one operation or shape a line, so that a new model version gives a readable diff.
fn print(table: &Value) -> String {
    let mut text = String::from("{\n");
    let fields = table.as_object().into_iter().flatten();
    let lines = fields.map(|(name, value)| match value {
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, entry)| format!("  {}: {entry}", json!(key)));
            format!("{}: {{\n{}\n}}", json!(name), entries.collect::<Vec<_>>().join(",\n"))
        }
        other => format!("{}: {other}", json!(name)),
    });
    text.push_str(&lines.collect::<Vec<_>>().join(",\n"));
    text.push_str("\n}\n");
    text
}
