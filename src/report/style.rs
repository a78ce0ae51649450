//! How reports for people look.

use anstyle::{AnsiColor, Style as Ansi};

use newslint_model::diagnostic::Level;

/// How a report for people looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether there is colour.
    pub color: bool,
    /// Whether texts can lead to URLs.
    pub links: bool,
    /// Columns that a line can have.
    pub width: usize,
}

impl Style {
    /// Columns left of an excerpt's text: the line number and the frame.
    const GUTTER: usize = 9;

    /// Columns that an excerpt's text can have.
    pub fn excerpt_width(&self) -> usize {
        self.width.saturating_sub(Style::GUTTER).max(20)
    }

    /// How a level's name looks.
    pub fn level(&self, level: Level) -> Ansi {
        let color = match level {
            Level::Error => AnsiColor::Red,
            Level::Warning => AnsiColor::Yellow,
            Level::Note => AnsiColor::Cyan,
        };
        if self.color { Ansi::new().bold().fg_color(Some(color.into())) } else { Ansi::new() }
    }

    /// How a path looks.
    pub(super) fn path(&self) -> Ansi {
        if self.color { Ansi::new().bold() } else { Ansi::new() }
    }
}
