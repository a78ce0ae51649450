//! A file that is open in the editor.

use std::sync::Arc;

use gen_lsp_types::Uri;

/// An open file: what counts is its text in the editor, and not what is on disk.
#[derive(Clone, Debug)]
pub struct Buffer {
    /// What the client calls it.
    pub uri: Uri,
    /// The client's number of this text.
    pub version: i32,
    /// The text.
    pub text: Arc<str>,
}
