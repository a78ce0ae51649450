//! `newslint audit plan`: what is due, and how long it will take.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::moment;
use super::run::intervals;
use super::store::{StoreArgs, warn_of_damage, warn_of_unread};
use crate::cli::stdout::print;
use crate::cli::terminal::{self, Stream};
use crate::cli::{ColorWhen, Exit, Failure, missing};
use crate::report::{PlanFormat, PlanReport};
use crate::setup::Setup;
use newslint_audit::archived::{CopyPlaces, pace};
use newslint_audit::cited::Cited;
use newslint_audit::plan::{CopiesPlan, Plan};
use newslint_audit::select::{Selection, SelectionTerms, select};
use newslint_audit::shard::Shard;
use newslint_audit::verdict::Policy;
use newslint_model::duration;
use newslint_model::progress::Progress;

/// Show what is due, how long it will take, and which host limits the speed. Nothing is visited.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders whose sources to visit. Default: the whole archive.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    /// Plan for only this part of the web, such as 3/8.
    #[arg(long, value_name = "N/M")]
    shard: Option<Shard>,
    /// How many requests to make at a time, each to a different host.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    concurrency: Option<u16>,
    /// How long to wait between two requests to a host; 0s for no wait.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    host_gap: Option<Duration>,
    /// The plan's format.
    #[arg(long, default_value = "full")]
    format: PlanFormat,
    /// Use this as the present time.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    now: Option<Timestamp>,
}

pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let setup = args.store.setup(&args.paths)?;
    let store = args.store.open_if_any(&setup)?;
    let files = setup.files_at(&args.paths, &missing)?;
    let cited = Cited::find(&setup.archive, &files, &Progress::new(true));
    warn_of_unread(&cited);
    // Of the files nothing more is needed.
    drop(files);
    let Setup { links, audit, .. } = &setup;
    let as_of = args.now.unwrap_or_else(moment::now);
    let copies = CopyPlaces::new(&audit.web_archives);
    let terms = SelectionTerms {
        policy: &Policy::default(),
        intervals: &intervals(audit),
        hosts: &links.hosts,
        shard: args.shard,
        recheck: None,
        archives: &audit.web_archives,
        copies: &copies,
        most: None,
        now: as_of,
    };
    let selection = select(&cited, store.as_deref(), &terms)?;
    store.iter().for_each(|store| warn_of_damage(&**store));
    let Selection { due, cited: in_shard, never, next, left_alone, copies, .. } = selection;
    let gap = args.host_gap.unwrap_or(audit.host_gap);
    let gap = |host: &str| links.hosts.of(host).and_then(|settings| settings.gap).unwrap_or(gap);
    let urls = due.iter().filter_map(|position| cited.urls.get(*position as usize)).map(|cited| cited.url.as_str());
    let plan = Plan::new(urls, gap, args.concurrency.map_or(audit.concurrency, usize::from));
    let copies = CopiesPlan {
        urls: copies.iter().map(|request| request.copies.len()).sum(),
        questions: copies.len(),
        gap: audit.web_archives.iter().map(pace).max().unwrap_or_default(),
    };
    let later = in_shard - never - plan.urls() - copies.urls;
    let report = PlanReport { later, plan, copies, as_of, next, never, left_alone };
    let style = terminal::style(color, Stream::Stdout);
    print(|out| report.write(args.format, &style, out))?;
    Ok(Exit::Clean)
}
