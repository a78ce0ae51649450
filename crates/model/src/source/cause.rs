//! How a visit ended. What is to be concluded from it is not decided here.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// 200 to 299 (RFC 9110 §15.3), and nothing speaks against it.
    Alive,
    /// 404 (RFC 9110 §15.5.5).
    NotFound,
    /// 404, or a page that says so, and the same for the front page of the host: a block is likelier than a death.
    NotFoundEverywhere,
    /// 404, and the page has the title of the event that cites it.
    NotFoundWithTitle,
    /// The answer is the one that the host gives for a document that cannot exist.
    SoftNotFound,
    /// An answer without a body.
    NoContent,
    /// The page has the title of the event that cites it, and says that it was taken away.
    Removed,
    /// The host answers so to everything, its front page included: that is about us, or about the host.
    OneAnswer,
    /// An object store's 403, which it gives to what cannot exist too. It may mean either: that there is no such
    /// document, or that strangers may read none.
    StoreError,
    /// A redirect from a document to the front page of a host.
    FrontPage,
    /// A redirect from a document to a page that lists others: above it, or beside.
    SectionPage,
    /// A redirect to a page to which the host redirects other documents too. Only a host's observations together show
    /// it, so no visit ends with it.
    SharedPage,
    /// A page that is not the host's own, which it sends for several documents. Like the next two, only a domain's
    /// observations together show it.
    ForeignPage,
    /// A redirect to a page of another domain, to which the domain sends the readers of several documents.
    ForeignLanding,
    /// Another text than the document had, in another language or with nothing of the host's in it, like most of the
    /// domain's documents.
    ForeignText,
    /// Every page of the host is a dealer's offer of its name.
    ForSale,
    /// Every page of the host is one of those that names have between two owners.
    Parked,
    /// Every page of the host says that its account is suspended.
    Suspended,
    /// Every page of the host is what its software shows before anybody has put something there.
    DefaultPage,
    /// A page without any text: mostly one that a script is to fill.
    EmptyShell,
    /// 410 (RFC 9110 §15.5.11).
    Gone,
    /// NXDOMAIN (RFC 8020), said by a resolver that is known to work.
    NoSuchName,
    /// 401, 402, 403, 407, 451, and LinkedIn's 999: the server has a document, or not, but not for us.
    Refused(u16),
    /// 429 (RFC 6585 §4).
    TooManyRequests,
    /// A page that asks for proof that we are a person. It outranks the status that it comes with.
    Challenge,
    /// A redirect to a form that asks for a name and a password.
    Login,
    /// A redirect to a page that asks for consent.
    Consent,
    /// A redirect to another page that stands before the document, or redirects that set cookies without end.
    Gate,
    /// 500 to 599 (RFC 9110 §15.6).
    ServerError(u16),
    /// Any other status, also a redirect that does not say where to.
    OtherStatus(u16),
    /// Not requested in this run.
    Deferred(Deferral),
    /// The name server answers with an error: SERVFAIL, REFUSED, or something that cannot be read.
    ServFail,
    /// The name exists and has no address.
    NoAddress,
    /// The name server does not answer in time.
    DnsTimeout,
    /// No resolver that is known to work, so its NXDOMAIN says nothing.
    NoResolver,
    /// The resolver has addresses for names that cannot exist, so its other addresses are nothing to go by.
    LyingResolver,
    /// The server refuses the connection.
    ConnectionRefused,
    /// No connection in time.
    ConnectTimeout,
    /// No connection for another reason, such as no route to the host.
    Unreachable,
    /// The host has IPv6 addresses only, and nothing was reached over IPv6 from here: that is our fault.
    NoIpv6,
    /// A connection, and no answer in time.
    Timeout,
    /// The connection was reset or closed before there was a whole answer, or the answer was not HTTP.
    ConnectionClosed,
    /// No secure connection, for example with an expired certificate.
    Tls,
    /// More than twenty redirects.
    TooManyRedirects,
    /// A redirect to where the visit had been. Some sites do that to clients that keep no cookies.
    RedirectLoop,
    /// A redirect to something that is no http(s) URL.
    BadRedirect,
    /// The host has no address that is globally routable. Nothing was connected to.
    PrivateAddress,
    /// A port that browsers refuse. Nothing was connected to.
    BadPort,
    /// robots.txt asks us not to request it (RFC 9309 §2.2.2).
    Robots,
    /// robots.txt cannot be read for now, which is to be taken for a wish not to request anything (RFC 9309 §2.3.1.4).
    NoRobots,
    /// A text that is no URL of the public web. Nothing was requested.
    Invalid,
    /// A URL that cannot be requested, such as one of another scheme or in a zone outside the public DNS.
    Unsupported,
}

