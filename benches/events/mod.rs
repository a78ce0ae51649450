//! An archive whose events cite the URLs of a benchmark.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The sources of an event.
pub const SOURCES: usize = 5;

/// Nothing is asked beyond this machine, and that nobody else can reach it is no fault.
const CONFIG: &str = "[rules]\nday-index = \"off\"\nsource-url = \"off\"\n\n[audit]\narchive-url = \"http://127.0.0.1:9\"\narchive-gap = \"0s\"\ncontrol-urls = []\n";

/// Writes events of thirty a day, which cite the URLs in their order.
pub fn write(root: &Path, urls: usize, url: impl Fn(usize) -> String) -> io::Result<()> {
    fs::create_dir_all(root)?;
    fs::write(root.join("newslint.toml"), CONFIG)?;
    for event in 0..urls / SOURCES {
        let day = event / 30;
        let (year, month, day) = (2000 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
        let folder: PathBuf = root.join(format!("news/{year}/{month:02}/{day}"));
        fs::create_dir_all(&folder)?;
        let mut text = format!(
            "### [{year}-{month:02}-{day}](/news/{year}/{month:02}/{day}/index.md)\n\n# Harbour bridge {event} opens in Port Ellery\n\n\
             The bridge over the harbour was opened on Monday after four years of work.\n\n### Sources:\n\n"
        );
        for source in 0..SOURCES {
            text.push_str(&format!("{}. [Ellery Gazette]({})\n", source + 1, url(event * SOURCES + source)));
        }
        fs::write(folder.join(format!("harbour-bridge-{event}-opens-in-port-ellery.md")), text)?;
    }
    Ok(())
}
