//! Pages that stand for a document which was taken away, and say so.

use super::super::contents::Page;
use super::super::words::{Word, words};

/// What such pages say. Each names the document itself: what else an article says of things that are no longer there is
/// about something else.
const NOTICES: [&str; 42] = [
    "this article has been removed",
    "this article was removed",
    "this article has been deleted",
    "this article has been withdrawn",
    "this article has been taken down",
    "this article has been retracted and removed",
    "this article is no longer available",
    "this article is not available any more",
    "the article has been removed",
    "the article you requested is no longer available",
    "this story has been removed",
    "this story was removed",
    "this story has been deleted",
    "this story has been taken down",
    "this story is no longer available",
    "the story you requested is no longer available",
    "this page has been removed",
    "this page is no longer available",
    "this post has been removed",
    "this post has been deleted",
    "this report has been removed",
    "this item has been removed",
    "dieser artikel wurde gelöscht",
    "dieser artikel wurde entfernt",
    "dieser artikel ist nicht mehr verfügbar",
    "der artikel ist nicht mehr verfügbar",
    "cet article a été supprimé",
    "cet article a été retiré",
    "cet article n'est plus disponible",
    "este artículo ha sido eliminado",
    "este artículo ya no está disponible",
    "esta noticia ha sido eliminada",
    "esta notícia foi removida",
    "este artigo foi removido",
    "este artigo já não está disponível",
    "questo articolo è stato rimosso",
    "questo articolo non è più disponibile",
    "dit artikel is verwijderd",
    "dit artikel is niet meer beschikbaar",
    "эта статья удалена",
    "статья была удалена",
    "该文章已被删除",
];

/// Words of pages that keep a document from some readers, and not from others.
const RESERVED: &str = "subscribe subscriber subscribers subscription subscriptions abonnés abonnement abonnieren \
    suscripción suscriptores assinantes abbonati free region country location territory login registered members";

/// The most words outside of links of a page that says no more than that, but for its title. A notice has its reason with
/// it, and an imprint beneath; the shortest of reports has more.
const NOTICE: usize = 60;

/// Whether a page says of the document that it stands for that it was taken away, and nothing else.
///
/// Words alone decide nothing: the page has to have the document's name as well, and its host another answer for what
/// never was.
pub(in crate::network) fn removed(page: &Page) -> bool {
    let title: Vec<u32> =
        [&page.title, &page.shared_title].iter().flat_map(|title| words(title)).map(Word::hash).collect();
    let text: Vec<u32> = page.words.iter().filter(|word| !word.is_linked()).map(|word| word.hash()).collect();
    let beside_title = text.iter().filter(|hash| !title.contains(hash)).count();
    let says = |notice: &str| {
        let notice: Vec<u32> = words(notice).iter().map(|word| word.hash()).collect();
        text.windows(notice.len()).any(|window| window == notice)
    };
    let is_reserved = || words(RESERVED).iter().any(|word| text.contains(&word.hash()));
    beside_title <= NOTICE && NOTICES.iter().any(|notice| says(notice)) && !is_reserved()
}
