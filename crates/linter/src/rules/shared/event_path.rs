//! Paths that are to lead to events.

use jiff::{Span as Days, civil::Date};

use super::without_ending;
use newslint_model::archive::{Archive, Target};
use newslint_model::diagnostic::{Diagnostic, Reporter, Span, brief_address, suggest};
use newslint_model::tree::split;

/// Checks the path at `span`, which is to lead from the file at `from` to an event. If it does not, the event that it
/// may mean comes with the finding.
pub fn check_path<'r>(
    archive: &Archive,
    from: &str,
    text: &str,
    span: Span,
    report: &'r mut Reporter<'_>,
) -> Option<(&'r mut Diagnostic, Option<Guess>)> {
    let destination = span.of(text);
    let path = destination.strip_prefix(archive.layout().link_prefix());
    // Nearly always that is so, and then the form of the path need not be looked at.
    if path.is_some_and(|path| archive.has_walked_event(path)) {
        return None;
    }
    let named = brief_address(destination);
    let (diagnostic, guess) = match archive.layout().target(destination) {
        Target::Event { path, date } => {
            // A new version links to itself before it is on disk.
            if path == from || archive.contains(path) || archive.is_absent(path) {
                return None;
            }
            let name = path.rsplit('/').next().unwrap_or(path);
            let case =
                if is_other_case(archive, name, date) { ": its name differs in upper and lower case" } else { "" };
            (report.at(span, format!("no event at {named}{case}")), nearest(archive, name, date))
        }
        Target::NoSuchDay(_) => {
            let diagnostic = report.at(span, format!("the day of {named} does not exist"));
            (diagnostic.help("correct the path's year, month and day"), None)
        }
        Target::Index(_) => {
            let diagnostic = report.at(span, format!("{named} is the path of a day index"));
            (diagnostic.says("expected an event's path"), None)
        }
        Target::Other(path) => (report.at(span, format!("an event cannot be at {named}")), guess(archive, path)),
        Target::Outside => {
            let diagnostic = report.at(span, format!("{named} points out of the archive"));
            (diagnostic.says("expected an event's path"), None)
        }
        Target::Url => {
            let base = format!("/{}/", archive.layout().base());
            let inner = destination.find(&base).map(|at| &destination[at + 1..]);
            let diagnostic = report.at(span, format!("a URL instead of a path in the archive: {named}"));
            (diagnostic, inner.and_then(|path| guess(archive, path)))
        }
        Target::Relative => {
            let absolute = join(from, destination);
            let message = if named.is_empty() { "no path".to_owned() } else { format!("a relative path: {named}") };
            let diagnostic = report.at(span, message);
            diagnostic.says(format!("expected a path that starts with {}", archive.layout().link_prefix()));
            let meant = absolute.and_then(|path| guess(archive, &path)).or_else(|| guess(archive, destination));
            (diagnostic, meant)
        }
    };
    if let Some(guess) = &guess {
        let destination = archive.layout().destination(&guess.path);
        diagnostic.meant(destination.clone());
        if guess.is_only {
            diagnostic.unsafe_fix(span, destination);
        }
    }
    Some((diagnostic, guess))
}

/// Whether that day has an event whose file's name is the same in another case.
fn is_other_case(archive: &Archive, name: &str, date: Date) -> bool {
    let folder = archive.layout().day_folder(date);
    if archive.is_crowded(&folder) {
        return false;
    }
    let mut is_other_case = None;
    archive.each_name(&folder, |other| {
        if other.eq_ignore_ascii_case(name) {
            is_other_case.get_or_insert(other != name);
        }
    });
    is_other_case.unwrap_or_default()
}

/// An event that may be meant.
pub struct Guess {
    /// Its path, relative to the root.
    pub path: String,
    /// Whether no other can be meant.
    is_only: bool,
}

/// The event that a path of another form means: as it stands, or with the right file type.
fn guess(archive: &Archive, path: &str) -> Option<Guess> {
    let suffix = archive.layout().event().suffix();
    let path = path.split(['#', '?']).next().unwrap_or(path);
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    // Nobody sees whether a file that is not here is `x.md` or `x.html.md`, but no slug has a dot.
    let may_be_absent = |path: &str| archive.is_absent(path) && !without_ending(split(path).1).contains('.');
    let candidates = [path.to_owned(), format!("{path}{suffix}"), format!("{stem}{suffix}")];
    candidates.into_iter().find_map(|candidate| {
        match archive.layout().target(&archive.layout().destination(&candidate)) {
            Target::Event { path, .. } if archive.contains(path) || may_be_absent(path) => {
                Some(Guess { path: path.to_owned(), is_only: true })
            }
            Target::Event { path, date } => nearest(archive, path.rsplit('/').next()?, date),
            _ => None,
        }
    })
}

/// The event of that day whose file name is nearest to `name`, else that of the day before or after. Among the events of
/// a day that has far too many, none is looked for: many links may want one.
fn nearest(archive: &Archive, name: &str, date: Date) -> Option<Guess> {
    const SIMILAR: f64 = 0.7;
    let on = |date: Date| {
        let folder = archive.layout().day_folder(date);
        if archive.is_crowded(&folder) {
            return None;
        }
        let suffix = archive.layout().event().suffix();
        let mut slugs = Vec::new();
        archive.each_name(&folder, |other| {
            let slug = other.strip_suffix(suffix).filter(|_| !archive.layout().is_day_index(other));
            slugs.extend(slug.map(str::to_owned));
        });
        let wanted = name.strip_suffix(suffix).unwrap_or(name);
        let (slug, is_only) = suggest::ranked(&wanted.to_lowercase(), slugs.iter().map(String::as_str), SIMILAR)?;
        Some(Guess { path: archive.layout().event_path(date, slug), is_only })
    };
    let day = Days::new().days(1);
    on(date).or_else(|| {
        let (before, after) = (on(date.checked_sub(day).ok()?), on(date.checked_add(day).ok()?));
        // In a copy of a part of an archive the day itself may be elsewhere, and the link right.
        let is_here = archive.absent_folder(&archive.layout().event_path(date, "")).is_none();
        let is_only = is_here && (before.is_none() || after.is_none());
        before.or(after).map(|guess| Guess { is_only: guess.is_only && is_only, ..guess })
    })
}

/// `relative` as seen from the folder of `path`; `None` if it leads out of the archive.
fn join(path: &str, relative: &str) -> Option<String> {
    let mut components: Vec<&str> = path.split('/').collect();
    components.pop();
    for component in relative.split('/') {
        match component {
            ".." => drop(components.pop()?),
            "." | "" => {}
            name => components.push(name),
        }
    }
    Some(components.join("/"))
}
