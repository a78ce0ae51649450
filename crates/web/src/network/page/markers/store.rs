//! Answers of object stores (S3, and those that speak its language), which are no sites.

use super::super::contents::Page;
use super::super::words::words;

/// Codes of errors, as their XML has them, by which a store refuses a document that it has, and one that it has not.
/// They are one word each, so nobody writes them in a text.
const CODES: [&str; 2] = ["AccessDenied", "NoSuchKey"];

/// The most words of such an error: code, message, the name of the document, the numbers of the request.
const ERROR: usize = 80;

/// Whether a page is an object store's error.
///
/// A store that does not let strangers list what it has answers 403 for what it has not, because 404 would be an answer
/// to "is it there?" (S3, "GetObject": "If you don't have the s3:ListBucket permission, Amazon S3 returns an HTTP status
/// code 403"). A store that lets strangers read nothing at all answers the same.
pub(in crate::network) fn store_error(page: &Page) -> bool {
    let is_code =
        |code: &str| words(code).first().is_some_and(|code| page.words.iter().any(|word| word.hash() == code.hash()));
    page.words.len() <= ERROR && CODES.into_iter().any(is_code)
}
