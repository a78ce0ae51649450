//! What is remembered of a page, in as few bytes as a store of a million observations wants: the eight bytes of its
//! similarity, and then text: `812 en c Bridge opens | Ellery Gazette`, of words, language or `-`, marks or `-`, title.

use newslint_model::source::{OwnName, PageRecord, Similarity};

/// The mark of a page whose title is the cited one.
const CITED: char = 'c';

/// The mark of a page that asks for a password.
const PASSWORD: char = 'p';

/// The mark of a page that is the host's only one.
const FRONT: char = 'f';

/// The marks of pages that do not bear the host's name, or may not. The percentage of the trades' words follows as it is.
const NAMES: [(OwnName, char); 2] = [(OwnName::Unclear, 'u'), (OwnName::Missing, 'm')];

/// Writes a page as a store has it; no page as nothing.
pub(super) fn encoded(page: Option<&PageRecord>) -> Vec<u8> {
    let Some(PageRecord { title, text, words, language, cited, own_name, trade, front, password }) = page else {
        return Vec::new();
    };
    let language = language.as_deref().unwrap_or("-");
    let names = NAMES.iter().filter(|(name, _)| name == own_name).map(|(_, mark)| *mark);
    let marks = [(*cited, CITED), (*password, PASSWORD), (*front, FRONT)];
    let marks = marks.into_iter().filter(|(is_set, _)| *is_set).map(|(_, mark)| mark);
    let mut marks: String = marks.chain(names).collect();
    if *trade > 0 {
        marks += &trade.to_string();
    }
    let marks = if marks.is_empty() { "-" } else { &marks };
    [&text.0.to_be_bytes(), format!("{words} {language} {marks} {title}").as_bytes()].concat()
}

/// Reads it back. What is not in that form is an error, in words.
pub(super) fn decoded(bytes: &[u8]) -> Result<Option<Box<PageRecord>>, &'static str> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let (similarity, text) = bytes.split_first_chunk().ok_or("a truncated page")?;
    let text = str::from_utf8(text).map_err(|_| "a page that is not UTF-8")?;
    if text.contains('\0') {
        return Err("a page that was overwritten with zeros");
    }
    let mut parts = text.splitn(4, ' ');
    let mut next = || parts.next().ok_or("a page in an unknown format");
    let words = next()?.parse().map_err(|_| "a length that is not a number")?;
    let language = Some(next()?).filter(|language| *language != "-").map(str::to_owned);
    let marks = next()?;
    let trade = marks.trim_start_matches(|c: char| !c.is_ascii_digit());
    Ok(Some(Box::new(PageRecord {
        title: next()?.to_owned(),
        text: Similarity(u64::from_be_bytes(*similarity)),
        words,
        language,
        cited: marks.contains(CITED),
        own_name: NAMES.iter().find(|(_, mark)| marks.contains(*mark)).map_or(OwnName::default(), |(name, _)| *name),
        trade: if trade.is_empty() { 0 } else { trade.parse().map_err(|_| "a share that is not a number")? },
        front: marks.contains(FRONT),
        password: marks.contains(PASSWORD),
    })))
}
