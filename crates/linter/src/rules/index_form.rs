//! What stands in a day's index: the date heading first, each heading at its level, and nothing that Markdown hides.

use super::rule::IndexFile;
use super::shared::check_marks;
use newslint_model::diagnostic::{Edit, Reporter, Span};
use newslint_model::event::day_index::{CONTEXT_LEVEL, DAY_LEVEL, ITEM_LEVEL};
use newslint_model::event::{DateHeading, Heading};

pub fn check(index: &IndexFile<'_>, report: &mut Reporter<'_>) {
    if let Some(line) = index.index.hidden_from {
        check_hidden(index, line, report);
        return;
    }
    // A front page may have what else its readers need, and so may a README that is a mere link.
    if index.date.is_none() || index.stands_for().is_some() {
        return;
    }
    check_above(index, report);
    check_levels(index, report);
    for other in &index.index.others {
        let heading = &other.heading;
        if other.is_context {
            let diagnostic = report.at(heading.marks, format!("a context is at level {}", heading.level()));
            let marks = "#".repeat(CONTEXT_LEVEL);
            diagnostic.says(format!("expected {marks}")).safe_fix([Edit { span: heading.marks, text: marks }]);
        } else {
            report.at(heading.line, "this heading does not belong in an index").help(format!(
                "the date heading and the link to the day before are at level {DAY_LEVEL}, the items, which are links, \
                 at level {ITEM_LEVEL}, and their contexts above them at level {CONTEXT_LEVEL}"
            ));
        }
    }
}

fn check_hidden(index: &IndexFile<'_>, line: Span, report: &mut Reporter<'_>) {
    if line.of(index.text()).starts_with("<!--") {
        let message = "an unclosed comment: Markdown hides everything after it";
        report.at(line, message).help("close it with -->");
    } else if index.date.is_some() {
        let message = "a code block: Markdown shows its contents as text, without links";
        report.at(line, message).help("delete this line, and the one that ends the block");
    }
}

fn check_above(index: &IndexFile<'_>, report: &mut Reporter<'_>) {
    let (Some(above), Some(date)) = (index.index.above, &index.index.date_heading) else { return };
    let text = index.text();
    let first = above.first_line(text);
    let what = if first.of(text) == "---" { "front matter" } else { "text" };
    report
        .at(first, format!("{what} above the date heading"))
        .label(date.heading.line, "the date heading")
        .help("only the Formats part may be above the date heading");
}

fn check_levels(index: &IndexFile<'_>, report: &mut Reporter<'_>) {
    let parts = index.index;
    // Of a date heading that is no link the rule day-index says how the whole line is written.
    if let Some(DateHeading { heading, link: Some(_), .. }) = &parts.date_heading {
        check_level(index.text(), heading, DAY_LEVEL, "the date heading", "[date](path)", report);
    }
    for item in parts.items.iter().filter(|item| item.link.is_some()) {
        check_level(index.text(), &item.heading, ITEM_LEVEL, "an item", "[title](path)", report);
    }
    if let Some(previous) = parts.previous.as_ref().filter(|previous| previous.link.is_some()) {
        check_level(
            index.text(),
            &previous.heading,
            DAY_LEVEL,
            "the link to the day before",
            "[Previous Day...](path)",
            report,
        );
    }
}

fn check_level(text: &str, heading: &Heading, level: usize, name: &str, right: &str, report: &mut Reporter<'_>) {
    let right = format!("{} {right}", "#".repeat(level));
    if let Some(unspaced) = check_marks(heading, level, name, &right, text, report) {
        unspaced.says(format!("expected {right}"));
    }
}
