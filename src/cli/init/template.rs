//! The files that are written, for an archive in some folder of its repository, by a release or by another build.

use super::release::Release;

/// What a template is filled for.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Place<'p> {
    /// From the top of the repository to the archive: empty, or folders that each end in a slash.
    pub prefix: &'p str,
    /// What is to be installed.
    pub release: Option<&'p Release>,
    /// The SHA-256 of each of its wheels, in hexadecimal digits, as far as they are known.
    pub hashes: &'p [String],
}

/// What has a meaning in the patterns of a workflow's `paths`, where `*` is anything but a slash.
const GLOB: &str = "*?+[]!\\";

/// Scripts that several steps have, by the lines that stand for them.
const SCRIPTS: [(&str, &str); 3] = [
    ("@RESTORE@", include_str!("restore-store.sh")),
    ("@KEEP@", include_str!("keep-store.sh")),
    ("@FIT@", include_str!("fit.sh")),
];

/// A template without its marks. A line that begins with `@BELOW@` is for archives below the top alone, one with
/// `@RELEASE@` is written by releases, one with `@BUILD@` by other builds, and one with `@NO-HASHES@` by releases that do not
/// know what is installed.
pub(in crate::cli) fn filled(template: &str, place: &Place<'_>) -> String {
    let kept = template.split_inclusive('\n').filter_map(|line| kept(line, place));
    let text: String = kept.map(|line| with_scripts(&line)).collect();
    let root = if place.prefix.is_empty() { "" } else { " --root \"$NEWSLINT_ROOT\"" };
    let folder = place.prefix.trim_end_matches('/');
    let events: String = place.prefix.chars().map(|c| if GLOB.contains(c) { '*' } else { c }).collect();
    let (version, commit) = place.release.map_or(("", ""), |release| (release.version, &release.commit));
    let values = [
        ("@ROOT@", root.to_owned()),
        ("@VERSION@", version.to_owned()),
        ("@COMMIT@", commit.to_owned()),
        ("@HASHES@", place.hashes.iter().map(|hash| format!(" --hash=sha256:{hash}")).collect()),
        ("@EVENTS@", string(&format!("{events}news/**"))),
        ("@FOLDER@", string(folder)),
        // GitHub evaluates what is in a string between such braces.
        ("@GITHUB-FOLDER@", string(&folder.replace("${{", "${{ '${{' }}"))),
    ];
    with_values(&text, &values)
}

/// A text with values in the place of their marks. A value may hold what looks like one.
fn with_values(mut text: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let next =
        |text: &str| values.iter().filter_map(|value| Some((text.find(value.0)?, value))).min_by_key(|found| found.0);
    while let Some((at, (mark, value))) = next(text) {
        filled.push_str(&text[..at]);
        filled.push_str(value);
        text = &text[at + mark.len()..];
    }
    filled + text
}

/// A line without the marks that it begins with, unless one of them says that it is not for this place.
fn kept(line: &str, place: &Place<'_>) -> Option<String> {
    let text = line.trim_start_matches(' ');
    let indent = &line[..line.len() - text.len()];
    let mut text = text;
    loop {
        let (mark, is_for) = match text.split_once(' ') {
            Some(("@BELOW@", rest)) => (rest, !place.prefix.is_empty()),
            Some(("@RELEASE@", rest)) => (rest, place.release.is_some()),
            Some(("@BUILD@", rest)) => (rest, place.release.is_none()),
            Some(("@NO-HASHES@", rest)) => (rest, place.release.is_some() && place.hashes.is_empty()),
            _ => return Some(format!("{indent}{text}")),
        };
        if !is_for {
            return None;
        }
        text = mark;
    }
}

/// A line or, if it stands for a script, that, as deep as the line. A script may have such lines too.
fn with_scripts(line: &str) -> String {
    let name = line.trim();
    let Some((_, script)) = SCRIPTS.iter().find(|(mark, _)| *mark == name) else { return line.to_owned() };
    let indent = &line[..line.len() - line.trim_start().len()];
    script.split_inclusive('\n').map(|line| with_scripts(&format!("{indent}{line}"))).collect()
}

/// A string of YAML, which what is a string in JSON is.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
