//! Laws: what holds for whatever a strategy makes up. A case that breaks one is made as small as it gets.

use proptest::test_runner::{Config, RngSeed};

/// As many cases, the same ones each time. `PROPTEST_CASES` says how many instead, and `PROPTEST_RNG_SEED` which.
pub fn cases(number: u32) -> Config {
    let default = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { number };
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    Config { cases, rng_seed, failure_persistence: None, ..default }
}
