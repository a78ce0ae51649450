//! The lines that a finding shows: only those that it points at, made safe, and cut to a width.
//!
//! Related items are lines of 300 to 700 characters. A terminal would wrap them and the marks below would
//! point nowhere, so each line is cut to a window around what is marked on it.

use std::sync::Arc;

use unicode_width::UnicodeWidthChar;

use super::sanitize::{acts, sanitize_part};
use super::{Diagnostic, Label, LineIndex, Place};

/// What stands for text that was cut off.
const ELLIPSIS: char = '…';

/// One line of an excerpt.
#[derive(Clone, Debug)]
pub struct ExcerptLine {
    /// The file, if it is another than the one that the finding is about.
    pub file: Option<Arc<str>>,
    /// Whether it is a line of the file, or the file's path.
    pub place: Place,
    /// 1-based line number; 1 for a path.
    pub number: usize,
    /// The line's text, safe and cut.
    pub text: String,
    /// For each label on the line: its byte range in `text`, and its number (0 is the text at fault).
    pub marks: Vec<(std::ops::Range<usize>, usize)>,
}

/// The lines that one finding shows, in the order of the file; the path comes last, and then other files.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// The lines, in the order of the file.
    pub lines: Vec<ExcerptLine>,
}

impl Excerpt {
    /// Cuts the lines that `diagnostic` points at out of its own file, each at most `width` columns wide.
    pub fn new(path: &str, lines: &LineIndex<'_>, diagnostic: &Diagnostic, width: usize) -> Excerpt {
        let mut excerpt = Excerpt { lines: Vec::new() };
        excerpt.add(None, path, lines, diagnostic, width);
        excerpt
    }

    /// Adds those that it points at in another file.
    pub fn add_other(&mut self, file: &Arc<str>, lines: &LineIndex<'_>, diagnostic: &Diagnostic, width: usize) {
        self.add(Some(file), file, lines, diagnostic, width);
    }

    fn add(&mut self, file: Option<&Arc<str>>, path: &str, lines: &LineIndex<'_>, of: &Diagnostic, width: usize) {
        let mut marked: Vec<Marked<'_>> = Vec::new();
        let labels = std::iter::once(&of.primary).chain(&of.labels).enumerate();
        for (number, label) in labels.filter(|(_, label)| label.file.as_ref() == file) {
            let (line, start, text) = line_of(label, path, lines);
            let from = label.span.start.saturating_sub(start).min(text.len());
            let to = label.span.end.saturating_sub(start).clamp(from, text.len());
            let same = marked.iter_mut().find(|m| (m.place, m.line) == (label.place, line));
            match same {
                Some(marked) => marked.spans.push((from..to, number)),
                None => marked.push(Marked { file, place: label.place, line, text, spans: vec![(from..to, number)] }),
            }
        }
        marked.sort_by_key(|m| (m.place == Place::Path, m.line));
        self.lines.extend(marked.iter().map(|marked| marked.cut(width)));
    }
}

/// The 0-based line that a label is on, where it starts, and its text.
fn line_of<'t>(label: &Label, path: &'t str, lines: &LineIndex<'t>) -> (usize, usize, &'t str) {
    match label.place {
        Place::Path => (0, 0, path),
        Place::Text => {
            let line = lines.line_at(label.span.start);
            (line, lines.start(line), lines.text(line))
        }
    }
}

/// A line and the ranges marked on it.
struct Marked<'t> {
    file: Option<&'t Arc<str>>,
    place: Place,
    line: usize,
    text: &'t str,
    spans: Vec<(std::ops::Range<usize>, usize)>,
}

impl Marked<'_> {
    fn cut(&self, width: usize) -> ExcerptLine {
        let focus = self.spans.first().map_or(0, |(span, _)| span.start);
        let window = window(self.text, focus, width);
        let mut text = String::new();
        if window.start > 0 {
            text.push(ELLIPSIS);
        }
        // The offset in `text` of each boundary that a mark needs: sanitising can lengthen what comes before it.
        let lead = text.len();
        let place = |offset: usize| {
            let inside = offset.clamp(window.start, window.end);
            lead + sanitize_part(self.text, window.start..inside).len()
        };
        let marks = self.spans.iter().map(|(span, number)| (place(span.start)..place(span.end), *number)).collect();
        text.push_str(&sanitize_part(self.text, window.clone()));
        if window.end < self.text.len() {
            text.push(ELLIPSIS);
        }
        ExcerptLine { file: self.file.cloned(), place: self.place, number: self.line + 1, text, marks }
    }
}

/// The part of `line`, in bytes, that fits into `width` columns together with the ellipses, and shows what follows
/// `focus`, with a quarter of the width for what comes before it.
fn window(line: &str, focus: usize, width: usize) -> std::ops::Range<usize> {
    if forward(line, 0, width).is_none() {
        return 0..line.len();
    }
    let start = backward(line, line.floor_char_boundary(focus), width / 4);
    let width = width.saturating_sub(usize::from(start > 0));
    match forward(line, start, width) {
        None => backward(line, line.len(), width)..line.len(),
        Some(_) => start..forward(line, start, width.saturating_sub(1)).unwrap_or(line.len()),
    }
}

/// The offset at which `width` columns from `start` on are full; `None` if the line ends before.
fn forward(line: &str, start: usize, width: usize) -> Option<usize> {
    let mut room = Room::new(width);
    let mut characters = line[start..].char_indices().map(|(at, c)| (start + at, c));
    characters.find(|(at, c)| !room.takes(line, *at, *c)).map(|(at, _)| at)
}

/// The offset from which on `width` columns are left before `end`, or the line's start.
fn backward(line: &str, end: usize, width: usize) -> usize {
    let mut room = Room::new(width);
    let full = line[..end].char_indices().rev().find(|(at, c)| !room.takes(line, *at, *c));
    full.map_or(0, |(at, c)| at + c.len_utf8())
}

/// What there is still room for.
struct Room {
    columns: usize,
    characters: usize,
}

impl Room {
    /// Most characters of some scripts are drawn into the column of another one, but not any number of them.
    const IN_A_COLUMN: usize = 4;

    fn new(columns: usize) -> Room {
        Room { columns, characters: columns * Room::IN_A_COLUMN }
    }

    /// Whether there is room for the character of `line` at the byte `at`, as it will be shown.
    fn takes(&mut self, line: &str, at: usize, c: char) -> bool {
        let own = match c {
            '\t' | '\n' | '\r' => 1,
            c if acts(line, at, c) => c.escape_unicode().count(),
            c => c.width().unwrap_or(1),
        };
        let columns = self.columns.checked_sub(own);
        let characters = self.characters.checked_sub(1);
        let Some((columns, characters)) = columns.zip(characters) else { return false };
        (self.columns, self.characters) = (columns, characters);
        true
    }
}
