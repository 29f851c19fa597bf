//! Regions: the first-class value of a multi-region topology.

mod table;

/// One region and what AWS offers there.
///
/// Source: the service models and endpoint tables that the AWS SDKs publish, and the Route 53 and Global Accelerator
/// guides; coordinates are those of the metropolitan area.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Region {
    /// `eu-west-1`.
    pub name: &'static str,
    /// The name AWS gives it: `Europe (Ireland)`.
    pub city: &'static str,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// `aws`, `aws-cn`, `aws-us-gov`, …: nothing crosses partitions.
    pub partition: &'static str,
    /// Whether an account must turn it on first.
    pub opt_in: bool,
    /// The continent as Route 53's geolocation knows it: `EU`.
    pub continent: &'static str,
    /// Whether Route 53 takes it in a latency record.
    pub latency_records: bool,
    /// Whether Route 53 checks health from it.
    pub health_checkers: bool,
    /// Whether Global Accelerator takes endpoint groups in it.
    pub accelerator: bool,
    /// The set within which DynamoDB keeps strongly consistent replicas: `US`, `EU`, `AP`.
    pub strong_set: Option<&'static str>,
}

/// Returns the region of a name.
pub fn find(name: &str) -> Option<&'static Region> {
    table::REGIONS.binary_search_by(|region| region.name.cmp(name)).ok().map(|at| &table::REGIONS[at])
}

/// Iterates over every region, by name.
pub fn all() -> impl Iterator<Item = &'static Region> {
    table::REGIONS.iter()
}

/// Iterates over the names of every region, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    table::REGIONS.iter().map(|region| region.name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_sorted_and_found_by_name() {
        assert!(super::names().is_sorted());
        assert_eq!(super::find("eu-west-1").map(|region| region.partition), Some("aws"));
        assert_eq!(super::find("eu-west-9"), None);
    }
}
