//! What an editor can ask: one file a question.

pub mod code_action;
pub mod command;
pub mod completion;
pub mod pull;

pub use command::{COMMANDS, explained};
