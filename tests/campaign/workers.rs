//! Work spread over the processors; the result does not show how.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::site::locked;

/// Does something for every number below `count` and returns what came of it, in the order of the numbers.
pub fn each<T: Send>(count: u64, work: impl Fn(u64) -> Option<T> + Sync) -> Vec<T> {
    let next = AtomicU64::new(0);
    let done: Mutex<Vec<(u64, T)>> = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        return;
                    }
                    if let Some(result) = work(at) {
                        locked(&done).push((at, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Does something for the numbers below `most` until something comes of one; returns how many were tried.
pub fn first<T: Send>(most: u64, work: impl Fn(u64) -> Option<T> + Sync) -> (u64, Vec<T>) {
    const PART: u64 = 16;
    for begin in (0..most).step_by(16) {
        let results = each(PART, |at| work(begin + at));
        if !results.is_empty() {
            return (begin + PART, results);
        }
    }
    (most, Vec::new())
}
