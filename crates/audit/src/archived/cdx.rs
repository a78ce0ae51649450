//! Answers of a CDX server: a JSON array of rows, the first of which names the columns, and `[]` is no capture; or, of
//! pywb, a JSON object in each line.
//!
//! What comes from there is proposed to editors and written into events, so a row that is not what it should be is
//! left out. An answer of nothing but such rows is none.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::{Timestamp, tz};
use serde::Deserialize;
use url::Url;

use crate::history::Capture;
use newslint_model::source::request_url;

/// The columns to ask for.
pub(super) const COLUMNS: &str = "timestamp,original,mimetype,statuscode,digest,length";

/// The same for pywb.
pub(super) const PYWB_COLUMNS: &str = "timestamp,url,mime,status,digest,length";

/// The most rows that are read: some times as many as are asked for.
const MOST_ROWS: usize = 200;

/// The longest URL that is taken over, in bytes.
const LONGEST_URL: usize = 2_048;

/// The longest digest that is one, in bytes: 64 bytes as hexadecimal digits, with a name before them.
const LONGEST_DIGEST: usize = 160;

/// One value of a row. Numbers are strings there, but need not be.
#[derive(Deserialize)]
#[serde(untagged)]
enum Cell<'a> {
    #[serde(borrow)]
    Text(Cow<'a, str>),
    Number(u64),
    Other(serde::de::IgnoredAny),
}

impl Cell<'_> {
    fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Cell::Text(text) => Some(Cow::Borrowed(text)),
            Cell::Number(number) => Some(Cow::Owned(number.to_string())),
            Cell::Other(_) => None,
        }
    }
}

/// Which rows are captures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Those with a status of their own.
    Whole,
    /// Also those that only say that the page was the same as before. They count as a document.
    Revisits,
}

/// Where the columns are.
struct Columns {
    timestamp: usize,
    original: usize,
    mimetype: Option<usize>,
    status: usize,
    digest: Option<usize>,
    length: Option<usize>,
}

/// The captures in an answer about `url`, in the order of time. `None` if the answer makes no sense.
pub fn read(answer: &[u8], url: &Url, which: Rows) -> Option<Vec<Capture>> {
    let rows: Vec<Vec<Cell<'_>>> = serde_json::from_slice(answer).ok()?;
    let Some((header, rows)) = rows.split_first() else { return Some(Vec::new()) };
    let columns = Columns::read(header)?;
    let captures = rows.iter().take(MOST_ROWS).filter_map(|row| columns.capture(row, url, which)).collect();
    sensible(captures, rows.len())
}

/// The captures in the lines of an answer. See [`read`].
pub fn read_lines(answer: &[u8], url: &Url, which: Rows) -> Option<Vec<Capture>> {
    let lines = || answer.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let capture = |line: &[u8]| serde_json::from_slice::<Line<'_>>(line).ok()?.capture(url, which);
    sensible(lines().take(MOST_ROWS).filter_map(capture).collect(), lines().count())
}

/// The captures in their order, unless there are none of so many rows.
fn sensible(mut captures: Vec<Capture>, rows: usize) -> Option<Vec<Capture>> {
    captures.sort();
    captures.dedup();
    let is_nonsense = captures.is_empty() && rows > 0;
    (!is_nonsense).then_some(captures)
}

/// A line of pywb.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    timestamp: Cell<'a>,
    #[serde(borrow)]
    url: Cell<'a>,
    #[serde(borrow, default)]
    mime: Option<Cell<'a>>,
    #[serde(borrow, default)]
    status: Option<Cell<'a>>,
    #[serde(borrow, default)]
    digest: Option<Cell<'a>>,
    #[serde(borrow, default)]
    length: Option<Cell<'a>>,
}

impl Line<'_> {
    fn capture(&self, url: &Url, which: Rows) -> Option<Capture> {
        let optional = |cell: &Option<Cell<'_>>| cell.as_ref().and_then(Cell::text).unwrap_or_default().into_owned();
        RowTexts {
            timestamp: &self.timestamp.text()?,
            original: &self.url.text()?,
            mimetype: &optional(&self.mime),
            status: &optional(&self.status),
            digest: &optional(&self.digest),
            length: &optional(&self.length),
        }
        .capture(url, which)
    }
}

/// The values of a row.
struct RowTexts<'r> {
    timestamp: &'r str,
    original: &'r str,
    mimetype: &'r str,
    status: &'r str,
    digest: &'r str,
    length: &'r str,
}

