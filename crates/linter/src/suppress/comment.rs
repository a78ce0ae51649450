//! `<!-- newslint-ignore: rule — reason -->` and `<!-- newslint-ignore-file: rule — reason -->`.

use memchr::memmem;
use rustc_hash::FxHashMap;

use newslint_model::diagnostic::{Diagnostic, Label, Place, Span};
use newslint_model::event::{BlockKind, Heading, Item, Shown, lines};

/// What every such comment starts with.
const KEYWORD: &str = "newslint-ignore";
const KEYWORD_FILE: &str = "newslint-ignore-file";

/// What the comments of one file suppress.
pub struct Suppressions {
    /// In the order of the text.
    list: Vec<Suppression>,
    /// For each reach the names of the rules in its comments, and whether any finding has needed one: a file can have a
    /// comment for each of its many findings.
    names: FxHashMap<Reach, FxHashMap<Box<str>, bool>>,
    /// The reaches other than the whole file, none of which overlaps another; in the order of the text.
    reaches: Vec<Span>,
    /// What is wrong with the form of comments. Such a comment suppresses nothing.
    faults: Vec<CommentFault>,
}

/// The bytes in which a comment suppresses findings; `None` is the whole file, its path included.
type Reach = Option<Span>;

/// A comment in the right form.
struct Suppression {
    reach: Reach,
    /// The block that it is for, if there is one.
    block: Option<Span>,
    rules: Vec<SuppressedRule>,
}

/// A rule's name in a comment.
struct SuppressedRule {
    span: Span,
    name: Box<str>,
}

/// What a name in a comment, or in the baseline, stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOf {
    /// A rule that looked at the file.
    RuleThatRan,
    /// A rule that did not, or not at everything.
    OtherRule,
    /// No rule; the name may be a slip of this one.
    NoRule(Option<&'static str>),
}

/// What is wrong with a comment.
#[derive(Clone, Copy, Debug)]
pub struct CommentFault {
    /// The comment, or the rule's name in it.
    pub span: Span,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What can be wrong with a comment.
#[derive(Clone, Copy, Debug)]
pub enum FaultKind {
    /// It has no end, so that the rest of the file is part of it.
    Endless,
    /// It does not stand on a line of its own.
    Beside,
    /// It starts as a suppression does and goes on as none does.
    Form,
    /// It names no rule.
    NoRule,
    /// It gives no reason.
    NoReason,
    /// It names a rule that does not exist, and may mean this one.
    UnknownRule(Option<&'static str>),
    /// It names a rule that finds nothing in the file.
    UnusedInFile,
    /// It names a rule that finds nothing in the next block; `None` if there is no such block.
    Unused(Option<Span>),
}

impl Suppressions {
    /// Reads the comments of `text`; `None` if there are none.
    pub fn read(text: &str) -> Option<Suppressions> {
        memmem::find(text.as_bytes(), KEYWORD.as_bytes())?;
        let shown = Shown::of(text);
        let blocks = blocks(text, &shown);
        let mut read =
            Suppressions { list: Vec::new(), names: FxHashMap::default(), reaches: Vec::new(), faults: Vec::new() };
        let mut end = 0;
        for (at, _) in text.match_indices(KEYWORD) {
            // A comment's own reason can hold the word.
            let before = text.get(end..at).and_then(|before| before.trim_end().strip_suffix("<!--"));
            let start = before.map(|before| end + before.len());
            // In code it is text, which somebody shows to others.
            let Some(start) = start.filter(|start| !shown.is_code(*start)) else { continue };
            let Some(length) = text[at..].find("-->") else {
                read.fault(Span::new(start, text.len()).first_line(text), FaultKind::Endless);
                break;
            };
            let inner = Span::new(at, at + length);
            end = inner.end + "-->".len();
            read.comment(text, Span::new(start, end), inner, &blocks);
        }
        Some(read)
    }

    fn fault(&mut self, span: Span, kind: FaultKind) {
        self.faults.push(CommentFault { span, kind });
    }

    fn comment(&mut self, text: &str, comment: Span, inner: Span, blocks: &[Span]) {
        let next = blocks.partition_point(|block| block.start < comment.start);
        let before = next.checked_sub(1).map_or(0, |before| blocks[before].end);
        if comment.start < before {
            return self.fault(comment, FaultKind::Beside);
        }
        let (is_file, names) = match parse(text, inner) {
            Ok(parsed) => parsed,
            Err(kind) => return self.fault(comment, kind),
        };
        let block = blocks.get(next).copied();
        // What is found between two blocks is found about the second: a file's lack of a date heading stands at the
        // first character, and that may be the comment's.
        let reach = Span::new(before, block.map_or(text.len(), |block| block.end));
        if !is_file && self.reaches.last() != Some(&reach) {
            self.reaches.push(reach);
        }
        let reach = (!is_file).then_some(reach);
        let known = self.names.entry(reach).or_default();
        let rules: Vec<SuppressedRule> =
            names.into_iter().map(|span| SuppressedRule { span, name: span.of(text).into() }).collect();
        known.extend(rules.iter().map(|rule| (rule.name.clone(), false)));
        self.list.push(Suppression { reach, block, rules });
    }

