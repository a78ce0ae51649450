//! What a rule has to say: a message, the exact text at fault, the other places involved, and help.
//!
//! Everything inside newslint counts in byte offsets. [`locate`] turns them into lines and columns,
//! once, at the edge.

mod brief;
mod excerpt;
mod file_error;
mod finding;
mod level;
mod lines;
pub mod safe_json;
mod sanitize;
pub mod suggest;

pub use brief::{brief, brief_address, brief_pair};
pub use excerpt::{Excerpt, ExcerptLine};
pub use file_error::{Fault, FileError};
pub use finding::{Finding, Location, fingerprints_at, locate};
pub use level::{LEVEL_FORM, LEVELS, Level, level, level_name, parse_level};
pub use lines::{LineIndex, Position};
pub use sanitize::{acts, sanitize};

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

/// A range of bytes in a file's text, or in its path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset one past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to and without `end`.
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end, "{start} <= {end}");
        Span { start, end }
    }

    /// The place before the byte at `offset`: no text, but a position.
    pub fn at(offset: usize) -> Span {
        Span::new(offset, offset)
    }

    /// The span's text. Empty where the span is not one of this text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The same span in a text that starts `offset` bytes earlier.
    pub fn shifted(self, offset: usize) -> Span {
        Span::new(self.start + offset, self.end + offset)
    }

    /// The span without the white space at both ends.
    pub fn trimmed(self, text: &str) -> Span {
        let own = self.of(text);
        if let [first, .., last] = own.as_bytes()
            && first.is_ascii_graphic()
            && last.is_ascii_graphic()
        {
            return self;
        }
        let start = self.start + (own.len() - own.trim_start().len());
        Span::new(start, start + own.trim().len())
    }

    /// Its first line, without the white space behind it.
    pub fn first_line(self, text: &str) -> Span {
        let line = self.of(text).split(['\n', '\r']).next().unwrap_or_default();
        Span::new(self.start, self.start + line.trim_end().len())
    }

    /// Whether the span holds no bytes.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// In which text a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The file's content.
    Text,
    /// The file's path, relative to the archive's root.
    Path,
}

/// A place, and what there is to say of it.
#[derive(Clone, Debug)]
pub struct Label {
    /// The file, by its path relative to the root, if it is another than the one that the diagnostic is about.
    pub file: Option<Arc<str>>,
    /// The text that `span` is a part of.
    pub place: Place,
    /// The bytes at fault or involved.
    pub span: Span,
    /// A few words; may be empty on a diagnostic's own place.
    pub message: String,
}

/// Whether a fix may be applied without a person looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// The event stays the same.
    Safe,
    /// Right in most cases; somebody has to look.
    Unsafe,
}

/// A replacement of some bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// Edits that mend a finding when all of them are applied.
#[derive(Clone, Debug)]
pub struct Fix {
    /// Whether it may be applied without a person looking at it.
    pub safety: Safety,
    /// The edits, none overlapping another. Findings that are mended together share them.
    pub edits: Arc<[Edit]>,
}

/// What a rule found in one file.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule's name.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What is wrong and with what, in one line: many reports show nothing else.
    pub message: String,
    /// The exact text at fault.
    pub primary: Label,
    /// The other places involved.
    pub labels: Vec<Label>,
    /// What was probably meant instead of the text at fault.
    pub meant: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// How newslint would do it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// Sets the words beside the text at fault.
    pub fn says(&mut self, message: impl Into<String>) -> &mut Self {
        self.primary.message = message.into();
        self
    }

    /// Points at another place in the file's text.
    pub fn label(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.push_label(None, Place::Text, span, message.into())
    }

    /// Points at a part of the file's path.
    pub fn path_label(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.push_label(None, Place::Path, span, message.into())
    }

    /// Points at a place in the text of another file, whose path is relative to the root. Where that text cannot be
    /// shown, it is the path that is pointed at.
    pub fn label_in(&mut self, file: impl Into<Arc<str>>, span: Span, message: impl Into<String>) -> &mut Self {
        self.push_label(Some(file.into()), Place::Text, span, message.into())
    }

    /// Points at a part of another file's path, which is relative to the root.
    pub fn path_label_in(&mut self, file: impl Into<Arc<str>>, span: Span, message: impl Into<String>) -> &mut Self {
        self.push_label(Some(file.into()), Place::Path, span, message.into())
    }

    fn push_label(&mut self, file: Option<Arc<str>>, place: Place, span: Span, message: String) -> &mut Self {
        self.labels.push(Label { file, place, span, message });
        self
    }

    /// Says what was probably meant instead of the text at fault.
    pub fn meant(&mut self, meant: impl Into<String>) -> &mut Self {
        self.meant = Some(meant.into());
        self
    }

    /// Whether `--fix` mends it, or only `--unsafe-fixes`; `None` if neither does.
    pub fn fixable(&self) -> Option<Safety> {
        self.fix.as_ref().map(|fix| fix.safety)
    }

    /// What was probably meant, and what to do.
    pub fn advice(&self) -> Option<Cow<'_, str>> {
        match (&self.meant, &self.help) {
            (None, help) => help.as_deref().map(Cow::Borrowed),
            (Some(meant), None) => Some(format!("did you mean {meant}").into()),
            (Some(meant), Some(help)) => Some(format!("did you mean {meant}; {help}").into()),
        }
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Lowers the level of this one finding; a level that the user chose lower stays.
    pub fn at_most(&mut self, level: Level) -> &mut Self {
        self.level = self.level.min(level);
        self
    }

    /// Raises the level of this one finding.
    pub fn at_least(&mut self, level: Level) -> &mut Self {
        self.level = self.level.max(level);
        self
    }

    /// Attaches a fix that leaves the event the same.
    pub fn safe_fix(&mut self, edits: impl Into<Arc<[Edit]>>) -> &mut Self {
        self.fix = Some(Fix { safety: Safety::Safe, edits: edits.into() });
        self
    }

    /// Attaches a fix that somebody has to look at.
    pub fn unsafe_fix(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.fix = Some(Fix { safety: Safety::Unsafe, edits: [Edit { span, text: text.into() }].into() });
        self
    }
}

/// Where a rule puts its diagnostics. Each gets the rule's name and level, and none exists without a place.
pub struct Reporter<'a> {
    rule: &'static str,
    level: Level,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Reporter<'a> {
    /// A reporter for one rule at the level chosen for it.
    pub fn new(rule: &'static str, level: Level, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Reporter { rule, level, diagnostics }
    }

    /// Reports `message` at a span of the file's text.
    pub fn at(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Place::Text, span, message.into())
    }

    /// Reports `message` at a span of the file's path.
    pub fn at_path(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Place::Path, span, message.into())
    }

    fn push(&mut self, place: Place, span: Span, message: String) -> &mut Diagnostic {
        let primary = Label { file: None, place, span, message: String::new() };
        let at = self.diagnostics.len();
        self.diagnostics.push(Diagnostic {
            rule: self.rule,
            level: self.level,
            message,
            primary,
            labels: Vec::new(),
            meant: None,
            help: None,
            fix: None,
        });
        &mut self.diagnostics[at]
    }
}
