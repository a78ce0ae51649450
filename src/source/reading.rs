//! What one observation says, by itself.

use super::cause::Cause;
use super::observation::Observation;
use super::verdict::Tier;

/// What an observation says of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It is there.
    Alive,
    /// The server has it, or not, but not for us.
    Blocked,
    /// Nothing.
    Neutral,
    /// It is gone.
    Evidence(Tier),
}

/// Reads an observation.
///
/// What a host as a whole shows, or another place in the network, can take this back, when an audit judges it.
pub fn reading(observation: &Observation) -> Reading {
    match observation.cause {
        Cause::Alive => Reading::Alive,
        Cause::Gone => Reading::Evidence(Tier::Gone),
        Cause::NotFound | Cause::SoftNotFound | Cause::FrontPage | Cause::SectionPage | Cause::SharedPage => {
            Reading::Evidence(Tier::Page)
        }
        Cause::NoSuchName | Cause::Parked | Cause::Suspended | Cause::DefaultPage => Reading::Evidence(Tier::Domain),
        // 511 comes from the network that we are in (RFC 6585 §6), and who says when to come again will be there.
        Cause::ServerError(511) => Reading::Neutral,
        Cause::ServerError(_) if observation.retry_after.is_some() => Reading::Neutral,
        Cause::ServerError(_)
        | Cause::NotFoundEverywhere
        | Cause::ServFail
        | Cause::NoAddress
        | Cause::ConnectionRefused
        | Cause::ConnectTimeout
        | Cause::TooManyRedirects
        | Cause::RedirectLoop => Reading::Evidence(Tier::Unreachable),
        Cause::Refused(_) | Cause::TooManyRequests | Cause::Challenge | Cause::Login | Cause::Consent => {
            Reading::Blocked
        }
        // No route to a host is as likely our own network's fault: from one without IPv6, a host that has nothing else
        // is never reached.
        Cause::Unreachable
        | Cause::NotFoundWithTitle
        | Cause::EmptyShell
        | Cause::OtherStatus(_)
        | Cause::Deferred(_)
        | Cause::DnsTimeout
        | Cause::NoResolver
        | Cause::LyingResolver
        | Cause::Timeout
        | Cause::ConnectionClosed
        | Cause::Tls
        | Cause::BadRedirect
        | Cause::PrivateAddress
        | Cause::BadPort
        | Cause::Robots
        | Cause::NoRobots
        | Cause::Invalid
        | Cause::Unsupported => Reading::Neutral,
    }
}

/// Whether evidence of one kind counts for a tier. A document that is said to be gone is not found either, and
/// whatever else is wrong, it cannot be reached.
pub(crate) fn counts_for(evidence: Tier, tier: Tier) -> bool {
    evidence == tier || tier == Tier::Unreachable || (evidence, tier) == (Tier::Gone, Tier::Page)
}
