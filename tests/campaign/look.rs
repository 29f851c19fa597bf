//! What searches see: the world as it is, or, for a while, as it was.

use tandem_core::provider::{Finding, Owned, Request, Search};
use tandem_core::step::Effect;

use crate::dice::chance;
use crate::kinds::row;
use crate::site::RunSite;
use crate::thing::Thing;
use crate::world::World;

/// Returns what a search shows: what was just made may be missing, what was just deleted may still be there.
fn visible<'a>(world: &'a World, run: &RunSite) -> Vec<&'a Thing> {
    let (now, lag) = (world.now(), run.faults.lag());
    let lucky = |id: &str, of: u64| {
        chance(run.site.seed, &format!("{} sees {id} at {now}", run.label)).is_multiple_of(of)
    };
    let there =
        world.things.values().filter(|thing| thing.foreign || thing.born + lag <= now || lucky(&thing.id, 2));
    let ghosts = world.gone.values().filter(|(thing, since)| {
        since + lag > now && !world.things.contains_key(&thing.id) && lucky(&thing.id, 4)
    });
    there.chain(ghosts.map(|(thing, _)| thing)).collect()
}

/// Searches for the object of a request by the identity its kind allows.
pub fn find(world: &World, run: &RunSite, request: &Request) -> Finding {
    let row = row(request.address.kind());
    if let Some(prior) = &request.prior {
        let as_wanted = |thing: &&Thing| request.effect == Effect::Delete || thing.agrees(request);
        let thing = world.things.get(&prior.id).filter(as_wanted);
        return thing.map_or(Finding::Absent, |thing| Finding::Ours(thing.outcome()));
    }
    let seen = visible(world, run);
    if row.is_tagged()
        && let Some(thing) = seen.iter().find(|thing| thing.kind == row.name && thing.token == request.token)
    {
        return Finding::Ours(thing.outcome());
    }
    match seen.iter().find(|thing| thing.is_named(request)) {
        None => Finding::Absent,
        Some(thing) if !row.is_tagged() && thing.agrees(request) => Finding::Ours(thing.outcome()),
        Some(thing) if row.is_tagged() && thing.stack == request.stack => {
            Finding::Older(thing.id.clone(), thing.token.clone())
        }
        Some(thing) => Finding::Foreign(thing.id.clone(), "something else".to_owned()),
    }
}

/// Lists what bears a stack's mark, or belongs to what does.
pub fn owned(world: &World, run: &RunSite, search: &Search) -> Vec<Owned> {
    let row = row(&search.kind);
    let ours = |thing: &&&Thing| {
        let parent = world.things.get(&thing.within);
        let marked = thing.stack == search.stack
            || !row.batch && parent.is_some_and(|parent| parent.stack == search.stack);
        thing.kind == search.kind
            && thing.account == search.account
            && thing.region == search.region
            && marked
    };
    let seen = visible(world, run);
    let owned = seen.iter().filter(ours).map(|thing| Owned {
        id: thing.id.clone(),
        name: thing.name.clone(),
        incarnation: if row.is_tagged() { thing.token.clone() } else { String::new() },
        parent: thing.within.clone(),
    });
    owned.collect()
}
