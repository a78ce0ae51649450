//! What the scripts of `newslint completions` ask for: options, commands and files, which clap knows, and the names that
//! newslint knows.
//!
//! A script runs `newslint` with `NEWSLINT_COMPLETE` set to its shell, and with the words of the line behind `--`.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{Command, CommandFactory};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::{Bash, CompleteEnv, Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};

use super::Cli;
use newslint_linter::rules::{RULES, Rule};
use newslint_model::diagnostic::sanitize;

/// The variable that says which shell asks.
const VARIABLE: &str = "NEWSLINT_COMPLETE";

/// fish, zsh and elvish quote what they put into the line.
const SHELLS: Shells<'static> = Shells(&[
    &Quoting { shell: &Bash, separator: '\u{b}', quote: for_bash },
    &Elvish,
    &Fish,
    &Quoting { shell: &Powershell, separator: '\n', quote: for_powershell },
    &Zsh,
]);

/// Answers a shell, if it is one that asks.
pub(super) fn answer() -> Option<ExitCode> {
    let shell = CompleteEnv::with_factory(Cli::command).var(VARIABLE).shells(SHELLS);
    match shell.try_complete(env::args_os(), env::current_dir().ok().as_deref()) {
        Ok(false) => None,
        Ok(true) => Some(ExitCode::SUCCESS),
        // Nobody reads an error in the middle of a line.
        Err(_) => Some(ExitCode::FAILURE),
    }
}

/// The script for a shell, which runs the newslint that is on the PATH.
pub(super) fn script(shell: &str) -> io::Result<Vec<u8>> {
    let mut script = Vec::new();
    if let Some(shell) = SHELLS.completer(shell) {
        shell.write_registration(VARIABLE, "newslint", "newslint", "newslint", &mut script)?;
    }
    Ok(script)
}

/// The names of rules.
pub(super) fn rules() -> ArgValueCandidates {
    let named = |rule: &Rule| CompletionCandidate::new(rule.name).help(Some(rule.meta().summary.clone().into()));
    ArgValueCandidates::new(move || RULES.iter().map(named).collect())
}

/// The value of an option in the line that is completed.
#[cfg(feature = "audit")]
pub(super) fn value_in_line(option: &str) -> Option<OsString> {
    let mut words = env::args_os().skip_while(|word| word != "--").skip(1);
    while let Some(word) = words.next() {
        if word == option {
            return words.next();
        }
        if let Some(value) = word.to_str().and_then(|word| word.strip_prefix(option)?.strip_prefix('=')) {
            return Some(value.into());
        }
    }
    None
}

/// A shell that puts what it completes into the line as it is. Whoever adds a file to an archive chooses its name, and
/// one that is called `$(…)` would be a command in the next line that its reader runs.
struct Quoting {
    shell: &'static dyn EnvCompleter,
    /// What stands between two candidates.
    separator: char,
    quote: fn(&str) -> String,
}

impl EnvCompleter for Quoting {
    fn name(&self) -> &'static str {
        self.shell.name()
    }

    fn is(&self, name: &str) -> bool {
        self.shell.is(name)
    }

    fn write_registration(
        &self,
        var: &str,
        name: &str,
        bin: &str,
        completer: &str,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        self.shell.write_registration(var, name, bin, completer, buf)
    }

    fn write_complete(
        &self,
        cmd: &mut Command,
        args: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        let mut found = Vec::new();
        self.shell.write_complete(cmd, args, current_dir, &mut found)?;
        let found = String::from_utf8_lossy(&found);
        let quoted = |candidate: &str| {
            let (value, help) =
                candidate.split_once('\t').map_or((candidate, None), |(value, help)| (value, Some(help)));
            let is_plain = !value.is_empty() && sanitize(value) == value;
            is_plain
                .then(|| [&*(self.quote)(value), help.unwrap_or_default()].join(if help.is_some() { "\t" } else { "" }))
        };
        let quoted: Vec<String> = found.split(self.separator).filter_map(quoted).collect();
        buf.write_all(quoted.join(&self.separator.to_string()).as_bytes())
    }
}

/// Whether no shell does anything with that character in the middle of a word.
fn is_literal(c: char) -> bool {
    c.is_alphanumeric() || "-_./:=@%+,".contains(c)
}

/// With a backslash before each character that is not only itself.
fn for_bash(value: &str) -> String {
    value.chars().flat_map(|c| Some('\\').filter(|_| !is_literal(c)).into_iter().chain([c])).collect()
}

/// In quotes, if there is anything in it that is not only itself.
fn for_powershell(value: &str) -> String {
    // PowerShell takes curly single quotes for straight ones.
    let is_quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
    match value.chars().all(|c| is_literal(c) && !"@,".contains(c)) {
        true => value.to_owned(),
        false => {
            let doubled: String =
                value.chars().flat_map(|c| Some(c).filter(|c| is_quote(*c)).into_iter().chain([c])).collect();
            format!("'{doubled}'")
        }
    }
}
