//! Pages that lead to documents and are none.

/// Whether a URL looks like that of a site's first page, or of a section: nothing in it names a document. A document's
/// URL has a number or a date in it, or the words of its title.
pub fn is_front_page(cited: &str) -> bool {
    let rest = cited.split_once("://").map_or(cited, |(_, rest)| rest);
    let path = rest.find(['/', '?']).map_or("", |at| &rest[at..]);
    let path = path.split('#').next().unwrap_or(path);
    let digits = path.bytes().filter(u8::is_ascii_digit).count();
    let has_title = path.split('/').any(|part| part.bytes().filter(|byte| matches!(byte, b'-' | b'_')).count() >= 4);
    digits < 4 && !has_title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_a_number_or_a_title() {
        for front in [
            "http://gazette.example",
            "http://gazette.example/#top-12345",
            "https://gazette.example/world/marrow-islands",
            "http://news.gazette.example:8080/2/hi/middle_east/default.stm",
        ] {
            assert!(is_front_page(front), "{front}");
        }
        for document in [
            "http://gazette.example/2/hi/europe/4008781.stm",
            "http://gazette.example/article.jhtml?type=topNews&storyID=6803222",
            "https://gazette.example/ferry-returns-to-the-marrow-islands",
            "https://gazette.example/2021/05/ferry",
        ] {
            assert!(!is_front_page(document), "{document}");
        }
    }
}
