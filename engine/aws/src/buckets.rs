//! Rate buckets: nine tenths of what AWS grants, because other tools and people draw from the same account.

use tandem_core::schema::Bucket;

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
/// 3 a second.
pub(crate) const PUT_METRIC_ALARM: Bucket = bucket("cloudwatch:PutMetricAlarm", 2.7, 2.7);
/// 3 a second.
pub(crate) const DELETE_ALARMS: Bucket = bucket("cloudwatch:DeleteAlarms", 2.7, 2.7);
/// 5 a second.
pub(crate) const TAG_TABLE: Bucket = bucket("dynamodb:TagResource", 4.5, 4.5);
/// AWS names no figure for changes; two a second are careful.
pub(crate) const GLOBALACCELERATOR: Bucket = bucket("globalaccelerator", 9.0, 1.8);
/// Changes of topics and of attributes: about 30 a second.
pub(crate) const SNS: Bucket = bucket("sns", 27.0, 27.0);
/// 100 a second.
pub(crate) const SUBSCRIBE: Bucket = bucket("sns:Subscribe", 90.0, 90.0);
/// 10 a second.
pub(crate) const TAG_TOPIC: Bucket = bucket("sns:TagResource", 9.0, 9.0);
