//! SNS: topics, and who is told.
//!
//! Both kinds keep most of what they are in a map of texts that AWS sets one entry at a time; `setting` says how an
//! attribute and an entry belong together.

mod document;
mod policy;
mod setting;
pub(crate) mod subscription;
pub(crate) mod topic;

/// Returns the part of an ARN with this number, from 0: 3 is the region, 4 the account, 5 the rest.
fn part(arn: &str, number: usize) -> Option<&str> {
    arn.strip_prefix("arn:")?;
    arn.splitn(6, ':').nth(number).filter(|part| !part.is_empty())
}
