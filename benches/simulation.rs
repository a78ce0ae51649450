//! `cargo bench --bench simulation`: how long does a whole pass take, and is that as short as it can be?
//!
//! No schedule can be shorter than its longest host, nor than all its work over its slots. The table says how close the
//! scheduler comes. Each line is a process of its own, so that its memory is its own.

mod web;

use std::error::Error;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use web::{Manners, Shape, simulate};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

const SEED: u64 = 2004;

/// A million URLs, in which the largest host has every twelfth or every hundredth.
const HEAVY: Shape = Shape { urls: 1_000_000, hosts: 50_000, largest: 1_000_000, shards: 1, seed: SEED };
const CAPPED: Shape = Shape { largest: 10_000, ..HEAVY };

/// Ten million, in which the largest has every two-hundredth or every thousandth.
const LARGE: Shape = Shape { urls: 10_000_000, hosts: 300_000, largest: 50_000, shards: 1, seed: SEED };
const LARGE_CAPPED: Shape = Shape { largest: 10_000, ..LARGE };

/// Each line: the web, the shards that it is split into, the slots of each, and the gap in seconds.
///
/// The second is over 5 %, and stays in the table: both slots are enough for all the work in the time that one host
/// needs, but that host often finds both taken, and a request that has begun cannot be put off.
const LINES: &[(Shape, u64, usize, u64)] = &[
    (HEAVY, 1, 1, 3),
    (HEAVY, 1, 2, 3),
    (HEAVY, 1, 4, 3),
    (HEAVY, 1, 32, 3),
    (CAPPED, 1, 8, 3),
    (CAPPED, 1, 16, 3),
    (CAPPED, 1, 32, 3),
    (CAPPED, 1, 64, 3),
    (CAPPED, 1, 256, 3),
    (CAPPED, 1, 32, 1),
    (CAPPED, 1, 32, 0),
    (LARGE, 8, 8, 3),
    (LARGE, 8, 32, 3),
    (LARGE, 8, 128, 3),
    (LARGE, 16, 32, 3),
    (LARGE, 32, 32, 3),
    (LARGE, 64, 32, 3),
    (LARGE, 16, 32, 1),
    (LARGE_CAPPED, 8, 32, 3),
    (LARGE_CAPPED, 16, 32, 3),
    (LARGE_CAPPED, 32, 32, 3),
];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --all-targets` runs benchmarks too, in a debug build, where this takes minutes.
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("benchmarks run under `cargo bench`");
        return Ok(());
    }
    if let Some(line) = arguments.iter().find_map(|argument| argument.strip_prefix("--line=")) {
        return print(LINES.get(line.parse::<usize>()?).ok_or("no such line")?);
    }
    println!("| URLs | shards | hosts | slots | gap | longest host | work / slots | total | ratio | memory | took |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for line in 0..LINES.len() {
        let status = Command::new(std::env::current_exe()?).arg("--bench").arg(format!("--line={line}")).status()?;
        if !status.success() {
            return Err(format!("line {line}: {status}").into());
        }
    }
    Ok(())
}

/// Simulates the shard that has the largest host, which is the last to be done.
fn print(&(shape, shards, concurrency, gap): &(Shape, u64, usize, u64)) -> Result<()> {
    let shape = Shape { shards, ..shape };
    let manners = Manners { concurrency, gap: Duration::from_secs(gap) };
    let started = Instant::now();
    let pass = simulate(shape, shape.shard_of(0), manners)?;
    let took = started.elapsed();
    if pass.broken > 0 || pass.done + pass.deferred != pass.urls {
        return Err(format!("{} of {} URLs, {} broken", pass.done + pass.deferred, pass.urls, pass.broken).into());
    }
    println!(
        "| {} | {shards} | {} | {concurrency} | {gap} s | {} | {} | {} | {:.3} | {:.0} MB | {:.1} s |",
        pass.urls,
        pass.hosts,
        hours(pass.longest),
        hours(pass.work),
        hours(pass.total),
        pass.ratio(),
        peak()?,
        took.as_secs_f64(),
    );
    Ok(())
}

fn hours(time: Duration) -> String {
    format!("{:.2} h", time.as_secs_f64() / 3600.0)
}

/// The most memory that this process has held at once, in MB.
fn peak() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no high-water mark")?;
    let kilobytes: f64 = line.split_whitespace().next().ok_or("no number")?.parse()?;
    Ok(kilobytes * 1024.0 / 1e6)
}