/// Why a host was not asked again in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deferral {
    /// It had answered 429.
    Throttled,
    /// Three requests in a row had failed without any answer.
    Failing,
    /// The time for all requests together was over.
    OverBudget,
    /// The run was interrupted.
    Interrupted,
    /// This process may not open as many files as it takes.
    NoFiles,
    /// Another worker of the audit visits the host.
    Elsewhere,
}

/// Makes of one list all that there is to know of the causes that are not about a status, so that none is forgotten.
macro_rules! named {
    ($($cause:ident $((Deferral::$deferral:ident))? = $token:literal, $words:literal;)*) => {
        impl Cause {
            /// The causes that are not about a status.
            pub const NAMED: &[Self] = &[$(Self::$cause $((Deferral::$deferral))?),*];

            /// The token of such a cause and its words, or the status that another is about.
            fn named(self) -> Result<(&'static str, &'static str), u16> {
                match self {
                    $(Self::$cause $((Deferral::$deferral))? => Ok(($token, $words)),)*
                    Self::NotFound => Err(404),
                    Self::Gone => Err(410),
                    Self::TooManyRequests => Err(429),
                    Self::Refused(status) | Self::ServerError(status) | Self::OtherStatus(status) => Err(status),
                }
            }
        }
    };
}

named! {
    Alive = "alive", "the server has it";
    NotFoundEverywhere = "404-everywhere", "the server finds nothing, whatever is requested";
    NotFoundWithTitle = "404-with-title", "the server answers 404 Not Found but sends the document";
    SoftNotFound = "soft-404", "the server answers as it does for a document that cannot exist";
    NoContent = "no-content", "the server sends nothing";
    Removed = "removed", "the page says that the document was removed";
    OneAnswer = "one-answer", "the server sends the same short answer to everything";
    StoreError = "store-403", "the storage service refuses us, as it does for a document that cannot exist";
    FrontPage = "front-page", "the server sends its front page instead";
    SectionPage = "section-page", "the server sends a section page instead";
    SharedPage = "shared-page", "the server sends the same page for several documents";
    ForeignPage = "foreign-page", "the server sends the same page of strangers for several documents";
    ForeignLanding = "foreign-landing", "it redirects to strangers, as do other documents of the domain";
    ForeignText = "foreign-text", "strangers have replaced the document";
    ForSale = "for-sale", "the host name is for sale";
    Parked = "parked", "the host name is parked";
    Suspended = "suspended", "the host's account is suspended";
    DefaultPage = "default-page", "the host shows only its software's default page";
    EmptyShell = "empty-shell", "the page has no text without scripts";
    NoSuchName = "nxdomain", "the host name does not exist";
    Challenge = "challenge", "the server asks for proof that we are human";
    Login = "login", "the server asks for a login";
    Consent = "consent", "the server asks for consent first";
    Gate = "gate", "the server stops us at a gate";
    Robots = "robots", "robots.txt asks not to request it";
    NoRobots = "no-robots", "robots.txt could not be read";
    Invalid = "invalid", "it is not a URL of the public web";
    Deferred(Deferral::Throttled) = "deferred-throttled", "the server had asked for fewer requests and was left alone";
    Deferred(Deferral::Failing) = "deferred-failing", "the server had failed three times in a row and was left alone";
    Deferred(Deferral::OverBudget) = "deferred-budget", "it was not reached within the budget";
    Deferred(Deferral::Interrupted) = "deferred-interrupted", "the run was interrupted";
    Deferred(Deferral::NoFiles) = "deferred-files", "this process cannot open enough files";
    Deferred(Deferral::Elsewhere) = "deferred-elsewhere", "another worker is visiting the host";
    ServFail = "servfail", "the name server answers with an error";
    NoAddress = "no-address", "the host name has no address";
    DnsTimeout = "dns-timeout", "the name server does not answer in time";
    NoResolver = "no-resolver", "no working name server was found";
    LyingResolver = "lying-resolver", "the name server invents addresses for names that do not exist";
    ConnectionRefused = "connection-refused", "the server refuses the connection";
    ConnectTimeout = "connect-timeout", "the server does not accept the connection in time";
    Unreachable = "unreachable", "the server cannot be reached";
    NoIpv6 = "no-ipv6", "the host has IPv6 addresses only, and nothing was reached over IPv6 from here";
    Timeout = "timeout", "the server does not answer in time";
    ConnectionClosed = "connection-closed", "the connection ended without a valid answer";
    Tls = "tls", "no secure connection could be made";
    TooManyRedirects = "too-many-redirects", "it redirects more than 20 times";
    RedirectLoop = "redirect-loop", "it redirects in a loop";
    BadRedirect = "bad-redirect", "it redirects to something that is not an http(s) URL";
    PrivateAddress = "private-address", "the host's address is not on the public internet";
    BadPort = "bad-port", "browsers refuse the port";
    Unsupported = "unsupported", "it cannot be requested";
}

