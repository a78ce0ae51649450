//! What the editor at the other end can do, as it says at the beginning (LSP 3.17, "initialize").

use gen_lsp_types::{
    ClientCapabilities, CodeActionKind, DiagnosticsCapabilities, InitializeParams, MarkupKind, ResourceOperationKind,
};

use super::text::Encoding;

/// What the client can do.
#[derive(Clone, Debug)]
pub struct Client {
    /// What its positions count.
    pub encoding: Encoding,
    /// It asks for diagnostics itself.
    pub pulls: bool,
    /// It can be told to ask for all diagnostics again.
    pub refreshes: bool,
    /// It shows related places, and the link to a rule's page.
    pub shows_related: bool,
    /// See [`Client::shows_related`].
    pub shows_page: bool,
    /// It takes `documentChanges`, with the versions of documents.
    pub takes_versions: bool,
    /// An edit can rename files.
    pub renames_files: bool,
    /// An edit can ask for confirmation.
    pub annotates: bool,
    /// Completions can have places to fill in.
    pub snippets: bool,
    /// It shows Markdown on hover.
    pub shows_markdown: bool,
    /// It takes code actions, rather than mere commands.
    pub takes_actions: bool,
    /// It nests symbols.
    pub nests_symbols: bool,
    /// It can be told to watch files.
    pub watches: bool,
    /// It shows how far work is.
    pub shows_progress: bool,
    /// It opens pages in a browser.
    pub shows_documents: bool,
}

impl Client {
    /// What the client says of itself.
    pub fn of(params: &InitializeParams) -> Client {
        let ClientCapabilities { workspace, text_document, window, general, .. } = &params.capabilities;
        let (workspace, text) = (workspace.clone().unwrap_or_default(), text_document.clone().unwrap_or_default());
        let window = window.unwrap_or_default();
        let encodings = general.as_ref().and_then(|general| general.position_encodings.clone());
        let edits = workspace.workspace_edit.unwrap_or_default();
        let said = |said: Option<bool>| said.unwrap_or(false);
        let published = text.publish_diagnostics.map(|publish| publish.diagnostics_capabilities);
        let pulled = text.diagnostic.as_ref().map(|pull| pull.diagnostics_capabilities.clone());
        let shown = |has: fn(&DiagnosticsCapabilities) -> Option<bool>| {
            [&published, &pulled].into_iter().flatten().any(|shown| has(shown).unwrap_or(false))
        };
        let item = text.completion.and_then(|completion| completion.completion_item);
        let hover = text.hover.and_then(|hover| hover.content_format).unwrap_or_default();
        let literal = text.code_action.and_then(|actions| actions.code_action_literal_support);
        let operations = edits.resource_operations.unwrap_or_default();
        let renames_files = operations.contains(&ResourceOperationKind::Rename);
        Client {
            encoding: Encoding::chosen(&encodings.unwrap_or_default()),
            pulls: text.diagnostic.is_some(),
            refreshes: workspace.diagnostics.is_some_and(|diagnostics| said(diagnostics.refresh_support)),
            shows_related: shown(|shown| shown.related_information),
            shows_page: shown(|shown| shown.code_description_support),
            // `documentChanges` is where files are renamed; Neovim says only that it can do that.
            takes_versions: said(edits.document_changes) || renames_files,
            renames_files,
            annotates: edits.change_annotation_support.is_some(),
            snippets: item.is_some_and(|item| said(item.snippet_support)),
            shows_markdown: hover.contains(&MarkupKind::Markdown),
            takes_actions: literal.is_some_and(|literal| {
                let kinds = literal.code_action_kind.value_set;
                kinds.is_empty() || kinds.contains(&CodeActionKind::QuickFix)
            }),
            nests_symbols: text
                .document_symbol
                .is_some_and(|symbols| said(symbols.hierarchical_document_symbol_support)),
            watches: workspace.did_change_watched_files.is_some_and(|watched| said(watched.dynamic_registration)),
            shows_progress: said(window.work_done_progress),
            shows_documents: window.show_document.is_some_and(|show| show.support),
        }
    }
}
