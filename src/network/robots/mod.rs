//! What robots.txt asks of us (RFC 9309).

mod pattern;
mod rules;

use std::mem;
use std::pin::Pin;

use url::Url;

use super::answer::{Content, Ending};
use super::chain::Chain;
use super::facts::Facts;
use super::walk::{Aim, Walker};
use crate::schedule::Turns;
use crate::source::{Cause, Deferral};

pub(super) use rules::Rules;

/// What is read of a robots.txt, in bytes (RFC 9309 §2.5).
pub(super) const MOST_BYTES: usize = 500 * 1024;

/// The redirects that are followed to a robots.txt (RFC 9309 §2.3.1.2).
const MOST_REDIRECTS: usize = 5;

/// The name by which a robots.txt can mean us (RFC 9309 §2.2.1).
const PRODUCT: &str = "newslint";

/// The robots.txt of all origins, each asked for once a run.
#[derive(Default)]
pub(super) struct Robots(Facts<Wishes>);

/// What a robots.txt says.
enum Wishes {
    Rules(Rules),
    /// It cannot be told, and the server may have said for how many seconds.
    Unknown(Option<u64>),
}

/// Why it is not known what a robots.txt says.
enum Unread {
    Deferred(Deferral),
    /// Nobody answers, so the URL itself need not be asked for.
    Silent(Box<Ending>),
}

impl From<Deferral> for Unread {
    fn from(reason: Deferral) -> Self {
        Self::Deferred(reason)
    }
}

impl Robots {
    /// How a visit ends that may not request the URL. `None` if it may.
    pub async fn refusal(&self, walker: &Walker, url: &Url, turns: &Turns) -> Result<Option<Box<Ending>>, Deferral> {
        let cell = self.0.about(&url.origin().ascii_serialization());
        let wishes = match cell.get_or_try_init(|| ask(walker, url, turns)).await {
            Ok(wishes) => wishes,
            Err(Unread::Deferred(reason)) => return Err(reason),
            Err(Unread::Silent(ending)) => return Ok(Some(ending)),
        };
        Ok(match wishes {
            Wishes::Rules(rules) if rules.allow(url) => None,
            Wishes::Rules(_) => Some(Box::new(Ending::new(Cause::Robots))),
            &Wishes::Unknown(retry_after) => Some(Box::new(Ending { retry_after, ..Ending::new(Cause::NoRobots) })),
        })
    }
}

/// Asks for the robots.txt of the URL's origin. On the heap, because a walk asks for it and it is a walk itself.
fn ask<'a>(
    walker: &'a Walker,
    url: &'a Url,
    turns: &'a Turns,
) -> Pin<Box<dyn Future<Output = Result<Wishes, Unread>> + Send + 'a>> {
    Box::pin(async move {
        let mut at = url.clone();
        at.set_path("/robots.txt");
        at.set_query(None);
        let mut chain = Chain::new(at, MOST_REDIRECTS);
        let mut ending = walker.follow(&mut chain, Aim::Robots, turns).await?;
        let is_silent = ending.status.is_none();
        match (ending.cause, mem::replace(&mut ending.content, Content::Nothing)) {
            (_, Content::Rules(rules)) => Ok(Wishes::Rules(rules)),
            (Cause::ServerError(_), _) => Ok(Wishes::Unknown(ending.retry_after)),
            _ if is_silent && chain.is_redirected() => Ok(Wishes::Unknown(None)),
            // Until it answers, the host is not asked for anything else.
            (Cause::TooManyRequests, _) => Err(Unread::Silent(ending)),
            _ if is_silent => Err(Unread::Silent(ending)),
            // There is none that could be read (RFC 9309 §2.3.1.3).
            _ => Ok(Wishes::Rules(Rules::default())),
        }
    })
}
