//! For people: what is new, then what needs somebody, host by host and the worst first, then what there is of each verdict.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use url::Url;

use super::{coverage, words};
use crate::report::Style;
use crate::report::wrap::hanging;
use crate::setup::Places;
use newslint_audit::report::{Counts, HostRows, Report, Row};
use newslint_audit::verdict::Outcome;
use newslint_model::diagnostic::Level;
use newslint_model::number::{counted, grouped};
use newslint_model::source::Verdict;

/// The most hosts of a section. Whoever has mended these asks again.
const HOSTS: usize = 50;
/// The most outlets with living sources of which there is no copy.
const OUTLETS: usize = 20;
/// The most URLs of a host.
const URLS: usize = 10;
/// The most citations of a URL.
const CITATIONS: usize = 5;

/// Writes the sections that have anything in them, and the summary.
pub(super) fn write(report: &Report, places: &Places, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = ReportPrinter { report, places, style, out };
    page.news()?;
    if report.filter.is_new {
        return Ok(());
    }
    let hosts = report.hosts();
    let is_elsewhere = |row: &Row| row.judgment.repair().is_some();
    let of = |verdict: Verdict| parts(&hosts, move |row| row.verdict() == verdict && !is_elsewhere(row));
    page.section("taken over", Level::Error, &of(Verdict::Usurped), ReportPrinter::gone, "")?;
    let is_gone = |row: &Row| matches!(row.verdict(), Verdict::Dead | Verdict::Soft404);
    let gone = parts(&hosts, |row| is_gone(row) && !is_elsewhere(row));
    page.section("gone", Level::Error, &gone, ReportPrinter::gone, "")?;
    page.section("found elsewhere", Level::Error, &parts(&hosts, is_elsewhere), ReportPrinter::elsewhere, "\n")?;
    let moved = |page: &mut ReportPrinter<'_>, part: &HostPart<'_, '_>| page.host(part, &destination(part));
    let proven = words::proven(&report.rows).map(|words| page.filled(2, &words) + "\n").unwrap_or_default();
    let end = format!("\n  --format json has the new addresses\n{proven}\n");
    let redirected = parts(&hosts, |row| row.verdict() == Verdict::Redirected && !row.is_deviated());
    page.section("moved", Level::Warning, &redirected, moved, &end)?;
    let deviated = parts(&hosts, Row::is_deviated);
    page.section("another document", Level::Warning, &deviated, ReportPrinter::deviated, "\n")?;
    page.section("suspect", Level::Warning, &of(Verdict::Suspect), ReportPrinter::suspect, "\n")?;
    page.summary(hosts.len())?;
    coverage::full(report, OUTLETS, page.out)?;
    words::left_alone(&report.left_alone, HOSTS, page.out)
}

/// What is being written.
struct ReportPrinter<'a> {
    report: &'a Report,
    places: &'a Places,
    style: &'a Style,
    out: &'a mut dyn Write,
}

/// Some of a host's URLs.
struct HostPart<'h, 'r> {
    host: &'h HostRows<'r>,
    rows: Vec<&'r Row>,
}

/// The hosts that have such URLs, those with the most links to them first.
fn parts<'h, 'r>(hosts: &'h [HostRows<'r>], is_meant: impl Fn(&Row) -> bool) -> Vec<HostPart<'h, 'r>> {
    let part = |host: &'h HostRows<'r>| HostPart {
        host,
        rows: host.rows.iter().copied().filter(|row| is_meant(row)).collect(),
    };
    let mut parts: Vec<_> = hosts.iter().map(part).filter(|part| !part.rows.is_empty()).collect();
    parts.sort_by_cached_key(|part| Reverse(Report::places(part.rows.iter().copied()).0));
    parts
}

