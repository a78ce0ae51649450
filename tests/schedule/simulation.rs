//! A small web with a heavy tail, visited as a whole.

use std::time::Duration;

use super::web::{Manners, Shape, simulate};

const SHAPE: Shape = Shape { urls: 20_000, hosts: 1000, largest: 20_000, shards: 1, seed: 7 };

/// Issue 4: "total time within 5 % of max(longest host, total work / concurrency)". The web itself sees to it that no
/// host is asked two things at a time, or too soon.
#[test]
fn a_pass_takes_hardly_longer_than_it_must() {
    for (largest, concurrency) in [(20_000, 4), (20_000, 32), (400, 4), (400, 8), (400, 64)] {
        let manners = Manners { concurrency, gap: Duration::from_secs(3) };
        let pass = simulate(Shape { largest, ..SHAPE }, 0, manners).unwrap();
        assert_eq!((pass.urls, pass.hosts, pass.broken), (20_000, 1000, 0));
        assert_eq!(pass.done + pass.deferred, pass.urls);
        assert!(pass.done > 19_000, "{}", pass.done);
        assert!((1.0..1.05).contains(&pass.ratio()), "largest {largest}, {concurrency} slots: {}", pass.ratio());
    }
}

/// Every host is in one shard.
#[test]
fn shards_share_the_work() {
    let shape = Shape { shards: 4, ..SHAPE };
    let manners = Manners { concurrency: 32, gap: Duration::ZERO };
    let passes: Vec<_> = (0..4).map(|shard| simulate(shape, shard, manners).unwrap()).collect();
    assert_eq!(passes.iter().map(|pass| pass.hosts).sum::<usize>(), 1000);
    assert_eq!(passes.iter().map(|pass| pass.done + pass.deferred).sum::<usize>(), 20_000);
}
