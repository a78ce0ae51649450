//! What an editor can ask: one file a question.

pub mod code_action;
pub mod command;
pub mod completion;
pub mod find;
pub mod hover;
pub mod navigate;
pub mod outline;
pub mod pull;
pub mod rename;

pub use command::{COMMANDS, explained};
