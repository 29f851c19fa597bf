//! A small world to try kinds in: an emulator, the provider, and what a runtime would remember.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tandem_aws::{Aws, Connection};
use tandem_core::argument::Arguments;
use tandem_core::change::{Action, Difference};
use tandem_core::form::{Built, Call, Draftable, Fault, Form, Receiver};
use tandem_core::provider::{CallError, Found, Progress, Provider, ReadReport, Reading, Request};
use tandem_core::schema::{Placement, Presence};
use tandem_core::state::Attributes;
use tandem_core::step::Effect;
use tandem_core::{Address, Argument, Change, Draft, Object, Path, Value};
use tandem_emulator::{Emulator, Now};

/// The account that callers without one of their own have.
pub(crate) const ACCOUNT: &str = "123456789012";

/// Time that moves only when a test says so.
#[derive(Default)]
struct Clock(AtomicU64);

impl Now for Clock {
    fn now_millis(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// An emulator, the provider, and the objects made so far.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) aws: Aws,
    pub(crate) objects: BTreeMap<Address, Object>,
    clock: Arc<Clock>,
    tokens: u32,
}

impl World {
    pub(crate) fn new() -> World {
        let clock = Arc::new(Clock(AtomicU64::new(1_800_000_000_000)));
        let emulator = Emulator::builder().now(clock.clone()).build().expect("a world in memory");
        let connection = Connection {
            http_client: Some(emulator.http_client()),
            account: ACCOUNT.to_owned(),
            ..Connection::default()
        };
        World { aws: Aws::new(connection), emulator, objects: BTreeMap::new(), clock, tokens: 0 }
    }

    /// Calls a form as a script would, and returns what it declares.
    pub(crate) fn declare(
        &self,
        receiver: Option<&Draftable>,
        (on, name): (Receiver, &str),
        positional: &[Argument],
        options: &[(&str, Value)],
    ) -> Result<Vec<Draftable>, Vec<Fault>> {
        let form = self.aws.registry().form(on, name).unwrap_or_else(|| panic!("no form `{name}`"));
        match (form.build)(&Call {
            form,
            receiver,
            positional,
            options: &filled(form, options),
            declared: &|_| None,
            scope: &[],
        })? {
            Built::Resources(resources) => Ok(resources),
            Built::Value(value) => panic!("`{name}` declares nothing but gives {value}"),
        }
    }

    /// Makes a resource and waits until it is settled.
    pub(crate) async fn create(&mut self, resource: &Draftable) -> Result<Object, CallError> {
        self.tokens += 1;
        let mut change = self.change(Action::Create, &resource.address, resource.arguments.clone());
        change.parent = resource.parent.clone();
        self.run(&change).await?;
        Ok(self.objects[&resource.address].clone())
    }

    /// Changes a resource to these arguments.
    pub(crate) async fn update(&mut self, resource: &Draftable) -> Result<Object, CallError> {
        let change = self.difference(resource);
        assert!(!change.differences.is_empty(), "nothing differs");
        self.run(&change).await?;
        Ok(self.objects[&resource.address].clone())
    }

    /// Deletes a resource.
    pub(crate) async fn delete(&mut self, address: &Address) -> Result<(), CallError> {
        let change = self.change(Action::Delete, address, Arguments::new());
        self.run(&change).await?;
        self.objects.remove(address);
        Ok(())
    }

    /// Reads one resource again.
    pub(crate) async fn read(&self, resource: &Draftable) -> Option<Found> {
        let report = self.read_all(std::slice::from_ref(resource)).await;
        report.found.into_iter().next().expect("one answer a reading").expect("the read succeeds")
    }

    /// Reads a group of resources again.
    pub(crate) async fn read_all(&self, resources: &[Draftable]) -> ReadReport {
        let readings: Vec<Reading> = resources
            .iter()
            .map(|resource| Reading {
                address: resource.address.clone(),
                object: self.objects.get(&resource.address).cloned(),
                arguments: known(&resource.arguments),
            })
            .collect();
        let keys: Vec<String> = readings.iter().map(|reading| self.aws.read_group(reading)).collect();
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "one group: {keys:?}");
        self.aws.read(&readings).await
    }

    /// Creates, reads back, and checks that every argument is found as it was declared.
    pub(crate) async fn create_and_check(&mut self, resource: &Draftable) -> Object {
        let object = self.create(resource).await.expect("the create succeeds");
        self.check(resource).await;
        object
    }

    /// Updates, reads back, and checks that every argument is found as it was declared.
    pub(crate) async fn update_and_check(&mut self, resource: &Draftable) -> Object {
        let object = self.update(resource).await.expect("the update succeeds");
        self.check(resource).await;
        object
    }

    /// Checks that what is found is what is declared, and what is remembered is what is found.
    pub(crate) async fn check(&self, resource: &Draftable) {
        let found = self.read(resource).await.expect("it is there");
        assert_eq!(self.objects[&resource.address].attributes, found.attributes, "remembered and found");
        let kind = self.aws.registry().kind(resource.address.kind()).expect("a known kind");
        for attribute in kind.arguments() {
            let declared = resource.arguments.get(attribute.name).and_then(Argument::known);
            let found = found.attributes.get(attribute.name);
            if declared.is_some() || attribute.presence != Presence::Chosen {
                assert_eq!(declared, found, "{}.{}", resource.address, attribute.name);
            }
        }
    }

    /// Returns the requests of a change, as its first call would get them.
    pub(crate) fn requests(&self, change: &Change) -> Vec<Request> {
        self.aws.expand(change).iter().map(|draft| self.request(change, draft)).collect()
    }

