//! Hashing ids: short texts that a store gives out itself, looked up a dozen times by each command.

use std::hash::{BuildHasher, Hasher, RandomState};

/// What a state's ids are hashed with. It differs from state to state, so that nobody can choose ids that fall together.
#[derive(Clone)]
pub struct Seed(u64);

pub struct Hashed(u64);

/// Odd, with its bits well mixed: the golden ratio's.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

impl Default for Seed {
    fn default() -> Seed {
        Seed(RandomState::new().build_hasher().finish())
    }
}

impl BuildHasher for Seed {
    type Hasher = Hashed;

    fn build_hasher(&self) -> Hashed {
        Hashed(self.0)
    }
}

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            let product = u128::from(self.0 ^ u64::from_le_bytes(word)) * u128::from(FACTOR);
            self.0 = (product as u64) ^ (product >> 64) as u64;
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_alike_fall_apart() {
        let seed = Seed::default();
        let hashes: BTreeSet<u64> = (0..10_000).map(|n| seed.hash_one(format!("D-{n:07}")) >> 44).collect();
        // Of 2^20 places, chance gives about 9,950 of them to 10,000 ids.
        assert!(hashes.len() > 9_800, "{}", hashes.len());
        let low: BTreeSet<u64> = (0..10_000).map(|n| seed.hash_one(format!("D-{n:07}")) & 0xF_FFFF).collect();
        assert!(low.len() > 9_800, "{}", low.len());
        assert_ne!(Seed(1).hash_one("D-1"), Seed(2).hash_one("D-1"));
    }
}
