//! An archive in a temporary folder, and the texts of its events.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{Run, newslint, run, shell};

/// The configuration of the tests' archives. Their events have all the same title, and their days no indexes.
pub const CONFIG: &str = "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\nrelated-title = \"off\"\n";

/// The path of the event that most tests are about.
pub const BRIDGE: &str = "news/2021/05/3/harbour-bridge-opens.md";

/// Its text: valid, with one source.
pub const BRIDGE_TEXT: &str = "\
### [2021-05-3](/news/2021/05/3/index.md)

# Harbour bridge opens

### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
";

/// The same with its source's number wrong: one finding, an error, in line 7.
pub fn broken() -> String {
    BRIDGE_TEXT.replace("1. [", "2. [")
}

/// The text of the event at `news/YYYY/MM/D/slug.md`, without any section.
pub fn event(path: &str, title: &str) -> String {
    let mut parts = path.rsplit('/').skip(1);
    let (day, month, year) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    dated(&format!("{year}-{month}-{day}"), title)
}

/// The same by its date, `YYYY-MM-D`.
pub fn dated(date: &str, title: &str) -> String {
    format!("### [{date}](/news/{}/index.md)\n\n# {title}\n", date.replace('-', "/"))
}

/// The section of an event that cites these. Below a title, the first one is on line 7.
pub fn sources<U: AsRef<str>>(urls: &[U]) -> String {
    list("Sources", urls, |url| format!("[Ellery Gazette]({url})"))
}

/// The text of an event that relates to these, if to any. The first one is on line 7.
pub fn relating(path: &str, links: &[&str]) -> String {
    let event = event(path, "A ferry sails");
    if links.is_empty() {
        return event;
    }
    event + &list("Related", links, |link| format!("[A bridge opens]({link}) _Context: Port Ellery_"))
}

/// A section with these as its items.
pub fn list_of<T: AsRef<str>>(heading: &str, items: &[T]) -> String {
    list(heading, items, str::to_owned)
}

fn list<T: AsRef<str>>(heading: &str, items: &[T], item: impl Fn(&str) -> String) -> String {
    let mut text = format!("\n### {heading}:\n\n");
    for (number, target) in (1..).zip(items) {
        writeln!(text, "{number}. {}", item(target.as_ref())).unwrap();
    }
    text
}

/// A folder with an archive, in a folder of its own: what a test needs besides can be put beside it.
pub struct Archive {
    folder: TempDir,
    root: PathBuf,
}

impl Archive {
    /// An archive with [`CONFIG`] and no events.
    pub fn new() -> Self {
        Self::empty().with("newslint.toml", CONFIG)
    }

    /// A folder with nothing in it.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("archive");
        fs::create_dir(&root).unwrap();
        Self { folder, root }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file or folder of the archive is.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// Where a file or folder beside the archive is.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.root.with_file_name(name)
    }

    /// The archive with one file more.
    pub fn with(self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text);
        self
    }

    /// Writes a file, and its folders.
    pub fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes a script that can be run.
    pub fn script(&self, path: impl AsRef<Path>, text: &str) {
        self.write(&path, "");
        // By another process: what a test that runs beside this one starts would have the file open for writing, and it
        // could not be executed then.
        let mut writer = shell("cat > \"$1\"", &self.root);
        run(writer.arg(self.path(&path)), text.as_bytes()).printed();
        self.set_mode(path, 0o755);
    }

    /// Writes a symbolic link, and its folders.
    pub fn link(&self, path: impl AsRef<Path>, target: impl AsRef<Path>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
    }

    /// Replaces a part of a file, which has to be there.
    pub fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.text(path);
        assert!(text.contains(from), "{from:?} in {text}");
        self.write(path, text.replace(from, to));
    }

    pub fn remove(&self, path: impl AsRef<Path>) {
        fs::remove_file(self.path(path)).unwrap();
    }

    pub fn bytes(&self, path: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.path(path)).unwrap()
    }

    pub fn text(&self, path: impl AsRef<Path>) -> String {
        String::from_utf8(self.bytes(path)).unwrap()
    }

    pub fn exists(&self, path: impl AsRef<Path>) -> bool {
        self.path(path).exists()
    }

    /// The permissions of a file or folder.
    pub fn mode(&self, path: impl AsRef<Path>) -> u32 {
        fs::metadata(self.path(path)).unwrap().permissions().mode() & 0o7777
    }

    pub fn set_mode(&self, path: impl AsRef<Path>, mode: u32) {
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// The names of what is in a folder, sorted.
    pub fn names(&self, folder: impl AsRef<Path>) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// newslint in the archive's root.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = newslint(&self.root);
        command.args(arguments);
        command
    }

    /// Runs newslint in the archive's root.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    /// Runs newslint in a folder of the archive.
    pub fn run_in(&self, folder: impl AsRef<Path>, arguments: &[&str]) -> Run {
        run(newslint(&self.path(folder)).args(arguments), b"")
    }

    /// Runs newslint in the archive's root with this on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
        run(&mut self.command(arguments), input.as_ref())
    }

    /// Runs `newslint check` in the archive's root, with findings in lines.
    pub fn check(&self, arguments: &[&str]) -> Run {
        self.check_in(&self.root, arguments)
    }

    /// The same in any folder.
    pub fn check_in(&self, folder: impl AsRef<Path>, arguments: &[&str]) -> Run {
        self.run_in(folder, &[&["check", "--format", "concise"], arguments].concat())
    }

    /// The folder is not removed.
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}
