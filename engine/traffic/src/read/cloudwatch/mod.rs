//! Reads alarms, as far as health checks follow them.

use tandem_core::Reference;

use super::fields::{Fields, whole_reference};
use super::{Draft, Reader, follow, nowhere};
use crate::model::{About, Alarm, Missing, Target};

/// How long a period is where the alarm does not say.
const USUAL_PERIOD: u64 = 60;

pub(super) const READER: Reader = Reader {
    kind: "cloudwatch::alarm",
    reads: &[
        "name",
        "metric.namespace",
        "metric.dimensions",
        "metrics",
        "metrics[].metric",
        "period",
        "periods",
        "missing_data",
    ],
    read,
    target: nowhere,
};

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    let address = &fields.declaration.address;
    let Some(name) = fields.text("name") else { return draft.unknown(fields, "name") };
    let periods = fields.integer("periods").and_then(|count| u64::try_from(count).ok()).unwrap_or(1);
    let missing = match fields.text("missing_data").as_deref() {
        // Whatever they say, alarms on metrics of DynamoDB ignore missing data.
        _ if fields.text("metric.namespace").as_deref() == Some("AWS/DynamoDB") => Missing::Ignore,
        Some("breaching") => Missing::Breaching,
        Some("notBreaching") => Missing::Good,
        Some("ignore") => Missing::Ignore,
        _ => Missing::Insufficient,
    };
    let alarm = Alarm {
        name,
        region: address.region().unwrap_or_default().to_owned(),
        seconds: fields.seconds("period").unwrap_or(USUAL_PERIOD) * periods,
        missing,
        about: about(fields),
    };
    draft.model.alarms.insert(address.clone(), alarm);
}

/// Returns what the metric is about, if one of its dimensions refers to something in the model.
fn about(fields: &Fields<'_>) -> About {
    let dimensions = fields.get("metric.dimensions").and_then(|dimensions| dimensions.entries());
    let mut references: Vec<Reference> =
        dimensions.into_iter().flatten().filter_map(|(_, value)| whole_reference(&value)).collect();
    for query in fields.items("metrics") {
        let metric = fields.of_item(&query, "metrics[].metric");
        let dimensions = metric.and_then(|metric| metric.get("dimensions")?.entries());
        references.extend(dimensions.into_iter().flatten().filter_map(|(_, value)| whole_reference(&value)));
    }
    let known = |reference: &Reference| match (reference.address.kind(), follow(reference)) {
        ("route53::health_check", _) => Some(About::Check(reference.address.clone())),
        ("dynamodb::table", _) => Some(About::Store(reference.address.clone())),
        (_, Some(Target::Endpoint(id))) => Some(About::Endpoint(id)),
        _ => None,
    };
    references.iter().find_map(known).unwrap_or(About::Other)
}
