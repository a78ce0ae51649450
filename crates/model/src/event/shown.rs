//! What Markdown shows of a text, asked where a line looks as if that could differ from what was meant.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event as Markdown, Parser, Tag, TagEnd};

use super::{Heading, Item, lines};
use crate::diagnostic::Span;

/// What Markdown makes of a whole text, as far as lines alone do not tell.
#[derive(Debug, Default)]
pub struct Shown {
    /// The blocks that are shown as they stand, or not at all; in the order of the text.
    blocks: Vec<Block>,
    /// Where the items of lists start that are in no other list.
    items: Vec<usize>,
    /// Code in the midst of text.
    code: Vec<Span>,
}

/// A block of which Markdown reads neither headings nor items.
#[derive(Clone, Debug)]
pub struct Block {
    /// What kind of block it is.
    pub kind: BlockKind,
    /// All its lines.
    pub span: Span,
    /// Its first line, without white space around it.
    pub first_line: Span,
    /// The line that ends a fence, likewise; else the first once more.
    pub last_line: Span,
    /// The first line in it that has the form of a heading, or else of an item with a link.
    pub swallowed: Option<Span>,
    /// Whether that is a heading.
    pub has_heading: bool,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// `<!-- … -->`
    Comment,
    /// `<!-- …`, up to the end of the text, or of the item that it is in.
    EndlessComment,
    /// Between two lines of backticks or tildes.
    Fence,
    /// Below one such line.
    EndlessFence,
    /// Indented by four spaces or more.
    Indented,
    /// From a tag to the next blank line, mostly.
    Html,
}

impl Shown {
    /// What Markdown makes of `text`.
    pub fn of(text: &str) -> Shown {
        let mut shown = Shown::default();
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let mut depth = 0usize;
        let markdown = with_line_feeds(&text[start..]);
        for (event, range) in Parser::new(&markdown).into_offset_iter() {
            let span = Span::new(range.start, range.end).shifted(start);
            match event {
                Markdown::Start(Tag::List(_) | Tag::BlockQuote(_)) => depth += 1,
                Markdown::End(TagEnd::List(_) | TagEnd::BlockQuote(_)) => depth = depth.saturating_sub(1),
                Markdown::Start(Tag::Item) if depth == 1 => shown.items.push(span.start),
                Markdown::Start(Tag::HtmlBlock) => shown.blocks.push(Block::html(text, span)),
                Markdown::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                    shown.blocks.push(Block::fence(text, span));
                }
                Markdown::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                    shown.blocks.push(Block::new(text, span, BlockKind::Indented));
                }
                Markdown::Code(_) => shown.code.push(span),
                _ => {}
            }
        }
        shown
    }

    /// The block that `line` is part of.
    pub fn block_at(&self, line: Span) -> Option<&Block> {
        let next = self.blocks.partition_point(|block| block.span.end <= line.start);
        self.blocks.get(next).filter(|block| block.span.start < line.end)
    }

    /// Whether an item of a list starts at `offset`, or in the white space before it.
    pub fn has_item_at(&self, text: &str, offset: usize) -> bool {
        let next = self.items.partition_point(|item| *item <= offset);
        let before = next.checked_sub(1).map(|before| self.items[before]);
        before.is_some_and(|start| Span::new(start, offset).of(text).trim().is_empty())
    }

    /// Whether `offset` is in code, of which nothing acts.
    pub fn is_code(&self, offset: usize) -> bool {
        let is_of_code =
            |block: &Block| matches!(block.kind, BlockKind::Fence | BlockKind::EndlessFence | BlockKind::Indented);
        let next = self.code.partition_point(|code| code.end <= offset);
        self.code.get(next).is_some_and(|code| code.start <= offset)
            || self.block_at(Span::new(offset, offset + 1)).is_some_and(is_of_code)
    }
}

impl Block {
    fn new(text: &str, span: Span, kind: BlockKind) -> Block {
        // Markdown's own span can start behind the indent.
        let start = text[..span.start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let span = Span::new(start, span.start + span.of(text).trim_end().len());
        let mut block = Block { kind, span, first_line: span, last_line: span, swallowed: None, has_heading: false };
        for (index, line) in lines(span.of(text)).enumerate() {
            let line = line.span.shifted(span.start).trimmed(text);
            if index == 0 {
                (block.first_line, block.last_line) = (line, line);
            }
            let is_heading = Heading::read(text, line).is_some_and(|heading| heading.spaced);
            if is_heading && !block.has_heading {
                (block.swallowed, block.has_heading) = (Some(line), true);
            } else if block.swallowed.is_none() && Item::read(text, line).is_some_and(|item| item.link.is_some()) {
                block.swallowed = Some(line);
            }
        }
        block
    }

    fn html(text: &str, span: Span) -> Block {
        let own = span.of(text);
        let kind = match own.rfind("<!--").filter(|_| own.trim_start().starts_with("<!--")) {
            None => BlockKind::Html,
            Some(at) if own[at..].contains("-->") => BlockKind::Comment,
            Some(_) => BlockKind::EndlessComment,
        };
        Block::new(text, span, kind)
    }

    fn fence(text: &str, span: Span) -> Block {
        let block = Block::new(text, span, BlockKind::Fence);
        match closing_fence(text, &block) {
            Some(last_line) => Block { last_line, ..block },
            None => Block { kind: BlockKind::EndlessFence, ..block },
        }
    }

    /// Whether `line`, without white space around it, is part of the block and of nothing that stands in it.
    pub fn is_own_line(&self, text: &str, line: Span) -> bool {
        let is_first = line.start == self.first_line.start;
        match self.kind {
            BlockKind::Comment => true,
            BlockKind::EndlessComment => line.of(text).starts_with("<!--"),
            BlockKind::EndlessFence => is_first,
            BlockKind::Fence => is_first || line.start == self.last_line.start,
            BlockKind::Indented => false,
            BlockKind::Html => self.swallowed.is_some() && line.of(text).starts_with('<'),
        }
    }

    /// Whether it keeps from readers what they are to see. A comment may, but no part of an event.
    pub fn is_fault(&self) -> bool {
        match self.kind {
            BlockKind::Comment => self.has_heading,
            BlockKind::Html => self.swallowed.is_some(),
            BlockKind::EndlessComment | BlockKind::Fence | BlockKind::EndlessFence | BlockKind::Indented => true,
        }
    }
}

/// The text with a line feed for each carriage return that ends a line alone, which the parser does not take for an end.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut rest = text.chars().peekable();
    let mut next = || rest.next().map(|c| if c == '\r' && rest.peek() != Some(&'\n') { '\n' } else { c });
    Cow::Owned(std::iter::from_fn(&mut next).collect())
}

/// The line that ends a block of code, if its last line does (CommonMark 4.5).
fn closing_fence(text: &str, block: &Block) -> Option<Span> {
    let own = block.span.of(text);
    let start = block.span.start + own.rfind(['\n', '\r'])? + 1;
    let last = Span::new(start, block.span.end).trimmed(text);
    let opening = block.first_line.of(text);
    let sign = opening.chars().next()?;
    let length = opening.len() - opening.trim_start_matches(sign).len();
    let is_closing = last.of(text).len() >= length && last.of(text).chars().all(|c| c == sign);
    is_closing.then_some(last)
}
