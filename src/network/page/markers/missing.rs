//! Pages that say that something was not found.

use super::super::contents::Page;

const NOTICES: [&str; 7] =
    ["no encontrada", "no encontrado", "non trovata", "not found", "introuvable", "nicht gefunden", "niet gevonden"];

/// The most words of a page that says nothing else.
const SHORT: usize = 150;

/// Whether a title says that something was not found.
pub(in crate::network) fn is_not_found(title: &str) -> bool {
    let title = title.to_lowercase();
    let mut words = title.split(|c: char| !c.is_alphanumeric());
    NOTICES.iter().any(|notice| title.contains(notice)) || words.any(|word| matches!(word, "404" | "410"))
}

/// Whether a page says so and hardly anything else.
///
/// Words alone decide nothing: they tell what a host means that says one thing of all.
pub(in crate::network) fn says_not_found(page: &Page) -> bool {
    page.length() <= SHORT && (is_not_found(&page.title) || NOTICES.iter().any(|notice| page.says(notice)))
}
