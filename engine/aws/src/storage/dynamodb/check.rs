//! Whether a table can keep a lock, and what would be better set otherwise.

use aws_sdk_dynamodb::types::{KeyType, MultiRegionConsistency, TableDescription};
use tandem_core::shelf::{Shelf as _, ShelfError};
use tandem_core::store::StoreError;

use super::Table;
use crate::storage::error::{reading, unfit};

impl Table {
    pub(super) async fn examine(&self) -> Result<Vec<StoreError>, ShelfError> {
        let sent = self.client().describe_table().table_name(&self.table).send().await;
        let described = sent.map_err(|error| reading(&error, &self.name("")))?;
        let Some(table) = described.table else {
            return Err(ShelfError::Again(format!("`{}` is not described", self.table)));
        };
        self.check_keys(&table)?;
        self.check_regions(&table)?;
        let mut remarks = Vec::new();
        if table.deletion_protection_enabled != Some(true) {
            remarks.push(StoreError {
                code: "state::deletable",
                message: format!("the table `{}` can be deleted with the state in it", self.table),
                hint: format!(
                    "aws dynamodb update-table --table-name {} --deletion-protection-enabled",
                    self.table
                ),
            });
        }
        if !table.replicas().is_empty() && self.clients.len() < 2 {
            remarks.push(StoreError {
                code: "state::one_region",
                message: format!("`state` names one region of the global table `{}`", self.table),
                hint: "name its other regions with `regions=`, to go on when this one is lost".to_owned(),
            });
        }
        Ok(remarks)
    }

    fn check_keys(&self, table: &TableDescription) -> Result<(), ShelfError> {
        let keys: Vec<_> =
            table.key_schema().iter().map(|key| (key.attribute_name(), key.key_type())).collect();
        if keys == [("stack", &KeyType::Hash), ("key", &KeyType::Range)] {
            return Ok(());
        }
        let hint = format!(
            "aws dynamodb create-table --table-name NAME --billing-mode PAY_PER_REQUEST --attribute-definitions {} {} \
             --key-schema AttributeName=stack,KeyType=HASH AttributeName=key,KeyType=RANGE",
            "AttributeName=stack,AttributeType=S", "AttributeName=key,AttributeType=S"
        );
        Err(unfit(format!("the table `{}` has other keys than `stack` and `key`", self.table), hint))
    }

    /// Refuses a table in several regions unless a condition that holds in one holds in all.
    fn check_regions(&self, table: &TableDescription) -> Result<(), ShelfError> {
        let strong = table.multi_region_consistency == Some(MultiRegionConsistency::Strong);
        let replicas: Vec<_> = table.replicas().iter().filter_map(|replica| replica.region_name()).collect();
        if !replicas.is_empty() && !strong {
            let message = format!(
                "the global table `{}` is eventually consistent: two regions could hold one lock at once",
                self.table
            );
            let hint = "use a table in one region, or a global table with strong consistency (MRSC) in three regions";
            return Err(unfit(message, hint));
        }
        // The region that describes a table may leave itself out.
        let known = |region: &str| {
            replicas.contains(&region) || table.table_arn().unwrap_or_default().contains(region)
        };
        let stranger = self.clients.iter().map(|(region, _)| region).find(|region| !known(region));
        match stranger {
            None => Ok(()),
            Some(region) => {
                let message = format!("the table `{}` has no replica in {region}", self.table);
                Err(unfit(message, "take that region out of `regions=` of `state` in `tandem.toml`"))
            }
        }
    }
}
