//! Finds in the tokens of an HTML page what a [`Page`] keeps.
//!
//! A page may be cut anywhere and nested in any way, so nothing here depends on its tags being balanced, beyond the text
//! of an element that is never closed being lost.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::contents::Page;
use super::words::{Splitter, Word};
use super::{charset, refresh, title};

/// The bytes of a page that are looked at. What a page is shows near its beginning, and servers can send for ever.
pub(in crate::network) const MOST_BYTES: usize = 256 * 1024;

/// The bytes of a page that are read of a host that is known to be honest. A refresh and the script of a challenge have
/// to be found still.
pub(in crate::network) const BEGINNING: usize = 64 * 1024;

/// The words of text that are kept: 32 KiB. Few pages have more, and they differ before that if they differ.
pub(super) const MOST_WORDS: usize = 8 * 1024;

/// The bytes within which a refresh counts. One beyond is not in the head of any document.
const REFRESH_WITHIN: usize = 64 * 1024;

/// The bytes of an attribute that is kept. No URL that servers take is longer.
const LONGEST_ATTRIBUTE: usize = 8 * 1024;

/// Elements whose text nobody sees, or only those who run no scripts.
const HIDDEN: [&[u8]; 11] = [
    b"script", b"style", b"noscript", b"template", b"title", b"iframe", b"noembed", b"noframes", b"svg", b"math",
    b"textarea",
];

/// Elements that do not end a word, as in `<b>H</b>arbour`.
const INLINE: [&[u8]; 18] = [
    b"a", b"abbr", b"acronym", b"b", b"bdi", b"bdo", b"big", b"em", b"font", b"i", b"ins", b"mark", b"small", b"span",
    b"strong", b"sub", b"u", b"wbr",
];

impl Page {
    /// Reads a page, or the beginning of one, at most [`MOST_BYTES`] of it. `content_type` is the header's value. Of a
    /// text without markup all is visible.
    pub(in crate::network) fn read(bytes: &[u8], content_type: Option<&str>) -> Self {
        let bytes = bytes.get(..MOST_BYTES).unwrap_or(bytes);
        let text = charset::decode(bytes, content_type);
        if content_type.is_some_and(is_without_markup) { read_text(&text) } else { read(&text) }
    }
}

fn is_without_markup(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    ["text/plain", "application/json"].iter().any(|plain| essence.eq_ignore_ascii_case(plain))
}

fn read_text(text: &str) -> Page {
    let mut reader = PageReader::default();
    let (beginning, rest) = text.split_at(text.floor_char_boundary(BEGINNING));
    reader.splitter.text(beginning, false, &mut keep(&mut reader.page.words));
    reader.page.beginning = reader.page.words.len();
    reader.splitter.text(rest, false, &mut keep(&mut reader.page.words));
    reader.finish()
}

fn read(html: &str) -> Page {
    let mut reader = PageReader::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        reader.event(&event, span.start);
        None::<Infallible>
    });
    emitter.naively_switch_states(true);
    // A reader of text in memory cannot fail.
    let _ = Tokenizer::new_with_emitter(html, emitter).finish();
    reader.finish()
}

#[derive(Default)]
struct PageReader {
    page: Page,
    splitter: Splitter,
    tag: Tag,
    /// The innermost of [`HIDDEN`] that is open, and how many of its kind are.
    hidden: Option<(&'static [u8], usize)>,
    in_link: bool,
}

/// The start tag that is being read, as far as it matters.
#[derive(Default)]
struct Tag {
    name: Vec<u8>,
    attribute: Vec<u8>,
    http_equiv: String,
    property: String,
    content: String,
    lang: String,
    kind: String,
    href: String,
}

impl PageReader {
    fn event(&mut self, event: &CallbackEvent<'_>, at: usize) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.tag.open(name),
            CallbackEvent::AttributeName { name } => {
                self.tag.attribute.clear();
                self.tag.attribute.extend_from_slice(name);
            }
            CallbackEvent::AttributeValue { value } => self.attribute(value),
            CallbackEvent::CloseStartTag { self_closing } => self.start_tag(*self_closing, at),
            CallbackEvent::EndTag { name } => self.end_tag(name),
            CallbackEvent::String { value } => self.text(value),
            _ => {}
        }
        if at < BEGINNING {
            self.page.beginning = self.page.words.len();
        }
    }

