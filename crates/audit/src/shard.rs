//! Which part of the web one of several machines visits.
//!
//! All hosts of a registrable domain are in one shard, because they are often one server: so what two shards do not know
//! of each other does not matter to any site.

use std::fmt;
use std::hash::Hasher;
use std::str::FromStr;

use fnv::FnvHasher;

use newslint_model::source::registrable;

/// One of several shards: `3/8` is the third of eight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    number: u64,
    of: u64,
}

impl Shard {
    /// Whether the host belongs to this shard. The same on every machine and in every version of newslint.
    pub fn has(self, host: &str) -> bool {
        let mut hasher = FnvHasher::default();
        hasher.write(registrable(host).as_bytes());
        hasher.finish() % self.of == self.number - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Shard { number, of }),
            _ => Err("a shard is one part of several, such as 3/8".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_has_one_shard() -> Result<(), String> {
        let shards: Vec<Shard> = (1..=8).map(|number| format!("{number}/8").parse()).collect::<Result<_, _>>()?;
        let mut sizes = [0; 8];
        for number in 0..8000 {
            let host = format!("www.herald-{number}.example");
            let own: Vec<usize> = (0..8).filter(|&at| shards[at].has(&host)).collect();
            assert_eq!(own.len(), 1, "{host}");
            assert!(shards[own[0]].has(&host["www.".len()..]));
            sizes[own[0]] += 1;
        }
        assert!(sizes.iter().all(|size| (800..1200).contains(size)), "{sizes:?}");
        Ok(())
    }

    #[test]
    fn a_shard_is_one_of_several() {
        for text in ["", "3", "0/8", "9/8", "1/0", "-1/8", "1/8/2", "a/b"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
        assert_eq!("3/8".parse::<Shard>().map(|shard| shard.to_string()), Ok("3/8".to_owned()));
    }
}
