//! Rate buckets: what they let through, how they give way, and what one run leaves to the next.

use super::scheduler::step;
use crate::{Completion, DispatchId, Level, Limiter, Limits, Rate, Scheduler, SharedLimiter};

fn limits(rates: &[(&str, f64, f64)]) -> Limits {
    let rates =
        rates.iter().map(|(name, burst, rate)| ((*name).to_owned(), Rate { burst: *burst, rate: *rate }));
    Limits { parallelism: 100, rates: rates.collect(), ..Limits::default() }
}

fn limiter(burst: f64, rate: f64) -> Limiter {
    Limiter::new(&limits(&[("dns", burst, rate)]), "123456789012")
}

/// Returns how many calls pass between two moments, asking every millisecond.
fn passed(limiter: &mut Limiter, from: u64, to: u64) -> usize {
    let bucket = limiter.bucket("dns", "r", "").expect("it has a rate");
    (from..to).filter(|now| limiter.ask(&[bucket], *now, *now).is_ok()).count()
}

#[test]
fn a_burst_passes_and_then_the_rate() {
    let mut limiter = limiter(45.0, 9.0);
    assert_eq!(passed(&mut limiter, 0, 1), 1);
    assert_eq!(passed(&mut limiter, 1, 100), 44);
    assert_eq!(passed(&mut limiter, 100, 10_001), 90, "nine a second from the first call on");
}

#[test]
fn a_bucket_is_one_of_a_region_and_of_an_account() {
    let mut limiter = limiter(1.0, 1.0);
    let own = limiter.bucket("dns", "r", "");
    assert_eq!(own, limiter.bucket("dns", "r", "123456789012"), "the stack's own account by either name");
    assert_ne!(own, limiter.bucket("dns", "r", "999999999999"));
    assert_ne!(own, limiter.bucket("dns", "s", ""));
    assert_eq!(limiter.bucket("mail", "r", ""), None, "what has no rate is not limited");
}

/// Half the rate after a throttle, a tenth of the nominal one more after every ten seconds without.
#[test]
fn a_throttle_halves_the_rate_and_clean_seconds_bring_it_back() {
    let mut limiter = limiter(10.0, 10.0);
    let bucket = limiter.bucket("dns", "r", "").expect("it has a rate");
    limiter.throttled(&[bucket], 0, 1_000);
    limiter.throttled(&[bucket], 500, 1_200);
    assert_eq!(
        limiter.rate(bucket, 1_200),
        5.0,
        "a call that was sent before the first throttle says nothing new"
    );
    assert_eq!(
        limiter.ready_at(bucket, 1, 1_200),
        1_200,
        "it was empty at the throttle, and holds one again"
    );
    assert_eq!(
        passed(&mut limiter, 1_200, 11_200),
        50,
        "ten seconds of five, and what came since the throttle"
    );
    assert_eq!(limiter.rate(bucket, 11_199), 5.0);
    assert_eq!(limiter.rate(bucket, 11_200), 6.0, "ten seconds after the last throttle");
    limiter.throttled(&[bucket], 1_000, 12_000);
    assert_eq!(limiter.rate(bucket, 12_000), 3.0);
    assert_eq!((limiter.rate(bucket, 81_999), limiter.rate(bucket, 82_000)), (9.0, 10.0));
    assert_eq!(limiter.rate(bucket, 900_000), 10.0);
    for again in 0..100 {
        limiter.throttled(&[bucket], 900_000 + again, 900_000 + again);
    }
    assert_eq!(limiter.rate(bucket, 900_100), 10.0 / 64.0, "it never stops");
}

/// When a call may go is known beforehand, rises of the rate included.
#[test]
fn the_time_of_the_next_token_is_exact() {
    let mut limiter = limiter(5.0, 0.1);
    let bucket = limiter.bucket("dns", "r", "").expect("it has a rate");
    limiter.throttled(&[bucket], 0, 0);
    for cost in [1, 2, 5, 9] {
        let at = limiter.ready_at(bucket, cost, 0);
        let mut before = limiter.clone();
        assert!(!before.allows(bucket, cost, at - 1), "{cost} tokens at {at}");
        assert!(before.allows(bucket, cost, at), "{cost} tokens at {at}");
    }
    assert_eq!(
        limiter.ready_at(bucket, 9, 0),
        limiter.ready_at(bucket, 5, 0),
        "a full bucket is enough for all"
    );
}

/// The bucket of an operation slows down, not the one of the whole service, unless that one is the emptier.
#[test]
fn the_likeliest_bucket_slows_down() {
    let mut limiter = Limiter::new(&limits(&[("dns", 10.0, 9.0), ("dns:Create", 10.0, 1.0)]), "");
    let buckets = limiter.buckets(["dns", "dns:Create"], "r", "");
    limiter.throttled(&buckets, 0, 0);
    assert_eq!((limiter.rate(buckets[0], 0), limiter.rate(buckets[1], 0)), (9.0, 0.5));
    let mut limiter = Limiter::new(&limits(&[("dns", 10.0, 9.0), ("dns:Create", 10.0, 1.0)]), "");
    let buckets = limiter.buckets(["dns", "dns:Create"], "r", "");
    limiter.take(buckets[0], 8, 0);
    limiter.throttled(&buckets, 0, 0);
    assert_eq!((limiter.rate(buckets[0], 0), limiter.rate(buckets[1], 0)), (4.5, 1.0));
}

