//! Which parts of a URL select the document.
//!
//! To be wrong here in one direction costs a soft 404 that is not seen; in the other, a document that answers to its
//! control as well is taken for one. So in doubt more is said to select than does.

use url::Url;

/// Ends of names that programs have.
const PROGRAM_EXTENSIONS: [&str; 12] =
    ["asp", "aspx", "cfm", "cgi", "dll", "do", "exe", "jsp", "jspx", "php", "php3", "pl"];

/// Names that programs have without such an end.
const PROGRAMS: [&str; 18] = [
    "article", "content", "detail", "details", "display", "document", "entry", "item", "news", "node", "post", "read",
    "search", "show", "story", "view", "viewarticle", "watch",
];

/// What names of parameters that select a document begin or end with.
const SOUNDS: [&str; 5] = ["article", "artikel", "id", "news", "story"];

/// Names of parameters that select a document.
const SELECTORS: [&str; 25] = [
    "art", "article", "artikel", "doc", "document", "entry", "file", "item", "key", "n", "name", "news", "nid", "no",
    "num", "p", "post", "q", "record", "slug", "story", "title", "url", "v", "id",
];

/// Names of parameters that are about the visit or the layout. No document is selected by one.
const DECORATIONS: [&str; 23] = [
    "404", "amp", "error", "format", "from", "hl", "lang", "language", "layout", "locale", "mobile", "mode", "output",
    "print", "redirect", "redirected", "ref", "referer", "referrer", "rss", "source", "src", "view",
];

/// Last segments that show the document above them in another form.
const FORMS: [&str; 13] = [
    "amp", "comments", "feed", "gallery", "mobile", "photos", "print", "printable", "reviews", "share", "slideshow",
    "trackback", "video",
];

/// A URL behind its host, in parts.
pub(super) struct UrlParts<'u> {
    /// The segments of the path, the first of which is empty.
    pub path: Vec<UrlPart<'u>>,
    /// The parameters, as they are written.
    pub query: Vec<UrlPart<'u>>,
}

/// A segment of a path, or a parameter.
pub(super) struct UrlPart<'u> {
    pub text: &'u str,
    /// Whether it is among what selects the document.
    pub selects: bool,
}

impl<'u> UrlParts<'u> {
    /// `None` if nothing selects a document, or if what does is another URL.
    pub(super) fn of(url: &'u Url) -> Option<Self> {
        let path = url.path();
        if ["http:/", "https:/", "http%3A", "https%3A"].iter().any(|inner| path.contains(inner)) {
            return None;
        }
        let segments: Vec<&str> = path.split('/').collect();
        let named = named(&segments);
        let query: Vec<UrlPart<'_>> =
            url.query().into_iter().flat_map(|query| query.split('&')).map(UrlPart::of_query).collect();
        let is_selected = query.iter().any(|part| part.selects);
        let is_program = named.is_none_or(|at| is_program(segments[at])) || path.ends_with('/');
        let path = match named.filter(|_| !(is_selected && is_program)) {
            Some(named) => select_segments(&segments, named),
            None if is_selected => segments.into_iter().map(|text| UrlPart { text, selects: false }).collect(),
            None => return None,
        };
        Some(Self { path, query })
    }
}

/// The last segment that is the name of something, and not of a form of what is above it.
fn named(segments: &[&str]) -> Option<usize> {
    let is_above_form = |at: usize| at > 0 && is_slug(segments[at - 1]) && is_form(segments[at]);
    (0..segments.len()).rfind(|&at| !segments[at].is_empty() && !is_index(segments[at]) && !is_above_form(at))
}

/// The named segment selects, and whatever before it may.
fn select_segments<'u>(segments: &[&'u str], named: usize) -> Vec<UrlPart<'u>> {
    let selects = |at: usize, text: &str| at == named || (at < named && may_select(text, at + 1 == named));
    segments.iter().enumerate().map(|(at, &text)| UrlPart { text, selects: selects(at, text) }).collect()
}

