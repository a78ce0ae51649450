//! A diagnostic in its file: where it is for people, and a fingerprint by which it is known again.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hasher;
use std::sync::Arc;

use fnv::FnvHasher;

use super::{Diagnostic, Edit, Excerpt, Label, LineIndex, Place, Position, Span};

/// Where a label is, as people count.
#[derive(Clone, Copy, Debug)]
pub struct Location {
    /// Of the first character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// A diagnostic, located.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The file, relative to the archive's root, with `/`.
    pub path: Arc<str>,
    /// What was found.
    pub diagnostic: Diagnostic,
    /// Where the text at fault is. A fault of the path itself is at the file's first character.
    pub location: Location,
    /// Where the diagnostic's other labels are, in their order.
    pub label_locations: Vec<Location>,
    /// Where its fix's edits are, in their order. Shared as the edits are.
    pub edit_locations: Arc<[Location]>,
    /// Stays the same while the line at fault does, wherever in the file it moves.
    pub fingerprint: u64,
    /// The lines to show, if the output shows any.
    pub excerpt: Option<Excerpt>,
}

impl Finding {
    /// The fingerprint as outputs have it.
    pub fn fingerprint_hex(&self) -> String {
        format!("{:016x}", self.fingerprint)
    }

    /// The diagnostic's other labels, each with where it is and in which file.
    pub fn labels(&self) -> impl Iterator<Item = (&Label, &Location, &str)> + Clone {
        let places = self.diagnostic.labels.iter().zip(&self.label_locations);
        places.map(|(label, at)| (label, at, label.file.as_deref().unwrap_or(&self.path)))
    }

    /// Puts `name` of each path in the place of the path, also of those of other files that it points into.
    pub fn rename(&mut self, name: &dyn Fn(&str) -> Arc<str>) {
        self.path = name(&self.path);
        let labels = self.diagnostic.labels.iter_mut().filter_map(|label| label.file.as_mut());
        let lines = self.excerpt.iter_mut().flat_map(|excerpt| &mut excerpt.lines);
        labels.chain(lines.filter_map(|line| line.file.as_mut())).for_each(|file| *file = name(file));
    }

    /// The order of findings in every output.
    pub fn sort_key(&self) -> impl Ord + '_ {
        let Diagnostic { rule, message, .. } = &self.diagnostic;
        (&self.path, self.location.start, self.location.end, *rule, message)
    }
}

/// How the text of another file that a diagnostic points at is had; `None` if it cannot be shown.
pub type ReadOther<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Locates the diagnostics of one file. With `excerpt_width` each finding carries its lines, so that the text need
/// not be kept.
pub fn locate(
    path: &str,
    text: &str,
    diagnostics: Vec<Diagnostic>,
    excerpt_width: Option<usize>,
    other: ReadOther<'_>,
) -> Vec<Finding> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let path: Arc<str> = path.into();
    let lines = LineIndex::new(text);
    let mut seen = Seen::default();
    let mut located = HashMap::new();
    let mut findings: Vec<Finding> = diagnostics
        .into_iter()
        .map(|diagnostic| Finding {
            location: location(&lines, &path, &diagnostic.primary, true),
            label_locations: diagnostic.labels.iter().map(|label| location(&lines, &path, label, false)).collect(),
            edit_locations: edit_locations(&lines, &diagnostic, &mut located),
            fingerprint: 0,
            excerpt: excerpt_width.map(|width| Excerpt::new(&path, &lines, &diagnostic, width)),
            path: Arc::clone(&path),
            diagnostic,
        })
        .collect();
    locate_elsewhere(&mut findings, excerpt_width, other);
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    for finding in &mut findings {
        finding.fingerprint = fingerprint(finding, &path, &lines, &mut seen);
    }
    findings
}

/// The fingerprints that `findings`, which are all of one rule in a file and in their order, would have if that file,
/// whose text is `text`, were at `path`.
pub fn fingerprints_at(path: &str, text: &str, findings: &[&Finding]) -> Vec<u64> {
    let lines = LineIndex::new(text);
    let mut seen = Seen::default();
    findings.iter().map(|finding| fingerprint(finding, path, &lines, &mut seen)).collect()
}

