//! The most memory of a run.

use std::fs;
use std::io;
use std::process::Child;
use std::thread;
use std::time::Duration;

/// The most memory that `child` ever held at once, in MB. Linux keeps the high-water mark only while a process
/// lives, and the ways to ask afterwards need `unsafe` or count the parent's memory in (a process keeps its
/// mark over `exec`); the mark only rises, so the last reading is right but for the run's last moment.
pub fn peak(mut child: Child) -> io::Result<f64> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    while child.try_wait()?.is_none() {
        if let Some(kilobytes) = fs::read_to_string(&status).ok().and_then(|status| high_water(&status)) {
            peak = peak.max(kilobytes * 1024.0 / 1e6);
        }
        thread::sleep(Duration::from_micros(200));
    }
    Ok(peak)
}

/// The line `VmHWM:     12345 kB`.
fn high_water(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
