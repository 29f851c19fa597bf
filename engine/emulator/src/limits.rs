//! Token buckets for the API rates of an account, for those who want to be throttled.

use std::collections::BTreeMap;

/// What one bucket holds and how fast it fills.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rate {
    burst: f64,
    per_second: f64,
}

const fn rate(burst: f64, per_second: f64) -> Rate {
    Rate { burst, per_second }
}

/// Rates by service and operation; an operation of `""` is shared by all calls of the service. Route 53
/// has both: a call takes from the account's bucket and from its operation's own.
const RATES: &[(&str, &str, Rate)] = &[
    ("cloudwatch", "DeleteAlarms", rate(3.0, 3.0)),
    ("cloudwatch", "DescribeAlarms", rate(9.0, 9.0)),
    ("cloudwatch", "DisableAlarmActions", rate(3.0, 3.0)),
    ("cloudwatch", "EnableAlarmActions", rate(3.0, 3.0)),
    ("cloudwatch", "PutMetricAlarm", rate(3.0, 3.0)),
    ("cloudwatch", "SetAlarmState", rate(3.0, 3.0)),
    ("dynamodb", "TagResource", rate(5.0, 5.0)),
    ("dynamodb", "UntagResource", rate(5.0, 5.0)),
    ("ec2", "DescribeRegions", rate(100.0, 20.0)),
    ("ec2", "DescribeVpcs", rate(100.0, 20.0)),
    ("route53", "", rate(50.0, 10.0)),
    ("route53", "CreateHealthCheck", rate(50.0, 0.5)),
    ("route53", "CreateHostedZone", rate(40.0, 2.0)),
    ("route53", "DeleteHealthCheck", rate(15.0, 3.0)),
    ("route53", "DeleteHostedZone", rate(40.0, 5.0)),
    ("route53", "GetHealthCheckStatus", rate(4.0, 1.0)),
    ("sns", "Subscribe", rate(100.0, 100.0)),
    ("sns", "TagResource", rate(10.0, 10.0)),
    ("sns", "Unsubscribe", rate(100.0, 100.0)),
    ("sns", "UntagResource", rate(10.0, 10.0)),
    ("sts", "", rate(600.0, 600.0)),
];

/// The buckets in use, by service, operation, account and region.
#[derive(Debug, Default)]
pub(crate) struct Buckets(BTreeMap<(&'static str, &'static str, String, String), Bucket>);

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled_at: u64,
}

impl Buckets {
    /// Takes one token from every bucket a call counts in, or none when one of them is empty.
    pub(crate) fn take(
        &mut self,
        service: &str,
        operation: &str,
        account: &str,
        region: &str,
        now: u64,
    ) -> bool {
        let mine =
            RATES.iter().filter(|(name, of, _)| *name == service && (of.is_empty() || *of == operation));
        let keys: Vec<_> = mine
            .map(|(name, of, rate)| {
                let key = (*name, *of, account.to_owned(), region.to_owned());
                let bucket =
                    self.0.entry(key.clone()).or_insert(Bucket { tokens: rate.burst, filled_at: now });
                bucket.fill(*rate, now);
                (key, bucket.tokens >= 1.0)
            })
            .collect();
        let allowed = keys.iter().all(|(_, full)| *full);
        for (key, _) in keys.into_iter().filter(|_| allowed) {
            if let Some(bucket) = self.0.get_mut(&key) {
                bucket.tokens -= 1.0;
            }
        }
        allowed
    }
}

impl Bucket {
    fn fill(&mut self, rate: Rate, now: u64) {
        #[expect(clippy::cast_precision_loss, reason = "a pause is far below 2^52 milliseconds")]
        let seconds = now.saturating_sub(self.filled_at) as f64 / 1000.0;
        self.tokens = (self.tokens + seconds * rate.per_second).min(rate.burst);
        self.filled_at = self.filled_at.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::Buckets;

    #[test]
    fn a_burst_is_allowed_and_then_the_rate() {
        let mut buckets = Buckets::default();
        let mut take = |operation: &str, now| buckets.take("route53", operation, "1", "global", now);
        assert_eq!((0..60).filter(|_| take("GetChange", 1_000)).count(), 50);
        assert_eq!((0..60).filter(|_| take("GetChange", 2_000)).count(), 10);
        assert_eq!((0..60).filter(|_| take("GetHealthCheckStatus", 60_000)).count(), 4);
        assert_eq!((0..60).filter(|_| take("GetChange", 60_000)).count(), 46);
        assert!(buckets.take("route53", "GetChange", "2", "global", 60_000));
        assert!(buckets.take("dynamodb", "DescribeTable", "1", "eu-west-1", 60_000));
    }
}
