//! A rule's page as `newslint explain` shows it: what the rule finds, why, and how to fix it; on request all of it.

use std::io::{self, Write};

use super::Style;
use super::wrap::hanging;
use newslint_linter::rules::{FixKind, RULES, Rule};
use newslint_model::diagnostic::Level;

/// Lines of prose that are longer are hard to read.
const WIDEST: usize = 100;
/// Columns before an example's lines.
const INDENT: &str = "    ";

/// Writes what a rule finds, why and how to fix that; with `whole` also details and examples.
pub fn explain(rule: &Rule, whole: bool, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let style = Style { width: style.width.min(WIDEST), ..*style };
    PagePrinter { style: &style, out }.page(rule, whole)
}

struct PagePrinter<'a> {
    style: &'a Style,
    out: &'a mut dyn Write,
}

impl PagePrinter<'_> {
    fn page(&mut self, rule: &Rule, whole: bool) -> io::Result<()> {
        let (bold, meta) = (self.style.path(), rule.meta());
        let head = hanging(0, 2, &format!("{}: {}", rule.name, meta.summary), self.style);
        let head = head.strip_prefix(rule.name).unwrap_or(&head);
        writeln!(self.out, "{bold}{}{bold:#}{head}", self.style.rule(rule.name))?;
        let mut is_below_heading = false;
        for block in blocks(rule.body()) {
            if !whole && matches!(block, Block::Heading("Details" | "Examples")) {
                break;
            }
            if !is_below_heading {
                writeln!(self.out)?;
            }
            is_below_heading = matches!(block, Block::Heading(_));
            self.block(&block)?;
        }
        writeln!(self.out)?;
        self.facts(rule, whole)
    }

    fn block(&mut self, block: &Block<'_>) -> io::Result<()> {
        match block {
            Block::Heading(name) => {
                let bold = self.style.path();
                writeln!(self.out, "{bold}{}{bold:#}", self.inline(name))
            }
            Block::Prose(text) => self.prose(0, 0, text),
            Block::Items(items) => items.iter().try_for_each(|item| self.prose(0, 2, &format!("- {item}"))),
            Block::Code(lines) => lines.iter().try_for_each(|line| writeln!(self.out, "{line}")),
            Block::Fence(info, lines) => {
                if let Some(name) = label(info) {
                    writeln!(self.out, "{name}:\n")?;
                }
                for line in lines {
                    let indent = if line.is_empty() { "" } else { INDENT };
                    writeln!(self.out, "{indent}{line}")?;
                }
                Ok(())
            }
        }
    }

    fn prose(&mut self, first: usize, rest: usize, text: &str) -> io::Result<()> {
        // What is code stays on a line.
        let mut is_code = false;
        let bound = text.chars().map(|c| {
            is_code ^= c == '`';
            if is_code && c == ' ' { '\u{a0}' } else { c }
        });
        let filled = hanging(first, rest, &bound.collect::<String>(), self.style).replace('\u{a0}', " ");
        writeln!(self.out, "{}", self.inline(&filled))
    }

    /// Code in colour, and rules' names as links.
    fn inline(&self, text: &str) -> String {
        let code = self.style.level(Level::Note).effects(anstyle::Effects::new());
        let mut shown = String::with_capacity(text.len() * 2);
        for (at, part) in text.split('`').enumerate() {
            match at % 2 {
                0 => shown.push_str(part),
                _ => shown.push_str(&format!("`{code}{}{code:#}`", self.style.rule(part))),
            }
        }
        shown
    }

    /// What can be said of a rule in a word.
    fn facts(&mut self, rule: &Rule, whole: bool) -> io::Result<()> {
        let meta = rule.meta();
        let (name, color) = match meta.level {
            Some(level) => (level.name(), self.style.level(level)),
            None => ("off", anstyle::Style::new()),
        };
        let fix = match meta.fix {
            FixKind::Safe => "`newslint check --fix`",
            FixKind::Unsafe => "`newslint check --fix --unsafe-fixes`, which needs a review",
            FixKind::None => "none, by hand only",
        };
        writeln!(self.out, "level:    {color}{name}{color:#}, unless newslint.toml sets another")?;
        writeln!(self.out, "fix:      {}", self.inline(fix))?;
        if !whole {
            writeln!(self.out, "examples: {}", self.inline(&format!("`newslint explain {} --examples`", rule.name)))?;
        }
        let url = rule.page_url();
        writeln!(self.out, "page:     {}", self.style.link(&url, &url))
    }
}

/// A part of a page.
#[derive(Debug, PartialEq)]
enum Block<'p> {
    Heading(&'p str),
    /// A paragraph on one line.
    Prose(String),
    Items(Vec<String>),
    /// Lines with their indent.
    Code(Vec<&'p str>),
    /// What is said of a fence, and its lines.
    Fence(&'p str, Vec<&'p str>),
}

/// The parts of a page below its title.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().skip(1).peekable();
    while let Some(line) = lines.find(|line| !line.is_empty()) {
        if let Some(info) = line.strip_prefix("```") {
            blocks.push(Block::Fence(info, lines.by_ref().take_while(|line| *line != "```").collect()));
            continue;
        }
        let mut block = vec![line];
        while let Some(next) = lines.next_if(|next| !next.is_empty()) {
            block.push(next);
        }
        blocks.extend(block_of(block));
    }
    blocks
}

fn block_of(lines: Vec<&str>) -> Option<Block<'_>> {
    let first = *lines.first()?;
    Some(match () {
        () if first.starts_with('#') => Block::Heading(first.trim_start_matches('#').trim_start()),
        () if first.starts_with(INDENT) => Block::Code(lines),
        () if first.starts_with("- ") => {
            let text = unlinked(&lines.join("\n"));
            let items = text.trim_start_matches("- ").split("\n- ");
            Block::Items(items.map(|item| item.replace("\n  ", " ")).collect())
        }
        () => Block::Prose(unlinked(&lines.join(" "))),
    })
}

/// A text with links to other pages as those pages' names.
fn unlinked(text: &str) -> String {
    let links = RULES.iter().map(|rule| (format!("[{0}]({0}.md)", rule.name), format!("`{}`", rule.name)));
    links.fold(text.to_owned(), |text, (link, name)| text.replace(&link, &name))
}

/// What stands above an example's file.
fn label(info: &str) -> Option<String> {
    match info.split_once(' ') {
        Some(("event", rest)) => {
            Some(rest.strip_prefix("escaped ").or(rest.strip_prefix("symlink ")).unwrap_or(rest).to_owned())
        }
        Some(("file", path)) => Some(path.to_owned()),
        Some(("fixed", path)) => Some(format!("{path}, fixed")),
        _ => match info {
            "toml" => Some("newslint.toml".to_owned()),
            "report" => Some("newslint reports".to_owned()),
            "links" => Some("the pages answer".to_owned()),
            _ => None,
        },
    }
}
