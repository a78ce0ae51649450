//! Pages that say that something was not found.

use super::super::contents::Page;

const NOTICES: [&str; 7] =
    ["no encontrada", "no encontrado", "non trovata", "not found", "introuvable", "nicht gefunden", "niet gevonden"];

/// What pages say of themselves where there is no document.
const NO_PAGE: [&str; 26] = [
    "page not found",
    "page was not found",
    "page is not found",
    "page cannot be found",
    "page can't be found",
    "page could not be found",
    "page does not exist",
    "page no longer exists",
    "page you requested",
    "page you are looking for",
    "page you were looking for",
    "article not found",
    "story not found",
    "article could not be found",
    "story could not be found",
    "file not found",
    "url was not found",
    "error 404",
    "404 not found",
    "404 error",
    "seite nicht gefunden",
    "seite wurde nicht gefunden",
    "page introuvable",
    "página no encontrada",
    "pagina non trovata",
    "pagina niet gevonden",
];

/// The most words of a page that says nothing else.
const SHORT: usize = 150;

/// Whether a title says that something was not found.
pub(in crate::network) fn is_not_found(title: &str) -> bool {
    let title = title.to_lowercase();
    let mut words = title.split(|c: char| !c.is_alphanumeric());
    NOTICES.iter().any(|notice| title.contains(notice)) || words.any(|word| matches!(word, "404" | "410"))
}

/// Whether a page says of itself that it is none, and hardly anything else.
pub(in crate::network) fn says_no_page(page: &Page) -> bool {
    page.length() <= SHORT && NO_PAGE.iter().any(|notice| page.says(notice))
}

/// Whether a page says so and hardly anything else.
///
/// Words alone decide nothing: they tell what a host means that says one thing of all.
pub(in crate::network) fn says_not_found(page: &Page) -> bool {
    page.length() <= SHORT && (is_not_found(&page.title) || NOTICES.iter().any(|notice| page.says(notice)))
}
