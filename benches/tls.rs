//! `cargo bench --bench tls`: an audit of 50,000 hosts of loopback, over https with certificates that are made on the
//! spot, and the same over http.
//!
//! What a core does in a second is counted by the time that newslint has it, so the server's own work is not in it. For a
//! profile, build with `CARGO_PROFILE_RELEASE_STRIP=none` and run this under `perf record`. Fewer hosts are for trying
//! things out (`-- HOSTS`).

mod events;
mod measure;
mod server;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use measure::{Result, remove};
use server::Server;
use wait4::Wait4;

const NEWSLINT: &str = env!("CARGO_BIN_EXE_newslint");
const NOW: &str = "2026-11-20T12:00:00Z";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` runs benchmarks too, in a debug build, where the numbers mean nothing.
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("benchmarks run under `cargo bench`");
        return Ok(());
    }
    let hosts = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(50_000);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tls");
    remove(&folder)?;
    std::fs::create_dir_all(&folder)?;
    println!("{hosts} hosts, one URL of each\n");
    println!("| | time | CPU | requests | handshakes | requests a second and core | memory |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for scheme in ["https", "http"] {
        let server = Server::start(scheme == "https", &folder.join("ca.pem"))?;
        let root = folder.join(scheme);
        events::write(&root, hosts, |host| server.url(host))?;
        let started = Instant::now();
        let used = audit(&root, &server, &folder.join("ca.pem")).spawn()?.wait4()?;
        let time = started.elapsed().as_secs_f64();
        let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64();
        let (requests, handshakes) = server.counts();
        println!(
            "| {scheme} | {time:.1} s | {cpu:.1} s | {requests} | {handshakes} | {:.0} | {:.0} MB |",
            requests as f64 / cpu,
            used.rusage.maxrss as f64 / 1e6,
        );
        if !used.status.success() {
            return Err(format!("{scheme}: {}", used.status).into());
        }
    }
    remove(&folder)?;
    Ok(())
}

fn audit(root: &Path, server: &Server, authority: &Path) -> Command {
    let mut command = Command::new(NEWSLINT);
    command.args(["audit", "run", "--host-gap", "0s", "--allow-private", "--concurrency", "256", "--now", NOW]);
    command.arg("--dns").arg(server.dns().to_string()).arg("--root").arg(root).env("SSL_CERT_FILE", authority);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}
