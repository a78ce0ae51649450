//! `cargo bench --bench check`: is newslint as fast as reading the archive?
//!
//! Absolute times say little on a shared machine, so the two sides of a ratio alternate within one run and
//! their medians are compared: the whole check against `find | xargs cat` over the same files, and twice the
//! files against once. A bound that is passed over is printed, not failed: a busy machine is no defect.

mod archive;
mod measure;
mod memory;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use archive::Synthetic;
use measure::{Result, alternate, bound, milliseconds, note, remove, succeed};
use memory::peak;

const EVENTS: usize = 20_000;
const SEED: u64 = 2004;
const NEWSLINT: &str = env!("CARGO_BIN_EXE_newslint");

fn main() -> Result<()> {
    // `cargo test --all-targets` runs benchmarks too, in a debug build, where the numbers mean nothing.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("benchmarks run under `cargo bench`");
        return Ok(());
    }
    let once = Archive::prepare(EVENTS)?;
    let twice = Archive::prepare(2 * EVENTS)?;
    println!("{} files, {:.1} MB; {} files, {:.1} MB\n", once.files, once.megabytes, twice.files, twice.megabytes);
    println!("| measured | result | bound | |\n| --- | ---: | ---: | --- |");
    against_cat(&once)?;
    against_twice(&once, &twice)?;
    one_file(&once)?;
    memory(&once)
}

fn against_cat(archive: &Archive) -> Result<()> {
    let (cat, check) = alternate(|| cat(&archive.root), || check(&archive.root, None))?;
    note("`find -print0 \\| xargs -0 cat`", cat);
    note("`newslint check`", check);
    bound("`newslint check` / `cat`", ratio(check, cat), 1.0, "×");
    Ok(())
}

fn against_twice(once: &Archive, twice: &Archive) -> Result<()> {
    let (once, twice) = alternate(|| check(&once.root, None), || check(&twice.root, None))?;
    note("twice the files", twice);
    bound("twice the files / once", ratio(twice, once), 2.1, "×");
    Ok(())
}

fn one_file(archive: &Archive) -> Result<()> {
    let (alone, _) = alternate(|| check(&archive.root, Some(&archive.one)), || Ok(()))?;
    bound("one file of the archive, named", milliseconds(alone), 10.0, "ms");
    Ok(())
}

fn memory(archive: &Archive) -> Result<()> {
    let child = newslint(&archive.root, None).spawn()?;
    bound("peak memory", peak(child)?, 80.0, "MB");
    Ok(())
}

/// An archive on disk, kept under `target/` for the next run.
struct Archive {
    root: PathBuf,
    /// An event's path from the root.
    one: PathBuf,
    files: usize,
    megabytes: f64,
}

impl Archive {
    fn prepare(events: usize) -> Result<Self> {
        let synthetic = Synthetic::new(events, SEED);
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("archive-{events}"));
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

fn cat(root: &Path) -> Result<()> {
    let mut shell = Command::new("sh");
    shell.args(["-c", "find \"$1\" -name '*.md' -print0 | xargs -0 cat > /dev/null", "sh"]).arg(root);
    succeed(&mut shell)
}

fn check(root: &Path, file: Option<&Path>) -> Result<()> {
    succeed(&mut newslint(root, file))
}

fn newslint(root: &Path, file: Option<&Path>) -> Command {
    let mut command = Command::new(NEWSLINT);
    command.arg("check").arg("--root").arg(root).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(file) = file {
        command.arg(root.join(file));
    }
    command
}

fn ratio(over: Duration, under: Duration) -> f64 {
    over.as_secs_f64() / under.as_secs_f64()
}
