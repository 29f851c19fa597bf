//! What public and private zones have in common: attributes, steps and calls.

use aws_sdk_route53::types::{AcceleratedRecoveryStatus, HostedZone, TagResourceType};
use tandem_core::provider::{CallError, Finding, Outcome, Request};
use tandem_core::schema::Bucket;
use tandem_core::state::Attributes;
use tandem_core::step::{CreateClass, Effect, NeededBy};
use tandem_core::{Attribute, Change, Draft, Type, Value};

use super::{HOME, bare, domain, is_reference_of, tagging};
use crate::arguments::{Named, Put};
use crate::behaviour::{Done, updated};
use crate::buckets;
use crate::draft::{Building, draft};
use crate::error::{missing_is_gone, missing_is_none};
use crate::session::{Session, Target};

/// How long Terraform's waiters and ours give a change to reach every name server, in seconds.
pub(super) const CHANGE_DEADLINE: u32 = 1_800;
/// How long it usually takes, in seconds.
pub(super) const CHANGE_TYPICAL: u32 = 30;

/// The buckets that the calls of a zone draw from.
pub(super) const BUCKETS: [Bucket; 3] =
    [buckets::ROUTE53, buckets::CREATE_HOSTED_ZONE, buckets::DELETE_HOSTED_ZONE];

/// Returns the attributes that come first in both kinds of zone.
pub(super) fn attributes() -> Vec<Attribute> {
    vec![
        Attribute::required(
            "domain",
            Type::domain(),
            "The domain that the zone serves; the name given first unless it is set. A change makes a new zone.",
        )
        .replaces()
        .example("shop.example.com"),
        Attribute::optional("comment", Type::text(0, 256), "A note, for people."),
        Attribute::defaulting(
            "exclusive",
            Type::Boolean,
            false,
            "Whether this stack claims the whole zone: records that it does not declare are then deleted. \
             Otherwise they are left alone and counted.",
        ),
        crate::tags::attribute(tagging::USER_TAGS),
        Attribute::computed("id", Type::string(), "The id of the zone: `Z0123456789ABCDEFGHIJ`."),
        Attribute::computed("arn", Type::string(), "The ARN of the zone."),
    ]
}

/// Returns the attribute with the name servers of a public zone.
pub(super) fn name_servers() -> Attribute {
    let doc = "The four name servers that answer for the zone; the parent domain must delegate to them.";
    Attribute::computed("name_servers", Type::set(Type::domain(), 0, 16), doc)
}

/// Returns a step of a zone; it holds the zone's lock, so that no record changes meanwhile.
pub(super) fn step(change: &Change, operation: &str, effect: Effect, call: &str) -> Building {
    draft(operation, effect, &format!("route53:{call}"), HOME).lock(&change.address)
}

/// Returns the create of a zone.
pub(super) fn create_step(change: &Change) -> Draft {
    step(change, "create", Effect::Create, "CreateHostedZone")
        .class(CreateClass::RefusedToken)
        // Records are taken at once; only the end of the run needs the name servers to know the zone.
        .wait("zone to reach every name server", CHANGE_TYPICAL, CHANGE_DEADLINE, NeededBy::End)
        .done()
}

/// Returns the steps for what both kinds of zone can change in place.
pub(super) fn update_steps(change: &Change) -> Vec<Draft> {
    let mut drafts = Vec::new();
    if change.differs("comment") {
        drafts.push(step(change, "comment", Effect::Update, "UpdateHostedZoneComment").done());
    }
    if change.differs("tags") {
        drafts.push(tag_step(change));
    }
    drafts
}

/// Returns the step that writes all tags.
pub(super) fn tag_step(change: &Change) -> Draft {
    step(change, "tag", Effect::Update, "ChangeTagsForResource").done()
}

/// Returns the delete of a zone.
pub(super) fn delete_step(change: &Change) -> Draft {
    step(change, "delete", Effect::Delete, "DeleteHostedZone").done()
}

