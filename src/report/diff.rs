//! A unified diff, as `git apply` and `patch` read it.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};
use similar::{Algorithm, ChangeTag, capture_diff_slices, group_diff_ops, udiff::UnifiedHunkHeader};

use newslint_model::diagnostic::sanitize;

/// How a diff is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffStyle {
    /// Byte for byte, for programs.
    Patch,
    /// For people: with every character that would act on a terminal written as an escape.
    People {
        /// Whether there is colour.
        color: bool,
    },
}

/// Lines shown around a change, as git does.
const CONTEXT: usize = 3;

impl DiffStyle {
    /// Writes what changes in the file at `path`, relative to the root; nothing if nothing does.
    pub fn write(self, path: &str, before: &[u8], after: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let (old, new) = (lines(before), lines(after));
        let hunks = group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), CONTEXT);
        let hunks: Vec<_> = hunks.into_iter().filter(|ops| !ops.is_empty()).collect();
        if hunks.is_empty() {
            return Ok(());
        }
        let bold = self.paint(Ansi::new().bold());
        writeln!(out, "{bold}--- {}{bold:#}", self.path("a", path))?;
        writeln!(out, "{bold}+++ {}{bold:#}", self.path("b", path))?;
        for ops in hunks {
            let cyan = self.paint(AnsiColor::Cyan.on_default());
            writeln!(out, "{cyan}{}{cyan:#}", UnifiedHunkHeader::new(&ops))?;
            for (tag, lines) in ops.iter().flat_map(|op| op.iter_slices(&old, &new)) {
                for line in lines {
                    self.line(tag, line, out)?;
                }
            }
        }
        Ok(())
    }

    fn line(self, tag: ChangeTag, line: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let style = self.paint(match tag {
            ChangeTag::Equal => Ansi::new(),
            ChangeTag::Delete => AnsiColor::Red.on_default(),
            ChangeTag::Insert => AnsiColor::Green.on_default(),
        });
        let own = line.strip_suffix(b"\n");
        write!(out, "{style}{tag}")?;
        out.write_all(&self.text(own.unwrap_or(line)))?;
        writeln!(out, "{style:#}")?;
        if own.is_none() {
            writeln!(out, "\\ No newline at end of file")?;
        }
        Ok(())
    }

    fn paint(self, style: Ansi) -> Ansi {
        if self == (DiffStyle::People { color: true }) { style } else { Ansi::new() }
    }

    fn text(self, line: &[u8]) -> Cow<'_, [u8]> {
        if self == DiffStyle::Patch {
            return Cow::Borrowed(line);
        }
        // A carriage return at the end of a line can be all that a fix takes away.
        let text = String::from_utf8_lossy(line).replace('\r', "\\r");
        Cow::Owned(sanitize(&text).into_owned().into_bytes())
    }

    fn path(self, side: &str, path: &str) -> String {
        match self {
            DiffStyle::Patch => quoted(&format!("{side}/{path}")),
            DiffStyle::People { .. } => format!("{side}/{}", sanitize(path)),
        }
    }
}

/// Lines with their ends; to git a carriage return is a character like any other.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// A path as git writes it: in quotes if it holds characters that would end it or the line.
fn quoted(path: &str) -> String {
    if !path.contains(|c: char| c.is_ascii_control() || matches!(c, '"' | '\\')) {
        return path.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in path.chars() {
        // Writing to a String does not fail.
        let _ = match c {
            '"' | '\\' => write!(quoted, "\\{c}"),
            c if c.is_ascii_control() => write!(quoted, "\\{:03o}", u32::from(c)),
            c => write!(quoted, "{c}"),
        };
    }
    quoted.push('"');
    quoted
}
