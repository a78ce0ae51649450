//! How a kind of request is answered: its parameters are read, the archive is found that it is about, and one function
//! answers it.

use gen_lsp_types::Uri;
use lsp_server::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::server::buffer::path;
use crate::server::snapshot::Snapshot;

/// Why a request fails: its code, and words.
pub type Failure = (ErrorCode, String);

/// How to answer a kind of request.
#[derive(Clone, Copy)]
pub struct Handler {
    /// Whether it asks about the whole archive, so that the index has to be complete.
    pub needs_index: bool,
    /// Whether it goes through the whole archive, and others are not to wait for it.
    pub is_long: bool,
    /// Answers it.
    pub run: fn(&[Snapshot], Value) -> Result<Value, Failure>,
}

/// Answers a request about one file; `None` if it is in no archive.
pub fn of_file<P: DeserializeOwned, R: Serialize>(
    snapshots: &[Snapshot],
    params: Value,
    answer: fn(&Snapshot, &str, P) -> R,
) -> Result<Option<Value>, Failure> {
    of_file_or_not(snapshots, params, |snapshot, path, params| Ok(answer(snapshot, path, params)))
}

/// Answers a request about one file that can be refused, in words; `None` if it is in no archive.
pub fn of_file_or_not<P: DeserializeOwned, R: Serialize>(
    snapshots: &[Snapshot],
    params: Value,
    answer: impl FnOnce(&Snapshot, &str, P) -> Result<R, String>,
) -> Result<Option<Value>, Failure> {
    let uri: Uri = read(params.pointer("/textDocument/uri").cloned().unwrap_or_default())?;
    let params = read(params)?;
    let Some((snapshot, path)) = find(snapshots, &uri) else { return Ok(None) };
    let answer = answer(snapshot, &path, params).map_err(|why| (ErrorCode::RequestFailed, why))?;
    write(answer).map(Some)
}

/// Answers a request about everything.
pub fn of_all<P: DeserializeOwned, R: Serialize>(
    snapshots: &[Snapshot],
    params: Value,
    answer: fn(&[Snapshot], P) -> R,
) -> Result<Value, Failure> {
    write(answer(snapshots, read(params)?))
}

/// The first archive that has the file that the client calls so, and the file's path there.
fn find<'s>(snapshots: &'s [Snapshot], uri: &Uri) -> Option<(&'s Snapshot, String)> {
    snapshots.iter().find_map(|snapshot| Some((snapshot, path(&snapshot.buffers, &snapshot.place, uri)?)))
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn write(answer: impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(answer).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}
