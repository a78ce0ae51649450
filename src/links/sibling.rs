//! The control: a URL like another one, at which there cannot be a document.

use std::hash::Hasher;

use fnv::FnvHasher;
use url::Url;

/// Ends of names that scripts have. What they show is selected by the query.
const SCRIPTS: [&str; 12] = ["asp", "aspx", "cfm", "cgi", "dll", "do", "exe", "jsp", "jspx", "php", "php3", "pl"];

/// Names of parameters that select a document, besides those that end in `id`.
const SELECTORS: [&str; 26] = [
    "a", "art", "article", "artikel", "doc", "document", "entry", "f", "file", "item", "key", "n", "name", "news",
    "nid", "no", "num", "p", "post", "q", "record", "s", "slug", "story", "title", "url",
];

/// Names of parameters that are about the visit or the layout. No document is selected by one.
const DECORATIONS: [&str; 23] = [
    "404",
    "amp",
    "error",
    "format",
    "from",
    "hl",
    "lang",
    "language",
    "layout",
    "locale",
    "mobile",
    "mode",
    "output",
    "print",
    "redirect",
    "redirected",
    "ref",
    "referer",
    "referrer",
    "rss",
    "source",
    "src",
    "view",
];

/// A URL on the same host, in the same directory and with the same extension, at which there cannot be a document.
///
/// It is the same for the same URL, and most unlike it: whatever could select the document is another, so that a server
/// which looks at the number and not at the words (`/article/1234567/bridge-opens`) does not find it either. `None` for
/// the front page, which has no siblings, and for a URL within a URL, of which a web archive or a proxy is in charge.
pub(super) fn sibling(url: &Url) -> Option<Url> {
    let parts = Parts::of(url)?;
    let mut made_up = MadeUp::seeded(url.as_str());
    let mut sibling = url.clone();
    let path: Vec<String> = parts
        .path
        .iter()
        .map(|part| if part.selects { made_up.like(part.text) } else { part.text.to_owned() })
        .collect();
    sibling.set_path(&path.join("/"));
    let query: Vec<String> = parts
        .query
        .iter()
        .map(|part| match part.text.split_once('=') {
            Some((name, value)) if part.selects => format!("{name}={}", made_up.like(value)),
            _ if part.selects => made_up.like(part.text),
            _ => part.text.to_owned(),
        })
        .collect();
    sibling.set_query(url.query().is_some().then(|| query.join("&")).as_deref());
    Some(sibling)
}

/// What is the same for URLs whose siblings get the same answer: origin, directory, extension, and the names of the
/// parameters that select a document.
///
/// Runs of digits in the directory are `#`, because news sites put dates there and one program serves them all: without
/// that there would be a control for each day.
pub(super) fn control_key(url: &Url) -> String {
    let mut key = url.origin().ascii_serialization();
    let Some(parts) = Parts::of(url) else { return key };
    let path: Vec<String> = parts.path.iter().map(Part::form).collect();
    key.push_str(&path.join("/"));
    let mut names: Vec<&str> = parts.query.iter().filter(|part| part.selects).map(Part::name).collect();
    names.sort_unstable();
    for name in names {
        key.push('?');
        key.push_str(name);
    }
    key
}

/// A URL behind its host, in parts.
struct Parts<'u> {
    /// The segments of the path, the first of which is empty.
    path: Vec<Part<'u>>,
    query: Vec<Part<'u>>,
}

/// A segment of a path, or a parameter.
struct Part<'u> {
    text: &'u str,
    /// Whether it is what selects the document.
    selects: bool,
}

impl<'u> Parts<'u> {
    fn of(url: &'u Url) -> Option<Self> {
        let path = url.path();
        if ["http:/", "https:/", "http%3A", "https%3A"].iter().any(|inner| path.contains(inner)) {
            return None;
        }
        let segments: Vec<&str> = path.split('/').collect();
        let named = segments.iter().rposition(|segment| !segment.is_empty() && !is_index(segment));
        let is_program = named.is_none_or(|at| is_script(segments[at])) || path.ends_with('/');
        let query = select_query(url.query(), is_program);
        let is_selected = query.iter().any(|part| part.selects);
        let by_path = named.filter(|_| !(is_selected && is_program));
        if by_path.is_none() && !is_selected {
            return None;
        }
        let select = |(at, text): (usize, &'u str)| {
            let is_number = by_path.is_some_and(|last| at < last && may_select(text, at + 1 == last));
            Part { text, selects: by_path == Some(at) || is_number }
        };
        Some(Self { path: segments.into_iter().enumerate().map(select).collect(), query })
    }
}

