//! Regions, and the hosted zones that AWS's own endpoints live in.

/// Regions with their partition and whether an account must opt in.
const REGIONS: &str = include_str!("../data/regions.csv");

/// Hosted zones of load balancers, accelerators and other alias targets, by kind and region.
const ALIAS_ZONES: &str = include_str!("../data/alias-zones.csv");

/// A region of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) name: &'static str,
    pub(crate) partition: &'static str,
    pub(crate) opt_in: bool,
}

/// A hosted zone that records can be aliases into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AliasZone {
    /// What lives there: `alb`, `nlb`, `global_accelerator`, `cloudfront`, `s3_website`...
    pub(crate) target: &'static str,
    pub(crate) region: &'static str,
    pub(crate) id: &'static str,
}

/// Returns every region.
pub(crate) fn regions() -> impl Iterator<Item = Region> {
    rows(REGIONS).map(|[name, partition, opt_in]| Region { name, partition, opt_in: opt_in == "yes" })
}

/// Returns every alias zone.
pub(crate) fn alias_zones() -> impl Iterator<Item = AliasZone> {
    rows(ALIAS_ZONES).map(|[target, region, id]| AliasZone { target, region, id })
}

/// Splits a table into rows of three, without its heading.
fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
    table.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',');
        Some([fields.next()?, fields.next()?, fields.next()?])
    })
}

#[cfg(test)]
mod tests {
    use super::{alias_zones, regions};

    #[test]
    fn the_tables_are_read_whole() {
        assert_eq!(regions().filter(|region| region.partition == "aws").count(), 36);
        let find = |target, region| alias_zones().find(|zone| zone.target == target && zone.region == region);
        assert_eq!(find("alb", "us-east-1").map(|zone| zone.id), Some("Z35SXDOTRQ7X7K"));
        assert_eq!(find("nlb", "us-east-1").map(|zone| zone.id), Some("Z26RNL4JYFTOTI"));
    }
}