/// Locates what points into other files. Each of them is read once, and one at a time is in memory.
fn locate_elsewhere(findings: &mut [Finding], excerpt_width: Option<usize>, other: ReadOther<'_>) {
    let mut files: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        for file in finding.diagnostic.labels.iter().filter_map(|label| label.file.as_ref()) {
            let of_file = files.entry(Arc::clone(file)).or_default();
            if of_file.last() != Some(&at) {
                of_file.push(at);
            }
        }
    }
    for (file, of_file) in files {
        let text = other(&file);
        let lines = LineIndex::new(text.as_deref().unwrap_or_default());
        for at in of_file {
            locate_in_other(&mut findings[at], &file, text.as_deref(), &lines, excerpt_width);
        }
    }
}

fn locate_in_other(
    finding: &mut Finding,
    file: &Arc<str>,
    text: Option<&str>,
    lines: &LineIndex<'_>,
    excerpt_width: Option<usize>,
) {
    let Finding { diagnostic, label_locations, excerpt, .. } = finding;
    for (label, at) in diagnostic.labels.iter_mut().zip(label_locations) {
        if label.file.as_ref() != Some(file) {
            continue;
        }
        // It may have been another text when the rule looked at it.
        let is_there = text.is_some_and(|text| text.get(label.span.start..label.span.end).is_some());
        if label.place == Place::Text && !is_there {
            (label.place, label.span) = (Place::Path, Span::new(0, file.len()));
        }
        *at = location(lines, file, label, false);
    }
    if let (Some(excerpt), Some(width)) = (excerpt, excerpt_width) {
        excerpt.add_other(file, lines, diagnostic, width);
    }
}

fn location(lines: &LineIndex<'_>, path: &str, label: &Label, is_primary: bool) -> Location {
    match label.place {
        Place::Text => text_location(lines, label.span),
        Place::Path if is_primary => text_location(lines, Span::at(0)),
        Place::Path => text_location(&LineIndex::new(path), label.span),
    }
}

fn text_location(lines: &LineIndex<'_>, span: Span) -> Location {
    Location { start: lines.position(span.start), end: lines.position(span.end) }
}

/// Of edits that several findings share, the locations are looked for once.
fn edit_locations(
    lines: &LineIndex<'_>,
    diagnostic: &Diagnostic,
    located: &mut HashMap<*const Edit, Arc<[Location]>>,
) -> Arc<[Location]> {
    let Some(fix) = &diagnostic.fix else { return Arc::default() };
    let locate = || fix.edits.iter().map(|edit| text_location(lines, edit.span)).collect();
    Arc::clone(located.entry(fix.edits.as_ptr()).or_insert_with(locate))
}

/// The findings of a file that have a fingerprint already.
#[derive(Default)]
struct Seen {
    /// What the rule and the line make of each line at fault, or of the path: a long line can have many findings.
    hashes: HashMap<(&'static str, Option<usize>), u64>,
    /// How often each of these was seen.
    counts: HashMap<u64, u32>,
}

/// FNV-1a over the rule, the path, the line at fault, and which of several such findings it is: not over the
/// position, nor an item's number, both of which change when another item comes or goes, nor over the message, whose
/// words may change from version to version.
fn fingerprint(finding: &Finding, path: &str, lines: &LineIndex<'_>, seen: &mut Seen) -> u64 {
    let Diagnostic { rule, primary, .. } = &finding.diagnostic;
    let line = (primary.place == Place::Text).then(|| lines.line_at(primary.span.start));
    let hash = *seen.hashes.entry((rule, line)).or_insert_with(|| {
        let line = line.map_or("", |line| without_number(lines.text(line).trim()));
        let mut hasher = FnvHasher::default();
        for part in [rule, path, line] {
            hasher.write(part.as_bytes());
            hasher.write_u8(0);
        }
        hasher.finish()
    });
    let nth = seen.counts.entry(hash).or_default();
    *nth += 1;
    let mut hasher = FnvHasher::with_key(hash);
    hasher.write(&nth.to_be_bytes());
    hasher.finish()
}

/// A line without the number of the list's item that it is.
fn without_number(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['.', ')']) {
        Some(body) if rest.len() < line.len() => body.trim_start(),
        _ => line,
    }
}
