//! Headings, and what a heading was meant to be.

use jiff::civil::Date;
use strsim::damerau_levenshtein;

use super::{Link, link};
use crate::character::{is_blank, is_unseen};
use crate::diagnostic::Span;

/// A heading, in the form that CommonMark 4.2 calls ATX, or a line that was meant as one.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The whole line.
    pub line: Span,
    /// The `#` signs; empty where the author forgot them.
    pub marks: Span,
    /// Whether white space follows the marks, without which CommonMark reads a paragraph.
    pub spaced: bool,
    /// The text, without white space around it and without closing `#` signs.
    pub text: Span,
}

impl Heading {
    /// 1 to 6, by the number of `#` signs; 0 where there are none.
    pub fn level(&self) -> usize {
        self.marks.end - self.marks.start
    }

    /// Reads a line that starts with one to six `#` signs after at most three spaces. What looks like a space or like
    /// nothing before them was not meant to stand there.
    pub fn read(text: &str, line: Span) -> Option<Heading> {
        let own = line.of(text);
        let spaces = own.len() - own.trim_start_matches(' ').len();
        let indent = spaces + odd_start(&own[spaces..], is_unseen);
        let marks = own[indent..].bytes().take_while(|&byte| byte == b'#').count();
        if spaces > 3 || !(1..=6).contains(&marks) {
            return None;
        }
        let marks = Span::new(line.start + indent, line.start + indent + marks);
        let content = Span::new(marks.end, line.end);
        let spaced = content.is_empty() || content.of(text).starts_with([' ', '\t']);
        let content = content.trimmed(text);
        let odd = odd_start(content.of(text), if spaced { is_blank } else { is_unseen });
        let content = Span::new(content.start + odd, content.end);
        Some(Heading { line, marks, spaced, text: without_closing_marks(text, content) })
    }

    /// A line without `#` signs that was meant as a heading, such as `Sources:` or `**Sources:**`.
    pub fn unmarked(text: &str, line: Span) -> Heading {
        let own = line.trimmed(text);
        Heading { line, marks: Span::at(own.start), spaced: true, text: own }
    }

    /// A line without `#` signs that a label such as `Title:` in front of it, or bold type, says to be a heading. The text
    /// is what is left without them.
    pub fn labelled(text: &str, line: Span, label: &str) -> Option<Heading> {
        let line = line.trimmed(text);
        let own = line.of(text);
        let bold = ["**", "__"].into_iter().find(|sign| own.starts_with(sign)).unwrap_or_default();
        let is_bold = !bold.is_empty() && own.len() > 2 * bold.len() && own.ends_with(bold);
        let end = if is_bold { line.end - bold.len() } else { line.end };
        let content = Span::new(line.start + bold.len(), end);
        let start = content.of(text).get(..label.len());
        if start.is_some_and(|start| start.eq_ignore_ascii_case(label)) {
            let rest = &content.of(text)[label.len()..];
            // `**Title:** …`
            let rest = if is_bold { rest } else { rest.strip_prefix(bold)? };
            let content = Span::new(content.end - rest.len(), content.end).trimmed(text);
            return Some(Heading { text: content, ..Heading::unmarked(text, line) });
        }
        is_bold.then(|| Heading { text: content.trimmed(text), ..Heading::unmarked(text, line) })
    }
}

/// The length of what a text starts with and was not meant to be there: characters that look like a space or like
/// nothing, and spaces behind them.
pub(super) fn odd_start(text: &str, is_odd: fn(char) -> bool) -> usize {
    match text.as_bytes().first() {
        Some(byte) if !byte.is_ascii() => text.len() - text.trim_start_matches(|c| is_odd(c) || c == ' ').len(),
        _ => 0,
    }
}

/// Cuts a closing sequence such as ` ##` (CommonMark 4.2).
fn without_closing_marks(text: &str, content: Span) -> Span {
    let own = content.of(text);
    let open = own.trim_end_matches('#');
    if open.len() == own.len() || !(open.is_empty() || open.ends_with([' ', '\t'])) {
        return content;
    }
    Span::new(content.start, content.start + open.trim_end().len())
}

/// The sections of an event file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SectionName {
    /// Where the event's other formats are; before the date heading.
    Formats,
    /// The sources, in older files.
    Source,
    /// The sources, in newer files.
    Sources,
    /// The event's earlier versions.
    Changes,
    /// Other events.
    Related,
}

impl SectionName {
    /// All of them, in the order in which an event file has them.
    pub const ALL: [SectionName; 5] =
        [SectionName::Formats, SectionName::Source, SectionName::Sources, SectionName::Changes, SectionName::Related];

