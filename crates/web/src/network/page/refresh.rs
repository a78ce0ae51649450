//! Where a `<meta http-equiv="refresh">` leads.

/// The longest delay, in seconds, that makes it a redirect. Behind a longer one there is a page to be read first: front
/// pages show themselves again every few minutes.
const LONGEST_DELAY: u32 = 10;

/// The URL in the `content` of a refresh that comes soon, as it is written (WHATWG HTML §4.2.5.3, shared declarative
/// refresh steps).
pub(super) fn target(content: &str) -> Option<&str> {
    let content = content.trim_ascii_start();
    let (delay, rest) = content.split_at(digits(content));
    // `.5` is no time, but browsers take it for one.
    let is_time = !delay.is_empty() || rest.starts_with('.');
    let is_soon =
        delay.trim_start_matches('0').is_empty() || delay.parse().is_ok_and(|delay: u32| delay <= LONGEST_DELAY);
    if !is_time || !is_soon {
        return None;
    }
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if !rest.starts_with([';', ',']) && !rest.starts_with(|c: char| c.is_ascii_whitespace()) {
        return None;
    }
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest).trim_ascii_start();
    let url = unquoted(after_name(rest).unwrap_or(rest)).trim_ascii();
    (!url.is_empty()).then_some(url)
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// What stands behind `url=`.
fn after_name(text: &str) -> Option<&str> {
    let (name, rest) = text.split_at_checked("url".len())?;
    let value = rest.trim_ascii_start().strip_prefix('=')?;
    name.eq_ignore_ascii_case("url").then(|| value.trim_ascii_start())
}

fn unquoted(text: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or(rest);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_that_browsers_take() {
        for (content, expected) in [
            ("0;url=/new", Some("/new")),
            ("0; URL='/new'", Some("/new")),
            ("  0 ,\tUrl = \"/new\" trailing", Some("/new")),
            ("0;/new", Some("/new")),
            ("0 /new", Some("/new")),
            ("0;url='/new", Some("/new")),
            ("0.5;url=/new", Some("/new")),
            (".5;url=/new", Some("/new")),
            ("10;url=/new", Some("/new")),
            ("0;url=http://gazette.example/?a=b;c", Some("http://gazette.example/?a=b;c")),
            ("0;urls", Some("urls")),
            ("0;url", Some("url")),
            ("00000000000000000;url=/new", Some("/new")),
            ("11;url=/new", None),
            ("99999999999999999999;url=/new", None),
            ("300", None),
            ("0", None),
            ("0;", None),
            ("0;url=", None),
            ("0;url=''", None),
            ("", None),
            ("url=/new", None),
            ("-1;url=/new", None),
            ("0url=/new", None),
            ("0é;url=/new", None),
            ("0;ürl=/new", Some("ürl=/new")),
        ] {
            assert_eq!(target(content), expected, "{content}");
        }
    }
}
