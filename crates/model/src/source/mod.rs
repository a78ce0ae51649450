//! Sources: what a citation means, what a visit can show of it, and what is to be thought of that.
//!
//! Nothing here asks the network, and nothing waits.
//!
//! - `destination` is the URL that Markdown reads in a citation, and `cited` what of it is requested and compared,
//! - `fault` is what is wrong with it, `repair` what may have been meant, and `near` tells what is perhaps the same,
//! - `address` knows which addresses are public,
//! - `front_page` tells pages that lead to documents from documents, and `path_date` finds the day in a URL,
//! - `hosts` is what the configuration knows of hosts, and `registrable` the domain that one belongs to,
//! - `cause` is how a visit ended, and `observation` all that it showed, with a `page_record` of the page,
//! - `verdict` is what is to be thought of a URL, and what one observation says of that,
//! - `settlement` is what audits have settled, and a `remark` what they say of a source that is there,
//! - `wall` tells pages that stand before documents from documents, by their names,
//! - `web_archive` is where web archives are.

mod address;
mod cause;
mod cited;
mod destination;
mod fault;
mod front_page;
mod hosts;
mod near;
mod observation;
mod page_record;
mod path_date;
mod registrable;
mod remark;
mod repair;
mod settlement;
mod verdict;
mod wall;
mod web_archive;

pub use address::is_global;
pub use cause::{Cause, Deferral};
pub use cited::{bare, is_plain_url, is_route, unicode_host};
pub use cited::{document_key, plain_host, request_url};
pub use destination::Destination;
pub use fault::{UrlFault, fault};
pub use front_page::is_front_page;
pub use hosts::{HostSettings, Hosts};
pub use near::{differences, near_key};
pub use observation::{Control, Observation, TlsFault};
pub use page_record::{OwnName, PageRecord, Similarity};
pub use path_date::path_date;
pub use registrable::registered;
pub use registrable::registrable;
pub use remark::Remark;
pub use repair::unescaped;
pub use repair::{neighbours, repairs};
pub use settlement::{CitedCopy, CitedDocument, Settlement, Settlements};
pub use verdict::counts_for;
pub use verdict::{Reading, Tier, Verdict, reading};
pub use wall::{is_wall, names_wall};
pub use web_archive::{ArchiveKind, ArchivePlace, ArchivePlaces};