impl ReportPrinter<'_> {
    /// The worst hosts, each as `write` has it, and what stands below them.
    fn section(
        &mut self,
        name: &str,
        level: Level,
        parts: &[HostPart<'_, '_>],
        write: impl Fn(&mut Self, &HostPart<'_, '_>) -> io::Result<()>,
        end: &str,
    ) -> io::Result<()> {
        if parts.is_empty() {
            return Ok(());
        }
        self.heading(name, level, parts)?;
        parts.iter().take(HOSTS).try_for_each(|part| write(self, part))?;
        self.out.write_all(end.as_bytes())?;
        match parts.len().saturating_sub(HOSTS) {
            0 => Ok(()),
            more => writeln!(self.out, "and {}: --format json has all\n", counted(more, "more host")),
        }
    }

    /// What a report is of, and what is new in it.
    fn news(&mut self) -> io::Result<()> {
        let report = self.report;
        let bold = self.style.path();
        if let Some(filter) = words::filter(&report.filter) {
            self.text(0, &filter)?;
        }
        let news = report.news();
        let Some(previous) = words::previous(&report.period).filter(|_| !news.is_empty()) else {
            self.text(0, &words::no_news(report))?;
            return writeln!(self.out);
        };
        writeln!(self.out, "{bold}new{bold:#} since {previous}: {}\n", words::counts_of_news(&news))?;
        let hosts = report.hosts();
        for outcome in [Outcome::Usurped, Outcome::Gone, Outcome::There] {
            let level = if outcome == Outcome::There { Level::Note } else { Level::Error };
            let is_meant = |row: &Row| row.judgment.news().is_some_and(|news| news.outcome == outcome);
            self.section(words::outcome(outcome), level, &parts(&hosts, is_meant), Self::new_urls, "")?;
        }
        match words::next_step(&news) {
            Some(next) => {
                self.text(0, &format!("next: {next}"))?;
                writeln!(self.out)
            }
            None => Ok(()),
        }
    }

    /// The host, and each of its URLs with the days.
    fn new_urls(&mut self, part: &HostPart<'_, '_>) -> io::Result<()> {
        self.host(part, &words::common_cause(&part.rows))?;
        let is_one = part.rows.iter().all(|row| words::cause(row) == words::cause(part.rows[0]));
        self.urls(part, |row| {
            let days = words::days(row, &row.judgment.news()?);
            Some(if is_one { days } else { format!("{}; {days}", words::cause(row)) })
        })?;
        writeln!(self.out)
    }

    fn gone(&mut self, part: &HostPart<'_, '_>) -> io::Result<()> {
        let common = words::common(&part.rows);
        self.host(part, &common)?;
        self.besides(part)?;
        self.urls(part, |row| {
            let own = Some(words::reason(row)).filter(|reason| *reason != common);
            let said: Vec<String> = own.into_iter().chain(words::settled(row)).collect();
            Some(said.join("; ")).filter(|said| !said.is_empty())
        })?;
        writeln!(self.out)
    }

    /// The host, and where the first of its URLs ends that ends elsewhere.
    fn suspect(&mut self, part: &HostPart<'_, '_>) -> io::Result<()> {
        self.host(part, &words::common(&part.rows))?;
        part.rows.iter().find(|row| words::landing(row).is_some()).map_or(Ok(()), |row| self.landing(row))
    }

    /// URLs that cannot be what was meant.
    fn elsewhere(&mut self, part: &HostPart<'_, '_>) -> io::Result<()> {
        self.urls(part, |_| None)
    }

    /// URLs at which there is another document.
    fn deviated(&mut self, part: &HostPart<'_, '_>) -> io::Result<()> {
        self.urls(part, |row| Some(words::reason(row)))
    }

    fn urls(&mut self, part: &HostPart<'_, '_>, reason: impl Fn(&Row) -> Option<String>) -> io::Result<()> {
        for row in part.rows.iter().take(URLS) {
            self.url(row)?;
            if let Some(reason) = reason(row) {
                self.text(4, &reason)?;
            }
            self.landing(row)?;
            self.citations(row)?;
            self.advice(row)?;
        }
        match part.rows.len().saturating_sub(URLS) {
            0 => Ok(()),
            more => writeln!(self.out, "  and {} more: --format json has all", grouped(more)),
        }
    }

    /// `gone: 9 URLs on 3 hosts, 12 links in 10 files`.
    fn heading(&mut self, name: &str, level: Level, parts: &[HostPart<'_, '_>]) -> io::Result<()> {
        let urls: usize = parts.iter().map(|part| part.rows.len()).sum();
        let color = self.style.level(level);
        let places = words::places(parts.iter().flat_map(|part| part.rows.iter().copied()));
        let (urls, hosts) = (counted(urls, "URL"), counted(parts.len(), "host"));
        writeln!(self.out, "{color}{name}{color:#}: {urls} on {hosts}, {places}\n")
    }

    /// `news.example: 3,214 links in 2,907 files, the host's name does not exist, first seen on 2026-03-01`.
    fn host(&mut self, part: &HostPart<'_, '_>, what: &str) -> io::Result<()> {
        let bold = self.style.path();
        let name = words::host(part.host.name);
        let line = format!("{name}: {}, {what}", words::places(part.rows.iter().copied()));
        // The colour goes in afterwards, so that it has no width.
        let filled = self.filled(0, &line);
        let colored = match filled.strip_prefix(&name) {
            Some(rest) => format!("{bold}{name}{bold:#}{rest}"),
            None => filled,
        };
        writeln!(self.out, "{colored}")
    }

    /// What else there is of the host: whether all of it is gone is much of what one wants to know.
    fn besides(&mut self, part: &HostPart<'_, '_>) -> io::Result<()> {
        let counts = part.host.counts();
        let others = Verdict::ALL.into_iter().filter(|verdict| !verdict.is_settled() && counts.of(*verdict) > 0);
        let others: Vec<String> = others.map(|verdict| format!("{} {verdict}", grouped(counts.of(verdict)))).collect();
        if others.is_empty() { Ok(()) } else { self.text(2, &format!("also on this host: {}", others.join(", "))) }
    }

    /// On a line of its own, whatever its length, so that it can be copied.
    fn url(&mut self, row: &Row) -> io::Result<()> {
        let color = self.style.level(Level::Note);
        let url = words::text(&row.cited.url);
        writeln!(self.out, "  {color}{}{color:#}", self.style.link(&row.cited.url, &url))
    }

    /// Not filled: an address stays whole.
    fn landing(&mut self, row: &Row) -> io::Result<()> {
        words::landing(row).map_or(Ok(()), |landing| writeln!(self.out, "    {}", self.style.linked(&landing)))
    }

    fn citations(&mut self, row: &Row) -> io::Result<()> {
        for citation in row.cited.citations.iter().take(CITATIONS) {
            let path = words::text(&self.places.from_here(self.report.path(citation)));
            writeln!(self.out, "    {path}:{}:{}", citation.line, citation.column)?;
        }
        match row.cited.citations.len().saturating_sub(CITATIONS) {
            0 => Ok(()),
            more => writeln!(self.out, "    and {} more", grouped(more)),
        }
    }

    fn advice(&mut self, row: &Row) -> io::Result<()> {
        if let Some(advice) = words::advice(row) {
            self.text(4, &advice)?;
        }
        match row.copy() {
            Some(copy) if row.judgment.repair().is_none() => {
                writeln!(self.out, "    {}", self.style.link(&copy.url, &words::text(&copy.url)))
            }
            _ => Ok(()),
        }
    }

    fn summary(&mut self, hosts: usize) -> io::Result<()> {
        let report = self.report;
        let bold = self.style.path();
        let compared = words::previous(&report.period).map(|previous| format!(", compared with {previous}"));
        let compared = compared.unwrap_or_default();
        writeln!(self.out, "{bold}sources{bold:#} as of {}{compared}\n", report.period.as_of)?;
        self.counts(&report.counts(), report.previous_counts().as_ref())?;
        writeln!(self.out)?;
        let (urls, hosts) = (counted(report.rows.len(), "URL"), counted(hosts, "host"));
        let (links, events) = (counted(report.citations(), "link"), counted(report.events.len(), "event"));
        self.text(0, &format!("{urls} on {hosts}, {links} in {events}"))?;
        for (count, what) in [
            (report.unvisited(), "not visited yet"),
            (report.rows.iter().filter(|row| row.judgment.tls.is_some()).count(), "there, with an invalid certificate"),
            (report.uncited.unwrap_or_default(), "in the store but cited nowhere"),
        ] {
            if count > 0 {
                self.text(0, &format!("{} {what}", counted(count, "URL")))?;
            }
        }
        Ok(())
    }

    fn counts(&mut self, counts: &Counts, previous: Option<&Counts>) -> io::Result<()> {
        for verdict in Verdict::ALL {
            let count = grouped(counts.of(verdict));
            let change = previous.map(|previous| words::change(previous.of(verdict), counts.of(verdict)));
            let change = change.map(|change| format!(" {change:>9}")).unwrap_or_default();
            writeln!(self.out, "  {verdict:<10} {count:>9}{change}  {}", words::meaning(verdict))?;
        }
        Ok(())
    }

    fn text(&mut self, indent: usize, text: &str) -> io::Result<()> {
        let filled = self.filled(indent, text);
        writeln!(self.out, "{filled}")
    }

    /// What does not fit into a line is indented more, so that it is none of its own.
    fn filled(&self, indent: usize, text: &str) -> String {
        hanging(indent, indent + 2, &self.style.linked(text), self.style)
    }
}

/// `moved to new.example`, or to how many hosts.
fn destination(part: &HostPart<'_, '_>) -> String {
    let mut hosts: BTreeMap<String, usize> = BTreeMap::new();
    for row in &part.rows {
        let redirect = row.judgment.redirect().and_then(|redirect| Url::parse(redirect).ok());
        if let Some(host) = redirect.as_ref().and_then(Url::host_str) {
            *hosts.entry(host.to_owned()).or_default() += 1;
        }
    }
    let most = hosts.iter().max_by_key(|(name, count)| (**count, Reverse(*name)));
    match most {
        None => "moved".to_owned(),
        Some((host, _)) if host == part.host.name && hosts.len() == 1 => "moved within the host".to_owned(),
        Some((host, _)) if hosts.len() == 1 => format!("moved to {}", words::host(host)),
        Some((host, _)) => format!("moved to {} and {}", words::host(host), counted(hosts.len() - 1, "other host")),
    }
}
