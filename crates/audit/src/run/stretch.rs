//! A stretch of a run, and whether it was the network here that failed in it.
//!
//! A firewall refuses for every host, and a captive portal answers for every host. Neither says anything of the hosts, so
//! if nearly all of them fail alike, it is the network. Hosts are counted and not URLs, each once. A host that was not
//! reached before – by the store, or in a stretch of this run in which the network worked – says nothing new if it is not
//! reached again: dead hosts are visited too, and at the end of a run nothing else is.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use rustc_hash::FxHashMap;

use crate::reach::Reach;
use newslint_model::diagnostic::sanitize;
use newslint_model::number::counted;

/// How many hosts say enough of the network.
pub(super) const ENOUGH_HOSTS: usize = 10;

/// How many in ten have to fail alike.
const FAILED_OF_TEN: usize = 9;

/// How far visits came lately, by host.
#[derive(Debug, Default)]
pub(super) struct Stretch(FxHashMap<String, Reach>);

/// What is to be thought of a stretch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// The network worked, as far as can be told.
    Works,
    /// It did not.
    Broken(Outage),
    /// There is not enough to go by yet.
    Open,
}

/// What a network that does not work showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The hosts that said anything of it.
    pub(super) hosts: usize,
    /// Those of them that were not reached.
    nowhere: usize,
    /// Those that all led to one place, and which.
    elsewhere: Option<(Reach, usize)>,
}

impl Stretch {
    /// Notes how far a visit came. A host that was reached once is there.
    pub(super) fn note(&mut self, host: String, reach: Reach) {
        let so_far = self.0.entry(host).or_insert_with(|| reach.clone());
        if *so_far != Reach::Host {
            *so_far = reach;
        }
    }

    /// Judges it by what was known of the hosts before, while so many visits are under way that may yet come somewhere:
    /// failures are often faster than answers.
    pub(super) fn judge(&self, known: &FxHashMap<String, Reach>, under_way: usize) -> Judged {
        let outage = self.outage(known);
        let failed = outage.nowhere + outage.elsewhere.as_ref().map_or(0, |(_, hosts)| *hosts);
        let is_most_of = |hosts: usize| failed * 10 >= hosts * FAILED_OF_TEN;
        if outage.hosts < ENOUGH_HOSTS {
            if failed == outage.hosts && failed > 0 { Judged::Open } else { Judged::Works }
        } else if !is_most_of(outage.hosts) {
            Judged::Works
        } else if is_most_of(outage.hosts + under_way) {
            Judged::Broken(outage)
        } else {
            Judged::Open
        }
    }

    fn outage(&self, known: &FxHashMap<String, Reach>) -> Outage {
        let (mut hosts, mut nowhere) = (0, 0);
        let mut elsewhere: BTreeMap<&Reach, usize> = BTreeMap::new();
        for (host, reach) in &self.0 {
            let is_known = known.get(host) == Some(reach);
            if is_known && *reach == Reach::Nowhere {
                continue;
            }
            hosts += 1;
            match reach {
                Reach::Host => {}
                // It led there before.
                Reach::Elsewhere(_) | Reach::Page(..) if is_known => {}
                Reach::Nowhere => nowhere += 1,
                Reach::Elsewhere(_) | Reach::Page(..) => *elsewhere.entry(reach).or_default() += 1,
            }
        }
        // Of two places with as many hosts it is always the same.
        let most = elsewhere.into_iter().max_by_key(|&(place, hosts)| (hosts, Reverse(place)));
        Outage { hosts, nowhere, elsewhere: most.map(|(place, hosts)| (place.clone(), hosts)) }
    }

    /// Ends it, and adds what it showed to what is known of the hosts.
    pub(super) fn end_into(&mut self, known: &mut FxHashMap<String, Reach>) {
        for (host, reach) in self.0.drain() {
            match reach {
                Reach::Host => drop(known.remove(&host)),
                failed => drop(known.insert(host, failed)),
            }
        }
    }

