//! The characters that the bytes of a page stand for.

use std::borrow::Cow;
use std::convert::Infallible;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// Where a page may say what encoding it is in. The standard asks for 1,024 bytes, and browsers find it later as well.
const PRESCANNED: usize = 4096;

/// Decodes as browsers do (WHATWG HTML §13.2.3.2): by a byte order mark, else as the header says, else as the page says
/// itself, else as UTF-8 if it can be that.
pub(super) fn decode<'b>(bytes: &'b [u8], content_type: Option<&str>) -> Cow<'b, str> {
    let (encoding, start) = Encoding::for_bom(bytes).unwrap_or_else(|| {
        let said = content_type.and_then(|value| charset_of(value.as_bytes())).or_else(|| prescan(bytes));
        (said.unwrap_or_else(|| guess(bytes)), 0)
    });
    encoding.decode_without_bom_handling(&bytes[start..]).0
}

/// Whether what is said to be a text is none, such as something that is still compressed: one character in fifty or more
/// is a control character, of which texts have hardly any.
pub(in crate::network) fn is_binary(bytes: &[u8], content_type: Option<&str>) -> bool {
    let text = decode(bytes.get(..PRESCANNED).unwrap_or(bytes), content_type);
    let is_odd = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\x0c' | '\r' | '\x1b');
    text.chars().filter(|&c| is_odd(c)).count() * 50 > text.chars().count()
}

/// The encoding that a `Content-Type` names.
fn charset_of(content_type: &[u8]) -> Option<&'static Encoding> {
    named(content_type, b"charset")
}

/// The encoding in `name=label`, `name = "label"` and the like.
fn named(text: &[u8], name: &[u8]) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let after = memchr::memmem::find(&lower, name)? + name.len();
    let value = lower[after..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|byte| matches!(byte, b'"' | b'\'' | b';' | b' ')).unwrap_or(value.len());
    Encoding::for_label_no_replacement(&value[..end])
}

/// The encoding that a page names itself, in its XML declaration or in a `<meta>`.
fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let beginning = bytes.get(..PRESCANNED).unwrap_or(bytes);
    let mut found = None;
    let (mut is_meta, mut attribute) = (false, Vec::new());
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        match event {
            CallbackEvent::OpenStartTag { name } => is_meta = name == b"meta",
            CallbackEvent::AttributeName { name } => name.clone_into(&mut attribute),
            CallbackEvent::AttributeValue { value } if is_meta && found.is_none() => match attribute.as_slice() {
                b"charset" => found = Encoding::for_label_no_replacement(value),
                b"content" => found = charset_of(value),
                _ => {}
            },
            CallbackEvent::Comment { value } if found.is_none() && value.starts_with(b"?xml") => {
                found = named(value, b"encoding");
            }
            _ => {}
        }
        None::<Infallible>
    });
    emitter.naively_switch_states(true);
    // A reader of bytes in memory cannot fail.
    let _ = Tokenizer::new_with_emitter(beginning, emitter).finish();
    // What could be read so far has one byte a character, whatever it says (WHATWG HTML §13.2.3.2, prescan).
    found.map(|encoding| match encoding {
        encoding if encoding == UTF_16BE || encoding == UTF_16LE => UTF_8,
        encoding if encoding == X_USER_DEFINED => WINDOWS_1252,
        encoding => encoding,
    })
}

/// UTF-8, if that is what the bytes are but for a last character that was cut.
fn guess(bytes: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_some() => WINDOWS_1252,
        _ => UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_encoding_are_told_from_other_bytes() {
        let utf_16: Vec<u8> = "\u{feff}<p>Мост открыт".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, content_type, expected) in [
            (&b""[..], None, false),
            (b"<title>Harbour bridge</title>\r\n\t<p>\x0c", None, false),
            ("港口大桥开通".as_bytes(), Some("text/html; charset=utf-8"), false),
            (b"\x1b$B%D\x1b(B", Some("text/html; charset=iso-2022-jp"), false),
            (b"<p>caf\xe9 \x93quoted\x94", Some("text/html; charset=iso-8859-1"), false),
            (b"\x82\xa0\x82\xa2", Some("text/html; charset=utf-8"), false),
            (&utf_16, None, false),
            (&utf_16[2..], Some("text/html; charset=utf-16le"), false),
            (b"\x0b\x02\x80Not here\x03", Some("text/html; charset=utf-8"), true),
            (b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x4b\xcb\x07\0", None, true),
        ] {
            assert_eq!(is_binary(bytes, content_type), expected, "{bytes:?}");
        }
    }

    #[test]
    fn the_encoding_is_found() {
        let cases: [(&[u8], Option<&str>, &str); 14] = [
            ("Käfer".as_bytes(), None, "Käfer"),
            (b"K\xe4fer", None, "Käfer"),
            (b"K\xe4fer", Some("text/html"), "Käfer"),
            (b"\xcc\xee\xf1\xf2", Some("text/html; charset=windows-1251"), "Мост"),
            (b"\xcc\xee\xf1\xf2", Some("text/html;Charset = \"CP1251\""), "Мост"),
            (b"\xcc\xee\xf1\xf2", Some("text/html; charset=nonsense"), "Ìîñò"),
            (b"<meta charset=windows-1251>\xcc\xee", None, "<meta charset=windows-1251>Мо"),
            (
                b"<META content='text/html; charset=windows-1251' http-equiv=a>\xcc",
                None,
                "<META content='text/html; charset=windows-1251' http-equiv=a>М",
            ),
            (
                b"<?xml version=\"1.0\" encoding='windows-1251'?>\xcc",
                None,
                "<?xml version=\"1.0\" encoding='windows-1251'?>М",
            ),
            (b"<!-- <meta charset=windows-1251> -->\xcc.", None, "<!-- <meta charset=windows-1251> -->Ì."),
            (b"<meta charset=utf-16>\xc3\xa9", None, "<meta charset=utf-16>é"),
            (b"\xef\xbb\xbf\xc3\xa9", Some("text/html; charset=windows-1251"), "é"),
            (b"\xfe\xff\x04\x1c", None, "М"),
            // Cut within a character.
            (b"caf\xc3\xa9 \xc3", None, "café \u{fffd}"),
        ];
        for (bytes, content_type, expected) in cases {
            assert_eq!(decode(bytes, content_type), expected, "{content_type:?}");
        }
    }
}
