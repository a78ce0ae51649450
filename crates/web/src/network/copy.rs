//! What an archived copy of a document shows by itself.
//!
//! No control can be asked for: an archive has only what it has. So a copy is held to less doubt than a living page, and
//! what may be no document is none.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use reqwest::Response;
use url::Url;

use super::landing::landing;
use super::page::markers::{asks_consent, challenge, consent, is_not_found, login, removed, says_no_page, vacancy};
use super::page::{self, Page, is_of_trade, title_matches};
use super::request::{Body, may_be_page};
use newslint_model::source::{Cause, OwnName, PageRecord, registrable};

/// What a copy showed.
#[derive(Debug)]
pub struct CopySeen {
    /// [`Cause::Alive`] if nothing says that it is no document.
    pub cause: Cause,
    /// The page, if it is one. It is `cited` if its title is one of those that were asked for.
    pub page: Option<Box<PageRecord>>,
}

/// From how many words in a hundred on a page is of the trades that take over domains, and from how many it is theirs
/// whatever else is on it.
const TRADE: u8 = 3;
const PLENTY: u8 = 25;

/// The most words of a page that only sends its reader on, or has a form and no more.
const SHORT: usize = 120;

/// Reads the copy of `original` that an archive answers with, and that is of the URL `served`. `None` if it breaks off.
pub async fn read_copy(mut response: Response, original: &Url, served: &Url, titles: &[String]) -> Option<CopySeen> {
    let status = response.status().as_u16();
    let of = |cause| Some(CopySeen { cause, page: None });
    match Cause::of_status(status) {
        Cause::Alive => {}
        cause => return of(cause),
    }
    if is_foreign(original, served) {
        return of(Cause::ForeignLanding);
    }
    if !may_be_page(response.headers()) {
        return of(Cause::Alive);
    }
    let Body { bytes, is_whole } = Body::read(&mut response, page::MOST_BYTES).await;
    if !is_whole {
        return None;
    }
    if bytes.is_empty() {
        return of(Cause::NoContent);
    }
    let content_type = response.headers().get(CONTENT_TYPE).map(|value| str::from_utf8(value.as_bytes()));
    // A picture without a type is no page.
    if content_type.is_none() && !bytes.trim_ascii_start().starts_with(b"<") {
        return of(Cause::Alive);
    }
    let page = Page::read(&bytes, content_type.and_then(Result::ok));
    Some(seen(&page, original, served, titles))
}

/// Whether the archive led to another site, on which nobody can tell what that has to do with the source.
fn is_foreign(original: &Url, served: &Url) -> bool {
    original.host_str().map(registrable) != served.host_str().map(registrable)
}

fn seen(page: &Page, original: &Url, served: &Url, titles: &[String]) -> CopySeen {
    let is_titled = titles.iter().any(|title| title_matches(page, title));
    let record = page.record(original, served, is_titled);
    let cause = fault(page, original, served, titles, &record).unwrap_or(Cause::Alive);
    CopySeen { cause, page: Some(Box::new(record)) }
}

/// What says that a page is no document.
fn fault(page: &Page, original: &Url, served: &Url, titles: &[String], record: &PageRecord) -> Option<Cause> {
    let says = |what: fn(&str) -> bool| titles.iter().any(|title| what(title));
    let is_form = page.has_password() && page.length() <= SHORT && !record.cited;
    if challenge(&HeaderMap::new(), Some(page)) {
        Some(Cause::Challenge)
    } else if consent(original, served) || asks_consent(page, titles) {
        Some(Cause::Consent)
    } else if login(original, served, page) || is_form {
        Some(Cause::Login)
    } else if let Some(vacancy) = vacancy(original, served, page) {
        Some(vacancy)
    } else if removed(page) {
        Some(Cause::Removed)
    } else if page.is_blank() || page.is_empty_shell() {
        Some(Cause::EmptyShell)
    } else if page.length() <= SHORT && page.refresh(served).is_some() {
        Some(Cause::Gate)
    } else if (is_not_found(page.title()) && !(record.cited && says(is_not_found))) || says_no_page(page) {
        Some(Cause::SoftNotFound)
    } else if is_of_strangers(record, says(is_of_trade)) {
        Some(Cause::ForeignText)
    } else {
        landing(original, served).filter(|_| !record.cited)
    }
}

