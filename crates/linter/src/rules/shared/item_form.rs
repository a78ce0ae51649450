//! The form of a list's items: numbered, each on a line of its own, none indented into another.

use std::borrow::Cow;

use newslint_model::diagnostic::{Edit, Reporter, Span, brief, brief_address};
use newslint_model::event::{Item, Marker, Section};

/// What can be wrong with an item, whatever it lists.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// It goes on in the next line.
    Broken,
    /// It is an address alone.
    BareUrl,
    /// It is indented into the item before.
    Joined,
    NoNumber,
    Bullet,
    /// `1)`, which starts another list.
    Parenthesis,
    /// `1.[`, which is no item.
    Unspaced,
}

/// Reports items whose form is not that of a list's, one finding for all in a row that have one fault: that is one
/// habit. `form` is what stands behind an item's number.
pub fn check_forms(text: &str, section: &Section, form: &str, report: &mut Reporter<'_>) {
    let items = &section.items;
    if items.iter().all(|item| fault(text, item).is_none()) {
        return;
    }
    let is_numbered = (1..).zip(items).all(|(position, item)| match item.marker {
        Marker::Number { value, .. } => value == position,
        Marker::Bullet(_) | Marker::Missing => true,
    });
    let faults: Vec<Option<Fault>> = items.iter().map(|item| fault(text, item)).collect();
    let mut start = 0;
    for run in faults.chunk_by(|one, next| one == next && *one != Some(Fault::Broken)) {
        if let Some(fault) = run[0] {
            Run { text, items, start, length: run.len(), is_numbered }.report(fault, form, report);
        }
        start += run.len();
    }
}

/// Whether [`check_forms`] says all that there is to say of an item.
pub fn is_told(text: &str, item: &Item) -> bool {
    item.link.is_none() && matches!(fault(text, item), Some(Fault::Broken | Fault::BareUrl))
}

/// What takes an item out of the one above it, if its number is its position: one that starts anew may well be a list in
/// that item.
pub fn out_of_item(text: &str, item: &Item, position: u64) -> Option<Edit> {
    let is_next = matches!(item.marker, Marker::Number { value, .. } if value == position);
    let start = text[..item.line.start].trim_end_matches([' ', '\t']).len();
    let edit = Edit { span: Span::new(start, item.line.start), text: String::new() };
    Some(edit).filter(|_| is_next && fault(text, item) == Some(Fault::Joined))
}

/// What gives an item without a number its own.
pub fn numbered(text: &str, item: &Item, position: u64) -> Option<Edit> {
    let (span, space) = match (fault(text, item)?, item.marker) {
        (Fault::NoNumber, _) => (Span::at(item.line.start), " "),
        (Fault::Bullet, Marker::Bullet(bullet)) => (bullet, if bullet.end == item.body.start { " " } else { "" }),
        _ => return None,
    };
    Some(Edit { span, text: format!("{position}.{space}") })
}

fn fault(text: &str, item: &Item) -> Option<Fault> {
    if !item.breaks.is_empty() {
        return Some(Fault::Broken);
    }
    if item.link.is_none() {
        // What it is to be has a number.
        return item.is_bare_url(text).then_some(Fault::BareUrl);
    }
    match item.marker {
        Marker::Missing => Some(Fault::NoNumber),
        Marker::Number { delimiter, .. } if delimiter.of(text) == ")" => Some(Fault::Parenthesis),
        // Of what looks like a space there the rule hidden-character speaks.
        Marker::Number { delimiter, spaced: false, .. } if delimiter.end == item.body.start => Some(Fault::Unspaced),
        _ if item.is_joined => Some(Fault::Joined),
        Marker::Bullet(_) => Some(Fault::Bullet),
        Marker::Number { .. } => None,
    }
}

