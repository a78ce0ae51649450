//! What can happen to an archive: by hands, editors and merges.

use super::law::Files;
use crate::planted;
use crate::synthetic::random::Random;

/// What was done, to which file.
#[derive(Debug)]
pub struct Damage {
    #[expect(dead_code, reason = "it is printed")]
    what: &'static str,
    path: String,
}

type Text = fn(&str, &mut Random) -> Option<Vec<u8>>;

/// What happens to the text of an event or an index.
const TEXTS: &[(&str, Text)] = &[
    ("a byte order mark", |text, _| Some(format!("\u{feff}{text}").into())),
    ("CRLF", |text, _| Some(text.replace('\n', "\r\n").into())),
    ("CR", |text, _| Some(text.replace('\n', "\r").into())),
    ("CRLF in some lines", |text, random| {
        let lines = text.split('\n').map(|line| format!("{line}{}", if random.percent(30) { "\r" } else { "" }));
        Some(lines.collect::<Vec<_>>().join("\n").into())
    }),
    ("UTF-16LE", |text, random| Some(utf16(text, random, u16::to_le_bytes))),
    ("UTF-16BE", |text, random| Some(utf16(text, random, u16::to_be_bytes))),
    ("a letter in Latin-1", |text, random| Some(insert(text, random, b"\xe9"))),
    ("Latin-1 in a title", |text, random| in_heading(text, random, b"\xe9")),
    ("a control character", |text, random| Some(insert(text, random, b"\x0b"))),
    ("a NUL", |text, random| Some(insert(text, random, b"\0"))),
    ("something that nobody sees", |text, random| {
        let hidden = random.pick(HIDDEN).to_owned();
        Some(insert(text, random, hidden.as_bytes()))
    }),
    ("something in a title that nobody sees", |text, random| {
        let hidden = random.pick(HIDDEN).to_owned();
        in_heading(text, random, hidden.as_bytes())
    }),
    ("a no-break space for a space", |text, random| {
        let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        let at = *spaces.get(random.below(spaces.len().max(1)))?;
        Some([&text[..at], "\u{a0}", &text[at + 1..]].concat().into())
    }),
    ("a no-break space behind the marks of a heading", |text, random| {
        heading(text, random, |line| line.replacen("# ", "#\u{a0}", 1))
    }),
    ("no space behind the marks of a heading", |text, random| {
        heading(text, random, |line| line.replacen("# ", "#", 1))
    }),
    ("a mark more", |text, random| heading(text, random, |line| format!("#{line}"))),
    ("a mark less", |text, random| heading(text, random, |line| line[1..].to_owned())),
    ("an indented line", |text, random| {
        let indent = [" ", "  ", "   ", "    ", "\t", "\u{a0}"][random.below(6)];
        line(text, random, |line| format!("{indent}{line}"))
    }),
    ("a line twice", |text, random| line(text, random, |line| format!("{line}\n{line}"))),
    ("a line deleted", |text, random| line(text, random, |_| String::new())),
    ("a line joined to the one before", |text, random| {
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let at = *ends.get(random.below(ends.len().max(1)))?;
        Some([&text[..at], " ", &text[at + 1..]].concat().into())
    }),
    ("a line wrapped", |text, random| {
        let at = text.match_indices(' ').map(|(at, _)| at).nth(random.below(12))?;
        Some([&text[..at], "\n", &text[at + 1..]].concat().into())
    }),
    ("another digit", |text, random| digit(text, random, |_, other| other.to_string())),
    ("a digit deleted", |text, random| digit(text, random, |_, _| String::new())),
    ("a digit more", |text, random| digit(text, random, |digit, other| format!("{digit}{other}"))),
    ("a year of two digits", |text, _| {
        let at = text.find('[')?;
        let year = text.get(at + 1..at + 5)?;
        Some([&text[..=at], &year[2..], &text[at + 5..]].concat().into())
    }),
    ("a padded day", |text, _| {
        let at = text.find("](")?;
        let day = text[..at].rfind('-')? + 1;
        Some([&text[..day], "0", &text[day..]].concat().into())
    }),
    ("a character lost", |text, random| {
        let at = boundary(text, random);
        let rest = text[at..].chars().next()?.len_utf8();
        Some([&text[..at], &text[at + rest..]].concat().into())
    }),
    ("a typo in a path", |text, random| {
        let paths: Vec<usize> = text.match_indices("](/news/").map(|(at, _)| at).collect();
        let at = *paths.get(random.below(paths.len().max(1)))?;
        let dash = at + text[at..].find('-')?;
        Some([&text[..dash], "-x", &text[dash + 1..]].concat().into())
    }),
    ("a title in entities", |text, random| {
        let entity = random.pick(&["&#39;", "&quot;", "&amp;rsquo;", "&eacute;", "&#101;", "&#x200b;"]).to_owned();
        in_heading(text, random, entity.as_bytes())
    }),
    ("another word in a title", |text, random| in_heading(text, random, b" soon")),
    ("a merge conflict", |text, random| conflict(text, random, ["<<<<<<< HEAD", "=======", ">>>>>>> other"])),
    ("a merge conflict with its base", |text, random| {
        conflict(text, random, ["<<<<<<< HEAD", "||||||| 12ab\n=======", ">>>>>>> other"])
    }),
    ("a conflict without its start", |text, random| conflict(text, random, ["", "=======", ">>>>>>> other"])),
    ("a conflict without its end", |text, random| conflict(text, random, ["<<<<<<< HEAD", "=======", ""])),
    ("a comment for the whole file", |text, random| {
        let rule = random.pick(RULES).to_owned();
        Some(format!("<!-- newslint-ignore-file: {rule} — as it came -->\n{text}").into())
    }),
    ("a comment for a block", |text, random| {
        let rule = random.pick(RULES).to_owned();
        line(text, random, |line| format!("<!-- newslint-ignore: {rule} — as it came -->\n{line}"))
    }),
];

