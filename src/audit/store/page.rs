//! What is remembered of a page, in as few bytes as a store of a million observations wants: the eight bytes of its
//! similarity, and then text: `812 en c Bridge opens | Ellery Gazette`, of words, language or `-`, marks or `-`, title.

use crate::source::{PageRecord, Similarity};

/// The mark of a page whose title is the cited one.
const CITED: char = 'c';

/// Writes a page as a store has it; no page as nothing.
pub(super) fn encoded(page: Option<&PageRecord>) -> Vec<u8> {
    let Some(PageRecord { title, text, words, language, cited }) = page else { return Vec::new() };
    let language = language.as_deref().unwrap_or("-");
    let marks = if *cited { CITED } else { '-' };
    [&text.0.to_be_bytes(), format!("{words} {language} {marks} {title}").as_bytes()].concat()
}

/// Reads it back. What is not in that form is an error, in words.
pub(super) fn decoded(bytes: &[u8]) -> Result<Option<Box<PageRecord>>, &'static str> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let (similarity, text) = bytes.split_first_chunk().ok_or("a page that was cut")?;
    let text = str::from_utf8(text).map_err(|_| "a page that is not UTF-8")?;
    if text.contains('\0') {
        return Err("a page that was overwritten with nothing");
    }
    let mut parts = text.splitn(4, ' ');
    let mut next = || parts.next().ok_or("a page in an unknown form");
    let page = PageRecord {
        text: Similarity(u64::from_be_bytes(*similarity)),
        words: next()?.parse().map_err(|_| "a length that is no number")?,
        language: Some(next()?).filter(|language| *language != "-").map(str::to_owned),
        cited: next()?.contains(CITED),
        title: next()?.to_owned(),
    };
    Ok(Some(Box::new(page)))
}
