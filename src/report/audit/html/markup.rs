//! Pieces of markup.

use crate::report::audit::words;
use crate::report::words::markup;
use newslint_model::source::{Verdict, request_url};

/// Also in an attribute in single quotes.
pub(super) fn escaped(text: &str) -> String {
    markup(text).replace('\'', "&#39;")
}

/// The sign of a verdict.
pub(super) fn swatch(verdict: Verdict) -> String {
    format!(
        "<svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"{verdict}\" width=\"100%\" height=\"100%\"/></svg>"
    )
}

/// Of a hundred, with as many digits as a bar can show.
#[expect(clippy::cast_precision_loss, reason = "counts of URLs are far below 2^52")]
pub(super) fn share(part: usize, whole: usize) -> String {
    format!("{:.2}", part as f64 * 100.0 / whole.max(1) as f64)
}

/// `12 %`, and of little that it is little.
pub(super) fn percent(part: usize, whole: usize) -> String {
    match (part * 100 + whole / 2) / whole.max(1) {
        0 if part > 0 => "< 1 %".to_owned(),
        100 if part < whole => "> 99 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

/// Whether it is a URL of the web that is shown as it is.
pub(super) fn can_open(url: &str) -> bool {
    words::text(url) == url && request_url(url).is_some()
}

/// A link to a place of the web, in a tab of its own, which does not learn where it was linked. `text` is safe.
pub(super) fn link(url: &str, text: &str) -> String {
    format!("<a href=\"{}\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">{text}</a>", escaped(url))
}

/// An anchor that shows the sources that have a value, with more such pairs behind it: `#year=2009`.
pub(super) fn filter(pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    format!("#{}", escaped(&query.finish()))
}
