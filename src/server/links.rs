//! The links of a file: where each stands, and where it leads to.

use super::snapshot::Snapshot;
use newslint_model::archive::PathKind;
use newslint_model::diagnostic::Span;
use newslint_model::event::{self, DateHeading, Link, SectionName, day_index, lines, links_of_line};

/// A link of a file.
#[derive(Clone, Debug)]
pub struct FileLink {
    /// All of it.
    pub span: Span,
    /// What stands between its brackets.
    pub text: Span,
    /// What stands between its parentheses.
    pub destination: Span,
    /// Whether it is a source.
    pub is_source: bool,
}

impl FileLink {
    fn of(link: &Link, is_source: bool) -> FileLink {
        FileLink { span: link.span, text: link.text, destination: link.destination, is_source }
    }

    /// The path relative to the root that it leads to, be there a file or not; `None` if it leads out of the archive.
    pub fn path<'t>(&self, snapshot: &Snapshot, text: &'t str) -> Option<&'t str> {
        snapshot.archive.layout().target(self.destination.of(text)).path()
    }
}

/// The links of the file at `path`, whose text is `text`, in its order.
pub fn links(snapshot: &Snapshot, path: &str, text: &str) -> Vec<FileLink> {
    let layout = snapshot.archive.layout();
    let mut links = match layout.kind(path) {
        PathKind::Index | PathKind::FrontPage => {
            let index = day_index::parse(text, layout.day_indexes());
            let items = index.items.iter().chain(&index.previous).filter_map(|item| item.link.as_ref());
            of_heading(index.date_heading.as_ref())
                .into_iter()
                .chain(items.map(|link| FileLink::of(link, false)))
                .collect()
        }
        PathKind::Other => Vec::new(),
        PathKind::Event { .. } | PathKind::Misplaced => of_event(text),
    };
    links.sort_by_key(|link| link.span);
    links
}

fn of_event(text: &str) -> Vec<FileLink> {
    let event = event::parse(text);
    let mut links: Vec<FileLink> = event.date_headings.iter().flat_map(|heading| of_heading(Some(heading))).collect();
    if let Some(span) = event.formats {
        let lines = lines(span.of(text)).map(|line| line.span.shifted(span.start));
        links.extend(lines.flat_map(|line| links_of_line(text, line)).map(|link| FileLink::of(&link, false)));
    }
    for section in &event.sections {
        let is_source = matches!(section.name, Some(SectionName::Source | SectionName::Sources));
        links.extend(section.items.iter().filter_map(|item| Some(FileLink::of(item.link.as_ref()?, is_source))));
    }
    links
}

fn of_heading(heading: Option<&DateHeading>) -> Option<FileLink> {
    Some(FileLink::of(heading?.link.as_ref()?, false))
}
