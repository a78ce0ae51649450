//! Which part of a report somebody asks for.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use super::store::StoreArgs;
use crate::cli::Failure;
use newslint_audit::recheck::host_named;
use newslint_audit::report::{Filter, Report, Years};
use newslint_model::diagnostic::{sanitize, suggest};
use newslint_model::source::{Cause, Verdict};

/// The options that say it. Of one option any value will do, and all options have to fit.
#[derive(Debug, clap::Args)]
pub(super) struct FilterArgs {
    /// Report only what is new since the last report, or since --since.
    #[arg(long)]
    new: bool,
    /// Report only sources with these verdicts, such as dead,soft-404,usurped.
    #[arg(long, value_name = "VERDICT", value_delimiter = ',', value_parser = verdicts())]
    verdict: Vec<Verdict>,
    /// Report only sources on these hosts and their subdomains.
    #[arg(long, value_name = "HOST", value_delimiter = ',', value_parser = host_named, add = hosts())]
    host: Vec<String>,
    /// Report only sources whose verdicts have these causes: a status, or a name such as nxdomain.
    #[arg(long, value_name = "CAUSE", value_delimiter = ',', value_parser = CauseParser, hide_possible_values = true)]
    cause: Vec<Cause>,
    /// Report only sources first cited by events of these years: 2019, or 2015..2019 (inclusive).
    #[arg(long, value_name = "YEARS", value_delimiter = ',')]
    year: Vec<Years>,
}

impl FilterArgs {
    /// The filter, unless it is for a host that the report does not know.
    pub(super) fn filter(&self, report: &Report) -> Result<Filter, Failure> {
        if let Some(name) = self.host.iter().find(|name| !report.has_host(name)) {
            let hosts: BTreeSet<&str> = report.rows.iter().map(|row| &*row.host).collect();
            let near = suggest::nearest(name, hosts.into_iter(), 0.5).map(sanitize);
            let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            return Err(format!("--host {}: there is no source on this host{near}", sanitize(name)).into());
        }
        let Self { new, verdict, host, cause, year } = self;
        let (verdicts, hosts, causes) = (verdict.clone(), host.clone(), cause.clone());
        Ok(Filter { verdicts, hosts, causes, years: year.clone(), is_new: *new })
    }
}

/// The hosts of the store that the line or its archive names, for a shell; none of a store on a server, which may not
/// answer, and none where there is no store.
fn hosts() -> ArgValueCandidates {
    let known = || {
        let hosts = StoreArgs::in_line().open_file()?.hosts().ok()?;
        let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || "-_.:[]".contains(c));
        let named = hosts.into_iter().filter(|name| !name.is_empty() && is_name(name));
        Some(named.map(|name| CompletionCandidate::new(name.into_string())).collect())
    };
    ArgValueCandidates::new(move || known().unwrap_or_default())
}

fn verdicts() -> impl TypedValueParser<Value = Verdict> {
    let named = |name: String| Verdict::ALL.into_iter().find(|verdict| verdict.name() == name).ok_or("not a verdict");
    PossibleValuesParser::new(Verdict::ALL.map(Verdict::name)).try_map(named)
}

/// Reads a cause, and knows the names of all that have one.
#[derive(Clone)]
struct CauseParser;

impl TypedValueParser for CauseParser {
    type Value = Cause;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Cause, clap::Error> {
        StringValueParser::new().try_map(|token| cause(&token)).parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let named = |cause: &Cause| match cause.token() {
            Cow::Borrowed(token) => Some(PossibleValue::new(token).help(cause.to_string())),
            Cow::Owned(_) => None,
        };
        let statuses = ["404", "410"].map(PossibleValue::new);
        Some(Box::new(statuses.into_iter().chain(Cause::NAMED.iter().filter_map(named))))
    }
}

fn cause(token: &str) -> Result<Cause, String> {
    token.parse().map_err(|_| {
        let names: Vec<_> = Cause::NAMED.iter().map(|cause| cause.token()).collect();
        let near = suggest::nearest(token, names.iter().map(AsRef::as_ref), 0.5);
        let known = || format!("; the known ones are {}", names.join(", "));
        let near = near.map_or_else(known, |near| format!("; did you mean {near}?"));
        format!("neither a status nor a known cause{near}")
    })
}
