//! Rate buckets: nine tenths of what AWS grants, because other tools and people draw from the same account.
//!
//! AWS counts per account and, but for the services that are in no region, per region; so does the limiter.

use tandem_core::schema::Bucket;

/// How much of what AWS grants is used.
pub const SHARE: f64 = 0.9;

const fn bucket(name: &'static str, burst: f64, rate: f64) -> Bucket {
    Bucket { name, burst, rate }
}

/// Every call to Route 53 draws from this one (50 and 10 a second since 30 July 2026).
pub(crate) const ROUTE53: Bucket = bucket("route53", 45.0, 9.0);
/// 40 and 2 a second.
pub(crate) const CREATE_HOSTED_ZONE: Bucket = bucket("route53:CreateHostedZone", 36.0, 1.8);
/// 40 and 5 a second.
pub(crate) const DELETE_HOSTED_ZONE: Bucket = bucket("route53:DeleteHostedZone", 36.0, 4.5);
/// 50 and one every two seconds.
pub(crate) const CREATE_HEALTH_CHECK: Bucket = bucket("route53:CreateHealthCheck", 45.0, 0.45);
/// 15 and 3 a second.
pub(crate) const DELETE_HEALTH_CHECK: Bucket = bucket("route53:DeleteHealthCheck", 13.0, 2.7);
/// Records changed, a change counting twice. AWS limits them since 30 July 2026 and names no figure, so that nothing
/// limits them here unless the settings do. A call takes a token for each of its changes.
pub const CHANGED_RECORDS: &str = "route53:changes";
/// 3 a second.
pub(crate) const PUT_METRIC_ALARM: Bucket = bucket("cloudwatch:PutMetricAlarm", 2.7, 2.7);
/// 3 a second.
pub(crate) const DELETE_ALARMS: Bucket = bucket("cloudwatch:DeleteAlarms", 2.7, 2.7);
/// 9 a second.
pub(crate) const DESCRIBE_ALARMS: Bucket = bucket("cloudwatch:DescribeAlarms", 8.1, 8.1);
/// 5 a second.
pub(crate) const TAG_TABLE: Bucket = bucket("dynamodb:TagResource", 4.5, 4.5);
/// AWS names how many changes of tables may run at once (500) and no rate; nine a second are careful.
pub(crate) const CHANGE_TABLE: Bucket = bucket("dynamodb:changes", 9.0, 9.0);
/// AWS names no figure for changes; two a second are careful.
pub(crate) const GLOBALACCELERATOR: Bucket = bucket("globalaccelerator:changes", 9.0, 1.8);
/// AWS names no figure for readings; five a second are careful, and a burst shows whether more is meant.
pub(crate) const READ_ACCELERATORS: Bucket = bucket("globalaccelerator:readings", 45.0, 4.5);
/// Topics and attributes: about 30 a second.
pub(crate) const SNS: Bucket = bucket("sns:topics", 27.0, 27.0);
/// 100 a second.
pub(crate) const SUBSCRIBE: Bucket = bucket("sns:Subscribe", 90.0, 90.0);
/// 10 a second.
pub(crate) const TAG_TOPIC: Bucket = bucket("sns:TagResource", 9.0, 9.0);

/// Which calls draw from which bucket. A star stands for any end; a call that is not here is not limited.
const CALLS: &[(&str, &str)] = &[
    ("cloudwatch:DeleteAlarms", DELETE_ALARMS.name),
    ("cloudwatch:DescribeAlarms", DESCRIBE_ALARMS.name),
    ("cloudwatch:PutMetricAlarm", PUT_METRIC_ALARM.name),
    ("dynamodb:CreateTable", CHANGE_TABLE.name),
    ("dynamodb:DeleteTable", CHANGE_TABLE.name),
    ("dynamodb:TagResource", TAG_TABLE.name),
    ("dynamodb:UntagResource", TAG_TABLE.name),
    ("dynamodb:Update*", CHANGE_TABLE.name),
    ("globalaccelerator:Create*", GLOBALACCELERATOR.name),
    ("globalaccelerator:Delete*", GLOBALACCELERATOR.name),
    ("globalaccelerator:Describe*", READ_ACCELERATORS.name),
    ("globalaccelerator:List*", READ_ACCELERATORS.name),
    ("globalaccelerator:TagResource", GLOBALACCELERATOR.name),
    ("globalaccelerator:UntagResource", GLOBALACCELERATOR.name),
    ("globalaccelerator:Update*", GLOBALACCELERATOR.name),
    ("route53:*", ROUTE53.name),
    ("route53:ChangeResourceRecordSets", CHANGED_RECORDS),
    ("route53:CreateHealthCheck", CREATE_HEALTH_CHECK.name),
    ("route53:CreateHostedZone", CREATE_HOSTED_ZONE.name),
    ("route53:DeleteHealthCheck", DELETE_HEALTH_CHECK.name),
    ("route53:DeleteHostedZone", DELETE_HOSTED_ZONE.name),
    ("sns:CreateTopic", SNS.name),
    ("sns:DeleteTopic", SNS.name),
    ("sns:Get*", SNS.name),
    ("sns:ListSubscriptionsByTopic", SNS.name),
    ("sns:ListTagsForResource", TAG_TOPIC.name),
    ("sns:Set*", SNS.name),
    ("sns:Subscribe", SUBSCRIBE.name),
    ("sns:TagResource", TAG_TOPIC.name),
    ("sns:Unsubscribe", SUBSCRIBE.name),
    ("sns:UntagResource", TAG_TOPIC.name),
];

/// Returns the names of the buckets that a call draws from.
pub(crate) fn of(call: &str) -> impl Iterator<Item = &'static str> {
    let meets = move |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => call.starts_with(start),
        None => call == pattern,
    };
    CALLS.iter().filter(move |(pattern, _)| meets(pattern)).map(|(_, bucket)| *bucket)
}

#[cfg(test)]
mod tests {
    use super::{CALLS, CHANGED_RECORDS, of};

    #[track_caller]
    fn check(call: &str, expected: &[&str]) {
        assert_eq!(of(call).collect::<Vec<_>>(), expected, "{call}");
    }

    #[test]
    fn a_call_draws_from_its_service_and_from_its_own() {
        check("route53:GetChange", &["route53"]);
        check("route53:CreateHealthCheck", &["route53", "route53:CreateHealthCheck"]);
        check("route53:ChangeResourceRecordSets", &["route53", "route53:changes"]);
        check("dynamodb:UpdateTimeToLive", &["dynamodb:changes"]);
        check("globalaccelerator:DescribeAccelerator", &["globalaccelerator:readings"]);
        check("sts:GetCallerIdentity", &[]);
    }

    /// A bucket that no kind lists has no rate and would limit nothing.
    #[test]
    fn every_bucket_that_calls_draw_from_is_some_kinds() {
        let registry = crate::registry();
        let known = registry.buckets();
        for (call, bucket) in CALLS.iter().filter(|(_, bucket)| *bucket != CHANGED_RECORDS) {
            assert!(known.contains_key(bucket), "{call} draws from {bucket}");
        }
    }
}
