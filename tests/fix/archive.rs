//! What the fixes are tried on.

use crate::harness::{Archive, Run, run};

/// Where the event is that most tests damage.
pub const BRIDGE: &str = "news/2021/05/3/harbour-bridge-opens-in-port-ellery.md";
/// An event on the next day.
pub const FERRY: &str = "news/2021/05/4/ferry-returns-to-the-marrow-islands.md";

/// The event at [`BRIDGE`], without findings.
pub const BRIDGE_TEXT: &str = "\
### [2021-05-3](/news/2021/05/3/index.md)

# Harbour bridge opens in Port Ellery

### Sources:

1. [Ellery Gazette](https://gazette.example/2021/05/bridge)
2. [Cover Image](https://images.example/bridge.jpg)
";

/// The same with the defect of every newer file: the cover image repeats the number before it.
pub fn repeated() -> String {
    BRIDGE_TEXT.replace("2. [Cover", "1. [Cover")
}

/// An archive with this text at [`BRIDGE`].
pub fn bridge(text: impl AsRef<[u8]>) -> Archive {
    Archive::new().with(BRIDGE, text)
}

/// Runs `newslint check`.
pub fn check(archive: &Archive, arguments: &[&str]) -> Run {
    check_text(archive, arguments, b"")
}

/// Runs `newslint check` with a text on standard input.
pub fn check_text(archive: &Archive, arguments: &[&str], text: &[u8]) -> Run {
    run(archive.command(&["check"]).args(arguments), text)
}
