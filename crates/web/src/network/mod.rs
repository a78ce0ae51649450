//! Sources on the network: each URL is visited once, and what was seen there is an
//! [`Observation`](newslint_model::source::Observation).
//!
//! This room alone opens sockets. It tells what happened, as a [`Cause`](newslint_model::source::Cause), and leaves it to its
//! callers to say what follows from that. A visit, from the top to the bottom:
//!
//! - `visit` visits a URL, and if it leads nowhere, what the text may have meant, and `next_door`; or many, when
//!   [`schedule`](crate::schedule) says that their hosts may be asked,
//! - `compare` tells a document from what only looks like one, with the answer to a `control`. `page` is what an answer
//!   shows, `landing` what a redirect says by its two URLs, and `gate` knows who is only kept at a gate,
//! - `walk` goes from a URL over its redirects to an answer, with a `chain` for what it carries on the way, if `robots`
//!   lets it; the `arrival` is what is known so far,
//! - `fetch` makes one `request`, over connections that `tls` trusts and a `pool` keeps, and `answer` reads what comes
//!   back, with `failure` for why nothing does; `certificates` are judged by any rule,
//! - `guard` refuses addresses and ports that no source can be at,
//! - `files` are what all that takes of this machine, and `ipv6` tells whether it has any,
//! - `resolve` finds the addresses of a name, and `standing` whether the resolver can be believed,
//! - `copy` is what an archived copy shows, which needs no visit; a `document` is asked for by somebody,
//! - `memo` holds what is found out once a run, and `options` say how the network may be used.

mod answer;
mod arrival;
mod certificates;
mod chain;
mod compare;
mod control;
mod copy;
mod document;
mod failure;
mod fetch;
mod files;
mod gate;
mod guard;
mod ipv6;
mod landing;
mod memo;
mod next_door;
mod options;
mod page;
mod pool;
mod request;
mod resolve;
mod robots;
mod standing;
mod tls;
mod visit;
mod walk;

pub use self::answer::{retry_after, target};
pub use self::certificates::{Presented, accepted_by};
pub use self::copy::{CopySeen, read_copy};
pub use self::document::document;
pub use self::files::{expect_files, runtime};
pub use self::guard::Guard;
pub use self::options::VisitOptions;
pub use self::resolve::Resolver;
pub use self::robots::{RobotsPolicy, RobotsReader};
pub use self::visit::visit_each;
pub use self::visit::{Prober, Subject, visit_all};