impl Cause {
    /// What a status says by itself.
    pub fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Alive,
            404 => Self::NotFound,
            410 => Self::Gone,
            429 => Self::TooManyRequests,
            401 | 402 | 403 | 407 | 451 | 999 => Self::Refused(status),
            500..=599 => Self::ServerError(status),
            _ => Self::OtherStatus(status),
        }
    }

    /// Whether the document was there.
    pub fn is_alive(self) -> bool {
        self == Self::Alive
    }

    /// Whether this speaks for the document being gone. Everything else only means that it could not be seen.
    pub fn is_evidence_of_death(self) -> bool {
        matches!(self, Self::NotFound | Self::Gone | Self::NoSuchName)
    }

    /// The cause in one word, as rules' examples write it: a status such as `404`, or a name such as `nxdomain`.
    /// Parsing it gives the cause back.
    pub fn token(self) -> Cow<'static, str> {
        self.named().map_or_else(|status| status.to_string().into(), |(token, _)| token.into())
    }
}

/// Plain words for the end of a sentence, such as `the server answers 404 Not Found`.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.named().map_err(Status)) {
            (_, Ok((_, words))) => f.write_str(words),
            (Self::TooManyRequests, Err(status)) => write!(f, "the server asks for fewer requests ({status})"),
            (Self::Refused(_), Err(status)) => write!(f, "the server refuses us ({status})"),
            (Self::ServerError(_), Err(status)) => write!(f, "the server fails ({status})"),
            (_, Err(status)) => write!(f, "the server answers {status}"),
        }
    }
}

/// A status with its reason, if it has a registered one: `404 Not Found`, `999`.
struct Status(u16);

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = StatusCode::from_u16(self.0).ok().and_then(|status| status.canonical_reason());
        match reason {
            Some(reason) => write!(f, "{} {reason}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

/// Reads a [token](Cause::token). Any status between 100 and 999 is one.
impl FromStr for Cause {
    type Err = String;

    fn from_str(token: &str) -> Result<Self, String> {
        if let Ok(status) = token.parse::<StatusCode>() {
            return Ok(Self::of_status(status.as_u16()));
        }
        let named = Self::NAMED.iter().copied().find(|cause| cause.token() == token);
        named.ok_or_else(|| format!("`{token}` is neither a status nor a known outcome of a visit"))
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.token())
    }
}

impl<'de> Deserialize<'de> for Cause {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let token = Cow::<str>::deserialize(deserializer)?;
        token.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_back() {
        let statuses = (100..=999).map(Cause::of_status);
        for cause in Cause::NAMED.iter().copied().chain(statuses) {
            assert_eq!(cause.token().parse(), Ok(cause), "{cause:?}");
        }
    }

    #[test]
    fn only_three_causes_speak_for_death() {
        let statuses = (100..=999).map(Cause::of_status);
        let deadly: Vec<String> = Cause::NAMED
            .iter()
            .copied()
            .chain(statuses)
            .filter(|cause| cause.is_evidence_of_death())
            .map(|cause| cause.token().into_owned())
            .collect();
        assert_eq!(deadly, ["nxdomain", "404", "410"]);
    }

    #[test]
    fn words_name_the_status() {
        assert_eq!(Cause::NotFound.to_string(), "the server answers 404 Not Found");
        assert_eq!(Cause::of_status(403).to_string(), "the server refuses us (403 Forbidden)");
        assert_eq!(Cause::of_status(999).to_string(), "the server refuses us (999)");
        assert_eq!(Cause::of_status(503).to_string(), "the server fails (503 Service Unavailable)");
        assert_eq!(Cause::of_status(304).to_string(), "the server answers 304 Not Modified");
    }

    #[test]
    fn other_words_are_no_cause() {
        for token in ["", "40", "4040", "dead", "NXDOMAIN", "404 "] {
            assert!(token.parse::<Cause>().is_err(), "{token}");
        }
    }
}
