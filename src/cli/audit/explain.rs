//! `newslint audit explain URL`: why a URL is judged as it is.

use std::io::Write;

use jiff::Timestamp;
use jiff::civil::Date;

use super::moment;
use super::run::intervals;
use super::store::{StoreArgs, warn_of_damage};
use crate::cli::stdout::print;
use crate::cli::terminal::{self, Stream};
use crate::cli::{ColorWhen, Exit, Failure};
use crate::report;
use crate::setup::Setup;
use newslint_audit::archived::CopyPlaces;
use newslint_audit::cited::Cited;
use newslint_audit::comeback::Comebacks;
use newslint_audit::due::due_at;
use newslint_audit::left_alone::LeftAlone;
use newslint_audit::store::host_of;
use newslint_audit::verdict::{Policy, explain};
use newslint_audit::{History, explain_copies};
use newslint_model::diagnostic::{sanitize, suggest};
use newslint_model::progress::Progress;
use newslint_model::source::document_key;

/// How similar URLs are of which one can be a slip of the other.
const NEAR: f64 = 0.6;

/// Explain the verdict on a URL: each observation, how it counts, and what is still missing for a verdict.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The URL, as cited.
    url: String,
    #[command(flatten)]
    store: StoreArgs,
    /// Use this as the present time: later observations do not count.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    now: Option<Timestamp>,
}

pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let setup = args.store.setup(&[])?;
    let url = document_key(&args.url);
    let (policy, now) = (Policy::default(), args.now.unwrap_or_else(moment::now));
    let (mut domain, left_alone) = match args.store.open_if_any(&setup)? {
        Some(store) => {
            let domain = store.domain_of_host(&host_of(&url))?;
            warn_of_damage(&*store);
            (domain, LeftAlone::read(&*store, now)?)
        }
        None => Default::default(),
    };
    if !domain.histories.iter().any(|history| history.url == url) {
        find_cited(&url, &domain.histories, &setup)?;
        domain.histories.push(History::new(url.clone()));
    }

    let Some((explanation, history)) =
        explain(&domain.histories, &url, &policy, now).zip(domain.histories.iter().find(|history| history.url == url))
    else {
        return Err(unknown(&url, None));
    };
    let is_copy = CopyPlaces::new(&setup.audit.web_archives).read(&url).is_some();
    let intervals = intervals(&setup.audit);
    let intervals = if is_copy { intervals.of_copies() } else { intervals };
    let comebacks = Comebacks::of(domain.of_host(&host_of(&url)), now);
    let recalled = comebacks.recall(history, &explanation.judgment, now).filter(|_| !is_copy);
    let due = recalled.or(due_at(history, &explanation.judgment, &policy, &intervals, now));
    let due = due.max(left_alone.until_of(history, now)).filter(|due| *due > now);
    let style = terminal::style(color, Stream::Stdout);
    let copies = explain_copies(&domain, &url, first_day(history, &setup), (&policy, now, &setup.audit.web_archives));
    let write = |out: &mut dyn Write| {
        report::explanation(&explanation, &copies, due, &style, out)?;
        report::submissions(history, &setup.audit.web_archives, now, &style, out)
    };
    print(write)?;
    Ok(Exit::Clean)
}

/// The day of the first event that cites a URL. Nobody looks for it unless a web archive was asked for copies, and a store
/// can be read where there is no archive.
fn first_day(history: &History, setup: &Setup) -> Option<Date> {
    if history.lookups.is_empty() {
        return None;
    }
    let cited = Cited::find(&setup.archive, &setup.whole().ok()?, &Progress::new(true));
    cited.first_date(u32::try_from(cited.position(&history.url)?).ok()?)
}

/// Makes sure that a URL of which nothing was observed is cited at all. If it is not, the error says which is similar.
fn find_cited(url: &str, known: &[History], setup: &Setup) -> Result<(), Failure> {
    let cited = Cited::find(&setup.archive, &setup.whole()?, &Progress::new(true));
    if cited.position(url).is_some() {
        return Ok(());
    }
    // Whoever leaves the scheme out means one of the two.
    let name = Some(host_of(url)).filter(|name| !name.is_empty()).unwrap_or_else(|| host_of(&format!("http://{url}")));
    let of_host =
        cited.urls.iter().map(|cited| cited.url.as_str()).filter(|cited| bare(&host_of(cited)) == bare(&name));
    let similar = suggest::nearest(url, of_host.chain(known.iter().map(|history| history.url.as_str())), NEAR);
    Err(unknown(url, similar))
}

/// A host's name without the `www` that many have twice.
fn bare(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

fn unknown(url: &str, similar: Option<&str>) -> Failure {
    let url = sanitize(url);
    Failure::Message(match similar {
        Some(similar) => format!("nothing cites {url}; did you mean {}?", sanitize(similar)),
        None => format!("nothing cites {url}"),
    })
}