/// The parameters. Where a program has none that is known to select, the last one that may do so does.
fn select_query(query: Option<&str>, is_program: bool) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .map(|text| {
            let part = Part { text, selects: false };
            let name = part.name().to_ascii_lowercase();
            Part { selects: is_selector(&name) && part.has_value(), text }
        })
        .collect();
    if is_program && !parts.iter().any(|part| part.selects) {
        let candidate = parts.iter_mut().rev().find(|part| !part.text.is_empty() && !is_decoration(part.name()));
        if let Some(part) = candidate {
            part.selects = true;
        }
    }
    parts
}

fn is_selector(name: &str) -> bool {
    SELECTORS.contains(&name) || (name.ends_with("id") && !matches!(name, "sessionid" | "sid" | "phpsessid"))
}

/// Whether a parameter of that name selects no document.
pub(super) fn is_decoration(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    DECORATIONS.contains(&name.as_str()) || name.starts_with("utm_")
}

/// Whether a query has a parameter that may select a document.
pub(super) fn selects_document(url: &Url) -> bool {
    url.query().is_some_and(|query| {
        query.split('&').any(|text| !text.is_empty() && !is_decoration(Part { text, selects: false }.name()))
    })
}

/// Whether a segment is what a server shows for the directory above it.
pub(super) fn is_index(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or_default();
    matches!(stem.to_ascii_lowercase().as_str(), "index" | "default" | "home" | "main")
}

fn is_script(segment: &str) -> bool {
    extension(segment).is_some_and(|extension| SCRIPTS.contains(&extension.to_ascii_lowercase().as_str()))
}

/// A short ending that is not all digits.
fn extension(segment: &str) -> Option<&str> {
    let (stem, extension) = segment.rsplit_once('.')?;
    let is_one = (1..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    (is_one && !stem.is_empty()).then_some(extension)
}

/// Whether a directory may be the number of the document: five digits, or next to the document any that are no date.
fn may_select(segment: &str, is_next: bool) -> bool {
    let runs = || segment.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let is_date = runs().all(|run| {
        run.len() <= 2
            || ((run.len() == 4 || run.len() == 6 || run.len() == 8)
                && (run.starts_with("19") || run.starts_with("20")))
    });
    !is_date && (is_next || runs().any(|run| run.len() >= 5))
}

impl<'u> Part<'u> {
    fn name(&self) -> &'u str {
        self.text.split('=').next().unwrap_or_default()
    }

    fn has_value(&self) -> bool {
        self.text.split_once('=').is_some_and(|(_, value)| !value.is_empty())
    }

    /// What a segment has in common with those that the same program serves.
    fn form(&self) -> String {
        if self.selects {
            let stem = if self.text.bytes().all(|byte| byte.is_ascii_digit()) { "#" } else { "*" };
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

/// Text that nobody has written: letters and digits that follow from a seed.
struct MadeUp(u64);

impl MadeUp {
    fn seeded(text: &str) -> Self {
        let mut hasher = FnvHasher::default();
        hasher.write(text.as_bytes());
        Self(hasher.finish())
    }

    /// The next number (SplitMix64).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn pick(&mut self, from: &[u8]) -> char {
        // The remainder is below the length.
        char::from(from[(self.next() % from.len() as u64) as usize])
    }

    /// A value of the form of `text`: a number for a number, words for words, with the same extension.
    fn like(&mut self, text: &str) -> String {
        let end = extension(text).map_or(text.len(), |extension| text.len() - extension.len() - 1);
        let (stem, extension) = text.split_at(end);
        let made_up = if !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_digit()) {
            self.number(stem)
        } else {
            self.words(stem)
        };
        made_up + extension
    }

    /// A number as large as one of a document can be: of ten digits, which fits into 31 bits and is the number of no
    /// second before the year 2033; or of more, if `like` has more.
    fn number(&mut self, like: &str) -> String {
        let (start, length) = if like.len() <= 10 { ("20", 10) } else { ("8", like.len()) };
        let digits = (start.len()..length).map(|_| self.pick(b"0123456789"));
        start.chars().chain(digits).collect()
    }

    /// Letters without vowels, and digits, where `like` has them, at least twelve.
    fn words(&mut self, like: &str) -> String {
        /// The longest name that any file system takes is 255 bytes.
        const LONGEST: usize = 100;
        let is_hex = like.len() >= 16 && like.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let letters: &[u8] = if is_hex { b"abcdef" } else { b"bcdfghjklmnpqrstvwxz" };
        // An escape stands for a letter, so a text that has any is made up as letters alone.
        let form = if like.contains('%') { "" } else { like };
        let form = form.bytes().take(LONGEST);
        let mut words: String = form
            .map(|byte| match byte {
                b'0'..=b'9' => self.pick(b"0123456789"),
                b'-' | b'_' | b',' | b'.' => char::from(byte),
                _ => self.pick(letters),
            })
            .collect();
        while words.len() < 12 {
            words.push(self.pick(letters));
        }
        words
    }
}
