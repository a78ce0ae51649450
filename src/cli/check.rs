//! `newslint check`: check event files.

use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use jiff::civil::Date;

use super::explain::unknown_rule;
use super::{ColorWhen, Exit, Failure, clock, style};
use crate::archive::{self, Archive, NamedPath, find_root};
use crate::check::{self, Checked, Input, Settings};
use crate::config;
use crate::diagnostic::{Level, sanitize};
use crate::links::{self, VisitOptions};
use crate::report::{self, Format, Progress, Style};
use crate::rules::{self, Levels, RULES};

/// Check event files: the whole archive, or the files and folders that are named.
///
/// Exit codes: 0 if nothing at or over --fail-on was found, 1 if something was, 2 if the run itself failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders; `-` reads standard input. The whole archive if there are none.
    paths: Vec<PathBuf>,
    /// The archive's root. Without it: the nearest folder upward with newslint.toml, else with news/ or .git.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// The path, in the archive, of the event that `-` reads.
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// The report's format.
    #[arg(long, default_value = "full")]
    format: Format,
    /// Write the report to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Run these rules only.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not run these rules.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The lowest level of a finding that makes the run fail.
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: FailOn,
    /// Print findings and nothing else.
    #[arg(long, short)]
    quiet: bool,
    /// Count the findings of each rule.
    #[arg(long)]
    statistics: bool,
    /// The day or time (RFC 3339) to take for now; for tests.
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    now: Option<Date>,
    /// Request each source once and report those that are gone.
    #[arg(long)]
    online: bool,
    /// How long to wait for a source: 500ms, 20s, 2m.
    #[arg(long, requires = "online", value_name = "DURATION", default_value = "20s", value_parser = duration)]
    timeout: Duration,
    /// Also request sources at addresses that are not globally routable.
    #[arg(long, requires = "online")]
    allow_private: bool,
    /// Ask this name server instead of the system's.
    #[arg(long, requires = "online", value_name = "ADDRESS:PORT")]
    dns: Option<SocketAddr>,
}

/// The lowest level that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    fn exit(self, checked: &Checked) -> Exit {
        let lowest = match self {
            FailOn::Error => Level::Error,
            FailOn::Warning => Level::Warning,
            FailOn::Note => Level::Note,
            FailOn::Never => return Exit::Clean,
        };
        let fails = checked.findings.iter().any(|finding| finding.diagnostic.level >= lowest);
        if fails { Exit::Findings } else { Exit::Clean }
    }
}

/// Sources requested at a time, each of another host.
const CONCURRENCY: usize = 32;

/// Runs the command.
pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let started = Instant::now();
    let root = root(args)?;
    let (mut archive, levels) = config::load(&root)?;
    let style = style(color, args.output.is_none() && io::stdout().is_terminal());
    let options = VisitOptions {
        timeout: args.timeout,
        allow_private: args.allow_private,
        concurrency: CONCURRENCY,
        dns: args.dns,
    };
    let visit = |urls, progress: &Progress| links::visit_all(urls, &options, &|| progress.advance());
    let settings = Settings {
        levels: chosen(levels, args)?,
        visit: if args.online { Some(&visit) } else { None },
        excerpt_width: (args.format == Format::Full).then(|| style.excerpt_width()),
        today: args.now.unwrap_or_else(clock::today),
    };
    let inputs = inputs(args, &mut archive)?;
    let progress = Progress::new(!args.quiet);
    let checked =
        check::check(&archive, &inputs, &settings, &progress).map_err(|error| format!("--online: {error}"))?;
    write_report(args, &checked, &style)?;
    tell(args, &checked, started.elapsed());
    Ok(args.fail_on.exit(&checked))
}

