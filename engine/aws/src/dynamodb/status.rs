//! What takes time: a table to come to rest or to be gone, a replica to come or to leave.

use aws_sdk_dynamodb::types::ReplicaStatus;
use tandem_core::provider::{CallError, Pending, Progress};
use tandem_core::state::Attributes;

use super::description::{describe, elsewhere, replica_status, unrest};
use super::replica;
use crate::session::{Session, Target};

/// What a table is to come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Goal<'a> {
    /// At rest: itself, its indexes, its replicas.
    Active,
    /// Gone.
    Gone,
    /// With a replica in this region.
    Joined(&'a str),
    /// Without a replica in this region.
    Left(&'a str),
}

/// Returns the wait for a goal of a table; polls are sent to the target.
pub(super) fn pending(kind: &str, goal: Goal<'_>, name: &str, target: &Target) -> Pending {
    let key = match goal {
        Goal::Active => format!("active/{name}"),
        Goal::Gone => format!("gone/{name}"),
        Goal::Joined(region) => format!("joined/{name}/{region}"),
        Goal::Left(region) => format!("left/{name}/{region}"),
    };
    Pending { kind: kind.to_owned(), key, region: target.region.clone(), account: target.account.clone() }
}

fn goal(key: &str) -> Option<(Goal<'_>, &str)> {
    let mut parts = key.split('/');
    let (word, name, region) = (parts.next()?, parts.next()?, parts.next());
    let goal = match (word, region) {
        ("active", None) => Goal::Active,
        ("gone", None) => Goal::Gone,
        ("joined", Some(region)) => Goal::Joined(region),
        ("left", Some(region)) => Goal::Left(region),
        _ => return None,
    };
    Some((goal, name))
}

/// Looks once whether a table has come to what it is to come to.
pub(super) async fn poll(session: &Session<'_>, pending: &Pending) -> Result<Progress, CallError> {
    let Some((goal, name)) = goal(&pending.key) else {
        return Ok(Progress::Failed(format!("this version of Tandem does not know `{}`", pending.key)));
    };
    let target = Target::from(pending);
    let table = describe(session, &target, name).await?;
    let ready = || Progress::Ready(Attributes::new());
    Ok(match (goal, table) {
        (Goal::Gone, None) => ready(),
        (Goal::Gone, Some(table)) => Progress::Waiting(
            table.table_status.as_ref().map_or("ACTIVE", |status| status.as_str()).to_owned(),
        ),
        // Just made, it may not be visible everywhere.
        (Goal::Active | Goal::Joined(_), None) => Progress::Waiting("not visible yet".to_owned()),
        (Goal::Left(_), None) => ready(),
        (Goal::Active, Some(table)) => unrest(&table).map_or_else(ready, Progress::Waiting),
        (Goal::Joined(region), Some(table)) => match replica_status(&table, region) {
            Some(ReplicaStatus::CreationFailed) => Progress::Failed(failure(&table, region)),
            Some(ReplicaStatus::Active) => match unrest(&table) {
                Some(status) => Progress::Waiting(status),
                None => replica::joined(session, &elsewhere(&target, region), name).await?,
            },
            Some(status) => Progress::Waiting(status.as_str().to_owned()),
            None => Progress::Waiting("not begun".to_owned()),
        },
        (Goal::Left(region), Some(table)) => match replica_status(&table, region) {
            Some(status) => Progress::Waiting(status.as_str().to_owned()),
            None => unrest(&table).map_or_else(ready, Progress::Waiting),
        },
    })
}

/// Returns why a replica could not be made.
fn failure(table: &aws_sdk_dynamodb::types::TableDescription, region: &str) -> String {
    let replica = table.replicas().iter().find(|replica| replica.region_name.as_deref() == Some(region));
    let words = replica.and_then(|replica| replica.replica_status_description.clone());
    format!("CREATION_FAILED: {}", words.as_deref().unwrap_or("AWS does not say why"))
}

#[cfg(test)]
mod tests {
    use super::{Goal, goal, pending};
    use crate::session::Target;

    #[test]
    fn goals_come_back_from_their_keys() {
        let target = Target { account: "123456789012".into(), region: "us-east-1".into() };
        for wanted in [Goal::Active, Goal::Gone, Goal::Joined("eu-west-1"), Goal::Left("eu-west-1")] {
            let pending = pending("dynamodb::table", wanted, "shop.orders", &target);
            assert_eq!(goal(&pending.key), Some((wanted, "shop.orders")));
        }
        assert_eq!(goal("elsewhere/x"), None);
    }
}
