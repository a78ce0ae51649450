//! The links in a file, whichever it is: where they lead, and what they say.

use pulldown_cmark::{Event as Markdown, LinkType, Parser, Tag};

use super::changes::Changes;
use newslint_model::archive::{Archive, Target, is_same_text};
use newslint_model::diagnostic::{Edit, Span};
use newslint_model::event::Link;
use newslint_model::tree::{join, split};

/// The links of one file.
pub struct Links<'a> {
    /// What is to change.
    pub changes: &'a Changes,
    /// The archive as it is.
    pub archive: &'a Archive,
    /// Where the file is.
    pub old: &'a str,
    /// Where it will be.
    pub new: &'a str,
}

impl Links<'_> {
    /// The path of the event, or whatever file, that an absolute destination leads to.
    pub fn path<'t>(&self, destination: &'t str) -> Option<&'t str> {
        self.archive.layout().target(destination).path()
    }

    /// Has a destination lead where its file will be.
    pub fn led(&self, text: &str, destination: Span) -> Option<Edit> {
        let written = destination.of(text);
        let text = match self.path(written) {
            Some(path) => {
                let new = self.changes.moves.after(path).filter(|new| *new != path)?;
                self.archive.layout().destination(new)
            }
            None => self.relative(written)?,
        };
        Some(Edit { span: destination, text })
    }

    /// A relative destination as it has to be, where it leads to a file that is there.
    fn relative(&self, written: &str) -> Option<String> {
        let is_relative = self.archive.layout().target(written) == Target::Relative;
        let path = resolved(self.old, written).filter(|_| is_relative && !written.is_empty())?;
        let new = self.changes.moves.after(&path)?;
        let is_concerned = (self.old != self.new || new != path) && self.archive.has(&path);
        if !is_concerned || resolved(self.new, written).as_deref() == Some(new) {
            return None;
        }
        Some(relative(split(self.new).0, new))
    }

    /// Has a link say the new title of the event that it leads to, where it says the old one.
    pub fn said(&self, text: &str, link: &Link) -> Option<Edit> {
        let titled = self.changes.titles.get(self.path(link.destination.of(text))?)?;
        let written = link.text.trimmed(text);
        let is_named = titled.named.as_ref().is_some_and(|(path, span)| path == self.old && *span == written);
        let is_title = !written.is_empty() && is_same_text(written.of(text), &titled.old);
        (is_named || is_title).then(|| Edit { span: written, text: titled.text.clone() })
    }
}

/// The destinations of the links that Markdown shows.
pub fn shown(text: &str) -> Vec<Span> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let links = Parser::new(&text[start..]).into_offset_iter().filter_map(|(event, range)| match event {
        Markdown::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) => {
            let span = Span::new(range.start, range.end).shifted(start);
            let at = span.start + span.of(text).rfind("](")? + "](".len();
            let destination = Span::new(at, at + dest_url.len());
            (destination.end < span.end && destination.of(text) == &*dest_url).then_some(destination)
        }
        _ => None,
    });
    links.collect()
}

/// `relative` as seen from the file at `path`; `None` if it leads out of the archive.
fn resolved(path: &str, relative: &str) -> Option<String> {
    let mut names: Vec<&str> = split(path).0.split('/').filter(|name| !name.is_empty()).collect();
    for name in relative.split('/') {
        match name {
            ".." => drop(names.pop()?),
            "." | "" => {}
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

/// The file at `path` as seen from a folder.
fn relative(folder: &str, path: &str) -> String {
    let (to, name) = split(path);
    let parts = |folder: &str| folder.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(folder), parts(to));
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = vec!["..".to_owned(); from.len() - same];
    join(&[&up[..], &to[same..]].concat().join("/"), name)
}
