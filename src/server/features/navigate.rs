//! Where a link leads to, and what leads here (LSP 3.17, "textDocument/definition", "textDocument/references",
//! "textDocument/documentLink").

use gen_lsp_types::{Definition, DefinitionParams, DocumentLink, DocumentLinkParams, Location, Range, ReferenceParams};
use url::Url;

use super::hover::has;
use crate::server::links::links;
use crate::server::snapshot::Snapshot;
use newslint_model::archive::PathKind;
use newslint_model::event::{self, day_index};

/// The title of the event that a link leads to, or the date heading of the index.
pub fn definition(snapshot: &Snapshot, path: &str, params: DefinitionParams) -> Option<Definition> {
    let document = snapshot.document(path)?;
    let offset = document.offset(params.text_document_position_params.position);
    let link = links(snapshot, path, document.text()).into_iter().find(|link| has(link.span, offset))?;
    Some(head(snapshot, link.path(snapshot, document.text())?)?.into())
}

/// The links that lead to the file which the link at the position leads to, or else to the file itself.
pub fn references(snapshot: &Snapshot, path: &str, params: ReferenceParams) -> Option<Vec<Location>> {
    let document = snapshot.document(path)?;
    let offset = document.offset(params.text_document_position_params.position);
    let link = links(snapshot, path, document.text()).into_iter().find(|link| has(link.span, offset));
    let target = link.and_then(|link| link.path(snapshot, document.text())).unwrap_or(path);
    let mut found: Vec<Location> = Vec::new();
    found.extend(head(snapshot, target).filter(|_| params.context.include_declaration));
    for entry in snapshot.index.linking(target) {
        let Some((document, uri)) = snapshot.document(&entry.path).zip(snapshot.uri(&entry.path)) else { continue };
        let (text, lines) = (document.text(), document.lines());
        let those = links(snapshot, &entry.path, text);
        let those = those.iter().filter(|link| link.path(snapshot, text) == Some(target));
        found.extend(those.map(|link| Location { uri: uri.clone(), range: lines.range(link.span) }));
    }
    Some(found)
}

/// What can be opened from a file: pages on the web, and other files of the archive.
pub fn document_links(snapshot: &Snapshot, path: &str, _params: DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let document = snapshot.document(path)?;
    let (text, lines) = (document.text(), document.lines());
    let links = links(snapshot, path, text).into_iter().filter_map(|link| {
        let target = match link.path(snapshot, text) {
            Some(path) => snapshot.uri(path).filter(|_| snapshot.archive.has(path))?,
            // No other scheme: who chose it wants something else to be opened.
            None => {
                Url::parse(link.destination.of(text)).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?
            }
        };
        let range = lines.range(link.destination);
        Some(DocumentLink { range, target: Some(target), tooltip: None, data: None })
    });
    Some(links.collect())
}

/// Where a file says what it is about.
pub fn head(snapshot: &Snapshot, path: &str) -> Option<Location> {
    let document = snapshot.document(path)?;
    let (text, layout) = (document.text(), snapshot.archive.layout());
    let span = match layout.kind(path) {
        PathKind::Index | PathKind::FrontPage => {
            day_index::parse(text, layout.day_indexes()).date_heading.map(|heading| heading.heading.text)
        }
        _ => event::parse(text).titles.first().map(|title| title.text),
    };
    let range = span.map_or_else(Range::default, |span| document.range(span));
    Some(Location { uri: snapshot.uri(path)?, range })
}
