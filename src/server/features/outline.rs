//! The parts of a file (LSP 3.17, "textDocument/documentSymbol", "textDocument/foldingRange").

use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, FoldingRange,
    FoldingRangeParams, Location, SymbolInformation, SymbolKind,
};

use crate::server::snapshot::Snapshot;
use newslint_model::archive::PathKind;
use newslint_model::diagnostic::{Span, sanitize};
use newslint_model::event::{self, Event, Item, Section, day_index};

/// A part of a file, with the parts in it.
struct Part {
    name: String,
    detail: Option<String>,
    kind: SymbolKind,
    /// All of it.
    span: Span,
    /// What names it.
    name_span: Span,
    parts: Vec<Part>,
}

/// The outline of a file.
pub fn symbols(snapshot: &Snapshot, path: &str, _params: DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    let document = snapshot.document(path)?;
    let (parts, lines) = (parts(snapshot, path, document.text()), document.lines());
    if snapshot.client.nests_symbols {
        let symbols: Vec<DocumentSymbol> =
            parts.into_iter().map(|part| symbol(part, &|span| lines.range(span))).collect();
        return Some(symbols.into());
    }
    let uri = snapshot.uri(path)?;
    let flat = parts.into_iter().flat_map(|part| flattened(part, None)).map(|(part, container_name)| {
        let location = Location { uri: uri.clone(), range: lines.range(part.name_span) };
        let base = BaseSymbolInformation { name: part.name, kind: part.kind, tags: None, container_name };
        #[allow(deprecated)]
        SymbolInformation { deprecated: None, location, base_symbol_information: base }
    });
    Some(flat.collect::<Vec<_>>().into())
}

/// What can be folded: the parts of more than one line.
pub fn folds(snapshot: &Snapshot, path: &str, _params: FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let document = snapshot.document(path)?;
    let lines = document.lines();
    let all = parts(snapshot, path, document.text()).into_iter().flat_map(|part| flattened(part, None));
    let folds = all.filter_map(|(part, _)| {
        let range = lines.range(part.span);
        let fold = FoldingRange { start_line: range.start.line, end_line: range.end.line, ..FoldingRange::default() };
        (fold.start_line < fold.end_line).then_some(fold)
    });
    Some(folds.collect())
}

fn parts(snapshot: &Snapshot, path: &str, text: &str) -> Vec<Part> {
    let layout = snapshot.archive.layout();
    match layout.kind(path) {
        PathKind::Other => Vec::new(),
        PathKind::Index | PathKind::FrontPage => {
            let index = day_index::parse(text, layout.day_indexes());
            let ends = index.items.iter().skip(1).chain(&index.previous).map(|next| next.start).chain([text.len()]);
            let items = index.items.iter().zip(ends).map(|(item, end)| {
                let name = item.link.as_ref().map_or(item.heading.text, |link| link.text);
                let end = end.max(item.heading.line.end);
                Part::new(text, SymbolKind::Event, name, Span::new(item.start, end).trimmed(text))
            });
            items.collect()
        }
        PathKind::Event { .. } | PathKind::Misplaced => vec![of_event(&event::parse(text), text)],
    }
}

/// An event, with its sections in it.
fn of_event(event: &Event, text: &str) -> Part {
    let whole = Span::new(0, text.len()).trimmed(text);
    let title = event.titles.first().map_or(Span::at(whole.start), |title| title.text);
    let mut part = Part::new(text, SymbolKind::Event, title, whole);
    part.detail = event.date_headings.first().map(|heading| sanitize(heading.date.of(text)).into_owned());
    part.parts = event.sections.iter().map(|section| of_section(section, text)).collect();
    part
}

fn of_section(section: &Section, text: &str) -> Part {
    let end = section.items.last().map_or(section.heading.line.end, |item| item.line.end);
    let span = Span::new(section.heading.line.start, end.max(section.heading.line.end)).trimmed(text);
    let mut part = Part::new(text, SymbolKind::Namespace, section.heading.text, span);
    part.parts = section.items.iter().map(|item| of_item(item, text)).collect();
    part
}

fn of_item(item: &Item, text: &str) -> Part {
    let name = item.link.as_ref().map_or(item.body, |link| link.text.trimmed(text));
    Part::new(text, SymbolKind::Field, name, item.line)
}

impl Part {
    fn new(text: &str, kind: SymbolKind, name_span: Span, span: Span) -> Part {
        let name = sanitize(name_span.of(text).trim()).into_owned();
        // Clients refuse a symbol without a name.
        let name = if name.is_empty() { "(untitled)".to_owned() } else { name };
        Part { name, detail: None, kind, span, name_span, parts: Vec::new() }
    }
}

fn symbol(part: Part, range: &dyn Fn(Span) -> gen_lsp_types::Range) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = part.parts.into_iter().map(|part| symbol(part, range)).collect();
    #[allow(deprecated)]
    DocumentSymbol {
        name: part.name,
        detail: part.detail,
        kind: part.kind,
        tags: None,
        deprecated: None,
        range: range(part.span),
        selection_range: range(part.name_span),
        children: Some(children),
    }
}

/// A part and those in it, each with the name of what it is in.
fn flattened(mut part: Part, container: Option<String>) -> Vec<(Part, Option<String>)> {
    let inner = std::mem::take(&mut part.parts);
    let name = part.name.clone();
    let inner = inner.into_iter().flat_map(|inner| flattened(inner, Some(name.clone())));
    let mut all: Vec<_> = inner.collect();
    all.insert(0, (part, container));
    all
}
