//! From an alarm as CloudWatch shows it to its attributes.

use aws_sdk_cloudwatch::types::{
    ComparisonOperator, Dimension, MetricAlarm, MetricDataQuery, StandardUnit, Statistic,
};
use tandem_core::state::Attributes;
use tandem_core::{Value, duration};

use super::schema::{BANDS, THRESHOLDS};
use crate::arguments::Put;

/// Returns the attributes of an alarm without its tags.
pub(super) fn attributes(alarm: &MetricAlarm) -> Attributes {
    let mut attributes = Attributes::new();
    attributes.put("name", alarm.alarm_name.clone());
    attributes.put("arn", alarm.alarm_arn.clone());
    attributes.put("description", alarm.alarm_description.clone());
    attributes.put("actions_enabled", Some(alarm.actions_enabled.unwrap_or(true)));
    attributes.put_list("actions", sorted(alarm.alarm_actions()));
    attributes.put_list("ok_actions", sorted(alarm.ok_actions()));
    attributes.put_list("insufficient_data_actions", sorted(alarm.insufficient_data_actions()));
    if let (Some(namespace), Some(name)) = (&alarm.namespace, &alarm.metric_name) {
        attributes.put("metric", Some(metric(namespace, name, alarm.dimensions())));
    }
    attributes.put_list("metrics", alarm.metrics().iter().map(query));
    attributes.put("statistic", alarm.statistic.as_ref().map(Statistic::as_str));
    attributes.put("extended_statistic", alarm.extended_statistic.clone());
    attributes.put("period", alarm.period.and_then(period));
    attributes.put("unit", alarm.unit.as_ref().map(StandardUnit::as_str));
    attributes.put("periods", alarm.evaluation_periods.map(i64::from));
    attributes.put("datapoints", alarm.datapoints_to_alarm.map(i64::from));
    attributes.put("missing_data", Some(alarm.treat_missing_data.as_deref().unwrap_or("missing")));
    attributes.put("low_sample_percentiles", alarm.evaluate_low_sample_count_percentile.clone());
    let operator = alarm.comparison_operator.as_ref().map(ComparisonOperator::as_str).unwrap_or_default();
    let named = |names: &[(&'static str, &str)]| {
        names.iter().find(|(_, compared)| *compared == operator).map(|(name, _)| *name)
    };
    if let Some(name) = named(&THRESHOLDS) {
        attributes.put(name, alarm.threshold.map(Value::number));
    }
    if let Some(name) = named(&BANDS) {
        attributes.put(name, alarm.threshold_metric_id.clone());
    }
    attributes
}

fn metric(namespace: &str, name: &str, dimensions: &[Dimension]) -> Value {
    let mut metric = Attributes::new();
    metric.put("namespace", Some(namespace));
    metric.put("name", Some(name));
    let entries: Attributes = dimensions
        .iter()
        .filter_map(|dimension| Some((dimension.name.clone()?, dimension.value.clone()?.into())))
        .collect();
    metric.put("dimensions", (!entries.is_empty()).then_some(Value::Map(entries)));
    Value::Map(metric)
}

fn query(query: &MetricDataQuery) -> Value {
    let mut entry = Attributes::new();
    entry.put("id", query.id.clone());
    entry.put("expression", query.expression.clone());
    entry.put("period", query.period.and_then(period));
    entry.put("label", query.label.clone());
    entry.put("account", query.account_id.clone());
    entry.put("return_data", Some(query.return_data.unwrap_or(true)));
    if let Some(stat) = &query.metric_stat {
        let found = stat.metric.as_ref();
        entry.put(
            "metric",
            found.map(|found| {
                let (namespace, name) =
                    (found.namespace().unwrap_or_default(), found.metric_name().unwrap_or_default());
                metric(namespace, name, found.dimensions())
            }),
        );
        entry.put("period", stat.period.and_then(period));
        entry.put("statistic", stat.stat.clone());
        entry.put("unit", stat.unit.as_ref().map(StandardUnit::as_str));
    }
    Value::Map(entry)
}

fn period(seconds: i32) -> Option<String> {
    u64::try_from(seconds).ok().map(duration::text)
}

fn sorted(texts: &[String]) -> Vec<String> {
    let mut texts = texts.to_vec();
    texts.sort();
    texts
}
