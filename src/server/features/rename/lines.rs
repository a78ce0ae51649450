//! Whole lines that are taken out of a text.

use newslint_model::diagnostic::{Edit, Span};
use newslint_model::event::lines;

/// The lines of a span, with the comments above them that suppress what is found in them.
pub fn whole(text: &str, span: Span) -> Span {
    let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[span.end..]).map_or(text.len(), |end| span.end + end);
    let ending = text[end..].chars().take(if text[end..].starts_with("\r\n") { 2 } else { 1 }).count();
    Span::new(with_comments(text, line_start(text, span.start)), end + ending)
}

/// Where the comments begin that suppress what is found in the line at `start`; that line itself if there are none.
pub fn with_comments(text: &str, mut start: usize) -> usize {
    while start > 0 {
        let above = line_start(text, text[..start].trim_end_matches(['\n', '\r']).len());
        let line = text[above..start].trim();
        if !line.starts_with("<!-- newslint-ignore:") || !line.ends_with("-->") {
            break;
        }
        start = above;
    }
    start
}

/// The edits that take out these lines, which are sorted, and what is then too much of blank ones.
pub fn without(text: &str, taken: Vec<Span>) -> Vec<Edit> {
    let mut merged: Vec<Span> = Vec::new();
    for span in taken {
        match merged.last_mut() {
            Some(last) if last.end >= span.start || Span::new(last.end, span.start).of(text).trim().is_empty() => {
                last.end = last.end.max(span.end);
            }
            _ => merged.push(span),
        }
    }
    merged.into_iter().map(|span| Edit { span: with_blanks(text, span), text: String::new() }).collect()
}

/// With the blank lines below if there is one above as well, or nothing; at the text's end with those above.
fn with_blanks(text: &str, span: Span) -> Span {
    let (above, below) = (&text[..span.start], &text[span.end..]);
    let kept = above.trim_end();
    if below.trim().is_empty() {
        let line = lines(&above[kept.len()..]).next().map_or(0, |line| line.ending_span().end);
        return Span::new(kept.len() + line, text.len());
    }
    if kept.is_empty() || lines(&above[kept.len()..]).count() > 1 {
        let rest = below.trim_start_matches(['\n', '\r', ' ', '\t']);
        let blank = below[..below.len() - rest.len()].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        return Span::new(span.start, span.end + blank);
    }
    span
}

fn line_start(text: &str, offset: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[..offset]).map_or(0, |end| end + 1)
}
