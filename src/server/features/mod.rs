//! What an editor can ask: one file a question.

pub mod code_action;
pub mod command;
pub mod pull;
pub mod rename;

pub use command::{COMMANDS, explained};