/// Makes the calls that both kinds of zone share.
pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let client = session.route53(&target);
    let id = request.prior.as_ref().map(|object| object.id.clone());
    match request.operation.as_str() {
        "tag" => {
            tagging::change(session, request, TagResourceType::Hostedzone).await?;
            Ok(Done::one(updated(request, &["tags"])))
        }
        "comment" => {
            let comment = request.arguments.string("comment").unwrap_or_default();
            let sent = client.update_hosted_zone_comment().set_id(id).comment(comment).send();
            session.change("route53:UpdateHostedZoneComment", &target, sent).await?;
            Ok(Done::one(updated(request, &["comment"])))
        }
        "delete" => {
            let sent = client.delete_hosted_zone().set_id(id).send();
            let deleted = session.change("route53:DeleteHostedZone", &target, sent).await;
            missing_is_gone(deleted)?;
            // Nothing waits for the name servers to forget it.
            Ok(Done::one(Outcome::default()))
        }
        operation => Err(crate::error::unknown_operation(request, operation)),
    }
}

/// Returns the attributes that a zone itself tells; `settings` are those that only Tandem knows.
pub(super) fn attributes_of(zone: &HostedZone, settings: &Attributes) -> Attributes {
    let mut attributes = Attributes::new();
    let id = bare(&zone.id);
    attributes.put("id", Some(id));
    attributes.put("arn", Some(format!("arn:aws:route53:::hostedzone/{id}")));
    attributes.put("domain", Some(domain(&zone.name)));
    let comment = zone.config.as_ref().and_then(|config| config.comment.clone());
    attributes.put("comment", comment.filter(|comment| !comment.is_empty()));
    attributes.put("exclusive", Some(settings.boolean("exclusive").unwrap_or(false)));
    attributes
}

/// Returns whether a zone recovers fast; `None` while that is being changed or is unknown.
pub(super) fn accelerated_recovery(zone: &HostedZone) -> (bool, bool) {
    use AcceleratedRecoveryStatus::{Enabled, Enabling, EnablingHostedZoneLocked};
    let status = zone.features.as_ref().and_then(|features| features.accelerated_recovery_status.as_ref());
    let on = matches!(status, Some(Enabled | Enabling | EnablingHostedZoneLocked));
    let settled = !status.is_some_and(|status| status.as_str().contains("ING"));
    (on, settled)
}

/// Searches for the zone that a create has made: by name, then by the token in its caller reference.
pub(super) async fn find_created(
    session: &Session<'_>,
    request: &Request,
) -> Result<Option<String>, CallError> {
    let target = Target::from(request);
    let name = request.arguments.string("domain").unwrap_or_default();
    let ours = |zone: &HostedZone| is_reference_of(&zone.caller_reference, &request.token);
    Ok(by_name(session, &target, &name)
        .await?
        .iter()
        .find(|zone| ours(zone))
        .map(|zone| bare(&zone.id).to_owned()))
}

/// Returns every zone of a name, public and private.
pub(super) async fn by_name(
    session: &Session<'_>,
    target: &Target,
    name: &str,
) -> Result<Vec<HostedZone>, CallError> {
    let mut zones = Vec::new();
    let (mut next_name, mut next_id) = (Some(name.to_owned()), None);
    loop {
        let sent = session
            .route53(target)
            .list_hosted_zones_by_name()
            .set_dns_name(next_name)
            .set_hosted_zone_id(next_id)
            .send();
        let page = session.read("route53:ListHostedZonesByName", target, sent).await?;
        let count = page.hosted_zones.len();
        // The list goes on with the names that follow; it does not stop by itself.
        zones.extend(page.hosted_zones.into_iter().filter(|zone| domain(&zone.name) == name));
        if count == 0
            || !page.is_truncated
            || page.next_dns_name.as_deref().map(domain).as_deref() != Some(name)
        {
            return Ok(zones);
        }
        (next_name, next_id) = (page.next_dns_name, page.next_hosted_zone_id);
    }
}

/// Returns the found object as a finding.
pub(super) fn finding(found: Option<tandem_core::provider::Found>) -> Finding {
    found.map_or(Finding::Absent, |found| {
        Finding::Ours(Outcome { id: found.id, attributes: found.attributes })
    })
}

/// Returns a zone by its id, with what only one zone at a time tells.
pub(super) async fn get(
    session: &Session<'_>,
    target: &Target,
    id: &str,
) -> Result<Option<aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput>, CallError> {
    let sent = session.route53(target).get_hosted_zone().id(id).send();
    missing_is_none(session.read("route53:GetHostedZone", target, sent).await)
}

/// Returns the name servers in the form of the schema.
pub(super) fn servers(names: impl IntoIterator<Item = String>) -> Value {
    let mut names: Vec<String> = names.into_iter().map(|name| domain(&name)).collect();
    names.sort();
    Value::list(names)
}
