//! What an alarm needs, and what excludes what.

use tandem_core::argument::Arguments;
use tandem_core::schema::Problem;
use tandem_core::{Argument, Path, Value, duration};

use super::schema::{BANDS, THRESHOLDS};
use crate::arguments::Named;

/// An alarm looks back at most a day, or a week when its periods are an hour or more.
const DAY: u64 = 86_400;
const WEEK: u64 = 604_800;
const HOUR: u64 = 3_600;

pub(super) fn validate(arguments: &Arguments) -> Vec<Problem> {
    let mut problems = Vec::new();
    let has = |name: &str| arguments.contains_key(name);
    match (has("metric"), has("metrics")) {
        (true, true) => problems.push(problem("alarm::metric", "metrics", "`metric` and `metrics` exclude each other", "an alarm watches one metric, or one expression over several: leave one of them out")),
        (false, false) => problems.push(problem("alarm::metric", "", "an alarm needs a `metric`", "add `metric: …`, such as `table.replication_latency(from, to)` or `#{ namespace, name, dimensions }`")),
        (true, false) => problems.extend(single(arguments)),
        (false, true) => problems.extend(several(arguments)),
    }
    problems.extend(threshold(arguments));
    problems.extend(window(arguments));
    let (points, periods) = (arguments.integer("datapoints"), arguments.integer("periods"));
    if let (Some(points), Some(periods)) = (points, periods)
        && points > periods
    {
        let message = format!("{points} of {periods} periods cannot breach");
        problems.push(problem(
            "alarm::datapoints",
            "datapoints",
            &message,
            "look at more `periods`, or ask for fewer `datapoints`",
        ));
    }
    problems
}

fn problem(code: &'static str, attribute: &str, message: &str, hint: &str) -> Problem {
    let path = if attribute.is_empty() { Path::default() } else { Path::attribute(attribute) };
    Problem { code, path, message: message.to_owned(), hint: Some(hint.to_owned()) }
}

fn single(arguments: &Arguments) -> Option<Problem> {
    match (arguments.contains_key("statistic"), arguments.contains_key("extended_statistic")) {
        (false, false) => Some(problem(
            "alarm::statistic",
            "",
            "an alarm on a metric needs a `statistic`",
            "add `statistic: \"Maximum\"`, or `\"Average\"`, `\"Sum\"`, `\"Minimum\"`, `\"SampleCount\"`",
        )),
        (true, true) => Some(problem(
            "alarm::statistic",
            "extended_statistic",
            "`statistic` and `extended_statistic` exclude each other",
            "leave one of them out",
        )),
        _ => None,
    }
}

/// What belongs to a single metric has its place inside the entries of `metrics`.
fn several(arguments: &Arguments) -> Vec<Problem> {
    let misplaced = ["statistic", "extended_statistic", "period", "unit"]
        .into_iter()
        .filter(|name| arguments.contains_key(*name));
    let mut problems: Vec<Problem> = misplaced
        .map(|name| {
            let message = format!("`{name}` belongs to one metric, and this alarm has several");
            problem("alarm::metrics", name, &message, "write it into the entries of `metrics`")
        })
        .collect();
    let queries = arguments.get("metrics").and_then(Argument::items).unwrap_or_default();
    for (at, query) in queries.iter().enumerate() {
        let fault = match (query.get("expression").is_some(), query.get("metric").is_some()) {
            (true, false) => None,
            (false, true) if query.get("statistic").is_none() || query.get("period").is_none() => {
                Some("a metric needs `statistic` and `period`")
            }
            (false, true) => None,
            _ => Some("an entry is a `metric` or an `expression`"),
        };
        problems.extend(fault.map(|message| Problem {
            path: Path::attribute("metrics").index(at),
            ..problem(
                "alarm::metrics",
                "metrics",
                message,
                "one entry is one metric or one expression over the others",
            )
        }));
    }
    let band = BANDS.iter().any(|(name, _)| arguments.contains_key(*name));
    let judged = queries.iter().filter(|query| {
        query.get("return_data").is_none_or(|data| data.known().and_then(Value::as_bool) != Some(false))
    });
    let judged = judged.count();
    if judged != 1 && !band {
        let message = format!("{judged} entries of `metrics` are judged, and it must be one");
        problems.push(problem(
            "alarm::metrics",
            "metrics",
            &message,
            "write `return_data: false` into those that only feed an expression",
        ));
    }
    problems
}

