//! What happens to every resource, and why.

use tandem_core::provider::Found;
use tandem_core::{Action, Argument, Provider, Value};

use super::fake::Fake;
use super::world::{Script, action, address, argument, change, codes, drift, record, to, zone};
use crate::{Options, Prior, destroy};

const ZONE: &str = r#"{"domain": "example.com"}"#;

/// A zone, a check, a record that refers to both.
fn script() -> Script {
    let check = address("dns::check", "ready");
    Script::new()
        .declare(&zone("example.com"), ZONE)
        .declare(&check, r#"{"target": "here"}"#)
        .declare(&record("example.com/www"), &format!(r#"{{"check": {}}}"#, to(&check, "id")))
}

#[test]
fn everything_is_made_on_an_empty_state() {
    let plan = script().output("id", &to(&zone("example.com"), "zone_id")).planned(&Prior::default());
    assert_eq!(plan.summary().create, 3);
    let made = change(&plan, &record("example.com/www"));
    assert_eq!(made.desired["ttl"], Argument::Value(Value::Integer(300)), "defaults are filled in");
    assert_eq!(made.desired["check"], argument(&to(&address("dns::check", "ready"), "id")));
    assert_eq!(made.place, "main.rhai:3");
    assert_eq!(plan.outputs["id"], argument(&to(&zone("example.com"), "zone_id")));
}

#[test]
fn nothing_happens_after_an_apply() {
    let script = script().output("id", &to(&zone("example.com"), "zone_id"));
    let plan = script.planned(&script.applied());
    assert!(plan.is_empty() && plan.steps.is_empty(), "{plan:#?}");
    assert_eq!(plan.summary().keep, 3);
    assert_eq!(plan.outputs["id"], Argument::from("zone_id-of-example.com"));
    assert!(plan.recorded.is_empty(), "{:?}", plan.recorded);
}

#[test]
fn an_edit_changes_what_it_names() {
    let script = script();
    let prior = script.applied();
    let edited = script.change(&record("example.com/www"), |declaration| {
        declaration.arguments.insert("ttl".to_owned(), Argument::Value(Value::Integer(60)));
    });
    let plan = edited.planned(&prior);
    assert_eq!(plan.summary().update, 1);
    let change = change(&plan, &record("example.com/www"));
    assert!(change.differs("ttl") && change.reasons.is_empty());
    assert_eq!(change.prior.as_ref().map(|object| object.id.as_str()), Some("id-example.com/www"));
    assert_eq!(plan.drift().count(), 0);
}

#[test]
fn what_changed_behind_our_back_is_drift() {
    let script = script();
    let mut prior = script.applied();
    drift(&mut prior, &record("example.com/www"), "ttl", Value::Integer(5));
    prior.found.insert(address("dns::check", "ready"), None);
    let plan = script.planned(&prior);
    assert_eq!(change(&plan, &address("dns::check", "ready")).reasons, ["deleted outside of Tandem"]);
    assert_eq!(action(&plan, &address("dns::check", "ready")), Action::Create);
    let record = change(&plan, &record("example.com/www"));
    assert_eq!(record.action, Action::Update);
    assert_eq!(record.reasons, ["changed outside of Tandem"]);
    assert!(record.differs("check"), "the new check has another id");
    assert_eq!(plan.drift().count(), 2);
}

/// What the cloud decides anew is not known to those that refer to it.
#[test]
fn a_replacement_reaches_its_dependants() {
    let script = script();
    let prior = script.applied();
    let edited = script.change(&address("dns::check", "ready"), |declaration| {
        declaration.arguments.insert("kind".to_owned(), "TCP".into());
    });
    let plan = edited.planned(&prior);
    let check = change(&plan, &address("dns::check", "ready"));
    assert_eq!(check.action, Action::Replace);
    assert_eq!(check.reasons, ["`kind` cannot change in place"]);
    let record = change(&plan, &record("example.com/www"));
    assert_eq!(record.action, Action::Update);
    assert_eq!(record.differences[0].after, argument(&to(&check.address, "id")));
    assert_eq!(action(&plan, &zone("example.com")), Action::Keep);
}

/// An update leaves what it does not touch: only a volatile attribute is another afterwards.
#[test]
fn an_update_keeps_what_is_not_volatile() {
    let zone = zone("example.com");
    let check = |name: &str| address("dns::check", name);
    let script = Script::new()
        .declare(&zone, ZONE)
        .declare(&check("id"), &format!(r#"{{"target": {}}}"#, to(&zone, "zone_id")))
        .declare(&check("version"), &format!(r#"{{"target": {}}}"#, to(&zone, "version")))
        .declare(&check("comment"), &format!(r#"{{"target": {}}}"#, to(&zone, "comment")));
    let mut prior = script.applied();
    for (_, found) in prior.found.iter_mut() {
        found.iter_mut().for_each(|found| found.attributes.retain(|_, value| !value.is_null()));
    }
    let edited = script.change(&zone, |declaration| {
        declaration.arguments.insert("comment".to_owned(), "new".into());
    });
    let plan = edited.planned(&prior);
    assert_eq!(action(&plan, &zone), Action::Update);
    assert_eq!(action(&plan, &check("id")), Action::Keep);
    assert_eq!(action(&plan, &check("version")), Action::Update);
    assert_eq!(change(&plan, &check("comment")).differences[0].after, Argument::from("new"));
}

/// What an object lacks is nothing once it is finished; until then it may still come.
#[test]
fn what_is_still_being_made_may_get_more() {
    let table = address("data::table", "t");
    let check = address("dns::check", "c");
    let script = Script::new()
        .declare(&table, r#"{"key": "id"}"#)
        .declare(&check, &format!(r#"{{"target": {}}}"#, to(&table, "arn")));
    let mut prior = script.applied();
    for (settled, expected) in [(true, Argument::Value(Value::Null)), (false, argument(&to(&table, "arn")))] {
        if let Some(Some(found)) = prior.found.get_mut(&table) {
            found.attributes.remove("arn");
            found.settled = settled;
        }
        assert_eq!(change(&script.planned(&prior), &check).desired["target"], expected);
    }
}

#[test]
fn a_child_is_made_anew_with_its_parent() {
    let script = script();
    let prior = script.applied();
    let edited = script.change(&zone("example.com"), |declaration| {
        declaration.arguments.insert("domain".to_owned(), "example.org".into());
    });
    let plan = edited.planned(&prior);
    assert_eq!(action(&plan, &zone("example.com")), Action::Replace);
    assert_eq!(action(&plan, &record("example.com/www")), Action::Replace);
    assert_eq!(
        change(&plan, &record("example.com/www")).reasons,
        [r#"`dns::zone["example.com"]` is made anew"#]
    );
}

#[test]
fn what_is_no_longer_declared_goes() {
    let script = script();
    let mut prior = script.applied();
    let less = script.without(&record("example.com/www")).without(&address("dns::check", "ready"));
    prior.found.insert(address("dns::check", "ready"), None);
    let plan = less.planned(&prior);
    assert_eq!(change(&plan, &record("example.com/www")).reasons, ["no longer declared"]);
    assert_eq!(action(&plan, &record("example.com/www")), Action::Delete);
    assert_eq!(action(&plan, &address("dns::check", "ready")), Action::Forget);
    assert_eq!(plan.steps.len(), 1, "what is gone needs no call");
    assert!(!plan.is_empty());
}

#[test]
fn claimed_and_left_over_objects_go() {
    let script = script();
    let mut prior = script.applied();
    let mut stray = prior.state.objects[&record("example.com/www")].clone();
    stray.address = record("example.com/stray");
    let mut old = prior.state.objects[&address("dns::check", "ready")].clone();
    old.id = "older".to_owned();
    prior.claimed = vec![stray];
    prior.state.deposed = vec![old];
    prior.unmanaged = 3;
    let plan = script.planned(&prior);
    assert_eq!(action(&plan, &record("example.com/stray")), Action::Delete);
    let reasons: Vec<&str> =
        plan.changes.iter().flat_map(|change| &change.reasons).map(String::as_str).collect();
    assert_eq!(
        reasons,
        ["left over from a replacement", r#"not declared, and `dns::zone["example.com"]` is exclusive"#]
    );
    let ids: Vec<&str> =
        plan.steps.iter().filter_map(|step| Some(step.items[0].prior.as_ref()?.id.as_str())).collect();
    assert_eq!(ids, ["id-example.com/www", "older"]);
    assert_eq!((plan.summary().delete, plan.unmanaged), (2, 3));
}

/// A deletion that compares goes by what is there now, not by what was there when the object was replaced.
#[test]
fn what_is_left_over_is_deleted_as_it_was_found() {
    let script = script();
    let mut prior = script.applied();
    let ready = address("dns::check", "ready");
    let old = tandem_core::Object { id: "older".to_owned(), ..prior.state.objects[&ready].clone() };
    let mut attributes = old.attributes.clone();
    attributes.insert("target".to_owned(), "edited".into());
    let found = Found { id: "older".to_owned(), attributes: attributes.clone(), settled: true };
    prior.state.deposed = vec![old];
    let before = script.planned(&prior).fingerprint;
    prior.deposed.insert((ready.clone(), "older".to_owned()), Some(found));
    let plan = script.planned(&prior);
    let delete = plan.steps[0].items[0].prior.as_ref().map(|prior| &prior.attributes);
    assert_eq!(delete, Some(&attributes));
    assert_eq!(plan.recorded.iter().map(|object| object.id.as_str()).collect::<Vec<_>>(), ["older"]);
    assert_ne!(plan.fingerprint, before);
    prior.deposed.insert((ready, "older".to_owned()), None);
    let plan = script.planned(&prior);
    assert_eq!((plan.steps.len(), plan.summary().forget), (0, 1), "what is gone needs no call");
}

#[test]
fn protection_stands_until_it_was_taken_back() {
    let protect = |script: Script, protect| {
        script.change(&zone("example.com"), move |declaration| declaration.protect = Some(protect))
    };
    let protected = protect(script(), true);
    let prior = protected.applied();
    assert!(protected.planned(&prior).is_empty());
    let gone = protected.clone().without(&zone("example.com")).without(&record("example.com/www"));
    assert_eq!(codes(&gone.plan(&prior).1), ["plan::protected"]);
    // Taking protection and resource away in one edit is refused too.
    let replaced = protect(protected.clone(), false).change(&zone("example.com"), |declaration| {
        declaration.arguments.insert("domain".to_owned(), "example.org".into());
    });
    let (_, diagnostics) = replaced.plan(&prior);
    assert_eq!(codes(&diagnostics), ["plan::protected"]);
    assert!(
        diagnostics.iter().all(|diagnostic| !diagnostic.labels.is_empty() && !diagnostic.hints.is_empty())
    );
    let (_, diagnostics) = destroy(&prior, &Fake::new(), &Options::default());
    assert_eq!(codes(&diagnostics), ["plan::protected"]);
    // Taking protection back alone is remembered without a call.
    let plan = protect(protected, false).planned(&prior);
    assert!(plan.is_empty() && plan.steps.is_empty());
    assert_eq!(plan.recorded.iter().map(|object| object.protect).collect::<Vec<_>>(), [false]);
}

#[test]
fn a_state_of_another_script_or_account_is_refused() {
    let script = script();
    let mut prior = script.applied();
    prior.state.entry = "other.rhai".to_owned();
    assert_eq!(codes(&script.plan(&prior).1), ["state::entry"]);
    prior.state.account = "123456789012".to_owned();
    let options = Options { account: "210987654321".to_owned(), ..Options::default() };
    let (_, diagnostics) = destroy(&prior, &Fake::new(), &options);
    assert_eq!(codes(&diagnostics), ["state::account"]);
}

#[test]
fn destroy_deletes_everything_dependants_first() {
    let mut prior = script().applied();
    prior.found.insert(address("dns::check", "ready"), None);
    let (plan, diagnostics) = destroy(&prior, &Fake::new(), &Options::default());
    assert!(diagnostics.is_empty() && plan.destroy);
    let shown = super::world::shown(&plan);
    assert_eq!(shown, ["0: delete example.com/www", "1: delete example.com after 0"]);
    assert_eq!(plan.summary().forget, 1);
    assert!(Fake::new().registry().kind("dns::zone").is_some());
}

/// A bug elsewhere is reported, not followed.
#[test]
fn an_unknown_kind_is_a_bug_report() {
    let script = Script::new().declare(&address("no::kind", "x"), "{}");
    assert_eq!(codes(&script.plan(&Prior::default()).1), ["plan::bug"]);
}
