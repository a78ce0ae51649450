//! What a contributor writes into events keeps no worker from anything.

use super::{Workers, stories};
use crate::harness::Random;
use crate::harness::postgres::Postgres;
use crate::harness::server::Reply;

/// Of that many bytes, which no compression makes shorter.
fn noise(seed: u64, length: usize) -> String {
    let mut random = Random(seed);
    (0..length).map(|_| char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[random.below(36) as usize])).collect()
}

/// An index has room for 2,700 bytes of a text.
#[test]
fn names_may_be_longer_than_an_index_has_room_for() {
    let Some(server) = Postgres::shared() else { return };
    let (_web, mut urls) = stories(2, |_| Reply::status(404));
    urls.push(format!("https://www.{}.example/{}", noise(2, 9000), noise(3, 9000)));
    urls.push(format!("not a URL {}", noise(4, 9000)));
    // More domains than are leased at a time.
    urls.extend((0..99).map(|number| format!("https://{}.example/", noise(10 + number, 3000))));
    let workers = Workers::of(server, &urls);
    let told = workers.run(&[]);
    assert_eq!((workers.observations().as_str(), workers.leased().as_str()), ("103|103", "0"), "{}", told.stderr);
}