fn threshold(arguments: &Arguments) -> Option<Problem> {
    let names = THRESHOLDS.iter().chain(&BANDS).map(|(name, _)| *name);
    let given: Vec<&str> = names.filter(|name| arguments.contains_key(*name)).collect();
    match given.as_slice() {
        [] => Some(problem(
            "alarm::threshold",
            "",
            "an alarm needs a threshold",
            "add `above: …`, `at_least: …`, `below: …` or `at_most: …`",
        )),
        [one] if BANDS.iter().any(|(band, _)| band == one) && !arguments.contains_key("metrics") => {
            Some(problem(
                "alarm::threshold",
                one,
                &format!("`{one}` needs `metrics` with a band"),
                "add an entry with `expression: \"ANOMALY_DETECTION_BAND(id)\"` and name its id here",
            ))
        }
        [_] => None,
        [first, second, ..] => {
            let message = format!("`{first}` and `{second}` exclude each other");
            Some(problem(
                "alarm::threshold",
                second,
                &message,
                "an alarm has one threshold; declare two alarms for two",
            ))
        }
    }
}

fn window(arguments: &Arguments) -> Option<Problem> {
    let period = arguments.text("period").and_then(duration::seconds)?;
    if ![10, 20, 30].contains(&period) && !period.is_multiple_of(60) {
        let message = format!("a period cannot be {}", duration::text(period));
        return Some(problem(
            "alarm::period",
            "period",
            &message,
            "it is `10s`, `20s`, `30s` or whole minutes",
        ));
    }
    let periods = arguments.integer("periods").and_then(|periods| u64::try_from(periods).ok())?;
    let most = if period < HOUR { DAY } else { WEEK };
    (period.saturating_mul(periods) > most).then(|| {
        let message =
            format!("{periods} periods of {} are more than {}", duration::text(period), duration::text(most));
        problem(
            "alarm::period",
            "periods",
            &message,
            "an alarm looks back at most a day, or a week if a period is an hour or longer",
        )
    })
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::Arguments;
    use tandem_core::{Argument, Value};

    use super::super::metric;
    use super::validate;

    #[track_caller]
    fn check(entries: &[(&str, Value)], expected: &[&str]) {
        let arguments: Arguments = entries
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Argument::Value(value.clone())))
            .collect();
        let codes: Vec<&str> = validate(&arguments).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expected);
    }

    fn single() -> Vec<(&'static str, Value)> {
        vec![
            ("metric", metric::example()),
            ("statistic", "Maximum".into()),
            ("above", Value::Integer(1)),
            ("period", "1m".into()),
            ("periods", Value::Integer(3)),
        ]
    }

    #[test]
    fn a_single_metric_needs_statistic_and_threshold() {
        check(&single(), &[]);
        check(&single()[..1], &["alarm::statistic", "alarm::threshold"]);
        check(&[single(), vec![("below", Value::Integer(0))]].concat(), &["alarm::threshold"]);
        check(&[single(), vec![("extended_statistic", "p99".into())]].concat(), &["alarm::statistic"]);
        check(&[("above", Value::Integer(1))], &["alarm::metric"]);
    }

    #[test]
    fn periods_are_within_a_day_or_a_week() {
        let of = |period: &str, periods| {
            [single(), vec![("period", period.into()), ("periods", Value::Integer(periods))]].concat()
        };
        check(&of("1m", 1_440), &[]);
        check(&of("1m", 1_441), &["alarm::period"]);
        check(&of("1h", 168), &[]);
        check(&of("45s", 1), &["alarm::period"]);
        check(&[single(), vec![("datapoints", Value::Integer(4))]].concat(), &["alarm::datapoints"]);
    }

    #[test]
    fn of_several_metrics_one_is_judged() {
        let query = |id: &str, more: (&str, Value), data: bool| {
            Value::map([("id", Value::from(id)), more, ("return_data", Value::Bool(data))])
        };
        let share = query("share", ("expression", "errors / requests".into()), true);
        let errors = |data| {
            let mut entries = query("errors", ("metric", metric::example()), data);
            if let Value::Map(map) = &mut entries {
                map.extend([("statistic".to_owned(), "Sum".into()), ("period".to_owned(), "1m".into())]);
            }
            entries
        };
        let of = |items: Vec<Value>| [("metrics", Value::List(items)), ("above", Value::Integer(1))];
        check(&of(vec![share.clone(), errors(false)]), &[]);
        check(&of(vec![share.clone(), errors(true)]), &["alarm::metrics"]);
        check(&of(vec![share, query("x", ("label", "x".into()), false)]), &["alarm::metrics"]);
    }
}
