//! The one line that says how far a run is, as wide as there is room.

use std::time::Duration;

use crate::diagnostic::sanitize;
use crate::number::grouped;

/// A bar that is narrower says nothing.
const NARROWEST_BAR: usize = 10;

/// A name of which less is left is not worth its place.
const SHORTEST_NAME: usize = 8;

/// How long a run will take, and why no less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLeft {
    /// How long it takes from now on.
    pub time: Duration,
    /// What bounds it, if it is one thing: a host, as it calls itself.
    pub bound: Option<String>,
}

/// What a line says.
pub(super) struct Line<'l> {
    pub done: usize,
    pub total: usize,
    pub what: &'l str,
    pub left: Option<&'l TimeLeft>,
}

impl Line<'_> {
    /// `1,204 of 1,310 visits, 2 h 5 min left, limited by gazette.example`, in so many columns at most; what does not fit is
    /// left out, the name first.
    pub(super) fn words(&self, width: usize) -> String {
        let (done, total) = (grouped(self.done), grouped(self.total));
        let mut words = if self.total > 0 { format!("{done} of {total}") } else { String::new() };
        let mut say = |more: &str| {
            let fits = words.len() + more.len() <= width;
            if fits {
                words.push_str(more);
            }
            fits
        };
        let left = self.left.map(|left| format!("{} left", roughly(left.time)));
        // The kind of work gives way to the time.
        let kind = if self.total > 0 { format!(" {}", self.what) } else { self.what.to_owned() };
        let has_room = left.as_ref().is_none_or(|left| done.len() + total.len() + 6 + kind.len() + left.len() <= width);
        if has_room {
            say(&kind);
        }
        if left.is_some_and(|left| say(&format!(", {left}")))
            && let Some(name) = self.left.and_then(|left| left.bound.as_deref())
        {
            let before = ", limited by ";
            let room = width.saturating_sub(words.len() + before.len());
            if let Some(name) = shortened(name, room) {
                words.push_str(before);
                words.push_str(&name);
            }
        }
        words
    }

    /// The same with a bar before it, where there is room for one.
    pub(super) fn with_bar(&self, width: usize) -> String {
        let words = self.words(width);
        let room = width.saturating_sub(words.chars().count() + 1);
        if room < NARROWEST_BAR || self.total == 0 {
            return words;
        }
        let filled = (room * self.done.min(self.total)) / self.total;
        format!("{}{} {words}", "█".repeat(filled), "░".repeat(room - filled))
    }
}

/// A name that comes from the archive, cut in its middle. `None` if there is no room for it.
///
/// Whatever is not ASCII may be wider than it is long, so that is escaped.
fn shortened(name: &str, room: usize) -> Option<String> {
    let name = sanitize(name);
    let name: String = name.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
    if name.is_empty() || room < SHORTEST_NAME {
        return None;
    }
    if name.len() <= room {
        return Some(name);
    }
    // The end of a name says most of it.
    let (head, tail) = (room / 3, room - room / 3 - 1);
    Some(format!("{}…{}", &name[..head], &name[name.len() - tail..]))
}

/// A time to come, which nobody knows to the second: `40 s`, `12 min`, `2 h 5 min`, `3 days`.
fn roughly(time: Duration) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    let minutes = seconds.div_ceil(60);
    match minutes / 60 {
        0 if seconds < 60 => format!("{seconds} s"),
        0 => format!("{minutes} min"),
        hours @ 1..48 => format!("{hours} h {} min", minutes % 60),
        hours => format!("{} days", grouped(usize::try_from(hours.div_ceil(24)).unwrap_or(usize::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(seconds: u64, bound: &str) -> TimeLeft {
        let bound = Some(bound.to_owned()).filter(|bound| !bound.is_empty());
        TimeLeft { time: Duration::from_secs(seconds), bound }
    }

    #[test]
    fn a_line_says_what_there_is_room_for() {
        let left = left(7500, "gazette.example");
        let line = Line { done: 1204, total: 1310, what: "visits", left: Some(&left) };
        let all = "1,204 of 1,310 visits, 2 h 5 min left, limited by gazette.example";
        assert_eq!(line.with_bar(40), "1,204 of 1,310 visits, 2 h 5 min left");
        assert_eq!(line.with_bar(80), format!("{}░░ {all}", "█".repeat(12)));
        assert_eq!(line.with_bar(200), format!("{}{} {all}", "█".repeat(123), "░".repeat(11)));
        assert_eq!(line.words(30), "1,204 of 1,310, 2 h 5 min left");
        assert_eq!(line.words(60), "1,204 of 1,310 visits, 2 h 5 min left, limited by gaz…xample");
        for width in 0..240 {
            assert!(line.with_bar(width).chars().count() <= width.max("1,204 of 1,310".len()), "{width}");
        }
    }

    #[test]
    fn a_name_acts_on_nothing_and_takes_one_line() {
        let line = |bound: &str| {
            let left = left(12, bound);
            Line { done: 3, total: 7, what: "visits", left: Some(&left) }.words(80)
        };
        assert_eq!(line("a\u{1b}[2Jb\u{202e}c\nd"), "3 of 7 visits, 12 s left, limited by a\\u{1b}[2Jb\\u{202e}c d");
        assert_eq!(line(&"x".repeat(1 << 20)).chars().count(), 80);
        assert_eq!(line("新聞.example"), "3 of 7 visits, 12 s left, limited by ??.example");
    }

    #[test]
    fn times_to_come_are_rough() {
        let words = [0, 1, 59, 60, 61, 3600, 7261, 86_400, 172_800, 900_000]
            .map(|seconds| roughly(Duration::from_secs(seconds)));
        let expected =
            ["0 s", "1 s", "59 s", "1 min", "2 min", "1 h 0 min", "2 h 2 min", "24 h 0 min", "2 days", "11 days"];
        assert_eq!(words, expected);
    }

    #[test]
    fn without_anything_to_count_there_is_the_time() {
        let left = left(30, "the web archive");
        let line = Line { done: 0, total: 0, what: "questions", left: Some(&left) };
        assert_eq!(line.with_bar(80), "questions, 30 s left, limited by the web archive");
    }
}
