//! Every URL that the archive cites as a source, and where.

use std::io;

use jiff::civil::Date;
use rayon::prelude::*;

use newslint_linter::check::Files;
use newslint_model::archive::{Archive, PathKind};
use newslint_model::diagnostic::LineIndex;
use newslint_model::event::{self, decoded};
use newslint_model::progress::Progress;
use newslint_model::source::document_key;
use newslint_model::tree::ReadFault;

/// The sources of some events.
#[derive(Debug, Default)]
pub struct Cited {
    /// The events that have any, in the order of their paths.
    pub events: Vec<CitingEvent>,
    /// What they cite, in the order of the texts.
    pub urls: Vec<CitedUrl>,
    /// Files and folders that could not be read, and why: what they cite is not among these.
    pub unread: Vec<String>,
}

/// An event that cites anything.
#[derive(Debug)]
pub struct CitingEvent {
    /// Relative to the root.
    pub path: String,
    /// Its title, with entities decoded; empty if it has none.
    pub title: String,
    /// The date of its folder, if the calendar has it.
    pub date: Option<Date>,
}

/// A document that is cited, with its citations.
#[derive(Debug)]
pub struct CitedUrl {
    /// What is the same for all its citations ([`document_key`]). A store knows the document by it.
    pub url: String,
    /// Where it is cited, in the order of paths and lines.
    pub citations: Vec<Citation>,
}

/// One place that cites a document.
#[derive(Debug)]
pub struct Citation {
    /// The event's position in [`Cited::events`].
    pub event: u32,
    /// 1-based.
    pub line: u32,
    /// 1-based, in Unicode characters.
    pub column: u32,
    /// The text of the citation, where it is not the URL itself.
    pub text: Option<Box<str>>,
}

impl Citation {
    fn place(&self) -> (u32, u32, u32) {
        (self.event, self.line, self.column)
    }

    /// What is cited, as the events have it.
    pub fn text<'c>(&'c self, cited: &'c CitedUrl) -> &'c str {
        self.text.as_deref().unwrap_or(&cited.url)
    }
}

impl CitedUrl {
    /// The citation whose text is requested for all of them: the shortest, which has the least that is not needed.
    pub(super) fn representative(&self) -> &str {
        let texts = self.citations.iter().map(|citation| citation.text(self));
        texts.min_by_key(|text| (text.len(), *text)).unwrap_or(&self.url)
    }

    /// The date of the first of these events that cites it: its copy is to be near that.
    pub(super) fn first_date(&self, events: &[CitingEvent]) -> Option<Date> {
        self.citations.iter().filter_map(|citation| events.get(citation.event as usize)?.date).min()
    }
}

/// The titles of some of the events that cite the URL at a position.
pub(super) fn titles(cited: &Cited, url: u32) -> Vec<String> {
    /// A document that many events cite is mostly a front page, of which no title says anything.
    const MOST_TITLES: usize = 5;
    let citations = cited.urls.get(url as usize).map_or(&[][..], |url| &url.citations);
    let titles = citations.iter().take(MOST_TITLES).filter_map(|citation| cited.event(citation));
    titles.map(|event| event.title.clone()).filter(|title| !title.is_empty()).collect()
}

/// The files whose sources are read before they are put together, so that few are there twice.
const AT_A_TIME: usize = 4096;

impl Cited {
    /// Reads the files. What is no event that can be read has no sources; to tell that is for the check.
    pub fn find(archive: &Archive, files: &Files, progress: &Progress) -> Cited {
        progress.start("files", files.paths.len());
        let name = |folder: &str| if folder.is_empty() { ".".to_owned() } else { folder.to_owned() };
        let of_folder = |(folder, why): &(String, io::Error)| format!("{}: cannot be read: {why}", name(folder));
        let mut unread: Vec<String> = files.unreadable.iter().map(of_folder).collect();
        let mut events = Vec::new();
        let mut found = Vec::new();
        for paths in files.paths.chunks(AT_A_TIME) {
            let parts: Vec<_> = paths.par_iter().map(|path| progress.counted(|| of_file(archive, path))).collect();
            let is_first = found.is_empty();
            for part in parts {
                let (event, sources) = match part {
                    Ok(Some(part)) => part,
                    Ok(None) => continue,
                    Err(why) => {
                        unread.push(why);
                        continue;
                    }
                };
                let position = u32::try_from(events.len()).unwrap_or(u32::MAX);
                events.push(event);
                found.extend(sources.into_iter().map(|(url, at)| (url, Citation { event: position, ..at })));
            }
            if is_first {
                // What there are a million of is not to be there twice while it grows.
                let expected = found.len() * files.paths.len() / paths.len();
                found.reserve_exact(expected + expected / 20 - found.len());
            }
        }
        progress.finish();
        // Equal URLs keep the order of the archive.
        found.par_sort_unstable_by(|(a, at), (b, other)| a.cmp(b).then(at.place().cmp(&other.place())));
        let mut urls: Vec<CitedUrl> = Vec::with_capacity(found.chunk_by(|(a, _), (b, _)| a == b).count());
        for (url, citation) in found {
            match urls.last_mut() {
                Some(last) if last.url == url => last.citations.push(citation),
                _ => urls.push(CitedUrl { url, citations: vec![citation] }),
            }
        }
        Cited { events, urls, unread }
    }

    /// The position of a document, by its key.
    pub fn position(&self, url: &str) -> Option<usize> {
        self.urls.binary_search_by(|cited| cited.url.as_str().cmp(url)).ok()
    }

    /// The date of the first event that cites the URL at a position.
    pub fn first_date(&self, url: u32) -> Option<Date> {
        self.urls.get(url as usize)?.first_date(&self.events)
    }

    pub(super) fn event(&self, citation: &Citation) -> Option<&CitingEvent> {
        self.events.get(citation.event as usize)
    }
}

type Sources = Vec<(String, Citation)>;

/// What a file cites, if anything, or why it cannot be read.
fn of_file(archive: &Archive, path: &str) -> Result<Option<(CitingEvent, Sources)>, String> {
    let layout = archive.layout();
    let date = match layout.kind(path) {
        PathKind::Event { date } => date,
        PathKind::Misplaced => None,
        PathKind::Index | PathKind::FrontPage | PathKind::Other => return Ok(None),
    };
    let file = match archive.read(path) {
        Ok(file) => file,
        Err(ReadFault::Io(error)) => return Err(format!("{path}: cannot be read: {error}")),
        Err(_) => return Ok(None),
    };
    let text = file.text();
    let event = event::parse(text);
    let lines = LineIndex::new(text);
    let mut sources = Vec::new();
    for link in event.sources(text) {
        let cited = link.destination.of(text);
        let mut url = document_key(cited);
        url.shrink_to_fit();
        let at = lines.position(link.destination.start);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let text = (url != cited).then(|| cited.into());
        sources.push((url, Citation { event: 0, line: number(at.line), column: number(at.column), text }));
    }
    let title = event.titles.first().map_or_else(String::new, |title| decoded(title.text.of(text)).into_owned());
    // There is one of these for each event.
    sources.shrink_to_fit();
    Ok((!sources.is_empty()).then(|| (CitingEvent { path: path.to_owned(), title, date }, sources)))
}