    fn attribute(&mut self, value: &[u8]) {
        if self.is_visible() {
            self.page.machinery.look_at(value);
        }
        self.tag.keep(value);
    }

    fn start_tag(&mut self, self_closing: bool, at: usize) {
        let name = self.tag.name.as_slice();
        if let Some((hidden, count)) = &mut self.hidden {
            *count += usize::from(*hidden == name && !self_closing);
            return;
        }
        if !INLINE.contains(&name) {
            self.splitter.end(&mut keep(&mut self.page.words));
        }
        match name {
            // Old pages have many that are only the ends of links, and never close them.
            b"a" => self.in_link = !self.tag.href.is_empty(),
            b"script" => self.page.has_script = true,
            b"input" => self.page.has_password |= self.tag.kind.eq_ignore_ascii_case("password"),
            b"base" => _ = self.page.base.get_or_insert_with(|| self.tag.href.clone()),
            b"meta" => self.meta(at),
            b"html" if self.page.language.is_empty() => self.page.language = std::mem::take(&mut self.tag.lang),
            _ => {}
        }
        let name = self.tag.name.as_slice();
        let is_empty = self_closing && matches!(name, b"svg" | b"math");
        self.hidden = HIDDEN.into_iter().find(|hidden| *hidden == name && !is_empty).map(|hidden| (hidden, 1));
    }

    fn meta(&mut self, at: usize) {
        let tag = &self.tag;
        if tag.http_equiv.trim_ascii().eq_ignore_ascii_case("refresh")
            && at < REFRESH_WITHIN
            && self.page.refresh.is_none()
        {
            self.page.refresh = refresh::target(&tag.content).map(str::to_owned);
        } else if tag.property.eq_ignore_ascii_case("og:title") && self.page.shared_title.is_empty() {
            self.page.shared_title = title::folded(&tag.content);
        }
    }

