//! What to visit though it is not due.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use super::history::Visit;
use super::store::host_of;
use super::verdict::Judgment;
use newslint_model::duration;
use newslint_model::source::Verdict;

/// What to visit though it is not due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recheck {
    /// Everything.
    All,
    /// What has one of these verdicts.
    Verdicts(Vec<Verdict>),
    /// What was not visited for that long.
    Older(SignedDuration),
    /// What these hosts have, also where they asked to be left alone.
    Hosts(Vec<String>),
}

impl FromStr for Recheck {
    type Err = String;

    fn from_str(text: &str) -> Result<Recheck, String> {
        if text == "all" {
            return Ok(Recheck::All);
        }
        if let Some(names) = text.strip_prefix("host:") {
            return names.split(',').map(host_named).collect::<Result<_, _>>().map(Recheck::Hosts);
        }
        let named = |name: &str| Verdict::ALL.into_iter().find(|verdict| verdict.name() == name);
        if let Some(verdicts) = text.split(',').map(named).collect() {
            return Ok(Recheck::Verdicts(verdicts));
        }
        let age = duration::parse(text).ok().and_then(|age| SignedDuration::try_from(age).ok());
        age.map(Recheck::Older).ok_or_else(|| {
            "expected all, verdicts such as dead,suspect, the age of a visit such as 30d, or host: and a name"
                .to_owned()
        })
    }
}

/// The host of that name, as a store has it.
pub fn host_named(name: &str) -> Result<String, String> {
    let host = host_of(&format!("http://{name}/"));
    let is_name = !host.is_empty() && !name.contains(['/', '?', '#', '@', '\\']) && !has_port(name);
    if is_name { Ok(host) } else { Err(format!("`{name}` is not a host name such as gazette.example")) }
}

/// A host is one thing at all its ports.
fn has_port(name: &str) -> bool {
    name.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'))
}

impl Recheck {
    /// The hosts that are to be asked whatever they asked for.
    pub(super) fn overridden(&self) -> &[String] {
        match self {
            Recheck::Hosts(hosts) => hosts,
            _ => &[],
        }
    }

    pub(super) fn wants(&self, host: &str, judgment: &Judgment, visits: &[Visit], now: Timestamp) -> bool {
        match self {
            Recheck::All => true,
            Recheck::Hosts(hosts) => hosts.iter().any(|name| name == host),
            Recheck::Verdicts(verdicts) => verdicts.contains(&judgment.verdict),
            Recheck::Older(age) => visits.last().is_none_or(|visit| now.duration_since(visit.at) >= *age),
        }
    }
}
