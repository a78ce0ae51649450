//! Where the reports of a run go: standard output, and files that are written whole or not at all.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::{OsStringValueParser, TryMapValueParser, TypedValueParser, ValueParserFactory};
use clap_lex::OsStrExt;

use super::stdout::print;
use super::terminal::{self, Stream, file_style};
use super::{ColorWhen, Failure};
use crate::report::{Format, Style};
use newslint_model::diagnostic::suggest;
use newslint_model::tree::NewText;

/// `FILE` or `FORMAT=FILE`, as on the command line.
#[derive(Clone, Debug)]
pub struct Output<F> {
    /// Without one it is the report of `--format`.
    format: Option<F>,
    file: PathBuf,
}

impl<F: ValueEnum + Send + Sync + 'static> Output<F> {
    /// What stands before the first `=` is a format only if there is one of that name. One that is nearly so is a slip,
    /// and would make a file of an odd name where somebody waits for a report.
    fn parse(argument: OsString) -> Result<Output<F>, String> {
        let named = argument.split_once("=").and_then(|(name, file)| Some((name.to_str()?, file)));
        let Some((name, file)) = named else { return Ok(Output { format: None, file: argument.into() }) };
        if let Ok(format) = F::from_str(name, false) {
            return Ok(Output { format: Some(format), file: file.into() });
        }
        let values = F::value_variants().iter().filter_map(F::to_possible_value);
        let formats: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        match suggest::nearest(name, formats.iter().map(String::as_str), 0.5) {
            Some(near) => Err(format!("unknown format `{name}`; did you mean {near}=… (or a file: ./{name}=…)")),
            None => Ok(Output { format: None, file: argument.into() }),
        }
    }
}

impl<F: ValueEnum + Clone + Send + Sync + 'static> ValueParserFactory for Output<F> {
    type Parser = TryMapValueParser<OsStringValueParser, fn(OsString) -> Result<Output<F>, String>>;

    fn value_parser() -> Self::Parser {
        OsStringValueParser::new().try_map(Output::parse)
    }
}

/// Where a report is printed.
#[derive(Clone, Copy, Debug)]
pub enum Printed {
    /// On standard output.
    Stdout,
    /// On standard error: standard output is for something else.
    Stderr,
}

/// The reports of a run, in formats of one command.
pub struct Reports<F> {
    /// What is printed, if anything is, how it looks, and where.
    printed: Option<(F, Style, Printed)>,
    /// What goes to files.
    written: Vec<(F, PathBuf)>,
}

#[cfg(feature = "audit")]
impl<F: Copy> Reports<F> {
    /// Whether that is the report that is printed.
    pub fn print(&self, format: F) -> bool
    where
        F: PartialEq,
    {
        self.printed.is_some_and(|(printed, ..)| printed == format)
    }

    /// Whether there is a report in such a format.
    pub fn have(&self, is_such: impl Fn(F) -> bool) -> bool {
        let printed = self.printed.iter().map(|(format, ..)| *format);
        printed.chain(self.written.iter().map(|(format, _)| *format)).any(is_such)
    }
}

impl<F: Copy> Reports<F> {
    /// Takes the command line's word for it, unless it names a file twice or not at all.
    pub fn new(format: F, outputs: &[Output<F>], color: ColorWhen, to: Printed) -> Result<Reports<F>, Failure> {
        let mut files: Vec<PathBuf> = Vec::new();
        for Output { file, .. } in outputs {
            let fault = |what| Failure::Message(format!("--output {}: {what}", file.display()));
            if file.as_os_str().is_empty() {
                return Err(fault("no file is named"));
            }
            let real = real(file);
            if files.contains(&real) {
                return Err(fault("named twice"));
            }
            files.push(real);
        }
        let is_printed = outputs.iter().all(|output| output.format.is_some());
        let stream = match to {
            Printed::Stdout => Stream::Stdout,
            Printed::Stderr => Stream::Stderr,
        };
        let printed = is_printed.then(|| (format, terminal::style(color, stream), to));
        let written = outputs.iter().map(|output| (output.format.unwrap_or(format), output.file.clone())).collect();
        Ok(Reports { printed, written })
    }

    /// Writes all of them. That nobody reads the one that is printed to its end is the last thing to fail.
    pub fn write(&self, report: impl Fn(F, &Style, &mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        self.write_beside(|format, style, _, out| report(format, style, out))
    }

    /// The same for reports that may have more files beside their own, whose path they get to know. What is no file has
    /// nothing beside it.
    pub fn write_beside(
        &self,
        report: impl Fn(F, &Style, Option<&Path>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let printed = self.printed.as_ref().map_or(Ok(()), |(format, style, to)| match to {
            Printed::Stdout => print(|out| report(*format, style, None, out)),
            Printed::Stderr => {
                // Nothing depends on whether anybody reads this: standard output is what the run is for.
                let _ = report(*format, style, None, &mut BufWriter::new(io::stderr().lock()));
                Ok(())
            }
        });
        if let Err(Failure::Message(fault)) = printed {
            return Err(fault.into());
        }
        for (format, file) in &self.written {
            let path = Some(file.as_path()).filter(|file| is_file(file));
            write_file(file, |out| report(*format, &file_style(), path, out))
                .map_err(|error| format!("--output {}: {error}", file.display()))?;
        }
        printed
    }
}

impl Reports<Format> {
    /// How many columns an excerpt has, if a report shows any. A file's do not depend on the terminal.
    pub fn excerpt_width(&self) -> Option<usize> {
        let in_file = self.written.iter().any(|(format, _)| *format == Format::Full).then(file_style);
        let printed = self.printed.filter(|(format, ..)| *format == Format::Full).map(|(_, style, _)| style);
        in_file.or(printed).map(|style| style.excerpt_width())
    }
}

/// The folder that a file is in.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The same path for every name of a file, which need not be there.
fn real(file: &Path) -> PathBuf {
    let in_folder = || Some(dunce::canonicalize(folder(file)).ok()?.join(file.file_name()?));
    dunce::canonicalize(file).ok().or_else(in_folder).unwrap_or_else(|| file.to_owned())
}

/// Whether it is one, or will be, and not a pipe or a device.
fn is_file(file: &Path) -> bool {
    !file.exists() || file.is_file()
}

/// Writes a file whole or not at all.
pub(super) fn write_file(file: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if !is_file(file) {
        // Such as /dev/stdout: there is nothing to replace.
        let mut out = BufWriter::new(std::fs::File::options().write(true).open(file)?);
        write(&mut out)?;
        return out.flush();
    }
    // A symbolic link stays one.
    let mut new = NewText::new(&real(file))?;
    let mut out = BufWriter::new(new.out());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    new.replace()
}