    fn end_tag(&mut self, name: &[u8]) {
        if let Some((hidden, count)) = &mut self.hidden {
            if *hidden == name {
                *count -= 1;
                if *count == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        if !INLINE.contains(&name) {
            self.splitter.end(&mut keep(&mut self.page.words));
        }
        if name == b"a" {
            self.in_link = false;
        }
    }

    fn text(&mut self, value: &[u8]) {
        let text = String::from_utf8_lossy(value);
        match self.hidden {
            None => self.splitter.text(&text, self.in_link, &mut keep(&mut self.page.words)),
            Some((b"title", _)) if self.page.title.is_empty() => self.page.title = title::folded(&text),
            Some((b"script", _)) => self.page.machinery.look_at(value),
            Some(_) => {}
        }
    }

    fn is_visible(&self) -> bool {
        self.hidden.is_none()
    }

    fn finish(mut self) -> Page {
        let is_all_beginning = self.page.beginning == self.page.words.len();
        self.splitter.end(&mut keep(&mut self.page.words));
        if is_all_beginning {
            self.page.beginning = self.page.words.len();
        }
        self.page.words.shrink_to_fit();
        self.page
    }
}

/// Takes in words as long as there is room.
fn keep(words: &mut Vec<Word>) -> impl FnMut(Word) {
    |word| {
        if words.len() < MOST_WORDS {
            words.push(word);
        }
    }
}

impl Tag {
    fn open(&mut self, name: &[u8]) {
        self.name.clear();
        self.name.extend_from_slice(name);
        let Self { name: _, attribute: _, http_equiv, property, content, lang, kind, href } = self;
        for value in [http_equiv, property, content, lang, kind, href] {
            value.clear();
        }
    }

    /// Keeps the value of the attribute that was named last, if it is wanted. The first of a name counts.
    fn keep(&mut self, value: &[u8]) {
        let place = match (self.name.as_slice(), self.attribute.as_slice()) {
            (b"meta", b"http-equiv") => &mut self.http_equiv,
            (b"meta", b"property" | b"name") => &mut self.property,
            (b"meta", b"content") => &mut self.content,
            (b"html", b"lang") => &mut self.lang,
            (b"input", b"type") => &mut self.kind,
            (b"a" | b"base", b"href") => &mut self.href,
            _ => return,
        };
        if place.is_empty() && value.len() <= LONGEST_ATTRIBUTE {
            *place = String::from_utf8_lossy(value).into_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn visible(html: &str) -> Vec<u32> {
        read(html).words.iter().map(|word| word.hash()).collect()
    }

    #[test]
    fn only_visible_text_is_read() {
        for (html, text) in [
            ("<p>The bridge</p><p>is open</p>", "The bridge is open"),
            ("<b>H</b>arbour <i>bridge</i>", "Harbour bridge"),
            ("one<br>two<td>three", "one two three"),
            ("<a href=x>one</a><a>two</a>", "onetwo"),
            ("<script>if (a < b) { x = '<p>no</p>' }</script>yes", "yes"),
            ("<style>p { color: red }</style>yes", "yes"),
            ("<noscript><p>no</p></noscript>yes", "yes"),
            ("<template><p>no</p><template>no</template>no</template>yes", "yes"),
            ("<svg><title>no</title><text>no</text></svg>yes", "yes"),
            ("<svg/>yes", "yes"),
            ("<!-- <p>no</p> -->yes", "yes"),
            ("<title>no</title>yes", "yes"),
            ("<p>caf&eacute; &amp; &#x62;ar</p>", "café bar"),
            ("yes<script>no", "yes"),
            ("yes<p cut=\"here", "yes"),
            ("yes</p></div></template>yes", "yes yes"),
        ] {
            assert_eq!(visible(html), words(text).iter().map(|word| word.hash()).collect::<Vec<_>>(), "{html}");
        }
    }

    #[test]
    fn a_text_without_markup_is_all_visible() {
        let page = Page::read(b"<title>Not found</title>", Some("Text/Plain; charset=utf-8"));
        let expected: Vec<u32> = words("title Not found title").iter().map(|word| word.hash()).collect();
        assert_eq!(page.words.iter().map(|word| word.hash()).collect::<Vec<_>>(), expected);
        assert!(page.title.is_empty());
    }

    #[test]
    fn titles_and_passwords() {
        let page = read(
            "<svg><title>Logo</title></svg><title>\n Bridge &amp; harbour\n opens </title><title>Other</title>
             <meta property=og:title content='Bridge opens'><input type=PASSWORD>",
        );
        assert_eq!((page.title.as_str(), page.shared_title.as_str()), ("Bridge & harbour opens", "Bridge opens"));
        assert!(page.has_password);
        assert!(!read("<!-- <input type=password> --><input type=text name=password>").has_password);
    }

    #[test]
    fn a_refresh_counts_where_browsers_see_it() {
        let refresh = "<meta http-equiv=\"Refresh\" content=\"0; url=/new\">";
        let far = format!("{}{refresh}", "<p>".repeat(REFRESH_WITHIN / 3 + 1));
        for (html, expected) in [
            (refresh.to_owned(), Some("/new")),
            ("<META CONTENT='0;URL=/new' HTTP-EQUIV=' REFRESH '>".to_owned(), Some("/new")),
            (format!("<body>{refresh}<p>text"), Some("/new")),
            ("<meta http-equiv=refresh content='0;url=/a&amp;b'>".to_owned(), Some("/a&b")),
            (format!("{refresh}<meta http-equiv=refresh content='0;url=/other'>"), Some("/new")),
            (format!("<noscript>{refresh}</noscript>"), None),
            (format!("<!-- {refresh} -->"), None),
            (format!("<script>document.write('{refresh}')</script>"), None),
            (format!("<template>{refresh}</template>"), None),
            ("<meta name=refresh content='0;url=/new'>".to_owned(), None),
            (far, None),
        ] {
            assert_eq!(read(&html).refresh.as_deref(), expected, "{}", html.get(..80).unwrap_or(&html));
        }
    }
}
