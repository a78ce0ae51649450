//! Templates: text with fields in double braces.

use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{SHA256, digest};

pub(super) const STYLE: &str = include_str!("style.css");
/// The start of every page.
const HEAD: &str = include_str!("head.html");
/// The signs of the verdicts, which styles alone cannot draw.
const PATTERNS: &str = include_str!("patterns.html");

/// Writes a template. A field is filled where the template has it: what it is filled with is not looked at again.
/// `fill` fills those that are not the same on every page.
pub(super) fn write(
    template: &str,
    out: &mut dyn Write,
    fill: &dyn Fn(&str, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    for (at, part) in template.split("{{").enumerate() {
        let text = match part.split_once("}}").filter(|_| at > 0) {
            Some((field, text)) => {
                match field {
                    "head" => write(HEAD, out, fill)?,
                    "style" => out.write_all(STYLE.as_bytes())?,
                    "patterns" => out.write_all(PATTERNS.as_bytes())?,
                    "version" => out.write_all(env!("CARGO_PKG_VERSION").as_bytes())?,
                    _ => fill(field, out)?,
                }
                text
            }
            None => part,
        };
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// For a field that nothing fills.
pub(super) fn unknown(field: &str) -> io::Error {
    io::Error::other(format!("the page has a field {field:?} that nothing fills"))
}

/// A content security policy that lets nothing in but our style, and our script if there is one.
pub(super) fn policy(script: Option<&str>) -> String {
    let script = script.map(|script| format!("script-src 'sha256-{}'; ", hash(script))).unwrap_or_default();
    format!("default-src 'none'; {script}style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", hash(STYLE))
}

/// As a content security policy has it (CSP 3 §2.3.1).
fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes()))
}