impl RowTexts<'_> {
    fn capture(&self, url: &Url, which: Rows) -> Option<Capture> {
        let is_revisit = which == Rows::Revisits && self.mimetype == "warc/revisit";
        Some(Capture {
            at: time(self.timestamp)?,
            original: is_of_site(self.original, url).then(|| self.original.to_owned())?,
            status: match self.status.parse() {
                Ok(status @ 100..=999) => status,
                _ if is_revisit => 200,
                _ => return None,
            },
            digest: Some(self.digest).filter(|digest| digest.len() <= LONGEST_DIGEST).unwrap_or_default().to_owned(),
            length: self.length.parse().unwrap_or_default(),
        })
    }
}

impl Columns {
    fn read(header: &[Cell<'_>]) -> Option<Columns> {
        let position = |name: &str| header.iter().position(|cell| cell.text().is_some_and(|text| text == name));
        Some(Columns {
            timestamp: position("timestamp")?,
            original: position("original")?,
            mimetype: position("mimetype"),
            status: position("statuscode")?,
            digest: position("digest"),
            length: position("length"),
        })
    }

    fn capture(&self, row: &[Cell<'_>], url: &Url, which: Rows) -> Option<Capture> {
        let text = |column: usize| row.get(column).and_then(Cell::text);
        let optional = |column: Option<usize>| column.and_then(text).unwrap_or_default();
        RowTexts {
            timestamp: &text(self.timestamp)?,
            original: &text(self.original)?,
            mimetype: &optional(self.mimetype),
            status: &text(self.status)?,
            digest: &optional(self.digest),
            length: &optional(self.length),
        }
        .capture(url, which)
    }
}

/// The time that 4 to 14 digits of `YYYYMMDDhhmmss` say. What they leave out is the earliest that it can be, and half a
/// field is left out.
pub(super) fn time(digits: &str) -> Option<Timestamp> {
    const EARLIEST: &str = "00000101000000";
    if !(4..=14).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = digits.len() - digits.len() % 2;
    let padded = [&digits[..whole], &EARLIEST[whole..]].concat();
    let date_time = DateTime::strptime("%Y%m%d%H%M%S", padded).ok()?;
    tz::TimeZone::UTC.to_timestamp(date_time).ok()
}

/// The fourteen digits of a time.
pub(super) fn digits(at: Timestamp) -> String {
    tz::TimeZone::UTC.to_datetime(at).strftime("%Y%m%d%H%M%S").to_string()
}

/// Whether it can be the same site's URL, in plain characters: archives make no difference between `http` and
/// `https`, with and without `www`.
fn is_of_site(original: &str, url: &Url) -> bool {
    original.len() <= LONGEST_URL
        && !original.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\\'))
        && request_url(original).is_some_and(|original| site(&original) == site(url))
}

fn site(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    match host.split_once('.') {
        Some((first, rest)) if is_www(first) => rest,
        _ => host,
    }
}

/// `www`, `www2`.
pub(super) fn is_www(label: &str) -> bool {
    label.strip_prefix("www").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str) -> Option<Vec<String>> {
        let url = Url::parse("http://www.gazette.example/bridge").ok()?;
        let captures = read(text.as_bytes(), &url, Rows::Whole)?;
        let line = |capture: &Capture| format!("{} {} {}", capture.at, capture.status, capture.length);
        Some(captures.iter().map(line).collect())
    }

    fn one(text: &str) -> Option<Vec<String>> {
        Some(vec![text.to_owned()])
    }

    const HEADER: &str = r#"["timestamp","original","mimetype","statuscode","digest","length"]"#;

    #[test]
    fn captures_are_read_by_the_names_of_their_columns() {
        let row = r#"["20040810120001","http://gazette.example:80/bridge","text/html","200","ABC","4321"]"#;
        let read = one("2004-08-10T12:00:01Z 200 4321");
        assert_eq!(answer(&format!("[{HEADER},{row}]")), read);
        assert_eq!(answer(&format!(" [{HEADER},\n{row},\n{row}]\n")), read, "twice the same");
        let other_order = r#"[["length","x","statuscode","original","timestamp","digest"],
            [4321,null,200,"https://GAZETTE.example/bridge",20040810120001,"ABC"]]"#;
        assert_eq!(answer(other_order), read);
        let fewer = r#"[["original","timestamp","statuscode"],["http://gazette.example/bridge","20040810","404"]]"#;
        assert_eq!(answer(fewer), one("2004-08-10T00:00:00Z 404 0"));
        assert_eq!(answer("[]"), Some(Vec::new()));
        assert_eq!(answer(&format!("[{HEADER}]")), Some(Vec::new()));
    }

