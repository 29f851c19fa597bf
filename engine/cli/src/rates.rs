//! Rates: how often an account may call AWS, where that is not as for everybody, or AWS names no figure.
//!
//! `[stacks.NAME.limits]` says what AWS grants; as everywhere, nine tenths of it are used.

use std::collections::BTreeMap;

use tandem_aws::{CHANGED_RECORDS, SHARE};
use tandem_core::Registry;
use tandem_plan::{Raised, Rate};

/// What a key ends with: how many calls at once, and how many a second.
const BURST: &str = ".burst";
const RATE: &str = ".rate";

/// Returns the keys of every rate that settings may name: `route53.rate`, `route53.changes.burst`.
pub(crate) fn keys(registry: &Registry) -> Vec<String> {
    let mut keys: Vec<String> =
        names(registry).iter().flat_map(|name| [key(name, BURST), key(name, RATE)]).collect();
    keys.sort_unstable();
    keys
}

/// Returns the rates that settings name, by key, as the limiter takes them. Of a pair of which one half is named, the
/// other stays as it is for everybody; where nobody knows it, it is the same figure.
pub(crate) fn raised(given: &BTreeMap<String, f64>, registry: &Registry) -> Raised {
    let known = registry.buckets();
    let mut raised = Raised::default();
    for name in names(registry) {
        let part = |end: &str| given.get(&key(&name, end)).map(|granted| granted * SHARE);
        let (burst, rate) = (part(BURST), part(RATE));
        let usual = known.get(name.as_str()).map(|bucket| (bucket.burst, bucket.rate));
        let Some(either) = burst.or(rate) else { continue };
        let (usual_burst, usual_rate) = usual.unwrap_or((either, either));
        let rate = Rate { burst: burst.unwrap_or(usual_burst).max(1.0), rate: rate.unwrap_or(usual_rate) };
        raised.rates.insert(name.clone(), rate);
        if name == CHANGED_RECORDS {
            raised.weighed.insert(name);
        }
    }
    raised
}

fn names(registry: &Registry) -> Vec<String> {
    registry.buckets().into_keys().chain([CHANGED_RECORDS]).map(str::to_owned).collect()
}

/// Returns the key of a bucket's figure: in TOML a colon would have to be quoted.
fn key(name: &str, end: &str) -> String {
    format!("{}{end}", name.replace(':', "."))
}

#[cfg(test)]
mod tests {
    use super::{keys, raised};

    #[test]
    fn a_rate_is_raised_half_by_half_and_used_to_nine_tenths() {
        let registry = tandem_aws::registry();
        let given = [
            ("route53.changes.rate", 100.0),
            ("route53.CreateHealthCheck.rate", 5.0),
            ("route53.rate", 20.0),
            ("route53.burst", 100.0),
        ];
        let given = given.map(|(key, value)| (key.to_owned(), value)).into();
        let raised = raised(&given, &registry);
        let of = |name: &str| raised.rates.get(name).map(|rate| (rate.burst, rate.rate));
        assert_eq!(of("route53:changes"), Some((90.0, 90.0)));
        assert_eq!(of("route53:CreateHealthCheck"), Some((45.0, 4.5)));
        assert_eq!(of("route53"), Some((90.0, 18.0)));
        assert_eq!((raised.rates.len(), raised.weighed.len()), (3, 1));
    }

    #[test]
    fn every_bucket_has_its_keys() {
        let keys = keys(&tandem_aws::registry());
        for key in ["route53.changes.burst", "route53.rate", "cloudwatch.PutMetricAlarm.burst"] {
            assert!(keys.iter().any(|known| known == key), "{key}");
        }
    }
}
