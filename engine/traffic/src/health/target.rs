//! How long a load balancer takes to notice that its targets failed, or recovered.
//!
//! Where a look-up found the settings of its target groups, these decide; else an assumption stands in. A load balancer
//! counts as failed as soon as one of its groups has no healthy target, and as healthy once all have one.

use super::settle::propagation;
use super::timing::Interval;
use crate::assume::{TARGET_HEALTH, TARGET_RECOVERY, Used};
use crate::model::TargetGroup;
use crate::net::Net;

/// Returns how long a load balancer takes to find its last target unhealthy: a check that just passed comes first.
pub(crate) fn target_health(net: &Net<'_>, endpoint: usize, used: &mut Used) -> Interval {
    let found = groups(net, endpoint).iter().map(unhealthy).reduce(|a, b| Interval {
        least: a.least.min(b.least),
        mean: a.mean.min(b.mean),
        most: a.most.min(b.most),
    });
    found.unwrap_or_else(|| {
        let most = used.value(net.assumptions, &TARGET_HEALTH);
        Interval { least: most / 2.0, mean: most * 0.75, most }
    })
}

/// Returns how long a load balancer takes to find its targets healthy again, with the way of the verdict to the name
/// servers.
pub fn target_recovery(net: &Net<'_>, endpoint: usize, used: &mut Used) -> Interval {
    target_return(net, endpoint, used).then(propagation(net, used))
}

/// Returns how long a load balancer takes to find its targets healthy again.
pub(crate) fn target_return(net: &Net<'_>, endpoint: usize, used: &mut Used) -> Interval {
    let found = groups(net, endpoint).iter().map(healthy).reduce(Interval::later);
    found.unwrap_or_else(|| {
        let most = used.value(net.assumptions, &TARGET_RECOVERY);
        Interval { least: most * 0.8, mean: most * 0.9, most }
    })
}

fn groups<'a>(net: &'a Net<'_>, endpoint: usize) -> &'a [TargetGroup] {
    let id = net.endpoints.get(endpoint).map(|node| &node.id);
    id.and_then(|id| net.model.target_groups.get(id)).map_or(&[], Vec::as_slice)
}

/// The first failing check comes within an interval, the others follow it; one that is not answered is waited for.
fn unhealthy(group: &TargetGroup) -> Interval {
    let interval = group.interval as f64;
    let further = f64::from(group.unhealthy.saturating_sub(1)) * interval;
    let timeout = (group.timeout as f64).min(interval);
    Interval { least: further, mean: further + interval / 2.0, most: further + interval + timeout }
}

fn healthy(group: &TargetGroup) -> Interval {
    let interval = group.interval as f64;
    let further = f64::from(group.healthy.saturating_sub(1)) * interval;
    Interval { least: further, mean: further + interval / 2.0, most: further + interval }
}

#[cfg(test)]
mod tests {
    use super::{TargetGroup, healthy, unhealthy};

    #[test]
    fn ten_seconds_twice_is_noticed_within_twenty() {
        let group = |timeout| TargetGroup {
            name: "web".to_owned(),
            protocol: "HTTP".to_owned(),
            path: Some("/".to_owned()),
            interval: 10,
            timeout,
            healthy: 5,
            unhealthy: 2,
        };
        let noticed = unhealthy(&group(0));
        assert_eq!((noticed.least, noticed.mean, noticed.most), (10.0, 15.0, 20.0));
        assert_eq!(unhealthy(&group(5)).most, 25.0);
        assert_eq!(healthy(&group(5)).most, 50.0);
    }
}