    /// The heading's text.
    pub fn text(self) -> &'static str {
        match self {
            SectionName::Formats => "Formats:",
            SectionName::Source => "Source:",
            SectionName::Sources => "Sources:",
            SectionName::Changes => "Changes:",
            SectionName::Related => "Related:",
        }
    }

    /// The section of exactly that heading text.
    pub fn exactly(text: &str) -> Option<SectionName> {
        SectionName::ALL.into_iter().find(|name| name.text() == text)
    }

    /// The section that differs from `text` only in case, colon and emphasis.
    pub fn loosely(text: &str) -> Option<SectionName> {
        let plain = plain(text);
        SectionName::ALL.into_iter().find(|name| name.text().trim_end_matches(':').eq_ignore_ascii_case(plain))
    }

    /// The section that `text` seems to mean: at most two slips of the keyboard away.
    pub fn nearly(text: &str) -> Option<SectionName> {
        if let Some(name) = SectionName::loosely(text) {
            return Some(name);
        }
        let plain = plain(text).to_lowercase();
        if !(4..=10).contains(&plain.chars().count()) {
            return None;
        }
        SectionName::ALL
            .into_iter()
            .map(|name| (damerau_levenshtein(&plain, &name.text().trim_end_matches(':').to_lowercase()), name))
            .filter(|(distance, _)| *distance <= 2)
            .min()
            .map(|(_, name)| name)
    }
}

fn plain(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '*' | '_'))
}

/// The heading that says on which day the event was.
#[derive(Clone, Debug)]
pub struct DateHeading {
    /// The heading itself.
    pub heading: Heading,
    /// Its link, if its text is one.
    pub link: Option<Link>,
    /// The text that names the day: the link's, or the heading's.
    pub date: Span,
}

impl DateHeading {
    /// Reads `heading` as a date heading.
    pub fn read(text: &str, heading: &Heading) -> DateHeading {
        let link = link::read(text, heading.text).map(|(link, _)| link);
        let date = link.as_ref().map_or(heading.text, |link| link.text.trimmed(text));
        DateHeading { heading: heading.clone(), link, date }
    }

    /// Whether the heading names a date, in whatever form, and nothing else.
    pub fn is_date(&self, text: &str) -> bool {
        looks_like_date(self.date.of(text))
    }

    /// The days that the date can mean: `3/4/2004` can mean two, a year of two digits is one of two centuries.
    pub fn readings(&self, text: &str) -> Vec<Date> {
        readings(self.date.of(text)).unwrap_or_default()
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether a text is nothing but a date, in whatever form people write one.
fn looks_like_date(text: &str) -> bool {
    let text = text.trim_matches(['[', ']', ' ']);
    if text.len() > 30 || text.is_empty() {
        return false;
    }
    let (mut numbers, mut months) = (0, 0);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        match &word[digits..] {
            "" | "st" | "nd" | "rd" | "th" if digits > 0 => numbers += 1,
            name if digits == 0 && is_month(name) => months += 1,
            _ => return false,
        }
    }
    numbers == 3 || (numbers == 2 && months == 1)
}

fn is_month(word: &str) -> bool {
    month(word).is_some()
}

/// The number of the month of that name, or of a name that starts as its name does.
fn month(word: &str) -> Option<i16> {
    let word = word.to_lowercase();
    let index = MONTHS.iter().position(|month| word.starts_with(month))?;
    i16::try_from(index + 1).ok()
}

fn readings(text: &str) -> Option<Vec<Date>> {
    // Of each number how many digits it has; a month's name is a number without digits.
    let mut numbers: Vec<(usize, i16)> = Vec::with_capacity(3);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        numbers.push((digits, if digits > 0 { word[..digits].parse().ok()? } else { month(word)? }));
    }
    let &[first, second, third] = numbers.as_slice() else { return None };
    let orders = [[first, second, third], [third, second, first], [third, first, second]];
    let mut days = Vec::new();
    for [(year_digits, year), (month_digits, month), (day_digits, day)] in orders {
        let years = match year_digits {
            4 => [year, year],
            2 => [1900 + year, 2000 + year],
            _ => continue,
        };
        let named = numbers.iter().any(|(digits, _)| *digits == 0);
        if named != (month_digits == 0) || !(1..=2).contains(&day_digits) || month_digits > 2 {
            continue;
        }
        for year in years {
            let date = Date::new(year, month.try_into().unwrap_or(0), day.try_into().unwrap_or(0)).ok();
            days.extend(date.filter(|date| !days.contains(date)));
        }
    }
    Some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_the_readings_that_people_give_it() {
        for (text, expected) in [
            ("2004-04-15", &["2004-04-15"][..]),
            ("15-04-2004", &["2004-04-15"]),
            ("April 15, 2004", &["2004-04-15"]),
            ("15th of April", &[]),
            ("15 Apr 2004", &["2004-04-15"]),
            ("3/4/2004", &["2004-04-03", "2004-03-04"]),
            ("04-04-15", &["1904-04-15", "2004-04-15", "1915-04-04", "2015-04-04"]),
            ("30-02-2004", &[]),
            ("2004-15-99", &[]),
            ("99999-15-99", &[]),
        ] {
            let days: Vec<String> = readings(text).unwrap_or_default().iter().map(Date::to_string).collect();
            assert_eq!(days, expected, "{text}");
        }
    }
}
