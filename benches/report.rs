//! `cargo bench --bench report`: how much memory it takes to report and plan by a store of a million observations, of
//! 100,000 URLs that were visited ten times, and of a million URLs that were visited once.
//!
//! The smaller numbers that an argument can give (`-- OBSERVATIONS`) are for trying things out.

mod events;
mod measure;
mod memory;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use measure::{Result, bound, note, remove, succeed};
use memory::peak;

const NEWSLINT: &str = env!("CARGO_BIN_EXE_newslint");
const HOSTS: usize = 2000;
const NOW: &str = "2026-11-20T12:00:00Z";
/// A command that has other arguments for each line of the table.
const COMMANDS: [&[&str]; 8] = [
    &["plan"],
    &["plan", "--format", "json"],
    &["report", "--format", "full"],
    &["report", "--format", "json"],
    &["report", "--format", "csv"],
    &["report", "--format", "markdown"],
    &["report", "--format", "sarif"],
    &["report", "--format", "html"],
];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` runs benchmarks too, in a debug build, where the numbers mean nothing.
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("benchmarks run under `cargo bench`");
        return Ok(());
    }
    let observations = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    println!("| measured | result | bound | |\n| --- | ---: | ---: | --- |");
    for visits in [10, 1] {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("report-{visits}"));
        remove(&root)?;
        let urls = observations / visits;
        events::write(&root, urls, url)?;
        write_observations(&root, urls, visits)?;
        succeed(newslint(&root, &["import"]).arg(root.join("export.jsonl")))?;
        for command in COMMANDS {
            let started = Instant::now();
            let memory = peak(newslint(&root, command).args(["--now", NOW]).spawn()?)?;
            let what = format!("{urls} URLs, {visits} visits: `{}`", command.join(" "));
            note(&what, started.elapsed());
            bound("peak memory", memory, 150.0, "MB");
        }
        remove(&root)?;
    }
    Ok(())
}

fn newslint(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(NEWSLINT);
    command.arg("audit").args(arguments).arg("--root").arg(root).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn url(number: usize) -> String {
    let (host, story) = (number % HOSTS, number / HOSTS);
    format!("https://www.gazette-{host}.example/news/2021/05/{story}/harbour-bridge-opens-in-port-ellery.html")
}

/// Writes what an export would: of ten URLs two are gone, one has moved, one refuses, and six are there.
fn write_observations(root: &Path, urls: usize, visits: usize) -> Result<()> {
    let mut out = BufWriter::new(File::create(root.join("export.jsonl"))?);
    writeln!(out, "{{\"newslint-observations\":1}}")?;
    for number in 0..urls {
        let outcome = match number % 10 {
            0 | 1 => r#""cause":"404","status":404"#.to_owned(),
            2 => format!(
                r#""cause":"alive","status":200,"redirects":["https://news.example/bridge-{number}"],"permanent":1"#
            ),
            3 => r#""cause":"403","status":403"#.to_owned(),
            _ => format!(
                r#""cause":"alive","status":200,"control":"honest","page":{{"title":"Harbour bridge {number} opens in Port Ellery","text":"{:016x}","words":812,"language":"en","cited":true}}"#,
                (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ),
        };
        for visit in 0..visits {
            let at = format!("2026-{:02}-{:02}T{:02}:30:00Z", visit + 1, number % 27 + 1, number % 24);
            writeln!(out, "{{\"url\":\"{}\",\"at\":\"{at}\",\"vantage\":\"ci\",{outcome}}}", url(number))?;
        }
    }
    Ok(out.flush()?)
}
