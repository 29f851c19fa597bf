//! What bears the mark of a stack is listed, and an older incarnation is known from what something else made.

use tandem_core::provider::{Finding, Owned, Request, Search};
use tandem_core::schema::Ownership;
use tandem_core::step::{CreateClass, Effect, Step};
use tandem_core::{Object, State};

use super::track::{Track, plan};
use crate::always;
use crate::cloud::Cloud;

/// Makes the example, and looks for its objects by their mark and by their name.
///
/// # Errors
/// Says what is not listed, or is taken for something else.
pub async fn run(track: &Track<'_>) -> Result<(), String> {
    let (mut cloud, _) = track.start()?;
    let plan = plan("create", track.stages[0].declared.as_ref(), &mut cloud).await?;
    let report = cloud.apply(&plan).await?;
    always::complete("create", &report)?;
    let of_kind = |object: &&Object| object.address.kind() == track.subject.kind.name;
    for object in report.state.objects.values().filter(of_kind) {
        listed(track, object, &report.state, &cloud).await?;
        let creates = |step: &&Step| {
            step.items.iter().any(|item| item.address == object.address && item.effect == Effect::Create)
        };
        if let Some(step) = plan.steps.iter().find(creates) {
            known_as_older(track, object, step.class, &cloud).await?;
        }
    }
    Ok(())
}

async fn listed(track: &Track<'_>, object: &Object, state: &State, cloud: &Cloud) -> Result<(), String> {
    let owned = owned(object, cloud.stack(), cloud).await?;
    let found = owned.iter().find(|owned| owned.id == object.id);
    match track.subject.kind.identity.ownership {
        Ownership::TagsAtCreate | Ownership::TagsAfter => match found {
            Some(owned) if owned.incarnation == object.incarnation => (),
            other => return Err(format!("{}: listed as {other:?}", object.address)),
        },
        Ownership::Parent if track.subject.kind.name.starts_with("globalaccelerator") => {
            let parent = object.parent.as_ref().and_then(|parent| state.objects.get(parent));
            let parent = parent.map(|parent| parent.id.as_str()).unwrap_or_default();
            match found {
                Some(owned) if owned.parent == parent => (),
                other => return Err(format!("{}: listed as {other:?}", object.address)),
            }
        }
        _ if owned.is_empty() || found.is_some() => (),
        _ => return Err(format!("{}: listed are {owned:?}", object.address)),
    }
    let others = self::owned(object, "somebody-else", cloud).await?;
    if others.is_empty() { Ok(()) } else { Err(format!("another stack owns {others:?}")) }
}

async fn owned(object: &Object, stack: &str, cloud: &Cloud) -> Result<Vec<Owned>, String> {
    let search = Search {
        kind: object.address.kind().to_owned(),
        account: object.account.clone(),
        region: object.region.clone(),
        stack: stack.to_owned(),
    };
    let owned = cloud.provider().owned(&search).await;
    owned.map_err(|error| format!("{}: {}: {}", object.address, error.code, error.message))
}

/// Checks that a create of the same name by another incarnation of the stack sees that the object is the stack's own,
/// and one by another stack that it is not.
async fn known_as_older(
    track: &Track<'_>,
    object: &Object,
    class: CreateClass,
    cloud: &Cloud,
) -> Result<(), String> {
    let by_name = matches!(class, CreateClass::UniqueName | CreateClass::Idempotent | CreateClass::Upsert);
    if !by_name || track.subject.kind.identity.ownership != Ownership::TagsAtCreate {
        return Ok(());
    }
    for (stack, is_own) in [(cloud.stack(), true), ("somebody-else", false)] {
        let request = Request {
            address: object.address.clone(),
            operation: "create".to_owned(),
            effect: Effect::Create,
            arguments: object.arguments.clone(),
            prior: None,
            parent: None,
            token: "f".repeat(32),
            region: object.region.clone(),
            account: object.account.clone(),
            stack: stack.to_owned(),
        };
        let finding = cloud.provider().find(&request, class).await;
        let finding = finding.map_err(|error| format!("{}: {}", object.address, error.message))?;
        let right = match &finding {
            Finding::Older(_, token) => is_own && *token == object.incarnation,
            Finding::Foreign(..) => !is_own,
            _ => false,
        };
        if !right {
            return Err(format!("{} is found by `{stack}` as {finding:?}", object.address));
        }
    }
    Ok(())
}
