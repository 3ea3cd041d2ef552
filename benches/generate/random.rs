//! Numbers that look random and are the same in every run.

/// The generator `splitmix64`, after <https://prng.di.unimi.it/splitmix64.c> (public domain).
pub(super) struct Random(u64);

impl Random {
    /// A sequence of its own for each seed and number.
    pub(super) fn new(seed: u64, number: usize) -> Self {
        Self(Self(seed).next() ^ Self(number as u64).next())
    }

    /// The next number below `limit`, which is not 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let below = self.next() % limit as u64;
        usize::try_from(below).unwrap_or_default()
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
