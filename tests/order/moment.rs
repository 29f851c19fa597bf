//! Who is served at one moment.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::{Address, Place, Registry, Topology};
use tandem_traffic::client::{self, candidates};
use tandem_traffic::dns::healthy;
use tandem_traffic::fail::{Failure, Subject, World};
use tandem_traffic::health::{calm, settle_after};
use tandem_traffic::model::{Answer, CheckRef, Family, Model, Target};
use tandem_traffic::serve::serve;
use tandem_traffic::{Assumptions, Net, read};

/// Everything that holds at a moment, in words.
pub type Holds = BTreeSet<String>;

/// Who asks for what, and what may fail meanwhile.
pub struct Audience {
    names: Vec<String>,
    regions: BTreeSet<String>,
    /// The listeners that an accelerator has before and after: the clients of another port are others.
    listeners: BTreeMap<Address, BTreeSet<Address>>,
    places: Vec<client::Place>,
}

/// Enough clients: a few regions of every continent, and everywhere that a policy tells apart.
fn telling(place: &client::Place) -> bool {
    let near = place.label.strip_prefix("near ");
    near.is_none_or(|region| {
        [
            "us-east-1",
            "us-west-2",
            "eu-west-1",
            "eu-central-1",
            "ap-southeast-2",
            "ap-northeast-1",
            "sa-east-1",
        ]
        .contains(&region)
    })
}

impl Audience {
    /// Returns everybody who can ask for what is there before or after.
    pub fn of(before: &Topology, after: &Topology, registry: &Registry) -> Audience {
        let (before, _) = read(before, registry);
        let (after, _) = read(after, registry);
        let objectives = after.objectives.iter().flat_map(|objective| objective.names.iter().cloned());
        let mut names: BTreeSet<String> = objectives.collect();
        if names.is_empty() {
            names = before.names.keys().chain(after.names.keys()).map(|name| name.name.clone()).collect();
        }
        let endpoints = before.endpoints.values().chain(after.endpoints.values());
        let regions = endpoints.filter_map(|endpoint| endpoint.region.clone()).collect();
        let listeners = |model: &Model, address: &Address| -> BTreeSet<Address> {
            let accelerator = model.accelerators.get(address);
            let listeners = accelerator.map_or(&[][..], |accelerator| &accelerator.listeners);
            listeners.iter().map(|listener| listener.address.clone()).collect()
        };
        let lasting = |address: &Address| {
            let after = listeners(&after, address);
            (address.clone(), listeners(&before, address).intersection(&after).cloned().collect())
        };
        let listeners = before.accelerators.keys().map(lasting).collect();
        let mut both = before;
        for (name, members) in after.names {
            both.names.entry(name).or_default().extend(members);
        }
        let places = candidates(&both).into_iter().filter(telling).collect();
        Audience { names: names.into_iter().collect(), regions, listeners, places }
    }

    /// Returns everything that the answers follow from, in words.
    pub fn words(&self, topology: &Topology, registry: &Registry) -> String {
        let (model, _) = read(topology, registry);
        let replicas = topology.declarations.keys().filter(|address| address.kind() == "dynamodb::replica");
        format!("{model:?} {:?}", replicas.collect::<Vec<_>>())
    }

    /// Returns what holds while this is in the cloud.
    pub fn ask(&self, topology: &Topology, registry: &Registry) -> Holds {
        let (mut model, _) = read(topology, registry);
        for (address, accelerator) in &mut model.accelerators {
            let lasting = self.listeners.get(address).filter(|lasting| !lasting.is_empty());
            accelerator
                .listeners
                .retain(|listener| lasting.is_none_or(|lasting| lasting.contains(&listener.address)));
        }
        let mut holds = Holds::new();
        self.served(&model, &mut holds);
        self.replicas(&model, topology, &mut holds);
        holds
    }

    fn served(&self, model: &Model, holds: &mut Holds) {
        let assumptions = Assumptions::default();
        let net = Net::among(model, &assumptions, self.places.clone());
        let calm = calm(&net);
        let dangling: BTreeSet<&CheckRef> =
            net.checks.iter().filter(|node| node.check.is_none()).map(|node| &node.id).collect();
        let mut failures = vec![("nothing".to_owned(), None)];
        for region in &self.regions {
            let service = Subject::Service { service: "elb".to_owned(), region: region.clone() };
            failures.extend(
                [service, Subject::Region(region.clone())]
                    .map(|subject| (subject.to_string(), Some(Failure::dead(subject)))),
            );
        }
        for (what, failure) in &failures {
            let world = World::after(&net, failure.as_slice());
            let settled = settle_after(&net, &calm, &world);
            for (view, probability) in settled.views() {
                assert!(probability > 0.999, "nothing is undecided here");
                let records = healthy(&net, &view);
                for name in &self.names {
                    // No check of these plans is anybody else's: a name of one that is not there means nothing.
                    let members =
                        model.names.iter().filter(|(other, _)| other.name == *name).flat_map(|(_, m)| m);
                    if members
                        .filter_map(|member| member.check.as_ref())
                        .any(|check| dangling.contains(check))
                    {
                        continue;
                    }
                    for family in Family::ALL {
                        let found = net.find(name, family);
                        for (number, class) in net.classes.iter().enumerate() {
                            let served =
                                serve(&net, found, family, number, &records, &settled.endpoints, &world);
                            if served.failed() < 1e-6 {
                                let places = class.places.iter();
                                holds.extend(places.map(|place| {
                                    format!(
                                        "{name} {family:?} is served to clients {} while {what} is lost",
                                        place.label
                                    )
                                }));
                            }
                        }
                    }
                }
            }
        }
    }

    /// A region that takes clients has a replica of every table.
    fn replicas(&self, model: &Model, topology: &Topology, holds: &mut Holds) {
        let mut used: BTreeMap<&str, bool> =
            self.regions.iter().map(|region| (region.as_str(), false)).collect();
        for target in model.names.values().flatten().flat_map(|member| match &member.answer {
            Answer::Values(targets) => targets.as_slice(),
            Answer::Alias { to, .. } => std::slice::from_ref(to),
        }) {
            if let Target::Endpoint(id) = target
                && let Some(region) = model.endpoints.get(id).and_then(|endpoint| endpoint.region.as_deref())
            {
                used.insert(region, true);
            }
        }
        let listeners = model.accelerators.values().flat_map(|accelerator| &accelerator.listeners);
        for group in
            listeners.flat_map(|listener| &listener.groups).filter(|group| !group.endpoints.is_empty())
        {
            used.insert(&group.region, true);
        }
        for address in model.stores.keys() {
            for (region, used) in &used {
                let place = Place::region(region);
                let replica = Address::new("dynamodb::replica", &address.segments(), &place);
                if !used || topology.declarations.contains_key(&replica) {
                    holds.insert(format!("{region} has {address} while clients are sent there"));
                }
            }
        }
    }
}
