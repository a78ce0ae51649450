//! All rules.

use super::rule::{Check, Look, Rule};
use newslint_model::diagnostic::suggest;

/// The rule of that name, whose page is `rules/<name>.md`, and its functions.
macro_rules! rule {
    ($name:literal, $($check:expr),+) => {
        Rule { name: $name, page: include_str!(concat!("../../../../rules/", $name, ".md")), checks: &[$($check),+] }
    };
}

/// All rules, in the order of a file.
pub const RULES: &[Rule] = &[
    rule!("unreadable-file", Check::Unreadable(super::unreadable_file::check)),
    rule!("file-path", Check::Path(super::file_path::check), Check::Index(super::file_path::check_index)),
    rule!("future-date", Check::Event(super::future_date::check)),
    rule!("slug", Check::Event(super::slug::check)),
    rule!("duplicate-event", Check::Day(super::duplicate_event::suspects, Look::Event(super::duplicate_event::check))),
    rule!("text-encoding", Check::Bytes(super::text_encoding::check)),
    rule!(
        "hidden-character",
        Check::Event(super::hidden_character::check_event),
        Check::Index(super::hidden_character::check_index)
    ),
    rule!("merge-conflict", Check::Bytes(super::merge_conflict::check)),
    rule!("hidden-text", Check::Event(super::hidden_text::check)),
    rule!("stray-text", Check::Event(super::stray_text::check)),
    rule!(
        "formats-link",
        Check::Event(super::formats_link::check_event),
        Check::Index(super::formats_link::check_index)
    ),
    rule!("date-heading", Check::Event(super::date_heading::check)),
    rule!("date-path", Check::Event(super::date_path::check)),
    rule!("title-heading", Check::Event(super::title_heading::check)),
    rule!("html-entity", Check::Event(super::html_entity::check_event), Check::Index(super::html_entity::check_index)),
    rule!("wiki-markup", Check::Event(super::wiki_markup::check)),
    rule!("section-heading", Check::Event(super::section_heading::check)),
    rule!("empty-section", Check::Event(super::empty_section::check)),
    rule!("missing-sources", Check::Event(super::missing_sources::check)),
    rule!("source-numbering", Check::Event(super::source_numbering::check)),
    rule!("source-item", Check::Event(super::source_item::check)),
    rule!("source-url", Check::Event(super::source_url::check)),
    rule!("duplicate-source", Check::Event(super::duplicate_source::check)),
    rule!("source-date", Check::Event(super::source_date::check)),
    rule!("outlet-host", Check::Whole(super::outlet_host::suspects, Look::Event(super::outlet_host::check))),
    rule!("dead-source", Check::Sources(super::dead_source::check)),
    rule!("redirected-source", Check::Sources(super::redirected_source::check)),
    rule!("deviated-source", Check::Sources(super::deviated_source::check)),
    rule!("changes-numbering", Check::Event(super::changes_numbering::check)),
    rule!("changes-item", Check::Event(super::changes_item::check)),
    rule!("related-numbering", Check::Event(super::related_numbering::check)),
    rule!("related-item", Check::Event(super::related_item::check)),
    rule!("related-path", Check::Paths(super::related_path::check)),
    rule!("related-self", Check::Event(super::related_self::check)),
    rule!("related-title", Check::Archive(super::related_title::suspects, Look::Event(super::related_title::check))),
    rule!(
        "related-unreturned",
        Check::Archive(super::related_unreturned::suspects, Look::Event(super::related_unreturned::check))
    ),
    rule!("duplicate-related", Check::Event(super::duplicate_related::check)),
    rule!(
        "day-index",
        Check::Day(super::day_index::without_index, Look::Event(super::day_index::missing)),
        Check::Day(super::day_index::irregular, Look::Index(super::day_index::check))
    ),
    rule!("index-form", Check::Index(super::index_form::check)),
    rule!("front-page", Check::FrontPage(super::front_page::check)),
    rule!("unused-suppression", Check::Comments(super::unused_suppression::check)),
    rule!("stale-baseline", Check::Baseline(super::stale_baseline::check)),
];

/// The position of the rule `name` in [`RULES`].
pub fn position(name: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.name == name)
}

/// Whether the rule `name` looks at nothing but bytes, whatever they are.
pub fn is_of_bytes(name: &str) -> bool {
    position(name).is_some_and(|rule| RULES[rule].checks.iter().all(|check| matches!(check, Check::Bytes(_))))
}

/// The rule whose name is nearest to `name`, if one is near.
pub fn nearest(name: &str) -> Option<&'static str> {
    suggest::nearest(name, RULES.iter().map(|rule| rule.name), 0.6)
}
