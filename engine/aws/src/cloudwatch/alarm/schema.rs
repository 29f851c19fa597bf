//! The attribute sheet of an alarm.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type, Value};

use super::{metric, validate};
use crate::buckets;

/// The greatest threshold: up to here whole numbers are exact.
const LARGE: f64 = 9_007_199_254_740_992.0;
/// The longest that an alarm looks back, in seconds.
const WEEK: u64 = 604_800;
/// How many tags of the user's fit beside the two of ownership.
const USER_TAGS: usize = 48;

/// The attributes that compare with a number, and how AWS calls that.
pub(super) const THRESHOLDS: [(&str, &str); 4] = [
    ("above", "GreaterThanThreshold"),
    ("at_least", "GreaterThanOrEqualToThreshold"),
    ("below", "LessThanThreshold"),
    ("at_most", "LessThanOrEqualToThreshold"),
];

/// The attributes that compare with a band, and how AWS calls that.
pub(super) const BANDS: [(&str, &str); 3] = [
    ("above_band", "GreaterThanUpperThreshold"),
    ("below_band", "LessThanLowerThreshold"),
    ("outside_band", "LessThanLowerOrGreaterThanUpperThreshold"),
];

/// The lists of what is told, and the state on whose beginning it is.
pub(super) const ACTIONS: [&str; 3] = ["actions", "ok_actions", "insufficient_data_actions"];

const UNITS: &[&str] = &[
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "An alarm: watches a metric, or several with arithmetic between them, and tells topics when it turns.\n\n\
              It stands in one region and sees the metrics of that region alone: those of Route 53 are in us-east-1, \
              those of Global Accelerator in us-west-2. Every change writes the whole alarm; its state survives that.",
        example: "let oncall = sns::topic(region(\"us-east-1\"), \"oncall\");\n\
                  cloudwatch::alarm(region(\"us-east-1\"), \"queue-deep\", #{\n    \
                      metric: #{ namespace: \"AWS/SQS\", name: \"ApproximateNumberOfMessagesVisible\", \
                      dimensions: #{ QueueName: \"mail\" } },\n    \
                      statistic: \"Maximum\", above: 1000, period: \"1m\", periods: 3, actions: [oncall],\n\
                  });\n",
        mode: Mode::Managed,
        placement: Placement::Regional,
        parent: None,
        attributes: [watched(), judged(), told()].concat(),
        identity: Identity {
            class: CreateClass::Upsert,
            ownership: Ownership::TagsAtCreate,
            natural_key: &["name"],
        },
        replace: ReplaceOrder::CreateFirst,
        buckets: vec![buckets::PUT_METRIC_ALARM, buckets::DELETE_ALARMS, buckets::DESCRIBE_ALARMS],
        validate: Some(validate::validate),
        precious: false,
    }
}

/// Returns what is watched.
fn watched() -> Vec<Attribute> {
    let extended = Type::pattern(
        r"^((p|tm|wm|tc|ts|pr|P|TM|WM|TC|TS|PR)([0-9]{1,3}(\.[0-9]{1,10})?|\([0-9.%:]+\))|iqm|IQM)$",
        "a percentile or trimmed figure such as `p99` or `tm90`",
    );
    vec![
        Attribute::required(
            "name",
            Type::text(1, 255),
            "The name of the alarm, unique within the region; the name given first unless it is set.",
        )
        .replaces()
        .example("queue-deep"),
        Attribute::optional(
            "description",
            Type::text(0, 1024),
            "What it means, for people who are woken by it.",
        )
        .example("more mail than we can send"),
        Attribute::optional("metric", Type::Struct(metric::attributes()), "The metric that is watched.")
            .example(metric::example()),
        Attribute::optional(
            "metrics",
            Type::list(Type::Struct(queries()), 1, 50),
            "Several metrics and expressions over them, instead of `metric`; one of them is what is judged.",
        ),
        Attribute::optional(
            "statistic",
            Type::Enumeration(&["SampleCount", "Average", "Sum", "Minimum", "Maximum"]),
            "What becomes of the values within a period.",
        )
        .example("Maximum"),
        Attribute::optional(
            "extended_statistic",
            extended,
            "A percentile or trimmed figure, instead of `statistic`.",
        )
        .example("p99"),
        Attribute::optional(
            "period",
            Type::duration(10, WEEK),
            "How long a period is: `10s`, `20s`, `30s` or whole minutes; `1m` if left out.",
        )
        .example("1m"),
        Attribute::optional(
            "unit",
            Type::Enumeration(UNITS),
            "The unit that values must be published in to count. Most metrics have one, and need none here.",
        )
        .example("Count"),
    ]
}

