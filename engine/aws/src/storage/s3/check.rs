//! Whether a bucket can keep a lock, and what would be better set otherwise.

use aws_sdk_s3::types::BucketVersioningStatus;
use tandem_core::shelf::{If, Shelf as _, ShelfError, Version};
use tandem_core::store::StoreError;

use super::Bucket;
use crate::storage::error::{code, is_answered, reading, unfit};

/// The object that conditions are tried on.
const PROBE: &str = "probe";

impl Bucket {
    pub(super) async fn examine(&self) -> Result<Vec<StoreError>, ShelfError> {
        let sent = self.client.get_bucket_versioning().bucket(&self.bucket).send().await;
        let versioned = match sent {
            Ok(found) => Some(found.status == Some(BucketVersioningStatus::Enabled)),
            // It is good to know, and nothing rests on it: the right to ask may be missing, and not everything that
            // speaks S3 gives an answer that can be read.
            Err(error) if code(&error) == "AccessDenied" || is_answered(&error) => None,
            Err(error) => return Err(reading(&error, &self.name(""))),
        };
        if self.probe {
            self.try_conditions().await?;
        }
        let message = match versioned {
            Some(true) => return Ok(Vec::new()),
            Some(false) => format!("the bucket `{}` keeps no earlier versions of the state", self.bucket),
            None => format!("nobody can tell whether the bucket `{}` keeps earlier versions", self.bucket),
        };
        Ok(vec![StoreError {
            code: "state::unversioned",
            message,
            hint: format!(
                "aws s3api put-bucket-versioning --bucket {} --versioning-configuration Status=Enabled",
                self.bucket
            ),
        }])
    }

    /// Tries what a lock rests on: that a second write of a new object, and one that expects another, are refused.
    async fn try_conditions(&self) -> Result<(), ShelfError> {
        let other = Version("\"00000000000000000000000000000000\"".to_owned());
        // Whether the first makes it or finds it there, the object is there afterwards.
        for (expected, may_succeed) in [(If::Absent, true), (If::Absent, false), (If::Is(&other), false)] {
            match self.write(PROBE, b"conditions are tried on this object\n", expected).await {
                Ok(_) if !may_succeed => return Err(self.unconditional()),
                Ok(_) | Err(ShelfError::Lost) => (),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn unconditional(&self) -> ShelfError {
        let message =
            format!("`{}` does not heed the conditions of a write: two could hold one lock", self.bucket);
        unfit(message, "keep the state where conditional writes are known, as in S3 itself, or in a folder")
    }
}