    #[test]
    fn captures_are_in_the_order_of_time() {
        let row = |time: &str| format!(r#"["{time}","http://gazette.example/","text/html","200","A","1"]"#);
        let rows = [row("20050101000000"), row("2003"), row("20040101000000")].join(",");
        let years: Vec<String> = answer(&format!("[{HEADER},{rows}]")).unwrap_or_default();
        assert_eq!(years.iter().map(|line| &line[..4]).collect::<Vec<_>>(), ["2003", "2004", "2005"]);
    }

    #[test]
    fn a_row_that_makes_no_sense_is_left_out() {
        let good = r#"["20040810120001","http://gazette.example/","text/html","200","ABC","4321"]"#;
        for bad in [
            r#"["20041310120001","http://gazette.example/","text/html","200","ABC","4321"]"#,
            r#"["20040810126001","http://gazette.example/","text/html","200","ABC","4321"]"#,
            r#"["200","http://gazette.example/","text/html","200","ABC","4321"]"#,
            r#"["200408101200011","http://gazette.example/","text/html","200","ABC","4321"]"#,
            r#"["２００４","http://gazette.example/","text/html","200","ABC","4321"]"#,
            r#"["20040810120001","http://gazette.example/","warc/revisit","-","ABC","4321"]"#,
            r#"["20040810120001","http://gazette.example/","text/html","20000","ABC","4321"]"#,
            r#"["20040810120001","http://herald.example/","text/html","200","ABC","4321"]"#,
            r#"["20040810120001","http://gazette.example/a b","text/html","200","ABC","4321"]"#,
            r#"["20040810120001","http://gazette.example/\u001b[2J","text/html","200","ABC","4321"]"#,
            r#"["20040810120001","javascript:alert(1)","text/html","200","ABC","4321"]"#,
            r#"["20040810120001","http://gazette.example/"]"#,
            r#"[]"#,
            r#"[{},[[]],true,null,-1,1.5]"#,
        ] {
            assert_eq!(answer(&format!("[{HEADER},{bad},{good}]")), one("2004-08-10T12:00:01Z 200 4321"), "{bad}");
            assert_eq!(answer(&format!("[{HEADER},{bad}]")), None, "{bad}");
        }
    }

    /// Ten and some more are asked for.
    #[test]
    fn a_flood_of_rows_is_cut() -> Result<(), url::ParseError> {
        let url = Url::parse("http://gazette.example/bridge")?;
        let times: Vec<String> = (1..=1000).map(|year| format!("{:04}", 1000 + year)).collect();
        let rows: String =
            times.iter().map(|time| format!(r#",["{time}","{url}","text/html","200","A","1"]"#)).collect();
        let lines: String = times
            .iter()
            .map(|time| format!("{{\"timestamp\":\"{time}\",\"url\":\"{url}\",\"status\":\"200\"}}\n"))
            .collect();
        let read = read(format!("[{HEADER}{rows}]").as_bytes(), &url, Rows::Whole);
        let read_lines = read_lines(lines.as_bytes(), &url, Rows::Whole);
        assert_eq!([read, read_lines].map(|captures| captures.map(|captures| captures.len())), [Some(MOST_ROWS); 2]);
        Ok(())
    }

    #[test]
    fn a_revisit_is_a_copy_too() -> Result<(), url::ParseError> {
        let url = Url::parse("http://gazette.example/bridge")?;
        let row = r#"["20040810120001","http://gazette.example/bridge","warc/revisit","-","ABC","432"]"#;
        let statuses = |which| {
            let found = read(format!("[{HEADER},{row}]").as_bytes(), &url, which);
            found.map(|captures| captures.iter().map(|capture| capture.status).collect::<Vec<_>>())
        };
        assert_eq!((statuses(Rows::Revisits), statuses(Rows::Whole)), (Some(vec![200]), None));
        Ok(())
    }

    #[test]
    fn what_is_no_table_is_no_answer() {
        for text in ["", "<!doctype html>", "{}", "null", "[1]", "[[]]", "[[\"a\",\"b\"]]", "[[", "\u{0}"] {
            assert_eq!(answer(text), None, "{text}");
        }
        assert_eq!(answer(&"[".repeat(100_000)), None);
    }

    #[test]
    fn a_time_can_have_fewer_digits() {
        for (digits, expected) in [
            ("2004", Some("2004-01-01T00:00:00Z")),
            ("20048", Some("2004-01-01T00:00:00Z")),
            ("200408", Some("2004-08-01T00:00:00Z")),
            ("20040810", Some("2004-08-10T00:00:00Z")),
            ("2004081012", Some("2004-08-10T12:00:00Z")),
            ("20040810123456", Some("2004-08-10T12:34:56Z")),
            ("20040230", None),
            ("0", None),
        ] {
            assert_eq!(time(digits).map(|time| time.to_string()).as_deref(), expected, "{digits}");
        }
    }
}
