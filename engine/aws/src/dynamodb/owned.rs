//! Lists the tables of a region that bear the mark of a stack, and the replicas that they are.

use tandem_core::provider::{CallError, Owned, Search};

use super::{arn, tagging};
use crate::error::{given, missing_is_none};
use crate::session::{Session, Target};
use crate::tags;

/// Lists the tables, as [`tables`] and [`replicas`] sift them, with their tags.
async fn marked(
    session: &Session<'_>,
    search: &Search,
) -> Result<Vec<(String, String, Vec<(String, String)>)>, CallError> {
    let target = Target::from(search);
    let (mut all, mut start) = (Vec::new(), None);
    loop {
        let sent = session.dynamodb(&target).list_tables().set_exclusive_start_table_name(start).send();
        let page = session.read("dynamodb:ListTables", &target, sent).await?;
        for name in given(page.table_names, "dynamodb:ListTables", &target)? {
            let id = arn(&name, &target.region, &target.account);
            let pairs = missing_is_none(tagging::list(session, &target, &id).await)?.unwrap_or_default();
            all.push((name, id, pairs));
        }
        start = page.last_evaluated_table_name;
        if start.is_none() {
            return Ok(all);
        }
    }
}

/// Lists the tables. One with replicas is found in each of its regions, with the same incarnation.
pub(super) async fn tables(session: &Session<'_>, search: &Search) -> Result<Vec<Owned>, CallError> {
    let all = marked(session, search).await?.into_iter();
    Ok(all
        .filter_map(|(name, _, pairs)| {
            let borne = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            let incarnation = tags::incarnation(borne, &search.stack)?;
            Some(Owned { id: name.clone(), name, incarnation, parent: String::new() })
        })
        .collect())
}

/// Lists the replicas: what bears the token of one beside the incarnation of its table.
pub(super) async fn replicas(session: &Session<'_>, search: &Search) -> Result<Vec<Owned>, CallError> {
    let all = marked(session, search).await?.into_iter();
    Ok(all
        .filter_map(|(name, id, pairs)| {
            let borne = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            tags::incarnation(borne, &search.stack)?;
            let incarnation = pairs.iter().find(|(key, _)| key == tagging::REPLICA)?.1.clone();
            Some(Owned { id, name: name.clone(), incarnation, parent: name })
        })
        .collect())
}
