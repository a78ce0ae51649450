//! `cargo bench --bench check`: is newslint about as fast as a search through the archive?
//!
//! Absolute times say little on a shared machine, so the sides of a ratio run in turns and their medians are compared:
//! the whole check against ripgrep, which looks for a word that is nowhere and so reads every byte, and next to both
//! what it takes only to read the files. A bound that is passed is printed, not failed: a busy machine is no defect.

mod archive;
mod measure;
mod memory;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use archive::Synthetic;
use measure::turns::{Side, in_turns};
use measure::{Result, remove, table};
use memory::peak;

const SEED: u64 = 2004;
const NEWSLINT: &str = env!("CARGO_BIN_EXE_newslint");

/// In no archive.
const WORD: &str = "phosphorescent";

fn main() -> Result<()> {
    // `cargo test --all-targets` runs benchmarks too, in a debug build, where the numbers mean nothing.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("benchmarks run under `cargo bench`");
        return Ok(());
    }
    let rg = has_ripgrep();
    if !rg {
        println!("`rg` is not on PATH, so nothing is compared with it");
    }
    let once = Archive::prepare("archive", 20_000, Synthetic::new)?;
    let twice = Archive::prepare("archive", 40_000, Synthetic::new)?;
    let lifelike = Archive::prepare("lifelike", 20_000, Synthetic::lifelike)?;
    let large = Archive::prepare("archive", 100_000, Synthetic::new)?;

    whole(&once, "as in the tests", rg, [Some(2.5), Some(3.0)], 45.0)?;
    against_once(&once, &twice)?;
    whole(&lifelike, "as in the real archive", rg, [Some(2.5), Some(3.0)], 45.0)?;
    whole(&large, "as in the tests", rg, [Some(2.6), None], 150.0)?;
    one_file(&large)?;
    start()
}

/// The whole check against ripgrep, with what it may take at most of ripgrep's wall and CPU time, and of memory in MB.
fn whole(archive: &Archive, shape: &str, rg: bool, bounds: [Option<f64>; 2], memory: f64) -> Result<()> {
    let Archive { events, files, megabytes, root, .. } = archive;
    let (events, files) = (table::thousands(*events), table::thousands(*files));
    let heading = format!("{events} events {shape}: {files} files, {megabytes:.0} MB");
    let (cat, check) = (Side::new(cat(root)), Side::new(check(root, None)));
    if rg {
        let rg = Side::new(ripgrep(root)).exits(1);
        let [rg, cat, check] = in_turns([rg, cat, check])?;
        table::head(&heading, "ripgrep");
        table::base("`rg --count` of a word not there", &rg);
        table::ratio("`find -print0` to `xargs -0 cat`", &cat, &rg, [None, None]);
        table::ratio("`newslint check`", &check, &rg, bounds);
    } else {
        let [cat, check] = in_turns([cat, check])?;
        table::head(&heading, "cat");
        table::base("`find -print0` to `xargs -0 cat`", &cat);
        table::ratio("`newslint check`", &check, &cat, [None, None]);
    }
    table::value("its peak memory, most of 3 runs", None, most_memory(root)?, memory, "MB");
    Ok(())
}

/// How the threads share the work differs from run to run, and the memory with it.
fn most_memory(root: &Path) -> Result<f64> {
    let mut most = 0.0_f64;
    for _ in 0..3 {
        most = most.max(peak(check(root, None).spawn()?)?);
    }
    Ok(most)
}

fn against_once(once: &Archive, twice: &Archive) -> Result<()> {
    let [once, twice] = in_turns([&once.root, &twice.root].map(|root| Side::new(check(root, None))))?;
    table::value("twice the files, against once", Some(&twice), twice.over(&once)[0], 2.1, "×");
    Ok(())
}

fn one_file(archive: &Archive) -> Result<()> {
    let [alone] = in_turns([Side::new(check(&archive.root, Some(&archive.one)))])?;
    table::value("one of the files, named", Some(&alone), alone.milliseconds(), 6.0, "ms");
    Ok(())
}

/// What it takes to start, next to a program that does nothing.
fn start() -> Result<()> {
    let [nothing, version] = in_turns([Side::new(Command::new("true")), Side::new(version())])?;
    table::head("No archive", "`true`");
    table::base("`true`", &nothing);
    let more = version.milliseconds() - nothing.milliseconds();
    table::value("`newslint --version`: so much more", Some(&version), more, 3.0, "ms");
    Ok(())
}

/// An archive on disk, kept under `target/` for the next run.
struct Archive {
    root: PathBuf,
    /// An event's path from the root.
    one: PathBuf,
    events: usize,
    files: usize,
    megabytes: f64,
}

impl Archive {
    fn prepare(name: &str, events: usize, generate: fn(usize, u64) -> Synthetic) -> Result<Self> {
        let synthetic = generate(events, SEED);
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{events}"));
        // The stamp is written last and names the content, so neither half an archive nor an old one is reused.
        let stamp = root.with_extension("stamp");
        let fingerprint = fingerprint(&synthetic);
        if fs::read_to_string(&stamp).ok().as_ref() != Some(&fingerprint) {
            eprintln!("writing {}", root.display());
            remove(&root)?;
            synthetic.write(&root)?;
            fs::write(&stamp, fingerprint)?;
        }
        let one = synthetic.events().get(events / 2).ok_or("an archive without events")?;
        let bytes: usize = synthetic.files().map(|file| file.text.len()).sum();
        Ok(Self {
            one: PathBuf::from(&one.path),
            root,
            events,
            files: synthetic.files().count(),
            megabytes: bytes as f64 / 1e6,
        })
    }
}

/// FNV-1a over all paths and texts.
fn fingerprint(synthetic: &Synthetic) -> String {
    let parts = synthetic.files().flat_map(|file| [file.path.as_bytes(), file.text.as_bytes()]);
    let hash = parts
        .flatten()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

fn has_ripgrep() -> bool {
    silent("rg").arg("--version").status().is_ok_and(|status| status.success())
}

/// Reads all files, whatever the user's settings, and finds nothing.
fn ripgrep(root: &Path) -> Command {
    let mut command = silent("rg");
    command.args(["--no-config", "--no-ignore", "--count", WORD]).arg(root);
    command
}

fn cat(root: &Path) -> Command {
    let mut command = silent("sh");
    command.args(["-c", "find \"$1\" -name '*.md' -print0 | xargs -0 cat", "sh"]).arg(root);
    command
}

fn check(root: &Path, file: Option<&Path>) -> Command {
    let mut command = silent(NEWSLINT);
    command.arg("check").arg("--root").arg(root);
    if let Some(file) = file {
        command.arg(root.join(file));
    }
    command
}

fn version() -> Command {
    let mut command = silent(NEWSLINT);
    command.arg("--version");
    command
}

fn silent(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