/// Items in a row that have one fault.
struct Run<'a> {
    text: &'a str,
    /// All items of the list.
    items: &'a [Item],
    start: usize,
    length: usize,
    /// Whether each number of the list is its item's position, so that those which are missing are certain.
    is_numbered: bool,
}

impl Run<'_> {
    fn items(&self) -> &[Item] {
        &self.items[self.start..self.start + self.length]
    }

    fn report(&self, fault: Fault, form: &str, report: &mut Reporter<'_>) {
        let (at, message, hint) = self.words(fault, form);
        let message = match self.length {
            1 => message,
            length => format!("{message}, the first of {length} such items"),
        };
        let edits = self.edits(fault);
        let diagnostic = report.at(at, message);
        match fault {
            Fault::Broken => diagnostic.help(format!("write all of it on one line: N. {form}")),
            Fault::BareUrl => diagnostic.says(hint).help(format!("write N. {form}")),
            Fault::NoNumber => diagnostic.help(hint),
            Fault::Joined => diagnostic.says(hint).help("delete the white space before it"),
            Fault::Bullet | Fault::Parenthesis | Fault::Unspaced => diagnostic.says(hint),
        };
        if let Some(edits) = edits {
            diagnostic.safe_fix(edits);
        }
    }

    /// Where to tell of a fault, what is wrong, and what to do.
    fn words(&self, fault: Fault, form: &str) -> (Span, String, Cow<'static, str>) {
        let item = &self.items[self.start];
        let first_line = item.line.first_line(self.text);
        let (delimiter, value, bullet) = match item.marker {
            Marker::Number { delimiter, value, .. } => (delimiter, value, item.line),
            Marker::Bullet(bullet) => (item.line, 0, bullet),
            Marker::Missing => (item.line, 0, item.line),
        };
        let naming = |what: &str| format!("{what}: `{}`", brief(first_line.of(self.text)));
        match fault {
            Fault::Broken => (first_line, naming("the item continues on the next line"), Cow::Borrowed("")),
            Fault::BareUrl => {
                let message = format!("`{}` is not a link", brief_address(item.body.of(self.text)));
                (item.body, message, format!("expected {form}").into())
            }
            Fault::Joined => {
                (item.line, naming("indented into the item above"), "Markdown makes it part of that".into())
            }
            Fault::NoNumber => {
                let hint = "write the item's number and a full stop before it";
                (item.line, naming("an item without a number"), hint.into())
            }
            Fault::Bullet => (bullet, naming("a bullet instead of a number"), "expected N.".into()),
            Fault::Parenthesis => {
                (delimiter, format!("a parenthesis after the number {value}"), "expected a full stop".into())
            }
            Fault::Unspaced => (delimiter, format!("no space after the number {value}"), "put a space here".into()),
        }
    }

    /// What mends all of them, where that is certain.
    fn edits(&self, fault: Fault) -> Option<Vec<Edit>> {
        let edit = |span: Span, text: &str| Edit { span, text: text.to_owned() };
        let mend = |(index, item): (usize, &Item)| match (fault, item.marker) {
            (Fault::Broken, _) if item.link.is_some() => {
                Some(item.breaks.iter().map(|broken| edit(*broken, " ")).collect::<Vec<_>>())
            }
            (Fault::Joined, _) => Some(vec![out_of_item(self.text, item, index as u64 + 1)?]),
            (Fault::NoNumber | Fault::Bullet, _) if self.is_numbered => {
                Some(vec![numbered(self.text, item, index as u64 + 1)?])
            }
            (Fault::Parenthesis, Marker::Number { delimiter, spaced, .. }) => {
                Some(vec![edit(delimiter, if spaced { "." } else { ". " })])
            }
            (Fault::Unspaced, Marker::Number { delimiter, .. }) => Some(vec![edit(Span::at(delimiter.end), " ")]),
            _ => None,
        };
        let edits: Option<Vec<Vec<Edit>>> = (self.start..).zip(self.items()).map(mend).collect();
        Some(edits?.concat())
    }
}
