//! From the attributes of an alarm to the call that writes it whole.

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::operation::put_metric_alarm::builders::PutMetricAlarmFluentBuilder;
use aws_sdk_cloudwatch::types::{
    ComparisonOperator, Dimension, Metric, MetricDataQuery, MetricStat, StandardUnit, Statistic,
};
use tandem_core::Value;
use tandem_core::state::Attributes;

use super::schema::{BANDS, THRESHOLDS};
use crate::arguments::Named;

/// Returns the call that makes an alarm as these attributes say, without tags.
pub(super) fn put(client: &Client, attributes: &Attributes) -> PutMetricAlarmFluentBuilder {
    let call = client
        .put_metric_alarm()
        .set_alarm_name(attributes.string("name"))
        .set_alarm_description(attributes.string("description"))
        .set_actions_enabled(attributes.boolean("actions_enabled"))
        .set_alarm_actions(some(attributes.texts("actions")))
        .set_ok_actions(some(attributes.texts("ok_actions")))
        .set_insufficient_data_actions(some(attributes.texts("insufficient_data_actions")))
        .set_evaluation_periods(attributes.integer("periods"))
        .set_datapoints_to_alarm(attributes.integer("datapoints"))
        .set_treat_missing_data(attributes.string("missing_data"))
        .set_evaluate_low_sample_count_percentile(attributes.string("low_sample_percentiles"));
    let call = compare(call, attributes);
    let queries: Vec<MetricDataQuery> = attributes.structs("metrics").into_iter().map(query).collect();
    let Some(metric) = attributes.value("metric").and_then(Value::as_map) else {
        return call.set_metrics(some(queries));
    };
    call.set_namespace(metric.string("namespace"))
        .set_metric_name(metric.string("name"))
        .set_dimensions(some(dimensions(metric)))
        .set_statistic(attributes.text("statistic").map(Statistic::from))
        .set_extended_statistic(attributes.string("extended_statistic"))
        .set_period(seconds(attributes, "period"))
        .set_unit(attributes.text("unit").map(StandardUnit::from))
}

fn compare(call: PutMetricAlarmFluentBuilder, attributes: &Attributes) -> PutMetricAlarmFluentBuilder {
    for (name, operator) in THRESHOLDS {
        if let Some(threshold) = attributes.value(name).and_then(Value::as_number) {
            return call.threshold(threshold).comparison_operator(ComparisonOperator::from(operator));
        }
    }
    for (name, operator) in BANDS {
        if let Some(id) = attributes.text(name) {
            return call.threshold_metric_id(id).comparison_operator(ComparisonOperator::from(operator));
        }
    }
    call
}

fn query(query: &Attributes) -> MetricDataQuery {
    let metric = query.value("metric").and_then(Value::as_map);
    let stat = metric.map(|metric| {
        let metric = Metric::builder()
            .set_namespace(metric.string("namespace"))
            .set_metric_name(metric.string("name"))
            .set_dimensions(some(dimensions(metric)))
            .build();
        MetricStat::builder()
            .metric(metric)
            .set_stat(query.string("statistic"))
            .set_period(seconds(query, "period"))
            .set_unit(query.text("unit").map(StandardUnit::from))
            .build()
    });
    MetricDataQuery::builder()
        .set_id(query.string("id"))
        .set_expression(query.string("expression"))
        // The period of a metric stands with its statistic.
        .set_period(seconds(query, "period").filter(|_| stat.is_none()))
        .set_metric_stat(stat)
        .set_label(query.string("label"))
        .set_account_id(query.string("account"))
        .set_return_data(query.boolean("return_data"))
        .build()
}

fn dimensions(metric: &Attributes) -> Vec<Dimension> {
    let entries = metric.value("dimensions").and_then(Value::as_map).into_iter().flatten();
    let dimension = |(name, value): (&String, &Value)| {
        Some(Dimension::builder().name(name).value(value.as_str()?).build())
    };
    entries.filter_map(dimension).collect()
}

fn seconds(attributes: &Attributes, name: &str) -> Option<i32> {
    attributes.seconds(name).and_then(|seconds| i32::try_from(seconds).ok())
}

fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}