/// The archive's root, absolute and without symbolic links.
fn root(args: &Args) -> Result<PathBuf, Failure> {
    if let Some(root) = &args.root {
        let real = root.canonicalize().map_err(|error| format!("--root {}: {error}", root.display()))?;
        return if real.is_dir() { Ok(real) } else { Err(format!("--root {}: not a folder", root.display()).into()) };
    }
    let here = std::env::current_dir()?;
    let first = args.paths.iter().find(|path| !is_stdin(path)).and_then(|path| std::path::absolute(path).ok());
    let starts = first.into_iter().chain([here.clone()]);
    let found = starts.map(|start| start.canonicalize().unwrap_or(start)).find_map(|start| find_root(&start));
    found.ok_or_else(|| {
        let here = here.display();
        Failure::Message(format!(
            "no archive here: no newslint.toml, news/ or .git in {here} or above; name it with --root"
        ))
    })
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// The configured levels, less what `--select` and `--ignore` turn off.
fn chosen(mut levels: Levels, args: &Args) -> Result<Levels, Failure> {
    let position = |name: &String| rules::position(name).ok_or_else(|| Failure::Message(unknown_rule(name)));
    let selected: Vec<usize> = args.select.iter().map(position).collect::<Result<_, _>>()?;
    let ignored: Vec<usize> = args.ignore.iter().map(position).collect::<Result<_, _>>()?;
    for (rule, known) in RULES.iter().enumerate() {
        if ignored.contains(&rule) || !(selected.is_empty() || selected.contains(&rule)) {
            levels.set(rule, None);
        } else if levels.get(rule).is_none() && selected.contains(&rule) {
            // A rule that is off was asked for by name.
            levels.set(rule, known.meta().level.or(Some(Level::Warning)));
        }
    }
    Ok(levels)
}

fn inputs(args: &Args, archive: &mut Archive) -> Result<Vec<Input>, Failure> {
    if args.stdin_filename.is_some() && !args.paths.iter().any(|path| is_stdin(path)) {
        return Err("--stdin-filename goes with the path `-`".to_owned().into());
    }
    if args.paths.is_empty() {
        return Ok(check::whole_archive(archive));
    }
    let mut inputs = Vec::new();
    for path in &args.paths {
        if is_stdin(path) {
            inputs.push(stdin(args, archive)?);
            continue;
        }
        match archive::named(archive.root(), path, archive.layout())? {
            NamedPath::Folder(folder) if is_within(archive.layout().base(), &folder) => {
                inputs.extend(check::whole_archive(archive));
            }
            NamedPath::Folder(folder) => inputs.extend(check::folder(archive, &folder)),
            NamedPath::File(named) => inputs.push(Input::File(named)),
            NamedPath::Other => {}
            NamedPath::Missing if args.quiet => {}
            NamedPath::Missing => {
                let path = path.display().to_string();
                // Nothing depends on whether anybody reads this.
                let _ = writeln!(io::stderr(), "newslint: {}: there is no such file; skipped", sanitize(&path));
            }
        }
    }
    inputs.sort_by(|a, b| a.path().cmp(b.path()));
    inputs.dedup_by(|a, b| a.path() == b.path());
    Ok(inputs)
}

/// Whether `path` is `folder` or below it; the root is the empty folder.
fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The text on standard input, at the path that it is said to have.
fn stdin(args: &Args, archive: &Archive) -> Result<Input, Failure> {
    let Some(name) = &args.stdin_filename else {
        return Err("`-` needs --stdin-filename: the path in the archive that the text is for".to_owned().into());
    };
    let mut bytes = Vec::new();
    io::stdin().lock().take(archive::MAX_EVENT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let path = archive::relative_to_root(archive.root(), name)
        .ok_or_else(|| format!("--stdin-filename {}: not in the archive", name.display()))?;
    Ok(Input::Text(path, bytes))
}

fn write_report(args: &Args, checked: &Checked, style: &Style) -> Result<(), Failure> {
    let written = match &args.output {
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            args.format.write(checked, style, &mut out).and_then(|()| out.flush())
        }
        Some(file) => {
            return write_file(file, |out| args.format.write(checked, style, out))
                .map_err(|error| format!("--output {}: {error}", file.display()).into());
        }
    };
    match written {
        // Whoever reads has seen enough; the exit code still tells what was found.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Writes a file whole or not at all.
fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.exists() && !path.is_file() {
        // A pipe or a device, such as /dev/stdout: there is nothing to replace.
        return write(&mut std::fs::File::options().write(true).open(path)?);
    }
    let mut file = tempfile::Builder::new().permissions(permissions()).tempfile_in(folder)?;
    let mut out = BufWriter::new(file.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.persist(path)?;
    Ok(())
}

/// Those of an ordinary new file, before the user's mask; a temporary file's are for its owner alone.
fn permissions() -> std::fs::Permissions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::Permissions::from_mode(0o666)
    }
}

/// What people are told besides the findings, on standard error: it has the time in it, and findings do not.
fn tell(args: &Args, checked: &Checked, elapsed: Duration) {
    let mut text = String::new();
    if args.statistics {
        text.push_str(&report::statistics(checked));
    }
    if args.format.is_for_people() && !args.quiet {
        text.push_str(&report::summary(checked, elapsed));
        text.push('\n');
    }
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Reads `500ms`, `20s` or `2m`.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: u64 = text[..digits].parse().map_err(|_| "a duration is a number and ms, s or m".to_owned())?;
    match &text[digits..] {
        "ms" => Ok(Duration::from_millis(number)),
        "s" => Ok(Duration::from_secs(number)),
        "m" => Ok(Duration::from_secs(number.saturating_mul(60))),
        _ => Err("a duration is a number and ms, s or m".to_owned()),
    }
}