    /// Ends it, and forgets it.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

/// `28 of 30 hosts could not be reached`, `12 of 30 hosts could not be reached and 17 redirected to portal.example`.
impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = counted(self.hosts, "host");
        let Some((place, hosts)) = &self.elsewhere else {
            return write!(f, "{} of {of} could not be reached", self.nowhere);
        };
        match self.nowhere {
            0 => write!(f, "{hosts} of {of} ")?,
            nowhere => write!(f, "{nowhere} of {of} could not be reached and {hosts} ")?,
        }
        match place {
            Reach::Elsewhere(host) => write!(f, "redirected to {host}"),
            Reach::Page(title, _) if !title.is_empty() => write!(f, "showed the same page, “{}”,", sanitize(title)),
            Reach::Page(..) | Reach::Host | Reach::Nowhere => f.write_str("showed the same page"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(reached: usize, nowhere: usize, elsewhere: &[&str]) -> Stretch {
        let places = elsewhere.iter().map(|place| Reach::Elsewhere((*place).to_owned()));
        let all = vec![Reach::Host; reached].into_iter().chain(vec![Reach::Nowhere; nowhere]).chain(places);
        let mut stretch = Stretch::default();
        for (number, reach) in all.enumerate() {
            stretch.note(format!("h{number}.example"), reach);
        }
        stretch
    }

    #[test]
    fn nine_of_ten_hosts_are_the_network() {
        let nothing = FxHashMap::default();
        let portal = ["portal.example"; 5];
        for (reached, nowhere, elsewhere, under_way, expected) in [
            (1, 9, &[][..], 0, Some("9 of 10 hosts could not be reached")),
            (0, 30, &[], 0, Some("30 of 30 hosts could not be reached")),
            (1, 4, &portal, 0, Some("4 of 10 hosts could not be reached and 5 redirected to portal.example")),
            (0, 0, &["portal.example"; 10], 0, Some("10 of 10 hosts redirected to portal.example")),
            // Some visits may yet come somewhere.
            (0, 30, &[], 3, Some("30 of 30 hosts could not be reached")),
            (0, 30, &[], 4, None),
            // Too few.
            (0, 9, &[], 0, None),
        ] {
            let judged = stretch(reached, nowhere, elsewhere).judge(&nothing, under_way);
            let told = match &judged {
                Judged::Broken(outage) => Some(outage.to_string()),
                _ => None,
            };
            assert_eq!(told.as_deref(), expected, "{judged:?}");
            assert_ne!(judged, Judged::Works);
        }
        for (reached, nowhere, elsewhere) in [
            (0, 0, &[][..]),
            (40, 60, &[]),
            (2, 9, &[]),
            (1, 8, &[]),
            // As many different hosts are nobody's portal.
            (0, 4, &["a.example", "b.example", "c.example", "d.example", "e.example", "f.example"]),
        ] {
            assert_eq!(stretch(reached, nowhere, elsewhere).judge(&nothing, 0), Judged::Works, "{reached} {nowhere}");
        }
    }

    #[test]
    fn hosts_that_lead_where_they_led_are_there() {
        let mut known = FxHashMap::default();
        stretch(5, 0, &["group.example"; 20]).end_into(&mut known);
        let mut again = stretch(5, 0, &["group.example"; 20]);
        for number in 25..40 {
            again.note(format!("h{number}.example"), Reach::Nowhere);
        }
        assert_eq!(again.judge(&known, 0), Judged::Works);
    }

    #[test]
    fn what_a_host_had_shown_before_says_nothing_new() {
        let mut known = FxHashMap::default();
        stretch(5, 95, &[]).end_into(&mut known);
        assert_eq!(known.len(), 95);
        let mut again = stretch(5, 95, &[]);
        assert_eq!(again.judge(&known, 0), Judged::Works);
        // Ten that were there before.
        for number in 100..110 {
            again.note(format!("h{number}.example"), Reach::Nowhere);
        }
        assert_eq!(again.judge(&known, 0), Judged::Works);
        for number in 110..150 {
            again.note(format!("h{number}.example"), Reach::Nowhere);
        }
        assert!(matches!(again.judge(&known, 0), Judged::Broken(_)));
        // A host that comes back is good news.
        for number in 10..20 {
            again.note(format!("h{number}.example"), Reach::Host);
        }
        assert_eq!(again.judge(&known, 0), Judged::Works);
        again.end_into(&mut known);
        assert!(!known.contains_key("h10.example") && known.contains_key("h149.example"));
    }
}
