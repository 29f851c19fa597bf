//! Randomness of the system.

use rustix::rand::{GetRandomFlags, getrandom};
use tandem_core::Rng;

/// The system's own random numbers; tokens made of them are unique across machines.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn bits(&self) -> u64 {
        let mut bytes = [0; 8];
        // For so few bytes the call neither fails nor returns fewer, except when a signal comes before the system has
        // gathered its first randomness: then it is asked again.
        while !matches!(getrandom(&mut bytes[..], GetRandomFlags::empty()), Ok(8)) {
            std::thread::yield_now();
        }
        u64::from_ne_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use tandem_core::Rng as _;

    #[test]
    fn no_two_are_the_same() {
        let mut seen: Vec<u64> = (0..1000).map(|_| super::SystemRng.bits()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1000);
    }
}