/// Returns the attributes of one of several metrics.
fn queries() -> Vec<Attribute> {
    vec![
        Attribute::required(
            "id",
            Type::pattern("^[a-z][A-Za-z0-9_]{0,254}$", "a name that begins with a small letter"),
            "The name by which expressions know it.",
        )
        .example("errors"),
        Attribute::optional(
            "expression",
            Type::text(1, 2048),
            "An expression over the others: `errors / requests`.",
        ),
        Attribute::optional(
            "metric",
            Type::Struct(metric::attributes()),
            "A metric, instead of `expression`.",
        ),
        Attribute::optional(
            "statistic",
            Type::text(1, 64),
            "What becomes of the metric's values within a period.",
        ),
        Attribute::optional("period", Type::duration(10, WEEK), "How long a period is."),
        Attribute::optional(
            "unit",
            Type::Enumeration(UNITS),
            "The unit that values must be published in to count.",
        ),
        Attribute::optional("label", Type::text(0, 1024), "What graphs call it."),
        Attribute::optional(
            "account",
            Type::text(1, 255),
            "The account that publishes the metric, if it is another.",
        ),
        Attribute::defaulting(
            "return_data",
            Type::Boolean,
            true,
            "Whether it is what is judged; the others only feed expressions.",
        ),
    ]
}

/// Returns when the alarm turns.
fn judged() -> Vec<Attribute> {
    let number = || Type::number(-LARGE, LARGE);
    let band = |name, doc| Attribute::optional(name, Type::text(1, 255), doc);
    vec![
        Attribute::optional("above", number(), "It breaches while the figure is greater than this.")
            .example(Value::Integer(1_000)),
        Attribute::optional("at_least", number(), "It breaches while the figure is this or greater."),
        Attribute::optional("below", number(), "It breaches while the figure is less than this."),
        Attribute::optional("at_most", number(), "It breaches while the figure is this or less."),
        band("above_band", "It breaches above the band that the expression of this id in `metrics` expects."),
        band("below_band", "It breaches below the band that the expression of this id in `metrics` expects."),
        band(
            "outside_band",
            "It breaches outside the band that the expression of this id in `metrics` expects.",
        ),
        Attribute::defaulting(
            "periods",
            Type::integer(1, 86_400),
            Value::Integer(1),
            "How many periods are looked at. All of them together are at most a day, or a week if a period is an hour.",
        ),
        Attribute::optional(
            "datapoints",
            Type::integer(1, 86_400),
            "How many of those periods must breach: all of them if left out.",
        )
        .example(Value::Integer(1)),
        Attribute::defaulting(
            "missing_data",
            Type::Enumeration(&["breaching", "notBreaching", "ignore", "missing"]),
            "missing",
            "What a period without values counts as. Metrics of DynamoDB are always treated as `ignore`.",
        ),
        Attribute::optional(
            "low_sample_percentiles",
            Type::Enumeration(&["evaluate", "ignore"]),
            "Whether a percentile of too few values is judged: it is if left out.",
        )
        .example("ignore"),
    ]
}

/// Returns who is told.
fn told() -> Vec<Attribute> {
    let arn = Type::pattern("^arn:[a-z-]+:.+$", "an ARN");
    let target = || Type::OneOf(vec![Type::reference(&["sns::topic"], "arn"), arn.clone()]);
    let actions = |name, doc| {
        Attribute::optional(name, Type::set(target(), 0, 5), doc)
            .example(Value::list(["arn:aws:sns:us-east-1:123456789012:oncall"]))
    };
    vec![
        actions(
            "actions",
            "Topics, or ARNs of other actions, told when it breaches. They are in the alarm's region.",
        ),
        actions("ok_actions", "Topics or ARNs told when it no longer breaches."),
        actions("insufficient_data_actions", "Topics or ARNs told when there is too little data to say."),
        Attribute::defaulting("actions_enabled", Type::Boolean, true, "Whether anybody is told."),
        crate::tags::attribute(USER_TAGS),
        Attribute::computed("arn", Type::string(), "The ARN of the alarm."),
    ]
}
