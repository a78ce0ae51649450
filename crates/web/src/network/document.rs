//! A document that somebody asks for, and no source: nothing is concluded of it.

use url::Url;

use super::files::runtime;
use super::options::VisitOptions;
use super::request::{Body, Request, Requests};

/// The document at `url`, of at most so many bytes. A redirect is not followed.
///
/// # Errors
///
/// There is none, in a few words, which do not have the URL in them: it may hold a password.
pub fn document(url: &Url, options: &VisitOptions, most: usize) -> Result<Vec<u8>, String> {
    let (runtime, requests) = (runtime().map_err(in_words)?, Requests::new(options).map_err(in_words)?);
    let request = Request { url, accepts_all: true, cookies: None, headers: &[], is_lenient: false };
    runtime.block_on(async {
        let answer = requests.send(&request).await.map_err(|silence| silence.cause.token().into_owned())?;
        let mut response = answer.response;
        if !response.status().is_success() {
            return Err(format!("status {}", response.status().as_u16()));
        }
        // One byte more shows that there are more.
        let Body { bytes, is_whole } = Body::read(&mut response, most + 1).await;
        if is_whole && bytes.len() <= most { Ok(bytes) } else { Err("the answer is cut off, or too long".to_owned()) }
    })
}

fn in_words(error: std::io::Error) -> String {
    error.to_string()
}