/// Whether a page is full of the words of gambling or pills, and they are not what the event tells of.
fn is_of_strangers(record: &PageRecord, is_event_of_trade: bool) -> bool {
    let is_named = record.own_name == OwnName::Shown;
    match record.trade {
        ..TRADE => false,
        TRADE..PLENTY => !is_event_of_trade && !is_named,
        PLENTY.. => !(is_event_of_trade && is_named),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "Harbour bridge opens in Port Ellery";

    fn cause(html: &str, titles: &[&str]) -> Result<Cause, url::ParseError> {
        let url = Url::parse("http://ellerygazette.example/2004/08/bridge.html")?;
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        Ok(seen(&Page::read(html.as_bytes(), Some("text/html; charset=utf-8")), &url, &url, &titles).cause)
    }

    #[test]
    fn pages_that_are_no_documents_are_known() -> Result<(), url::ParseError> {
        let gambling =
            "Situs judi slot online terpercaya, daftar sekarang dan menang maxwin, slot gacor togel ".repeat(9);
        let consent = "We value your privacy. We and our partners store and access information on a device, such as \
            cookies, and process personal data for personalised ads and content, ad measurement and audience insights. \
            Accept all. Reject all. Manage settings.";
        for (html, expected) in [
            ("<title>Page not found</title><p>Ellery Gazette".to_owned(), Cause::SoftNotFound),
            (format!("<title>{TITLE}</title><h1>Error 404</h1><p>The page cannot be found."), Cause::SoftNotFound),
            (format!("<title>{TITLE}</title><p>{gambling}"), Cause::ForeignText),
            (format!("<title>{TITLE}</title><p>{consent}"), Cause::Consent),
            (format!("<title>{TITLE}</title><p>This article is no longer available."), Cause::Removed),
            (format!("<title>{TITLE}</title><div id=root></div><script src=/app.js></script>"), Cause::EmptyShell),
            ("<title>Log in</title><input type=password><p>Name, password".to_owned(), Cause::Login),
            ("<title>ellerygazette.example is for sale</title><p>Make an offer.".to_owned(), Cause::ForSale),
            ("<p>This domain is parked.".to_owned(), Cause::Parked),
            ("<meta http-equiv=refresh content='0;url=/'><p>Moved".to_owned(), Cause::Gate),
            (String::from("<html></html>"), Cause::EmptyShell),
        ] {
            assert_eq!(cause(&html, &[TITLE])?, expected, "{html}");
        }
        Ok(())
    }

    #[test]
    fn documents_that_look_like_others_are_documents() -> Result<(), url::ParseError> {
        let banner = "We use cookies. Accept all cookies or manage your settings. ";
        let casino = "The casino at the harbour opens with slots, roulette and a poker room, the council said. ";
        let law = "The court ruled on Tuesday that consent for cookies has to be given, and that a box which is ticked \
            already is none. Publishers and their partners have a year. ";
        for (title, text) in [
            (TITLE, "The harbour bridge is open.".to_owned()),
            (
                TITLE,
                format!("{banner} The harbour bridge is open. {}", "People walked over it all day long. ".repeat(9)),
            ),
            ("Casino opens at the harbour of Port Ellery", format!("Ellery Gazette. {}", casino.repeat(3))),
            ("Court rules on consent for cookies", law.to_owned()),
            ("Missing ship is not found after ten days", "The ship was not found.".to_owned()),
        ] {
            let html = format!("<title>{title} | Ellery Gazette</title><p>{text}");
            assert_eq!(cause(&html, &[title])?, Cause::Alive, "{html}");
        }
        Ok(())
    }
}
