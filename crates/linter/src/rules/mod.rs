//! The rules: each one file here, beside its page in `rules/`. What several of them share is in `shared`.
//!
//! A rule is a function from a parsed event or day index, from what is known of the other files, or from what a visit
//! of the sources showed, to diagnostics. It reads no file, opens no socket and asks no clock. Which function it is says
//! when it runs; nothing else says it again.

mod changes_item;
mod changes_numbering;
mod date_heading;
mod date_path;
mod day_index;
mod dead_source;
mod deviated_source;
mod duplicate_event;
mod duplicate_related;
mod duplicate_source;
mod empty_section;
mod file_path;
mod formats_link;
mod front_page;
mod future_date;
mod hidden_character;
mod hidden_text;
mod html_entity;
mod index_form;
mod levels;
mod list;
mod merge_conflict;
mod missing_sources;
mod outlet_host;
mod page;
mod redirected_source;
mod related_item;
mod related_numbering;
mod related_path;
mod related_self;
mod related_title;
mod related_unreturned;
mod rule;
mod section_heading;
mod shared;
mod slug;
mod source_date;
mod source_item;
mod source_numbering;
mod source_url;
mod stale_baseline;
mod stray_text;
mod text_encoding;
mod title_heading;
mod unreadable_file;
mod unused_suppression;
mod wiki_markup;

pub use day_index::{FARTHEST_INDEX, day_before, earlier_index, index_block};
pub use formats_link::{event_forms, index_forms, index_places};
pub use html_entity::mended;
pub use levels::Levels;
pub use levels::{Overrides, RuleLevels};
pub use list::{RULES, position};
pub use list::{is_of_bytes, nearest};
pub use merge_conflict::NAME as MERGE_CONFLICT;
pub use page::FixKind;
pub use rule::{Check, Observations, SourceFacts};
pub use rule::{EventFile, FileView, IndexFile, Rule};
pub use shared::link_text::as_link_text;
pub use shared::{full_date, is_fault_of_path, named_day, slugify, without_ending};
pub use slug::slug_of;
pub use unreadable_file::unread;
pub use wiki_markup::has_leftovers;
