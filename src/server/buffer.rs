//! A file that is open in the editor.

use std::collections::BTreeMap;
use std::sync::Arc;

use gen_lsp_types::Uri;

use super::place::Place;

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

/// The path in an archive of the file that the client calls so: an open one by the very name that it was opened under.
pub fn path(buffers: &BTreeMap<String, Buffer>, place: &Place, uri: &Uri) -> Option<String> {
    let open = buffers.iter().find(|(_, buffer)| buffer.uri == *uri).map(|(path, _)| path.clone());
    open.or_else(|| place.path(uri))
}
