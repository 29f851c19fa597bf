//! What CloudWatch refuses in an alarm beyond the shapes.

use serde_json::{Map, Value};

use super::invalid;
use crate::call::Call;
use crate::fault::Fault;

/// An alarm looks back at most a day, or a week when its periods are an hour or more.
const DAY: u64 = 86_400;
const WEEK: u64 = 604_800;

const MISSING_DATA: &[&str] = &["breaching", "notBreaching", "ignore", "missing"];

type Settings = Map<String, Value>;

/// Checks the settings of an alarm.
pub(super) fn check(call: &Call<'_>, settings: &Settings) -> Result<(), Fault> {
    check_kind(settings)?;
    check_window(settings)?;
    check_words(settings)?;
    check_actions(call, settings)
}

fn text<'a>(settings: &'a Settings, key: &str) -> Option<&'a str> {
    settings.get(key).and_then(Value::as_str)
}

fn number(settings: &Settings, key: &str) -> Option<u64> {
    settings.get(key).and_then(Value::as_u64)
}

/// An alarm watches one metric, or metric math, or a query: exactly one of them.
fn check_kind(settings: &Settings) -> Result<(), Fault> {
    let single = settings.contains_key("MetricName");
    let math = settings.get("Metrics").and_then(Value::as_array).is_some_and(|metrics| !metrics.is_empty());
    let query = settings.contains_key("EvaluationCriteria");
    match (single, math, query) {
        (true, false, false) => check_single(settings),
        (false, true, false) => check_math(settings),
        (false, false, true) => Ok(()),
        (false, false, false) => Err(invalid("MetricName or Metrics is required")),
        _ => Err(invalid("MetricName, Metrics and EvaluationCriteria are mutually exclusive")),
    }
}

fn check_single(settings: &Settings) -> Result<(), Fault> {
    for key in ["Namespace", "Period", "EvaluationPeriods", "ComparisonOperator"] {
        if !settings.contains_key(key) {
            return Err(invalid(format!("{key} is required")));
        }
    }
    match (text(settings, "Statistic"), text(settings, "ExtendedStatistic")) {
        (Some(_), Some(_)) => return Err(invalid("Statistic and ExtendedStatistic are mutually exclusive")),
        (None, None) => return Err(invalid("Statistic or ExtendedStatistic is required")),
        (None, Some(statistic)) if !is_extended(statistic) => {
            return Err(invalid(format!("The value {statistic} for parameter ExtendedStatistic is not supported.")));
        }
        _ => (),
    }
    let threshold = settings.contains_key("Threshold");
    if !threshold && !settings.contains_key("ThresholdMetricId") {
        return Err(invalid("Threshold is required"));
    }
    let operator = text(settings, "ComparisonOperator").unwrap_or_default();
    let band = operator.contains("LowerThreshold") || operator.contains("UpperThreshold");
    if band && !settings.contains_key("ThresholdMetricId") {
        return Err(invalid(format!("{operator} needs ThresholdMetricId")));
    }
    let period = number(settings, "Period").unwrap_or_default();
    if ![10, 20, 30].contains(&period) && !period.is_multiple_of(60) {
        return Err(invalid("Period must be 10, 20, 30 or a multiple of 60"));
    }
    Ok(())
}

/// Whether a statistic is a percentile or a trimmed figure: `p99`, `tm90`, `TM(10%:90%)`.
fn is_extended(statistic: &str) -> bool {
    const WORDS: [&str; 6] = ["p", "tm", "wm", "tc", "ts", "pr"];
    let lower = statistic.to_ascii_lowercase();
    let spelled = WORDS.iter().filter_map(|word| lower.strip_prefix(word)).any(|rest| {
        rest.parse::<f64>().is_ok_and(|percent| (0.0..=100.0).contains(&percent))
            || (rest.starts_with('(') && rest.ends_with(')'))
    });
    spelled || lower == "iqm"
}

fn check_math(settings: &Settings) -> Result<(), Fault> {
    for key in ["Namespace", "Period", "Statistic", "ExtendedStatistic", "Dimensions", "Unit"] {
        if settings.contains_key(key) {
            return Err(invalid(format!("{key} cannot be given together with Metrics")));
        }
    }
    let metrics = settings.get("Metrics").and_then(Value::as_array);
    let returned = |metric: &&Value| metric["ReturnData"].as_bool().unwrap_or(true);
    // A band is judged together with the metric that it is expected of.
    let most = if settings.contains_key("ThresholdMetricId") { 2 } else { 1 };
    let count = metrics.map_or(0, |metrics| metrics.iter().filter(returned).count());
    if count == 0 || count > most {
        return Err(invalid("Exactly one element of the metrics list should return data"));
    }
    Ok(())
}

fn check_window(settings: &Settings) -> Result<(), Fault> {
    let (Some(period), Some(periods)) = (number(settings, "Period"), number(settings, "EvaluationPeriods")) else {
        return Ok(());
    };
    let most = if period < 3_600 { DAY } else { WEEK };
    if period.saturating_mul(periods) > most {
        let message = format!("Metrics cannot be checked across more than {most} seconds (EvaluationPeriods * Period)");
        return Err(invalid(message));
    }
    if number(settings, "DatapointsToAlarm").is_some_and(|points| points > periods) {
        return Err(invalid("DatapointsToAlarm must not be greater than EvaluationPeriods"));
    }
    Ok(())
}

fn check_words(settings: &Settings) -> Result<(), Fault> {
    if text(settings, "TreatMissingData").is_some_and(|word| !MISSING_DATA.contains(&word)) {
        return Err(invalid("TreatMissingData must be one of breaching, notBreaching, ignore, missing"));
    }
    let low = text(settings, "EvaluateLowSampleCountPercentile");
    if low.is_some_and(|word| !["evaluate", "ignore"].contains(&word)) {
        return Err(invalid("EvaluateLowSampleCountPercentile must be evaluate or ignore"));
    }
    Ok(())
}

/// Actions are ARNs; a topic must be in the alarm's own region.
fn check_actions(call: &Call<'_>, settings: &Settings) -> Result<(), Fault> {
    for key in ["AlarmActions", "OKActions", "InsufficientDataActions"] {
        let mut seen = Vec::new();
        for action in settings.get(key).and_then(Value::as_array).into_iter().flatten() {
            let action = action.as_str().unwrap_or_default();
            let parts: Vec<&str> = action.split(':').collect();
            if parts.len() < 6 || parts[0] != "arn" {
                return Err(invalid(format!("Invalid arn syntax: {action}")));
            }
            if parts[2] == "sns" && parts[3] != call.region {
                return Err(invalid(format!("Invalid region {} specified. Only {} is supported.", parts[3], call.region)));
            }
            if seen.contains(&action) {
                return Err(invalid(format!("{key} names {action} twice")));
            }
            seen.push(action);
        }
    }
    Ok(())
}
