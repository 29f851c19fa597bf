//! Randomness at the edge: tokens and jitter.

/// Where random numbers come from: the system, or a seed.
pub trait Rng: Send + Sync {
    /// Returns 64 random bits.
    fn bits(&self) -> u64;
}

/// Returns a token of 32 hexadecimal characters: what every create class of every service takes.
pub fn token(rng: &dyn Rng) -> String {
    format!("{:016x}{:016x}", rng.bits(), rng.bits())
}
