//! `cargo bench --bench audit`: an audit of 300,000 URLs on 2,000 hosts of loopback, of which a third answer everything
//! with one long page, and 300 have a robots.txt as long as one may be.
//!
//! One run visits everything with no gap, and is held against lychee over the same files, if lychee is on the path. A
//! second run finds nothing due, and is held against `newslint check`. The smaller sizes that arguments can give
//! (`-- URLS HOSTS`) are for trying things out.

mod events;
mod loopback;
mod measure;
mod memory;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use events::SOURCES;
use loopback::Web;
use measure::{Result, alternate, bound, note, remove, succeed};
use memory::peak;

const NEWSLINT: &str = env!("CARGO_BIN_EXE_newslint");
/// The clock of all runs, so that nothing becomes due between them.
const NOW: &str = "2026-11-20T12:00:00Z";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` runs benchmarks too, in a debug build, where the numbers mean nothing.
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("benchmarks run under `cargo bench`");
        return Ok(());
    }
    let mut numbers = arguments.iter().filter_map(|argument| argument.parse().ok());
    let (urls, hosts) = (numbers.next().unwrap_or(300_000), numbers.next().unwrap_or(2_000));
    let web = Web::start()?;
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit");
    remove(&root)?;
    events::write(&root, urls, |number| web.url(number, hosts))?;
    println!("{urls} URLs on {hosts} hosts, {SOURCES} in an event\n");
    println!("| measured | result | bound | |\n| --- | ---: | ---: | --- |");
    everything_due(&root, &web)?;
    nothing_due(&root)?;
    remove(&root)?;
    Ok(())
}

fn everything_due(root: &Path, web: &Web) -> Result<()> {
    let (time, memory) = measured(&mut audit(root))?;
    note("`newslint audit run`, everything due", time);
    println!("| requests | {} | | |", web.requests());
    bound("peak memory", memory, 250.0, "MB");
    let bytes = fs::metadata(root.join(".newslint/links.db"))?.len();
    bound("store", bytes as f64 / 1e6, 60.0, "MB");
    match measured(&mut lychee(root)) {
        Ok((other, memory)) => {
            note("`lychee`", other);
            println!("| requests of lychee | {} | | |", web.requests());
            println!("| peak memory of lychee | {memory:.0} MB | | |");
            bound("`newslint audit run` / `lychee`", time.as_secs_f64() / other.as_secs_f64(), 1.0, "×");
        }
        Err(_) => println!("| `lychee` | not on the path | | |"),
    }
    Ok(())
}

fn nothing_due(root: &Path) -> Result<()> {
    let (check, run) = alternate(|| succeed(&mut check(root)), || succeed(&mut audit(root)))?;
    note("`newslint check`", check);
    note("`newslint audit run`, nothing due", run);
    bound("nothing due / check", run.as_secs_f64() / check.as_secs_f64(), 1.5, "×");
    Ok(())
}

fn measured(command: &mut Command) -> Result<(Duration, f64)> {
    let start = Instant::now();
    let memory = peak(command.spawn()?)?;
    Ok((start.elapsed(), memory))
}

fn newslint(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(NEWSLINT);
    command.args(arguments).arg("--root").arg(root).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn audit(root: &Path) -> Command {
    newslint(root, &["audit", "run", "--host-gap", "0s", "--allow-private", "--concurrency", "256", "--now", NOW])
}

fn check(root: &Path) -> Command {
    newslint(root, &["check"])
}

/// With its defaults, but for what it would print.
fn lychee(root: &Path) -> Command {
    let mut command = Command::new("lychee");
    command.args(["--no-progress", "--format", "json", "--extensions", "md"]);
    command.arg(root.join("news")).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
