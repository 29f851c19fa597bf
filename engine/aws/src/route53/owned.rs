//! Lists the zones and health checks that bear the mark of a stack.

use aws_sdk_route53::types::TagResourceType;
use tandem_core::provider::{CallError, Owned, Search};

use super::{HOME, bare, domain};
use crate::session::{Session, Target};
use crate::tags;

/// How many objects' tags one call tells.
const TAGGED: usize = 10;

/// The longest page of zones that Route 53 gives.
const ZONES: i32 = 100;

/// The longest page of health checks.
const CHECKS: i32 = 1_000;

/// Lists the zones, private or public ones.
pub(super) async fn zones(
    session: &Session<'_>,
    search: &Search,
    private: bool,
) -> Result<Vec<Owned>, CallError> {
    let target = home(search);
    let (mut all, mut marker) = (Vec::new(), None);
    loop {
        let sent = session.route53(&target).list_hosted_zones().max_items(ZONES).set_marker(marker).send();
        let page = session.read("route53:ListHostedZones", &target, sent).await?;
        let of_sort = page
            .hosted_zones
            .into_iter()
            .filter(|zone| zone.config.as_ref().is_some_and(|config| config.private_zone) == private);
        all.extend(of_sort.map(|zone| (bare(&zone.id).to_owned(), domain(&zone.name))));
        marker = page.next_marker.filter(|_| page.is_truncated);
        if marker.is_none() {
            return marked(session, search, TagResourceType::Hostedzone, &all).await;
        }
    }
}

/// Lists the health checks.
pub(super) async fn health_checks(session: &Session<'_>, search: &Search) -> Result<Vec<Owned>, CallError> {
    let target = home(search);
    let (mut all, mut marker) = (Vec::new(), None);
    loop {
        let sent = session.route53(&target).list_health_checks().max_items(CHECKS).set_marker(marker).send();
        let page = session.read("route53:ListHealthChecks", &target, sent).await?;
        all.extend(page.health_checks.into_iter().map(|check| (check.id.clone(), check.id)));
        marker = page.next_marker.filter(|_| page.is_truncated);
        if marker.is_none() {
            return marked(session, search, TagResourceType::Healthcheck, &all).await;
        }
    }
}

/// Returns those of some objects, by id and name, whose tags bear the mark.
async fn marked(
    session: &Session<'_>,
    search: &Search,
    ty: TagResourceType,
    all: &[(String, String)],
) -> Result<Vec<Owned>, CallError> {
    let target = home(search);
    let mut owned = Vec::new();
    for some in all.chunks(TAGGED) {
        let ids = some.iter().map(|(id, _)| id.clone()).collect();
        let list = session.route53(&target).list_tags_for_resources().resource_type(ty.clone());
        let sent = list.set_resource_ids(Some(ids)).send();
        let page = session.read("route53:ListTagsForResources", &target, sent).await?;
        for set in page.resource_tag_sets {
            let found = set.tags.unwrap_or_default();
            let pairs = found.iter().filter_map(|tag| Some((tag.key.as_deref()?, tag.value.as_deref()?)));
            let Some(incarnation) = tags::incarnation(pairs, &search.stack) else { continue };
            let id = set.resource_id.unwrap_or_default();
            let name = some.iter().find(|(other, _)| *other == id).map(|(_, name)| name.clone());
            owned.push(Owned { name: name.unwrap_or_default(), id, incarnation, parent: String::new() });
        }
    }
    Ok(owned)
}

fn home(search: &Search) -> Target {
    Target { region: HOME.to_owned(), ..Target::from(search) }
}
