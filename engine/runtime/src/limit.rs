//! The limiter of a run: scheduled calls, readings and everything that is sent again draw from the same buckets.

use std::sync::Arc;

use tandem_core::provider::Gate;
use tandem_core::{Answer, Clock};
use tandem_plan::{Limiter, SharedLimiter};

use crate::Edge;

/// What readings pass: they wait for tokens on the clock of the run.
struct Turnstile {
    limiter: SharedLimiter,
    clock: Arc<dyn Clock>,
}

impl Gate for Turnstile {
    fn pass<'a>(&'a self, buckets: &'a [&'static str], region: &'a str, account: &'a str) -> Answer<'a, u64> {
        Box::pin(pass(&self.limiter, &*self.clock, buckets, region, account))
    }

    fn throttled(&self, buckets: &[&'static str], region: &str, account: &str, passed: u64) {
        let mut limiter = self.limiter.lock();
        let buckets = limiter.buckets(buckets.iter().copied(), region, account);
        limiter.throttled(&buckets, passed, self.clock.now());
    }
}

async fn pass(
    limiter: &SharedLimiter,
    clock: &dyn Clock,
    buckets: &[&str],
    region: &str,
    account: &str,
) -> u64 {
    let since = clock.now();
    loop {
        let now = clock.now();
        let asked = {
            let mut limiter = limiter.lock();
            let buckets = limiter.buckets(buckets.iter().copied(), region, account);
            limiter.ask(&buckets, since, now)
        };
        match asked {
            Ok(()) => return now,
            Err(at) => clock.sleep(at.saturating_sub(now).max(1)).await,
        }
    }
}

impl Edge {
    /// Gives the limiter its rates, if it has none yet, and has the provider's readings pass it. Everything that calls
    /// the cloud begins with this.
    pub(crate) fn guard(&self) {
        let limits = self.limits();
        if limits.rates.is_empty() {
            return;
        }
        {
            let mut limiter = self.limiter.lock();
            if !limiter.has_rates() {
                *limiter = Limiter::new(&limits, &self.settings.account);
            }
        }
        self.provider.guard(Arc::new(Turnstile { limiter: self.limiter.clone(), clock: self.clock.clone() }));
    }

    /// Waits for the tokens of a call that is sent beside the scheduler: again, or for an earlier run.
    pub(crate) async fn pay(&self, buckets: &[String], region: &str, account: &str) {
        let buckets: Vec<&str> = buckets.iter().map(String::as_str).collect();
        pass(&self.limiter, &*self.clock, &buckets, region, account).await;
    }

    /// Takes note that a changing call was throttled that was sent at a moment.
    pub(crate) fn throttled(&self, buckets: &[String], region: &str, account: &str, sent: u64) {
        let mut limiter = self.limiter.lock();
        let buckets = limiter.buckets(buckets.iter().map(String::as_str), region, account);
        limiter.throttled(&buckets, sent, self.clock.now());
    }
}
