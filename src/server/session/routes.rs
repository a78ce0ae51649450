//! Which function answers which request.

use serde_json::Value;

use super::handler::{Handler, of_all, of_file, of_file_or_not};
use crate::server::features::{code_action, command, completion, find, hover, navigate, outline, pull, rename};

/// The request that clients send again as soon as it is answered (LSP 3.17, "workspace/diagnostic").
pub const POLLED: &str = "workspace/diagnostic";

/// The request for a command (LSP 3.17, "workspace/executeCommand").
pub const COMMAND: &str = "workspace/executeCommand";

/// What most requests are like.
const SHORT: Handler = Handler { needs_index: false, is_long: false, run: |_, _| Ok(Value::Null) };

/// A request about one file, which is asked by itself or together with all others.
macro_rules! file {
    ($answer:expr) => {
        Handler { run: |all, params| Ok(of_file(all, params, $answer)?.unwrap_or(Value::Null)), ..SHORT }
    };
    (indexed $answer:expr) => {
        Handler { needs_index: true, ..file!($answer) }
    };
}

/// A request about all archives.
macro_rules! all {
    ($answer:expr) => {
        Handler { run: |all, params| of_all(all, params, $answer), ..SHORT }
    };
    (indexed $answer:expr) => {
        Handler { needs_index: true, ..all!($answer) }
    };
}

/// How to answer a method; `None` if this server has no such method.
pub fn handler(method: &str) -> Option<Handler> {
    Some(match method {
        "textDocument/diagnostic" => Handler {
            run: |all, params| Ok(of_file(all, params, pull::of_file)?.unwrap_or_else(pull::of_no_file)),
            ..SHORT
        },
        POLLED => Handler { is_long: true, ..all!(pull::of_all) },
        "textDocument/codeAction" => file!(code_action::actions),
        "textDocument/completion" => file!(indexed completion::complete),
        "textDocument/formatting" => file!(code_action::format),
        "textDocument/hover" => file!(hover::hover),
        "textDocument/definition" => file!(navigate::definition),
        "textDocument/references" => file!(indexed navigate::references),
        "textDocument/documentLink" => file!(navigate::document_links),
        "textDocument/documentSymbol" => file!(outline::symbols),
        "textDocument/foldingRange" => file!(outline::folds),
        "workspace/symbol" => all!(indexed find::find),
        "textDocument/prepareRename" => file!(rename::prepare),
        "textDocument/rename" => Handler {
            needs_index: true,
            run: |all, params| Ok(of_file_or_not(all, params, rename::rename)?.unwrap_or(Value::Null)),
            ..SHORT
        },
        "workspace/willRenameFiles" => all!(indexed rename::will_rename),
        "workspace/willDeleteFiles" => all!(indexed rename::will_delete),
        COMMAND => all!(command::run),
        _ => return None,
    })
}
