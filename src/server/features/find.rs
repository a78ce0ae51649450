//! Events by words of their titles (LSP 3.17, "workspace/symbol").

use gen_lsp_types::{
    BaseSymbolInformation, Location, SymbolInformation, SymbolKind, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use super::navigate::head;
use crate::server::index::{Entry, Wanted};
use crate::server::snapshot::Snapshot;
use newslint_model::diagnostic::sanitize;
use newslint_model::event::decoded;

/// How many are given at most: whoever wants another one types more of it.
const MOST: usize = 100;

/// The events with these words in their titles, each at the start of one; the newest first.
pub fn find(snapshots: &[Snapshot], params: WorkspaceSymbolParams) -> Option<WorkspaceSymbolResponse> {
    let wanted = Wanted::of(&params.query);
    let mut found: Vec<(&Snapshot, &Entry)> = Vec::new();
    for snapshot in snapshots {
        found.extend(snapshot.index.with_words(&wanted).map(|entry| (snapshot, entry)));
    }
    let order = |(_, a): &(&Snapshot, &Entry), (_, b): &(&Snapshot, &Entry)| {
        b.day.cmp(&a.day).then_with(|| a.path.cmp(&b.path))
    };
    if found.len() > MOST {
        found.select_nth_unstable_by(MOST, order);
        found.truncate(MOST);
    }
    found.sort_unstable_by(order);
    let symbols: Vec<SymbolInformation> =
        found.into_iter().filter_map(|(snapshot, entry)| symbol(snapshot, entry)).collect();
    Some(symbols.into())
}

fn symbol(snapshot: &Snapshot, entry: &Entry) -> Option<SymbolInformation> {
    let location: Location = head(snapshot, &entry.path)?;
    let name = sanitize(&decoded(&entry.title)).into_owned();
    let day = entry.day.map(|day| snapshot.archive.layout().format_date(day));
    let base = BaseSymbolInformation { name, kind: SymbolKind::Event, tags: None, container_name: day };
    #[allow(deprecated)]
    Some(SymbolInformation { deprecated: None, location, base_symbol_information: base })
}
