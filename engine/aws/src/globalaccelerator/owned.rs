//! Lists the accelerators that bear the mark of a stack, and what is below them: that is ours through them.

use tandem_core::provider::{CallError, Owned, Search};

use super::accelerator::read::read_tags;
use crate::error::{given, missing_is_none};
use crate::session::{Session, Target};
use crate::tags;

/// Lists the accelerators.
pub(super) async fn accelerators(session: &Session<'_>, search: &Search) -> Result<Vec<Owned>, CallError> {
    let target = Target::from(search);
    let call = "globalaccelerator:ListAccelerators";
    let (mut owned, mut token) = (Vec::new(), None);
    loop {
        let list = session.globalaccelerator(&target).list_accelerators().max_results(100);
        let page = session.read(call, &target, list.set_next_token(token).send()).await?;
        for found in given(page.accelerators, call, &target)? {
            let id = found.accelerator_arn.unwrap_or_default();
            let borne = missing_is_none(read_tags(session, &target, &id).await)?.unwrap_or_default();
            let pairs = borne.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()));
            let Some(incarnation) = tags::incarnation(pairs, &search.stack) else { continue };
            let name = found.name.unwrap_or_default();
            owned.push(Owned { id, name, incarnation, parent: String::new() });
        }
        token = page.next_token;
        if token.is_none() {
            return Ok(owned);
        }
    }
}

/// Lists the listeners of the accelerators.
pub(super) async fn listeners(session: &Session<'_>, search: &Search) -> Result<Vec<Owned>, CallError> {
    let target = Target::from(search);
    let call = "globalaccelerator:ListListeners";
    let mut owned = Vec::new();
    for accelerator in accelerators(session, search).await? {
        let mut token = None;
        loop {
            let list = session.globalaccelerator(&target).list_listeners().accelerator_arn(&accelerator.id);
            let sent = list.max_results(100).set_next_token(token).send();
            // One that is gone by now has no listeners either.
            let Some(page) = missing_is_none(session.read(call, &target, sent).await)? else { break };
            for found in given(page.listeners, call, &target)? {
                let id = found.listener_arn.unwrap_or_default();
                owned.push(Owned {
                    name: format!("{}/{}", accelerator.name, super::last_part(&id)),
                    id,
                    incarnation: String::new(),
                    parent: accelerator.id.clone(),
                });
            }
            token = page.next_token;
            if token.is_none() {
                break;
            }
        }
    }
    Ok(owned)
}

/// Lists the endpoint groups of the listeners.
pub(super) async fn endpoint_groups(session: &Session<'_>, search: &Search) -> Result<Vec<Owned>, CallError> {
    let target = Target::from(search);
    let call = "globalaccelerator:ListEndpointGroups";
    let mut owned = Vec::new();
    for listener in listeners(session, search).await? {
        let mut token = None;
        loop {
            let list = session.globalaccelerator(&target).list_endpoint_groups().listener_arn(&listener.id);
            let sent = list.max_results(100).set_next_token(token).send();
            let Some(page) = missing_is_none(session.read(call, &target, sent).await)? else { break };
            for found in given(page.endpoint_groups, call, &target)? {
                let region = found.endpoint_group_region.unwrap_or_default();
                owned.push(Owned {
                    id: found.endpoint_group_arn.unwrap_or_default(),
                    name: format!("{}@{region}", listener.name),
                    incarnation: String::new(),
                    parent: listener.id.clone(),
                });
            }
            token = page.next_token;
            if token.is_none() {
                break;
            }
        }
    }
    Ok(owned)
}