const HIDDEN: &[&str] = &["\u{200b}", "\u{202e}", "\u{ad}", "\u{feff}", "\u{200d}", "\u{2066}", "\u{200e}"];

const RULES: &[&str] = &[
    "text-encoding", "date-heading", "date-path", "title-heading", "html-entity", "section-heading",
    "source-numbering", "source-item", "changes-numbering", "related-numbering", "related-path", "related-title",
    "day-index",
];

/// Damages a few files, some of them of one day.
pub fn damage(files: &mut Files, random: &mut Random) -> Vec<Damage> {
    let mut damages: Vec<Damage> = Vec::new();
    for _ in 0..random.between(1, 4) {
        let last = damages.last().filter(|_| random.percent(60));
        let folder = last.and_then(|last| last.path.rsplit_once('/')).map_or("news", |(folder, _)| folder);
        let paths: Vec<&String> = files.keys().filter(|path| path.starts_with(&format!("{folder}/"))).collect();
        let Some(path) = paths.get(random.below(paths.len().max(1))).map(|path| (*path).clone()) else { continue };
        let is_valid = damages.iter().all(|damage| damage.path != path);
        let what = damage_one(files, random, &path, is_valid);
        damages.extend(what.map(|what| Damage { what, path }));
    }
    damages
}

/// Damages a file, which nothing happened to so far if it `is_valid`. Gives what was done, if it was.
fn damage_one(files: &mut Files, random: &mut Random, path: &str, is_valid: bool) -> Option<&'static str> {
    let is_event = !path.ends_with("/index.md") && !path.ends_with("/README.md");
    let text = String::from_utf8(files[path].clone()).ok()?;
    Some(match random.below(10) {
        0..=1 if is_event && is_valid => {
            let (to, bytes) = planted::damaged(path, &text, random.below(1000))?;
            files.remove(path);
            files.insert(to, bytes);
            "planted"
        }
        2 => {
            files.remove(path);
            "deleted"
        }
        3 if is_event => {
            let to = path.replace(".md", "-it-is-said.md");
            let text = files.remove(path)?;
            files.insert(to, text);
            "renamed"
        }
        _ => {
            let (what, apply) = TEXTS[random.below(TEXTS.len())];
            files.insert(path.to_owned(), apply(&text, random)?);
            what
        }
    })
}

/// The place of some character.
fn boundary(text: &str, random: &mut Random) -> usize {
    let at = random.below(text.len().max(1));
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn insert(text: &str, random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let at = boundary(text, random);
    [&text.as_bytes()[..at], bytes, &text.as_bytes()[at..]].concat()
}

fn utf16(text: &str, random: &mut Random, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = random.percent(70).then_some(0xfeff);
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// Changes some line that is like this.
fn some_line(
    text: &str,
    random: &mut Random,
    is_like: fn(&str) -> bool,
    change: impl FnOnce(&str) -> String,
) -> Option<Vec<u8>> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let like: Vec<usize> = (0..lines.len()).filter(|at| is_like(lines[*at])).collect();
    let at = *like.get(random.below(like.len().max(1)))?;
    let changed = change(lines[at]);
    lines[at] = &changed;
    Some(lines.join("\n").into())
}

fn line(text: &str, random: &mut Random, change: impl FnOnce(&str) -> String) -> Option<Vec<u8>> {
    some_line(text, random, |line| !line.is_empty(), change)
}

fn heading(text: &str, random: &mut Random, change: impl FnOnce(&str) -> String) -> Option<Vec<u8>> {
    some_line(text, random, |line| line.starts_with('#'), change)
}

/// Puts bytes into the words of some heading.
fn in_heading(text: &str, random: &mut Random, bytes: &[u8]) -> Option<Vec<u8>> {
    const MARK: &str = "\u{e000}";
    let marked = heading(text, random, |line| {
        let at = line.find(char::is_alphabetic).map_or(line.len(), |at| at + 1);
        let at = (at..=line.len()).find(|at| line.is_char_boundary(*at)).unwrap_or(line.len());
        format!("{}{MARK}{}", &line[..at], &line[at..])
    })?;
    let at = marked.windows(MARK.len()).position(|window| window == MARK.as_bytes())?;
    Some([&marked[..at], bytes, &marked[at + MARK.len()..]].concat())
}

fn digit(text: &str, random: &mut Random, change: impl FnOnce(char, usize) -> String) -> Option<Vec<u8>> {
    let digits: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).collect();
    let (at, own) = *digits.get(random.below(digits.len().max(1)))?;
    let other = random.below(10);
    Some([&text[..at], &change(own, other), &text[at + 1..]].concat().into())
}

/// Puts some lines, and the same with other numbers and words, between markers.
fn conflict(text: &str, random: &mut Random, [start, divider, end]: [&str; 3]) -> Option<Vec<u8>> {
    let lines: Vec<&str> = text.split('\n').collect();
    let first = random.below(lines.len());
    let last = (first + random.below(4)).min(lines.len() - 1);
    let own = &lines[first..=last];
    let theirs: Vec<String> = own.iter().map(|line| line.replace("2", "3").replace(" a", " the")).collect();
    let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
    let block = [&[start], own, &[divider], &theirs, &[end]].concat();
    let is_missing = |at: usize| (at == 0 && start.is_empty()) || (at + 1 == block.len() && end.is_empty());
    let block: Vec<&str> = (0..block.len()).filter(|at| !is_missing(*at)).map(|at| block[at]).collect();
    Some([&lines[..first], &block, &lines[last + 1..]].concat().join("\n").into())
}
