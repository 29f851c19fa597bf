//! The long explanations of what is wrong with alarms.

use crate::explain::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation {
        code: "alarm::metric",
        text: "An alarm watches one metric (`metric`) or one expression over several (`metrics`), never both.\n\n\
               Handles give their own metrics: `table.replication_latency(from, to)`, `web.errors()`, `check.status()`. \
               Any other is an object map with `namespace`, `name` and `dimensions`.",
    },
    Explanation {
        code: "alarm::metrics",
        text: "Each entry of `metrics` is a metric with `statistic` and `period`, or an expression over the ids of \
               others.\n\nExactly one entry is judged; the others say `return_data: false`. With a band, the metric and \
               its band are both judged.",
    },
    Explanation {
        code: "alarm::metric_region",
        text: "An alarm sees the metrics of its own region alone.\n\nRoute 53 publishes in us-east-1, Global Accelerator \
               in us-west-2, a table's replication latency in the region that the writes come from.",
    },
    Explanation {
        code: "alarm::action_region",
        text: "An alarm tells only topics and functions of its own region.\n\nDeclare a topic in each region that has \
               alarms; subscribers may be the same everywhere.",
    },
    Explanation {
        code: "alarm::threshold",
        text: "An alarm has exactly one threshold: `above`, `at_least`, `below`, `at_most`, or for a band that CloudWatch \
               learns `above_band`, `below_band`, `outside_band` with the id of the expression in `metrics`.",
    },
    Explanation {
        code: "alarm::duration",
        text: "A threshold may be a duration where the metric is one: replication latency in milliseconds, an answer time \
               in seconds.\n\nFor a metric of your own, say its unit: `unit: \"Milliseconds\"`.",
    },
    Explanation {
        code: "alarm::statistic",
        text: "A metric has many values within a period; the statistic makes one of them.\n\nUse `Maximum` for what must \
               never be high, `Sum` for counts, `Minimum` for what must never be low, and `extended_statistic: \"p99\"` \
               for percentiles.",
    },
    Explanation {
        code: "alarm::period",
        text: "A period is 10, 20 or 30 seconds or whole minutes, and all periods together are at most a day, or a week \
               when a period is an hour or longer.",
    },
    Explanation {
        code: "alarm::datapoints",
        text: "More periods are asked to breach than are looked at: the alarm would never turn.",
    },
];
