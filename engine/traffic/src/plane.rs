//! Control planes: where the calls go that change something, and what goes on without them.

use std::fmt;

use crate::model::Zone;

/// A control plane that lives in one region.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Plane {
    /// Records, zones and health checks.
    Route53,
    /// Accelerators, listeners and endpoint groups.
    GlobalAccelerator,
    /// Clusters, control panels and routing controls; not their states, which five regions take.
    RecoveryControl,
    /// Users, roles and policies.
    Iam,
    /// Distributions.
    CloudFront,
}

/// Every control plane with its region, what it changes, and what goes on while it is gone.
const PLANES: [(Plane, &str, &str, &str); 5] = [
    (
        Plane::Route53,
        "us-east-1",
        "changes of records, zones and health checks",
        "Route 53 answers and checks health",
    ),
    (
        Plane::GlobalAccelerator,
        "us-west-2",
        "changes of dials, weights and endpoints",
        "accelerators carry traffic and fail over",
    ),
    (
        Plane::RecoveryControl,
        "us-west-2",
        "changes of clusters and routing controls",
        "states of routing controls change through other regions",
    ),
    (Plane::Iam, "us-east-1", "changes of roles and policies", "credentials keep working in every region"),
    (Plane::CloudFront, "us-east-1", "changes of distributions", "distributions serve"),
];

impl Plane {
    /// Iterates over all of them.
    pub fn all() -> impl Iterator<Item = Plane> {
        PLANES.iter().map(|(plane, ..)| *plane)
    }

    /// Returns the region it lives in.
    pub fn region(self) -> &'static str {
        self.row().1
    }

    /// Returns what cannot be done without it.
    pub fn changes(self) -> &'static str {
        self.row().2
    }

    /// Returns what goes on without it.
    pub fn goes_on(self) -> &'static str {
        self.row().3
    }

    /// Returns the name of its service, as kinds spell it: `route53`.
    pub fn service(self) -> &'static str {
        match self {
            Plane::Route53 => "route53",
            Plane::GlobalAccelerator => "globalaccelerator",
            Plane::RecoveryControl => "route53recoverycontrol",
            Plane::Iam => "iam",
            Plane::CloudFront => "cloudfront",
        }
    }

    fn row(self) -> &'static (Plane, &'static str, &'static str, &'static str) {
        PLANES.iter().find(|(plane, ..)| *plane == self).unwrap_or(&PLANES[0])
    }
}

impl fmt::Display for Plane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Plane::Route53 => "Route 53",
            Plane::GlobalAccelerator => "Global Accelerator",
            Plane::RecoveryControl => "Application Recovery Controller",
            Plane::Iam => "IAM",
            Plane::CloudFront => "CloudFront",
        };
        write!(f, "the control plane of {name}")
    }
}

/// Iterates over the control planes in a region.
pub fn in_region(region: &str) -> impl Iterator<Item = Plane> {
    Plane::all().filter(move |plane| plane.region() == region)
}

/// Returns the control plane that changes resources of a kind: `route53::record`; `None` if it is regional.
pub fn of_kind(kind: &str) -> Option<Plane> {
    let service = kind.split("::").next()?;
    Plane::all().find(|plane| plane.service() == service)
}

/// Returns whether records of a zone can be changed while Route 53's control plane is gone; about an hour after the
/// region is lost, if the zone has accelerated recovery.
pub fn records_change(zone: &Zone) -> bool {
    zone.accelerated && !zone.private
}

#[cfg(test)]
mod tests {
    use super::{Plane, in_region, of_kind};

    #[test]
    fn planes_live_where_the_documentation_says() {
        assert_eq!(in_region("us-east-1").count(), 3);
        assert_eq!(in_region("us-west-2").count(), 2);
        assert_eq!(of_kind("route53::record").map(Plane::region), Some("us-east-1"));
        assert_eq!(of_kind("globalaccelerator::listener").map(Plane::region), Some("us-west-2"));
        assert_eq!(of_kind("dynamodb::table"), None);
    }
}
