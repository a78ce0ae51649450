//! Bytes that are no plain UTF-8 text with one kind of line end.

use super::rule::FileBytes;
use newslint_model::diagnostic::{Edit, Reporter, Span};
use newslint_model::event::{Ending, Line, lines};

const BOM: &str = "\u{feff}";

/// Whether the bytes can be read as the text of an event or of an index. UTF-16 cannot: every other byte of it is a NUL.
pub fn is_text(bytes: &[u8]) -> bool {
    utf16(bytes).is_none()
}

/// UTF-16 starts with a byte order mark, or else, as these files do, with a `#` or a line end, which are ASCII.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => Some("UTF-16LE"),
        [0xfe, 0xff, ..] => Some("UTF-16BE"),
        [first, 0, third, 0, ..] if *first != 0 && *third != 0 => Some("UTF-16LE"),
        [0, second, 0, fourth, ..] if *second != 0 && *fourth != 0 => Some("UTF-16BE"),
        _ => None,
    }
}

/// Runs over the bytes of an event or a day index.
pub fn check(checked: &FileBytes<'_>, report: &mut Reporter<'_>) {
    let file = checked.file;
    let (bytes, text) = (file.bytes(), file.text());
    if let Some(encoding) = utf16(bytes) {
        report
            .at(Span::new(0, 2), format!("the file is {encoding}, not UTF-8"))
            .help(format!("save it as UTF-8: iconv -f {encoding} -t UTF-8"));
        return;
    }
    if !file.is_utf8() {
        check_utf8(bytes, report);
    }
    if text.starts_with(BOM) {
        // Files put together by a program can start with several.
        let span = Span::new(0, text.len() - text.trim_start_matches(BOM).len());
        report
            .at(span, "the file starts with a byte order mark")
            .help("save it as UTF-8 without BOM")
            .safe_fix(vec![Edit { span, text: String::new() }]);
    }
    check_controls(text, report);
    if memchr::memchr(b'\r', bytes).is_some() {
        check_line_ends(checked, report);
    }
}

fn check_utf8(bytes: &[u8], report: &mut Reporter<'_>) {
    let Err(error) = std::str::from_utf8(bytes) else { return };
    let at = error.valid_up_to();
    let count: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    let more = if count > 1 { format!(", and {} more in the file", count - 1) } else { String::new() };
    let diagnostic = report.at(Span::new(at, at + 1), format!("byte 0x{:02X} is not UTF-8{more}", bytes[at]));
    diagnostic.help(match windows_1252(bytes[at]) {
        Some(meant) => {
            format!("in Windows-1252 it is `{meant}`: save the file as UTF-8: iconv -f WINDOWS-1252 -t UTF-8")
        }
        None => "save the file as UTF-8".to_owned(),
    });
}

/// The character of a byte in the part of Windows-1252 that is Latin-1's.
fn windows_1252(byte: u8) -> Option<char> {
    (byte >= 0xa0).then(|| char::from(byte))
}

/// C0 controls but for tab and line ends, DEL, and the C1 controls (ECMA-48).
fn check_controls(text: &str, report: &mut Reporter<'_>) {
    // Without a branch for each byte, so that a processor can look at many at once.
    let is_suspect = |byte: &u8| byte.is_ascii_control() & !matches!(byte, b'\t' | b'\n' | b'\r');
    let has_c0 = text.as_bytes().iter().fold(false, |has, byte| has | is_suspect(byte));
    // U+0080 to U+009F are the bytes C2 80 to C2 9F.
    let has_c2 = memchr::memchr(0xc2, text.as_bytes()).is_some();
    if !has_c0 && !has_c2 {
        return;
    }
    let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let Some((at, first)) = text.char_indices().find(|(_, c)| is_control(*c)) else { return };
    let count = text.chars().filter(|c| is_control(*c)).count();
    let more = if count > 1 { format!(", and {} more in the file", count - 1) } else { String::new() };
    let name = match first {
        '\0' => "a NUL character".to_owned(),
        other => format!("the control character U+{:04X}", u32::from(other)),
    };
    report.at(Span::new(at, at + first.len_utf8()), format!("{name} in the text{more}")).help("delete it");
}

fn check_line_ends(checked: &FileBytes<'_>, report: &mut Reporter<'_>) {
    let mut ended: Vec<Line> = lines(checked.file.text()).filter(|line| line.ending != Ending::None).collect();
    if checked.tree.is_normalized(checked.path) {
        ended.retain(|line| line.ending != Ending::CrLf);
        if ended.iter().all(|line| line.ending == Ending::Lf) {
            return;
        }
    }
    let Some(first) = ended.first() else { return };
    let other = ended.iter().find(|line| line.ending != first.ending);
    let at = other.unwrap_or(first);
    let diagnostic = report.at(
        at.ending_span(),
        match other {
            Some(_) => {
                format!("this line ends with {}, the lines before it with {}", name(at.ending), name(first.ending))
            }
            None => format!("the lines end with {}", name(first.ending)),
        },
    );
    if other.is_some() {
        diagnostic.label(first.ending_span(), format!("ends with {}", name(first.ending)));
    }
    let foreign = ended.iter().filter(|line| line.ending != Ending::Lf);
    let edits: Vec<Edit> = foreign.map(|line| Edit { span: line.ending_span(), text: "\n".to_owned() }).collect();
    diagnostic.help("end every line with LF, as the archive does").safe_fix(edits);
}

fn name(ending: Ending) -> &'static str {
    match ending {
        Ending::CrLf => "CRLF",
        Ending::Cr => "CR",
        Ending::Lf | Ending::None => "LF",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use newslint_model::diagnostic::Level;

    #[test]
    fn utf16_has_a_mark_or_a_nul_in_every_other_byte() {
        for (bytes, expected) in [
            (&b"#\0 \0"[..], Some("UTF-16LE")),
            (b"\0#\0 ", Some("UTF-16BE")),
            (b"\xff\xfe", Some("UTF-16LE")),
            (b"\xfe\xff", Some("UTF-16BE")),
            (b"#\0\0\0", None),
            (b"\0\0#\0", None),
            (b"\0#\0\0", None),
            (b"\0\0\0#", None),
            (b"\0\0\0\0", None),
            (b"#\0#", None),
        ] {
            assert_eq!(utf16(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_control_is_found_and_nothing_else_is() {
        for c in '\0'..='\u{ff}' {
            let mut found = Vec::new();
            check_controls(&format!("Ferry{c}returns"), &mut Reporter::new("text-encoding", Level::Error, &mut found));
            assert_eq!(!found.is_empty(), c.is_control() && !['\t', '\n', '\r'].contains(&c), "{c:?}");
        }
    }

    #[test]
    fn all_bytes_that_are_no_text_are_counted() {
        for (bytes, expected) in [
            (&b"Caf\xe9"[..], "byte 0xE9 is not UTF-8"),
            (b"Caf\xe9 \xff\xa0", "byte 0xE9 is not UTF-8, and 2 more in the file"),
        ] {
            let mut found = Vec::new();
            check_utf8(bytes, &mut Reporter::new("text-encoding", Level::Error, &mut found));
            assert_eq!(found.iter().map(|found| &*found.message).collect::<Vec<_>>(), [expected]);
        }
        assert_eq!((windows_1252(0x9f), windows_1252(0xa0), windows_1252(0xe9)), (None, Some('\u{a0}'), Some('é')));
    }
}