#[test]
fn readings_give_way_to_scheduled_calls_for_a_while() {
    let limits = limits(&[("dns", 1.0, 1.0)]);
    let shared = SharedLimiter::new(Limiter::new(&limits, ""));
    let steps: Vec<_> =
        (0..9).map(|id| tandem_core::Step { buckets: vec!["dns".to_owned()], ..step(id, &[]) }).collect();
    let mut scheduler = Scheduler::sharing(&steps, &limits, shared.clone());
    let bucket = shared.lock().bucket("dns", "us-east-1", "").expect("it has a rate");
    assert_eq!(scheduler.ready(0).len(), 1);
    let ask = |now| shared.lock().ask(&[bucket], 0, now);
    assert_eq!(ask(1_000), Err(2_000), "there is a token, and a step that waits for it");
    assert_eq!(scheduler.ready(1_000).len(), 1);
    assert_eq!(ask(2_000), Ok(()), "for two seconds, not for ever");
    assert!(scheduler.ready(2_000).is_empty());
    assert_eq!(scheduler.next_deadline(2_000), Some(3_000), "the step waits for the next one");
    scheduler.stop();
    assert_eq!(shared.lock().ask(&[bucket], 3_000, 3_000), Ok(()), "nobody waits any more");
}

/// A call may take more tokens than one: a change of a record counts twice.
#[test]
fn a_weighed_bucket_counts_elements() {
    let mut limits = limits(&[("changes", 4.0, 1.0)]);
    limits.weighed.insert("changes".to_owned());
    let record = |id, elements| {
        let mut step = super::scheduler::record(id, &[]);
        step.buckets = vec!["changes".to_owned()];
        step.batch.as_mut().expect("records go together").elements = elements;
        step.batch.as_mut().expect("records go together").key = format!("zone {id}");
        step.locks.clear();
        step
    };
    let mut scheduler = Scheduler::new(&[record(0, 2), record(1, 2), record(2, 2), record(3, 9)], &limits);
    assert_eq!(scheduler.ready(0).len(), 2);
    assert_eq!(scheduler.next_deadline(0), Some(2_000));
    assert_eq!(scheduler.ready(2_000).len(), 1);
    assert_eq!(scheduler.next_deadline(2_000), Some(6_000), "what no bucket can hold goes when it is full");
    assert_eq!(scheduler.ready(6_000).len(), 1);
}

/// Two runs, one after the other, get no more than one that lasts as long.
#[test]
fn what_a_run_leaves_the_next_goes_on_with() {
    let mut first = limiter(10.0, 1.0);
    assert_eq!(passed(&mut first, 0, 1_000), 10);
    let levels = first.levels(1_000);
    assert_eq!(levels.len(), 1);
    let mut second = limiter(10.0, 1.0);
    second.resume(&levels, 3_000);
    assert_eq!(passed(&mut second, 3_000, 3_001), 1);
    assert_eq!(
        passed(&mut second, 3_001, 4_001),
        3,
        "three seconds of filling, and one more token meanwhile"
    );
    let mut late = limiter(10.0, 1.0);
    late.resume(&levels, 61_000);
    assert_eq!(passed(&mut late, 61_000, 61_500), 10, "full again");
    assert!(limiter(10.0, 1.0).levels(5).is_empty(), "there is nothing to keep of a full bucket");
}

/// A stored level may say anything, and a clock may have been set back.
#[test]
fn levels_that_make_no_sense_are_harmless() {
    let level = |tokens, share, at| Level {
        bucket: "dns".to_owned(),
        region: "r".to_owned(),
        account: "123456789012".to_owned(),
        tokens,
        share,
        at,
    };
    let resumed = |level: Level| {
        let mut limiter = limiter(10.0, 1.0);
        limiter.resume(&[level], 1_000);
        passed(&mut limiter, 1_000, 1_001) + passed(&mut limiter, 1_001, 1_100)
    };
    assert_eq!(resumed(level(1e300, 1e300, 1_000)), 10);
    assert_eq!(resumed(level(f64::NAN, f64::NAN, 1_000)), 0);
    assert_eq!(resumed(level(0.0, 1.0, u64::MAX)), 0, "of the future: it has not filled since");
    assert_eq!(resumed(Level { bucket: "gone".to_owned(), ..level(0.0, 1.0, 0) }), 10);
    let mut unknown = limiter(10.0, 1.0);
    unknown.drain(1_000);
    assert_eq!(passed(&mut unknown, 1_000, 3_001), 2);
}

/// The whole way of a throttled call: back to the scheduler, and again once the bucket has a token.
#[test]
fn a_throttled_call_comes_again_when_its_bucket_allows() {
    let limits = limits(&[("dns", 5.0, 1.0)]);
    let shared = SharedLimiter::new(Limiter::new(&limits, ""));
    let throttled = tandem_core::Step { buckets: vec!["dns".to_owned()], ..step(0, &[]) };
    let mut scheduler = Scheduler::sharing(&[throttled], &limits, shared.clone());
    let bucket = shared.lock().bucket("dns", "us-east-1", "").expect("it has a rate");
    scheduler.ready(0);
    shared.lock().throttled(&[bucket], 0, 100);
    scheduler.complete(DispatchId(0), Completion::Again(200), 100);
    assert!(scheduler.ready(200).is_empty());
    assert_eq!(scheduler.next_deadline(200), Some(2_100), "one token at half a token a second");
    assert_eq!(scheduler.ready(2_100).len(), 1);
}
