//! Lists the records of a zone, by pages as long as they come.

use aws_sdk_route53::types::ResourceRecordSet;
use tandem_core::provider::CallError;

use crate::session::{Session, Target};

/// The longest page that Route 53 gives.
const PAGE: i32 = 300;

/// Returns every record set of a zone.
pub(crate) async fn all(
    session: &Session<'_>,
    target: &Target,
    zone: &str,
) -> Result<Vec<ResourceRecordSet>, CallError> {
    let client = session.route53(target);
    let mut sets = Vec::new();
    let (mut name, mut ty, mut identifier) = (None, None, None);
    loop {
        let sent = client
            .list_resource_record_sets()
            .hosted_zone_id(zone)
            .max_items(PAGE)
            .set_start_record_name(name)
            .set_start_record_type(ty)
            .set_start_record_identifier(identifier)
            .send();
        let page = session.read("route53:ListResourceRecordSets", target, sent).await?;
        let empty = page.resource_record_sets.is_empty();
        sets.extend(page.resource_record_sets);
        if !page.is_truncated || empty || page.next_record_name.is_none() {
            return Ok(sets);
        }
        (name, ty, identifier) = (page.next_record_name, page.next_record_type, page.next_record_identifier);
    }
}