/// Whether a query has a parameter that may select a document.
pub(in crate::network) fn selects_document(url: &Url) -> bool {
    url.query().is_some_and(|query| query.split('&').any(|text| !text.is_empty() && !is_decoration(name(text))))
}

/// Whether a segment is what a server shows for the directory above it.
pub(in crate::network) fn is_index(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or_default();
    matches!(stem.to_ascii_lowercase().as_str(), "index" | "default" | "home" | "main")
}

/// Whether a last segment may show the document above it in another form, or a part of it: `print`, `2`.
pub(in crate::network) fn is_form(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or_default().to_ascii_lowercase();
    (is_number(segment) && segment.len() < 4) || FORMS.contains(&stem.as_str())
}

fn is_decoration(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    DECORATIONS.contains(&name.as_str()) || name.starts_with("utm_")
}

fn is_program(segment: &str) -> bool {
    match extension(segment) {
        Some(extension) => PROGRAM_EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()),
        None => PROGRAMS.contains(&segment.to_ascii_lowercase().as_str()),
    }
}

/// Whether a segment is certainly a document: some words, a file, a long number.
fn is_slug(segment: &str) -> bool {
    let separators = segment.bytes().filter(|byte| matches!(byte, b'-' | b'_' | b'+')).count();
    separators >= 2 || extension(segment).is_some() || (segment.len() >= 5 && may_select(segment, true))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A short ending that is not all digits.
pub(super) fn extension(segment: &str) -> Option<&str> {
    let (stem, extension) = segment.rsplit_once('.')?;
    let is_one = (1..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !is_number(extension);
    (is_one && !stem.is_empty()).then_some(extension)
}

/// Whether a directory may be the document's number: five digits, or if the document's words stand behind it (`is_next`)
/// any that are no date, also among letters (`x7abc12`).
fn may_select(segment: &str, is_next: bool) -> bool {
    let runs = || segment.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let is_year = |run: &str| matches!(run.len(), 4 | 6 | 8) && (run.starts_with("19") || run.starts_with("20"));
    let is_date = runs().all(|run| run.len() <= 2 || is_year(run));
    let changes = segment.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit());
    let is_mixed =
        segment.len() >= 6 && segment.bytes().all(|byte| byte.is_ascii_alphanumeric()) && changes.count() >= 2;
    let has_number = !is_date && (is_next || runs().any(|run| run.len() >= 5));
    has_number || (is_next && is_mixed)
}

fn name(parameter: &str) -> &str {
    parameter.split('=').next().unwrap_or_default()
}

impl<'u> UrlPart<'u> {
    /// A parameter. It selects if its name is known for that, and if its name sounds like it or its value is a number of
    /// three digits and more: shorter ones are pages, and words say where a reader came from (`cid=rss`).
    fn of_query(text: &'u str) -> Self {
        let name = name(text).to_ascii_lowercase();
        let value = text.split_once('=').map_or(text, |(_, value)| value);
        let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
        let is_named = has_digit && SOUNDS.iter().any(|sound| name.starts_with(sound) || name.ends_with(sound));
        let is_long = value.len() >= 3 && is_number(value);
        let is_session = matches!(name.as_str(), "sid" | "sessionid" | "phpsessid" | "jsessionid");
        let is_known = !value.is_empty() && SELECTORS.contains(&name.as_str());
        UrlPart { text, selects: is_known || ((is_named || is_long) && !is_session && !is_decoration(&name)) }
    }

    /// What a parameter has in common with those that the same program serves: its name, if it has one.
    pub(super) fn name(&self) -> &'u str {
        self.text.split_once('=').map_or("", |(name, _)| name)
    }

    /// What a segment has in common with those that the same program serves.
    pub(super) fn form(&self) -> String {
        if self.selects {
            let stem = if is_number(self.text) { "#" } else { "*" };
            return extension(self.text).map_or_else(|| stem.to_owned(), |extension| format!("*.{extension}"));
        }
        let mut form = String::with_capacity(self.text.len());
        for c in self.text.chars() {
            match c {
                '0'..='9' if form.ends_with('#') => {}
                '0'..='9' => form.push('#'),
                c => form.push(c),
            }
        }
        form
    }
}
