//! Paths of events and indexes, segment by segment, as the archive has them.

use gen_lsp_types::CompletionItemKind;

use super::cursor::Cursor;
use super::offer::{Inserted, Offer};
use crate::server::index::Wanted;
use crate::server::snapshot::Snapshot;
use newslint_model::archive::PathKind;
use newslint_model::diagnostic::Span;
use newslint_model::tree::{is_within, join};

/// Where a link leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Event,
    Index,
    /// Either.
    Any,
    /// An event, be it the file itself: a version of its story.
    Version,
    /// Out of the archive, unless somebody has begun to write a path in it.
    Web,
}

/// What can stand in the place of the segment of a path that is being written: folders and files, the newest day first.
pub fn offers(snapshot: &Snapshot, path: &str, cursor: Cursor<'_>, target: Target) -> Vec<Offer> {
    let layout = snapshot.archive.layout();
    let (base, prefix) = (layout.base(), layout.link_prefix());
    let Some(destination) = cursor.destination() else { return Vec::new() };
    let written = Span::new(destination.start, cursor.offset).of(cursor.text);
    let Some(below) = written.strip_prefix(prefix) else {
        let is_begun = prefix.starts_with(written) && target != Target::Web;
        let start = format!("{prefix}{base}/").replace("//", "/");
        return if is_begun { vec![folder(&start, destination)] } else { Vec::new() };
    };
    let (parent, name) = below.rsplit_once('/').unwrap_or(("", below));
    let is_odd = |part: &str| part.is_empty() || part.starts_with('.');
    if !parent.is_empty() && parent.split('/').any(is_odd) {
        return Vec::new();
    }
    let after = cursor.after();
    let end = after.find(|c: char| c == '/' || c == ')' || c.is_whitespace()).unwrap_or(after.len());
    let span = Span::new(cursor.offset - name.len(), cursor.offset + end);
    if !is_within(parent, base) {
        let rest =
            base.strip_prefix(parent).map(|rest| rest.trim_start_matches('/')).filter(|_| is_within(base, parent));
        let next = rest.and_then(|rest| rest.split('/').next()).filter(|next| next.starts_with(name));
        return next.map(|next| folder(&format!("{next}/"), span)).into_iter().collect();
    }
    Segment { snapshot, own: path, parent, wanted: Wanted::of(name), span, rest: &after[end..] }.offers(target)
}

/// The part of a path between two slashes.
struct Segment<'s> {
    snapshot: &'s Snapshot,
    /// The path of the file that it is written in.
    own: &'s str,
    /// The folder that it is in.
    parent: &'s str,
    wanted: Wanted,
    span: Span,
    /// What follows it on the line.
    rest: &'s str,
}

impl Segment<'_> {
    fn offers(&self, target: Target) -> Vec<Offer> {
        let Ok(names) = self.snapshot.archive.tree().names(self.parent) else { return Vec::new() };
        let mut buffer = String::new();
        let mut is_wanted = |name: &&String| is_plain(name) && self.wanted.begin_words_in(name, &mut buffer);
        let mut folders: Vec<&String> = names.folders.iter().filter(|name| is_wanted(name)).collect();
        // Numbers without leading zeros as well.
        folders.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| b.cmp(a)));
        let goes_on = self.rest.starts_with('/');
        let slash = if goes_on { "" } else { "/" };
        let folders = folders.into_iter().map(|name| folder(&format!("{name}{slash}"), self.span));
        let mut files: Vec<&String> = names.files.iter().chain(&names.left_out).filter(|_| !goes_on).collect();
        files.sort_unstable();
        folders.chain(files.into_iter().filter_map(|name| self.file(name, target))).collect()
    }

    fn file(&self, name: &str, target: Target) -> Option<Offer> {
        let (layout, path) = (self.snapshot.archive.layout(), join(self.parent, name));
        let is_meant = match layout.kind(&path) {
            PathKind::Event { .. } if path == self.own && target != Target::Version => false,
            PathKind::Event { date: Some(_) } => target != Target::Index,
            PathKind::Index => matches!(target, Target::Index | Target::Any),
            _ => false,
        };
        if !is_meant || !is_plain(name) {
            return None;
        }
        let title = self.snapshot.index.get(&path).map_or("", |entry| &*entry.title);
        let mut buffer = String::new();
        let is_wanted = self.wanted.begin_words_in(name, &mut buffer) || self.wanted.begin_words_in(title, &mut buffer);
        let is_open = self.rest.is_empty() || self.rest.starts_with(char::is_whitespace);
        let end = if is_open { ")" } else { "" };
        is_wanted.then(|| Offer {
            label: name.to_owned(),
            beside: title.to_owned(),
            kind: CompletionItemKind::File,
            span: self.span,
            inserted: Inserted::text(format!("{name}{end}")),
            edits: Vec::new(),
        })
    }
}

/// Whether a name is read in a link as it stands.
fn is_plain(name: &str) -> bool {
    !name.starts_with('.') && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

fn folder(name: &str, span: Span) -> Offer {
    let (label, kind, inserted) = (name.to_owned(), CompletionItemKind::Folder, Inserted::text(name));
    Offer { label, beside: String::new(), kind, span, inserted, edits: Vec::new() }
}
