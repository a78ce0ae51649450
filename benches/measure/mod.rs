//! Commands timed in turns, and a table of what came out.

#![allow(dead_code, reason = "no benchmark needs all of it")]

pub mod table;
pub mod turns;

use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

pub type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// Pairs of runs; odd, so that the median is a run.
const PAIRS: usize = 9;

/// Runs `a` and `b` in turns, after one of each that fills the page cache, and returns their medians.
pub fn alternate(mut a: impl FnMut() -> Result<()>, mut b: impl FnMut() -> Result<()>) -> Result<(Duration, Duration)> {
    a()?;
    b()?;
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        first.push(timed(&mut a)?);
        second.push(timed(&mut b)?);
    }
    Ok((median(first), median(second)))
}

fn timed(run: &mut impl FnMut() -> Result<()>) -> Result<Duration> {
    let start = Instant::now();
    run()?;
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A clean archive exits with 0; anything else means that not the check was measured.
pub fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}

pub fn remove(root: &Path) -> io::Result<()> {
    match fs::remove_dir_all(root) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

pub fn note(what: &str, time: Duration) {
    println!("| {what} | {:.0} ms | | |", milliseconds(time));
}

pub fn bound(what: &str, result: f64, bound: f64, unit: &str) {
    let verdict = if result <= bound { "ok" } else { "over" };
    println!("| {what} | {result:.2} {unit} | {bound} {unit} | {verdict} |");
}