    /// Returns the change that brings a resource to its arguments.
    pub(crate) fn difference(&self, resource: &Draftable) -> Change {
        let mut change = self.change(Action::Update, &resource.address, resource.arguments.clone());
        change.parent = resource.parent.clone();
        let before = &self.objects[&resource.address].attributes;
        let kind = self.aws.registry().kind(resource.address.kind()).expect("a known kind");
        for attribute in kind.arguments() {
            let after = resource.arguments.get(attribute.name);
            let before = before.get(attribute.name);
            if after.and_then(Argument::known) != before {
                change.differences.push(Difference {
                    path: Path::attribute(attribute.name),
                    before: before.cloned().unwrap_or_default(),
                    after: after.cloned().unwrap_or(Argument::Value(Value::Null)),
                    replaces: false,
                    drift: false,
                });
            }
        }
        change
    }

    fn change(&self, action: Action, address: &Address, desired: Arguments) -> Change {
        let prior = self.objects.get(address).cloned().filter(|_| action != Action::Create);
        Change {
            address: address.clone(),
            action,
            parent: prior.as_ref().and_then(|object| object.parent.clone()),
            prior,
            desired,
            differences: Vec::new(),
            dependencies: Vec::new(),
            protect: false,
            reasons: Vec::new(),
            place: String::new(),
        }
    }

    fn request(&self, change: &Change, draft: &Draft) -> Request {
        let parent = change.parent.as_ref().and_then(|parent| self.objects.get(parent)).cloned();
        Request {
            address: change.address.clone(),
            operation: draft.operation.clone(),
            effect: draft.effect,
            arguments: known(&change.desired),
            prior: self.objects.get(&change.address).cloned(),
            parent,
            token: format!("{:032x}", self.tokens),
            region: draft.region.clone(),
            account: ACCOUNT.to_owned(),
            stack: "test".to_owned(),
        }
    }

    async fn run(&mut self, change: &Change) -> Result<(), CallError> {
        let drafts = self.aws.expand(change);
        assert!(!drafts.is_empty(), "{} {}: no steps", change.action, change.address);
        for draft in drafts {
            let request = self.request(change, &draft);
            let before = self.emulator.calls().get(&draft.call).copied().unwrap_or_default();
            let report = self.aws.call(std::slice::from_ref(&request)).await?;
            if !draft.call.is_empty() {
                assert_eq!(self.emulator.calls()[&draft.call], before + 1, "one call a step");
            }
            let outcome = report.outcomes.into_iter().next().expect("one outcome a request");
            if request.effect != Effect::Delete {
                self.remember(change, request, outcome.id, outcome.attributes);
            }
            if let Some(pending) = report.pending {
                assert!(draft.wait.is_some(), "{}: pending without a wait", draft.operation);
                let known_now = self.settle(&pending).await?;
                if let Some(object) = self.objects.get_mut(&change.address) {
                    object.attributes.extend(known_now);
                }
            }
        }
        Ok(())
    }

    /// Polls until something pending is finished, as time goes by.
    pub(crate) async fn settle(
        &self,
        pending: &tandem_core::provider::Pending,
    ) -> Result<Attributes, CallError> {
        for _ in 0..1_000 {
            match self.aws.poll(pending).await? {
                Progress::Ready(attributes) => return Ok(attributes),
                Progress::Failed(reason) => panic!("{pending:?}: {reason}"),
                Progress::Waiting(_) => self.clock.0.fetch_add(5_000, Ordering::SeqCst),
            };
        }
        panic!("{pending:?} is never finished");
    }

    fn remember(&mut self, change: &Change, request: Request, id: String, attributes: Attributes) {
        let incarnation =
            request.prior.as_ref().map_or(request.token.clone(), |object| object.incarnation.clone());
        let kind = self.aws.registry().kind(request.address.kind()).expect("a known kind");
        // A table has a home of its own.
        if let Placement::Global { home } = kind.placement
            && kind.name != "dynamodb::table"
        {
            assert_eq!(request.region, home);
        }
        let object = Object {
            address: request.address.clone(),
            id,
            account: request.account,
            region: request.region,
            incarnation,
            parent: change.parent.clone(),
            dependencies: Vec::new(),
            arguments: request.arguments,
            attributes,
            protect: false,
            settled: true,
        };
        self.objects.insert(request.address, object);
    }
}

/// Returns options as the language front hands them over: checked, defaults filled in.
fn filled(form: &Form, options: &[(&str, Value)]) -> Arguments {
    let entries = options.iter().map(|(name, value)| ((*name).to_owned(), Argument::Value(value.clone())));
    let (arguments, mismatches) = tandem_core::schema::check_arguments(entries.collect(), &form.options);
    assert_eq!(mismatches, [], "{form:?}");
    arguments
}

/// Returns the arguments that are known.
pub(crate) fn known(arguments: &Arguments) -> Attributes {
    let known = |(name, argument): (&String, &Argument)| Some((name.clone(), argument.known()?.clone()));
    arguments.iter().filter_map(known).collect()
}

/// Returns an object map.
pub(crate) fn map(entries: &[(&str, Value)]) -> Value {
    Value::map(entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())))
}

/// Returns a resource with some arguments set anew; nothing takes one away.
pub(crate) fn with(resource: &Draftable, changes: &[(&str, Value)]) -> Draftable {
    let mut resource = resource.clone();
    for (name, value) in changes {
        if value.is_null() {
            resource.arguments.remove(*name);
        } else {
            resource.arguments.insert((*name).to_owned(), Argument::Value(value.clone()));
        }
    }
    resource
}
