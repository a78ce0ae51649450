//! `newslint check`: check event files.

use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::ValueEnum;

use super::explain::unknown_rule;
use super::root::{find_root, is_stdin};
use super::{ColorWhen, Exit, Failure, style};
use crate::archive::{self, Archive, NamedPath};
use crate::check::{self, Checked, Input, Settings};
use crate::config::{self, Config};
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
    /// Request each source once and report those that are gone.
    #[arg(long)]
    online: bool,
    /// How long to wait for a source: 500ms, 20s, 2m. Without it: what newslint.toml says, else 20s.
    #[arg(long, requires = "online", value_name = "DURATION", value_parser = config::parse_duration)]
    timeout: Option<Duration>,
    /// Also request sources at addresses that are not globally routable, or do not whatever newslint.toml says.
    #[arg(long, requires = "online", value_name = "WHETHER", num_args = 0..=1, require_equals = true,
        default_missing_value = "true")]
    allow_private: Option<bool>,
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

/// Runs the command.
pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let started = Instant::now();
    let root = find_root(args.root.as_deref(), &args.paths)?;
    let Config { mut archive, levels, links } = config::load(&root)?;
    let style = style(color, args.output.is_none() && io::stdout().is_terminal());
    let options = VisitOptions {
        timeout: args.timeout.unwrap_or(links.timeout),
        allow_private: args.allow_private.unwrap_or(links.allow_private),
        concurrency: links.concurrency,
        dns: args.dns,
    };
    let visit = |urls, progress: &Progress| links::visit_all(urls, &options, &|| progress.advance());
    let settings = Settings {
        levels: chosen(levels, args)?,
        visit: if args.online { Some(&visit) } else { None },
        excerpt_width: (args.format == Format::Full).then(|| style.excerpt_width()),
    };
    let inputs = inputs(args, &mut archive)?;
    let progress = Progress::new(!args.quiet);
    let checked =
        check::check(&archive, &inputs, &settings, &progress).map_err(|error| format!("--online: {error}"))?;
    write_report(args, &checked, &style)?;
    tell(args, &checked, started.elapsed());
    Ok(args.fail_on.exit(&checked))
}

/// The configured levels, less what `--select` and `--ignore` turn off.
fn chosen(mut levels: Levels, args: &Args) -> Result<Levels, Failure> {
    let position = |name: &String| rules::position(name).ok_or_else(|| Failure::Message(unknown_rule(name)));
    let selected: Vec<usize> = args.select.iter().map(position).collect::<Result<_, _>>()?;
    let ignored: Vec<usize> = args.ignore.iter().map(position).collect::<Result<_, _>>()?;
    for (rule, known) in RULES.iter().enumerate() {
        if ignored.contains(&rule) || !(selected.is_empty() || selected.contains(&rule)) {
            levels.turn_off(rule);
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
        return whole_archive(archive);
    }
    let mut inputs = Vec::new();
    for path in &args.paths {
        if is_stdin(path) {
            inputs.push(stdin(args, archive)?);
            continue;
        }
        match archive::named(archive.root(), path, archive.layout())? {
            NamedPath::Folder(folder) if is_within(archive.layout().base(), &folder) => {
                inputs.extend(whole_archive(archive)?);
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

/// All files of the archive. One without an events' folder is most likely not the archive that was meant, and a gate
/// that checks nothing would stay open unnoticed.
fn whole_archive(archive: &mut Archive) -> Result<Vec<Input>, Failure> {
    let base = archive.layout().base();
    if !archive.root().join(base).is_dir() {
        return Err(format!("no folder {base} in {}: nothing to check", archive.root().display()).into());
    }
    Ok(check::whole_archive(archive))
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
pub(super) fn permissions() -> std::fs::Permissions {
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
