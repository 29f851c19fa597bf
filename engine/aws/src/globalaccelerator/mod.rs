//! Global Accelerator: standard accelerators, their listeners and endpoint groups.
//!
//! Every change puts the whole accelerator into `IN_PROGRESS`; listeners and groups have no status of their own. The
//! cloud accepts further changes meanwhile, so nothing waits for `DEPLOYED` but the end of a run and a delete.

pub(crate) mod accelerator;
mod deployed;
pub(crate) mod endpoint_group;
pub(crate) mod listener;
mod owned;

use tandem_core::step::{Effect, NeededBy};
use tandem_core::{Address, Value};

use crate::draft::{Building, draft};

/// Where the control plane is, whatever regions the endpoints are in.
pub(crate) const HOME: &str = "us-west-2";

/// How long a change usually takes to reach the edges, in seconds.
const TYPICAL: u32 = 180;
/// When to give up, in seconds: five minutes were too short in the field.
const DEADLINE: u32 = 1_800;

/// Returns a step that holds its accelerator alone, because parallel changes of one race.
fn quick_step(accelerator: &Address, operation: &str, effect: Effect, call: &str) -> Building {
    draft(operation, effect, &format!("globalaccelerator:{call}"), HOME).lock(accelerator)
}

/// Returns a step after which the edges are told, and who waits for that.
fn step(accelerator: &Address, operation: &str, effect: Effect, call: &str, needed_by: NeededBy) -> Building {
    let what = "accelerator to be DEPLOYED";
    quick_step(accelerator, operation, effect, call).wait(what, TYPICAL, DEADLINE, needed_by)
}

/// Returns the address of the accelerator that a listener or group belongs to: both have the listener's name as their
/// last segment, a group because there is one in each region.
fn accelerator_of(address: &Address) -> Address {
    let mut segments = address.segments();
    segments.pop();
    let place = tandem_core::Place { account: address.account().map(str::to_owned), region: None };
    Address::new(accelerator::NAME, &segments, &place)
}

/// Returns the ARN of the accelerator that a listener's or group's ARN belongs to.
fn accelerator_arn(arn: &str) -> &str {
    arn.split_once("/listener/").map_or(arn, |(accelerator, _)| accelerator)
}

/// Returns the last part of an ARN, which metrics call things by.
fn last_part(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// Returns items in the order in which lists without one are kept.
fn sorted(items: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut items: Vec<Value> = items.into_iter().collect();
    items.sort_by_cached_key(Value::to_string);
    items
}

#[cfg(test)]
mod tests {
    use tandem_core::{Address, Place};

    use super::{accelerator_arn, accelerator_of, endpoint_group, last_part, listener};

    #[test]
    fn everything_knows_its_accelerator() {
        let path = ["shop", "storefront", "https"];
        for (kind, place) in
            [(listener::NAME, Place::global()), (endpoint_group::NAME, Place::region("eu-west-1"))]
        {
            let found = accelerator_of(&Address::new(kind, &path, &place));
            assert_eq!(found.as_str(), "globalaccelerator::accelerator[\"shop/storefront\"]");
        }
        let accelerator = "arn:aws:globalaccelerator::123456789012:accelerator/1234abcd";
        for arn in [accelerator.to_owned(), format!("{accelerator}/listener/0123/endpoint-group/45")] {
            assert_eq!(accelerator_arn(&arn), accelerator);
        }
        assert_eq!(last_part(accelerator), "1234abcd");
    }
}