    /// The names of the rules that comments in the right form suppress, as often as they do.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().flat_map(|suppression| &suppression.rules).map(|rule| &*rule.name)
    }

    /// Whether a comment suppresses `diagnostic`. Each that does is of use.
    pub fn cover(&mut self, diagnostic: &Diagnostic) -> bool {
        let reaches = [Some(None), self.reach_at(&diagnostic.primary).map(Some)];
        let mut is_covered = false;
        for reach in reaches.into_iter().flatten() {
            let names = self.names.get_mut(&reach);
            if let Some(is_used) = names.and_then(|names| names.get_mut(diagnostic.rule)) {
                *is_used = true;
                is_covered = true;
            }
        }
        is_covered
    }

    /// The reach that a label starts in, other than the whole file.
    fn reach_at(&self, label: &Label) -> Option<Span> {
        let start = label.span.start;
        let next = self.reaches.partition_point(|reach| reach.end <= start);
        self.reaches.get(next).copied().filter(|reach| label.place == Place::Text && reach.start <= start)
    }

    fn is_used(&self, reach: Reach, name: &str) -> bool {
        self.names.get(&reach).and_then(|names| names.get(name)).is_some_and(|is_used| *is_used)
    }

    /// What is wrong with the comments: those in no right form, names of no rule, and names of rules that ran and found
    /// nothing that they suppress.
    pub fn faults(&self, name_of: impl Fn(&str) -> NameOf) -> Vec<CommentFault> {
        let mut faults = self.faults.clone();
        for suppression in &self.list {
            let unused = match suppression.reach {
                None => FaultKind::UnusedInFile,
                Some(_) => FaultKind::Unused(suppression.block),
            };
            for rule in &suppression.rules {
                let kind = match name_of(&rule.name) {
                    NameOf::NoRule(near) => FaultKind::UnknownRule(near),
                    NameOf::RuleThatRan if !self.is_used(suppression.reach, &rule.name) => unused,
                    NameOf::RuleThatRan | NameOf::OtherRule => continue,
                };
                faults.push(CommentFault { span: rule.span, kind });
            }
        }
        faults
    }
}

/// Reads what stands between `<!--` and `-->`: whether it is for the whole file, and the names of rules.
fn parse(text: &str, inner: Span) -> Result<(bool, Vec<Span>), FaultKind> {
    let own = inner.of(text);
    let keyword = &own[..own.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count()];
    let is_file = keyword == KEYWORD_FILE;
    let rest = own[keyword.len()..].trim_start();
    let known = is_file || keyword == KEYWORD;
    let Some(list) = rest.strip_prefix(':').filter(|_| known) else {
        let is_blanket = known && split_reason(rest).0.trim().is_empty();
        return Err(if is_blanket { FaultKind::NoRule } else { FaultKind::Form });
    };
    let (names, reason) = split_reason(list);
    let mut at = inner.end - list.len();
    let mut spans = Vec::new();
    for name in names.split(',') {
        spans.push(Span::new(at, at + name.len()).trimmed(text));
        at += name.len() + 1;
    }
    if spans.iter().any(|span| span.is_empty()) {
        return Err(FaultKind::NoRule);
    }
    if reason.trim().is_empty() {
        return Err(FaultKind::NoReason);
    }
    Ok((is_file, spans))
}

/// Splits a list of rules from the reason behind the first dash: one of the typographer's, or hyphens with white space
/// around them, as a rule's name has none.
fn split_reason(list: &str) -> (&str, &str) {
    let is_dash = |word: &str| matches!(word, "-" | "--");
    let mut at = 0;
    let mut words = list.split_inclusive(char::is_whitespace).map(|word| {
        at += word.len();
        (at - word.len(), word.trim_end())
    });
    let hyphen = words.find(|(_, word)| is_dash(word)).map(|(at, word)| (at, word.len()));
    let dash = list.find(['—', '–']).map(|at| (at, '—'.len_utf8()));
    match hyphen.into_iter().chain(dash).min() {
        Some((at, length)) => (&list[..at], &list[at + length..]),
        None => (list, ""),
    }
}

/// The blocks of a text: a heading, an item, or a paragraph, each with its last line's end.
fn blocks(text: &str, shown: &Shown) -> Vec<Span> {
    let is_comment = |own: &str, line: Span| {
        let block = shown.block_at(line).map(|block| block.kind);
        match block {
            Some(BlockKind::Comment | BlockKind::EndlessComment) => true,
            Some(_) => false,
            None => own.starts_with("<!--") && own.ends_with("-->"),
        }
    };
    let mut blocks: Vec<Span> = Vec::new();
    let mut goes_on = false;
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for line in lines(&text[start..]) {
        let span = line.span.shifted(start);
        let own = span.of(text).trim();
        if own.is_empty() || is_comment(own, span) {
            goes_on = false;
            continue;
        }
        let is_heading = Heading::read(text, span).is_some();
        let end = line.ending_span().shifted(start).end;
        match blocks.last_mut() {
            Some(last) if goes_on && !is_heading && Item::read(text, span).is_none() => last.end = end,
            _ => blocks.push(Span::new(span.start, end)),
        }
        goes_on = !is_heading;
    }
    blocks
}
