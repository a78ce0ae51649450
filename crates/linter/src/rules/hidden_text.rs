//! What Markdown hides from readers, or shows as code: comments, fences, indents, raw HTML.

use super::rule::EventFile;
use newslint_model::diagnostic::{Edit, Level, Reporter, Span, brief};
use newslint_model::event::{Block, BlockKind};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for block in &event.event.hidden {
        check_block(event.text(), block, report);
    }
}

fn check_block(text: &str, block: &Block, report: &mut Reporter<'_>) {
    let (message, help) = match block.kind {
        // A suppression without an end is told by the rule about suppressions.
        BlockKind::EndlessComment if block.first_line.of(text).contains("newslint-ignore") => return,
        BlockKind::EndlessComment => {
            ("an unclosed comment hides everything after it", "write --> where the comment ends, or delete the <!--")
        }
        BlockKind::Comment => (
            "a comment hides part of the event",
            "close the comment before the heading, or delete what no reader should see",
        ),
        BlockKind::Fence => {
            ("a code fence: Markdown shows its contents as code", "delete this line and the one that ends the fence")
        }
        BlockKind::EndlessFence => {
            ("an unclosed code fence: Markdown shows everything after it as code", "delete this line")
        }
        BlockKind::Indented => (
            "indented by four spaces or more: Markdown shows this as code",
            "delete the white space at the start of the line",
        ),
        BlockKind::Html => (
            "raw HTML: Markdown sees no headings and no lists below it, up to the next blank line",
            "delete the HTML, or write a blank line below it",
        ),
    };
    // In one line, without the excerpt, it has to be clear what is lost.
    let message = match block.swallowed {
        Some(swallowed) => format!("{message}: `{}`", brief(swallowed.of(text))),
        None => message.to_owned(),
    };
    let diagnostic = report.at(block.first_line, message).help(help);
    if let Some(swallowed) = block.swallowed.filter(|swallowed| *swallowed != block.first_line) {
        diagnostic.label(swallowed, if block.has_heading { "no longer a heading" } else { "no longer an item" });
    }
    match block.kind {
        BlockKind::Comment => {
            diagnostic.at_most(Level::Warning);
        }
        BlockKind::Fence if block.swallowed.is_some() => {
            diagnostic.safe_fix([block.first_line, block.last_line].map(|line| without(text, line)));
        }
        BlockKind::EndlessFence if block.swallowed.is_some() => {
            diagnostic.safe_fix([without(text, block.first_line)]);
        }
        _ => {}
    }
}

/// Takes out a line, with its end.
fn without(text: &str, line: Span) -> Edit {
    let before = &text[..line.start];
    let start = before.trim_end_matches([' ', '\t']).len();
    let after = &text[line.end..];
    let rest = after.trim_start_matches([' ', '\t']);
    let ending = ["\r\n", "\n", "\r"].into_iter().find(|ending| rest.starts_with(ending)).map_or(0, str::len);
    Edit { span: Span::new(start, text.len() - rest.len() + ending), text: String::new() }
}
