//! Tables as DynamoDB describes them, and the reading of those descriptions.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{MultiRegionConsistency, ReplicaStatus, TableDescription};
use tandem_core::provider::CallError;

use crate::error::{given, missing_is_none};
use crate::session::{Session, Target};

/// Returns the description of a table in a region; nothing if there is no such table.
pub(super) async fn describe(
    session: &Session<'_>,
    target: &Target,
    name: &str,
) -> Result<Option<TableDescription>, CallError> {
    let sent = session.dynamodb(target).describe_table().table_name(name).send();
    let answer = missing_is_none(session.read("dynamodb:DescribeTable", target, sent).await)?;
    answer.map(|answer| given(answer.table, "dynamodb:DescribeTable", target)).transpose()
}

/// Returns the same place in another region.
pub(super) fn elsewhere(target: &Target, region: &str) -> Target {
    Target { account: target.account.clone(), region: region.to_owned() }
}

/// Returns the regions that a table is in, the one that described it among them.
pub(super) fn regions(table: &TableDescription, here: &str) -> BTreeSet<String> {
    let gone = |status: Option<&ReplicaStatus>| {
        matches!(status, Some(ReplicaStatus::Deleting | ReplicaStatus::CreationFailed))
    };
    let replicas = table.replicas().iter().filter(|replica| !gone(replica.replica_status.as_ref()));
    let mut regions: BTreeSet<String> = replicas.filter_map(|replica| replica.region_name.clone()).collect();
    regions.insert(here.to_owned());
    regions
}

/// Returns the status of a table's replica in a region, as another region tells it.
pub(super) fn replica_status<'a>(table: &'a TableDescription, region: &str) -> Option<&'a ReplicaStatus> {
    let replica = table.replicas().iter().find(|replica| replica.region_name.as_deref() == Some(region));
    replica.map(|replica| replica.replica_status.as_ref().unwrap_or(&ReplicaStatus::Active))
}

/// Returns the region of a table's witness.
pub(super) fn witness(table: &TableDescription) -> Option<&str> {
    table.global_table_witnesses().first()?.region_name.as_deref()
}

/// Returns whether a table's regions are strongly consistent.
pub(super) fn is_strong(table: &TableDescription) -> bool {
    table.multi_region_consistency == Some(MultiRegionConsistency::Strong)
}

/// Returns whether a table, its indexes and its replicas are all at rest; else what is not, for people.
pub(super) fn unrest(table: &TableDescription) -> Option<String> {
    let active = |status: &str| status == "ACTIVE";
    let status = table.table_status.as_ref().map_or("ACTIVE", |status| status.as_str());
    if !active(status) {
        return Some(status.to_owned());
    }
    for index in table.global_secondary_indexes() {
        let status = index.index_status.as_ref().map_or("ACTIVE", |status| status.as_str());
        if !active(status) {
            return Some(format!("index {} {status}", index.index_name().unwrap_or_default()));
        }
    }
    for replica in table.replicas() {
        let status = replica.replica_status.as_ref().map_or("ACTIVE", |status| status.as_str());
        if !active(status) {
            return Some(format!("replica {} {status}", replica.region_name().unwrap_or_default()));
        }
    }
    for witness in table.global_table_witnesses() {
        let status = witness.witness_status.as_ref().map_or("ACTIVE", |status| status.as_str());
        if !active(status) {
            return Some(format!("witness {} {status}", witness.region_name().unwrap_or_default()));
        }
    }
    None
}
