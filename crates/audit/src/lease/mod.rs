//! Which of the workers of one audit may visit which domains, where several share a PostgreSQL server.
//!
//! A worker leases registrable domains for seconds and renews that as long as it visits them. A lease has an epoch, its
//! number: what a worker saw is stored only as long as nobody has leased the domain after it, so one that was stalled or
//! cut off doubles nothing. When a host may be asked next is kept with the leases, so that manners hold whoever asks. The
//! time is the server's everywhere.
//!
//! - `held` is what visits and the recorder see of a lease,
//! - `table` is what is done in the database,
//! - `claims` is what this worker wants of whom, and has,
//! - `link` is the connection to it,
//! - `keeper` brings them together, on a thread that has nothing else to do: a worker that cannot renew in time is told
//!   so by its own clock,
//! - `archive_turns` is what those see who ask web archives, and `leases` what the run does.

mod archive_turns;
mod claims;
mod held;
mod keeper;
mod leases;
mod link;
mod table;
mod terms;

pub use self::archive_turns::{ArchiveTurn, ArchiveTurns};
pub use self::held::Held;
pub use self::keeper::Due;
pub use self::leases::{Leases, LeasesAtWork};
pub use self::terms::LeaseTerms;
