//! What the client tells: files opened, changed, closed, saved, and changed by others.

use std::sync::Arc;

use gen_lsp_types::{
    CancelParams, CreateFilesParams, DeleteFilesParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    Id, RenameFilesParams, Uri,
};
use jiff::civil::Date;
use lsp_server::{Notification, RequestId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::archives::{Archives, Refreshed};
use crate::server::buffer::Buffer;
use crate::server::client::Client;
use crate::server::place::file;
use crate::server::text::apply;
use newslint_model::tree::split;

/// From how many changed files on all are read again.
const MANY: usize = 200;

/// What changed, by archive.
type Changes = Vec<(usize, Refreshed)>;

/// Takes a notification. One that makes no sense is passed over: there is nobody to answer.
pub fn take(archives: &mut Archives, client: &Arc<Client>, notification: Notification, today: Date) -> Changes {
    let Notification { method, params } = notification;
    let taken = match method.as_str() {
        "textDocument/didOpen" => read(params).map(|params| open(archives, params, today)),
        "textDocument/didChange" => read(params).map(|params| change(archives, client, params, today)),
        "textDocument/didClose" => read(params).map(|params| close(archives, params, today)),
        "textDocument/didSave" => read(params)
            .map(|saved: DidSaveTextDocumentParams| others_changed(archives, &[saved.text_document.uri], today)),
        "workspace/didChangeWatchedFiles" => read(params).map(|changed: DidChangeWatchedFilesParams| {
            let uris: Vec<Uri> = changed.changes.into_iter().map(|change| change.uri).collect();
            others_changed(archives, &uris, today)
        }),
        "workspace/didCreateFiles" => read(params).map(|created: CreateFilesParams| {
            let uris: Vec<Uri> = created.files.into_iter().map(|file| file.uri).collect();
            others_changed(archives, &uris, today)
        }),
        "workspace/didRenameFiles" => read(params).map(|renamed: RenameFilesParams| {
            let uris = renamed.files.into_iter().flat_map(|file| [file.old_uri, file.new_uri]);
            others_changed(archives, &uris.collect::<Vec<Uri>>(), today)
        }),
        "workspace/didDeleteFiles" => read(params).map(|deleted: DeleteFilesParams| {
            let uris: Vec<Uri> = deleted.files.into_iter().map(|file| file.uri).collect();
            others_changed(archives, &uris, today)
        }),
        "workspace/didChangeWorkspaceFolders" => read(params).map(|params| change_folders(archives, params, today)),
        _ => None,
    };
    taken.unwrap_or_default()
}

/// The number of the request that is wanted no more.
pub fn cancelled(params: Value) -> Option<RequestId> {
    Some(match read::<CancelParams>(params)?.id {
        Id::Int(id) => RequestId::from(id),
        Id::String(id) => RequestId::from(id),
    })
}

fn change_folders(archives: &mut Archives, params: DidChangeWorkspaceFoldersParams, today: Date) -> Changes {
    let removed = params.event.removed.iter().filter_map(|folder| file(&folder.uri));
    let closed: Vec<usize> = removed.flat_map(|folder| archives.close(&folder)).collect();
    let added = params.event.added.iter().filter_map(|folder| file(&folder.uri));
    let opened: Vec<usize> = added.filter_map(|folder| archives.open(&folder, today)).collect();
    let closed = closed.into_iter().map(|archive| (archive, Refreshed { elsewhere: true, ..Refreshed::default() }));
    closed.chain(opened.into_iter().map(|archive| (archive, Refreshed::opened()))).collect()
}

fn open(archives: &mut Archives, params: DidOpenTextDocumentParams, today: Date) -> Changes {
    let document = params.text_document;
    // A folder of the client may hold archives, as well as be part of one.
    let opened = file(&document.uri).and_then(|path| archives.open(&path, today));
    let mut changes: Changes = opened.into_iter().map(|archive| (archive, Refreshed::opened())).collect();
    if let Some((archive, path)) = archives.owner(&document.uri) {
        let buffer = Buffer { uri: document.uri, version: document.version, text: document.text.into() };
        changes.push(put(archives, archive, path, Some(buffer), today));
    }
    changes
}

fn change(archives: &mut Archives, client: &Client, params: DidChangeTextDocumentParams, today: Date) -> Changes {
    let changed = params.text_document;
    let Some((archive, path)) = archives.owner(&changed.text_document_identifier.uri) else { return Vec::new() };
    // What was never opened has no text that could be changed.
    let Some(buffer) = archives.get(archive).buffer(&path) else { return Vec::new() };
    let mut text = String::from(&*buffer.text);
    apply(&mut text, params.content_changes, client.encoding);
    let buffer = Buffer { uri: buffer.uri.clone(), version: changed.version, text: text.into() };
    vec![put(archives, archive, path, Some(buffer), today)]
}

fn close(archives: &mut Archives, params: DidCloseTextDocumentParams, today: Date) -> Changes {
    let uri = params.text_document.uri;
    let Some((archive, path)) = archives.owner(&uri) else { return Vec::new() };
    let (archive, refreshed) = put(archives, archive, path, None, today);
    vec![(archive, Refreshed { closed: Some(uri), first: None, ..refreshed })]
}

fn put(
    archives: &mut Archives,
    archive: usize,
    path: String,
    buffer: Option<Buffer>,
    today: Date,
) -> (usize, Refreshed) {
    let opened = archives.get(archive);
    let settings = opened.is_setting(&path);
    opened.put(&path, buffer, today);
    let rebuilds = opened.index.is_worn();
    (archive, Refreshed { rebuilds, settings, elsewhere: settings, first: Some(path), ..Refreshed::default() })
}

/// Files that were written, or may have been, by whomever. A folder's name stands for all that is in it.
fn others_changed(archives: &mut Archives, uris: &[Uri], today: Date) -> Changes {
    let mut changes = Vec::new();
    for archive in archives.all() {
        let owned = uris.iter().filter_map(|uri| archives.owner(uri));
        let paths: Vec<String> = owned.filter(|(owner, _)| *owner == archive).map(|(_, path)| path).collect();
        if paths.is_empty() {
            continue;
        }
        let opened = archives.get(archive);
        let (settings, files): (Vec<&str>, Vec<&str>) =
            paths.iter().map(String::as_str).partition(|path| opened.is_setting(path));
        let has_folder = files.iter().any(|path| !split(path).1.contains('.'));
        let rebuilds = files.len() > MANY || has_folder || !settings.is_empty();
        let read = if rebuilds { settings.clone() } else { files };
        let settings = !settings.is_empty();
        opened.changed(&read, today);
        let rebuilds = rebuilds || opened.index.is_worn();
        changes.push((archive, Refreshed { rebuilds, settings, elsewhere: true, ..Refreshed::default() }));
    }
    changes
}

fn read<P: DeserializeOwned>(params: Value) -> Option<P> {
    serde_json::from_value(params).ok()
}
