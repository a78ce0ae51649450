//! What standard output and standard error can show: colour, links, and how many columns.

use std::env;
use std::io::{self, IsTerminal};

use clap::ColorChoice;

use super::ColorWhen;
use crate::report::Style;

/// Where something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// For files and pipes; terminals are asked.
const COLUMNS: usize = 80;
/// Lines that are longer are hard to read, however wide the terminal is.
const MOST: usize = 140;

/// How reports look there.
pub(super) fn style(when: ColorWhen, stream: Stream) -> Style {
    let (is_terminal, stream) = match stream {
        Stream::Stdout => (io::stdout().is_terminal(), supports_hyperlinks::Stream::Stdout),
        Stream::Stderr => (io::stderr().is_terminal(), supports_hyperlinks::Stream::Stderr),
    };
    let size = terminal_size::terminal_size().filter(|_| is_terminal);
    let width = size.map_or(COLUMNS, |(width, _)| usize::from(width.0));
    let color = match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => wanted().unwrap_or(is_terminal && env::var_os("TERM").is_none_or(|term| term != "dumb")),
    };
    // No colour by the environment is about colour; the option is for whoever wants plain text.
    let links = when != ColorWhen::Never && supports_hyperlinks::on(stream);
    Style { color, links, width: width.clamp(40, MOST) }
}

/// How a report in a file looks.
pub(super) fn file_style() -> Style {
    Style { color: false, links: false, width: COLUMNS }
}

/// Whether the environment wants colour, if it says so: <https://no-color.org>, <https://force-color.org> and
/// <https://bixense.com/clicolors>, of which the first that is set counts.
fn wanted() -> Option<bool> {
    let value = |name| env::var_os(name).filter(|value| !value.is_empty());
    let is_on = |name| value(name).is_some_and(|value| value != "0");
    if value("NO_COLOR").is_some() {
        Some(false)
    } else if is_on("FORCE_COLOR") || is_on("CLICOLOR_FORCE") {
        Some(true)
    } else {
        value("CLICOLOR").filter(|value| value == "0").map(|_| false)
    }
}

/// Whether help and mistakes on the command line have colour.
pub(super) fn help_color() -> ColorChoice {
    match wanted() {
        Some(true) => ColorChoice::Always,
        Some(false) => ColorChoice::Never,
        None => ColorChoice::Auto,
    }
}
