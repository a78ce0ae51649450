//! What the audit's workflow runs, step after step, over a small archive: with a `gh` that keeps what it is told, a remote
//! repository beside it, and a clock that is set. Steps that are actions are copies of files here.

mod issues;
mod proposals;
mod store;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use percent_encoding::percent_decode_str;

use crate::harness::server::{Reply, Server};
use crate::harness::{
    Archive, CONFIG, NEWSLINT, Repository, Run, dated, git, newslint, run, search_path, shell, sources, step,
};

const WORKFLOW: &str = ".github/workflows/newslint-audit.yml";
const BRANCH: &str = "newslint/audit";
const STORE: &str = "newslint/store";
const KEEP: &str = "Put the store on its branch";
const TITLE: &str = "Harbour bridge opens in Port Ellery";

/// newslint with the test's moment for its clock, and a `save` that only says how it is called.
const CLOCK: &str = r#"#!/bin/sh
case "$1 $2" in
    "audit save") echo "newslint $*" >> "$STATE/asked.txt" ;;
    "audit run" | "audit report" | check*) exec "$NEWSLINT" "$@" --now "$NOW" ;;
    "audit export") case "$*" in *" --verdicts "*) set -- "$@" --now "$NOW" ;; esac; exec "$NEWSLINT" "$@" ;;
    *) exec "$NEWSLINT" "$@" ;;
esac
"#;

/// `gh` for a server that has one pull request and one issue at most, and nothing else.
const GH: &str = r#"#!/bin/sh
echo "gh $*" >> "$STATE/asked.txt"
case "$1 $2 $*" in
    "pr list "*"--state open"*) cat "$STATE/open" 2> /dev/null || true ;;
    "pr list "*) [ "$(cat "$STATE/closed" 2> /dev/null)" != "$there" ] || echo 7 ;;
    "pr create "*) [ ! -e "$STATE/forbidden" ] && echo 7 > "$STATE/open" ;;
    "pr close "*) rm "$STATE/open" ;;
    "issue list "*) cat "$STATE/issue" 2> /dev/null || true ;;
esac
"#;

/// The moment of a day.
fn moment(day: i64) -> String {
    let start: jiff::Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
    (start + jiff::SignedDuration::from_hours(24 * day)).to_string()
}

/// A repository with an archive and the workflow, and all that is around it.
struct Stage {
    archive: Repository,
    workflow: String,
    /// Where the archive is in it: nothing, or a folder and a slash.
    folder: &'static str,
    /// The first one is gone from the first day on.
    urls: [String; 2],
    is_second_gone: Arc<AtomicBool>,
    _servers: ([Server; 2], Server),
}

impl Stage {
    fn new(folder: &'static str) -> Stage {
        let is_second_gone = Arc::new(AtomicBool::new(false));
        let outlets = [Arc::new(AtomicBool::new(true)), Arc::clone(&is_second_gone)].map(|is_gone| {
            Server::start(move |path| match path {
                "/story" if is_gone.load(Ordering::SeqCst) => Reply::status(404),
                "/story" => Reply::page(200, "<title>Ferry sails</title>A ferry sails."),
                "/" => Reply::page(200, "<title>Ellery Gazette</title>All the news."),
                "/vote" => Reply::page(200, "<title>Council votes</title>The council votes on the mill."),
                _ => Reply::status(404),
            })
        });
        let copies = Server::start(|path| match path.split_once("?url=") {
            Some((_, rest)) => {
                let original = percent_decode_str(rest.split('&').next().unwrap()).decode_utf8().unwrap().into_owned();
                let header = r#"["timestamp","original","mimetype","statuscode","digest","length"]"#;
                // Each of its own text: what several documents have is an answer to everything.
                let digest: String = original.chars().filter(char::is_ascii_alphanumeric).collect();
                let row = format!(r#"["20210504120000","{original}","text/html","200","{digest}","5000"]"#);
                let body = format!("[{header},{row}]");
                let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ";
                Reply::Bytes(format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes())
            }
            None => Reply::page(200, &format!("<title>{TITLE}</title><p>The harbour bridge opens in Port Ellery.")),
        });
        let archive = Repository::of(Archive::empty());
        let audit = format!(
            "[audit]\ncontrol-urls = []\nhost-gap = \"0s\"\narchive-gap = \"0s\"\narchive-url = \"{}\"\n",
            copies.url("")
        );
        // The servers of this test are on addresses that nobody else can reach.
        let rules = format!("{CONFIG}source-url = \"off\"\n\n[links]\nallow-private = true\n");
        archive.write(format!("{folder}newslint.toml"), format!("{rules}\n{audit}"));
        let urls = outlets.each_ref().map(|outlet| outlet.url("/story"));
        for ((day, url), outlet) in [3, 4].into_iter().zip(&urls).zip(&outlets) {
            let text = dated(&format!("2021-05-{day}"), TITLE) + &sources(&[url, &outlet.url("/vote")]);
            archive.write(format!("{folder}news/2021/05/{day}/harbour-bridge-opens.md"), text);
        }
        let root = if folder.is_empty() { "." } else { folder };
        assert_eq!(archive.run(&["init", "--root", root, "--audit"]).code, 0);
        archive.commit();
        let workflow = archive.text(WORKFLOW);
        fs::create_dir_all(archive.beside("bin")).unwrap();
        archive.script("../bin/newslint", CLOCK);
        archive.script("../bin/gh", GH);
        fs::create_dir_all(archive.beside("state")).unwrap();
        let origin = archive.beside("origin.git");
        archive.git(&["clone", "--quiet", "--bare", ".", origin.to_str().unwrap()]);
        archive.git(&["remote", "add", "origin", origin.to_str().unwrap()]);
        Stage { archive, workflow, folder, urls, is_second_gone, _servers: (outlets, copies) }
    }

    /// The command of a step as the runner has it.
    fn command(&self, name: &str, at: &Path, temp: &Path, day: i64) -> Command {
        let mut command = shell(&step(&self.workflow, name), at);
        command.env("PATH", search_path(&[&self.archive.beside("bin")]));
        command.env("NEWSLINT", NEWSLINT).env("NOW", moment(day)).env("STATE", self.archive.beside("state"));
        command.env("RUNNER_TEMP", temp).env("BASE", "main").env("RUN", "https://github.example/runs/1");
        if !self.folder.is_empty() {
            command.env("NEWSLINT_ROOT", self.folder.trim_end_matches('/'));
        }
        command
    }

    fn runs(&self, step: &str, at: &Path, temp: &Path, day: i64) -> Run {
        let done = run(&mut self.command(step, at, temp, day), b"");
        assert_eq!(done.code, 0, "{step}: {done:?}");
        done
    }

    /// A new folder beside the archive.
    fn temp(&self, name: &str) -> PathBuf {
        let folder = self.archive.beside(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// A clone of what is on the remote, as the action makes it.
    fn checkout(&self, branch: &str) -> PathBuf {
        let folder = self.temp("checkout");
        let origin = format!("file://{}", self.archive.beside("origin.git").display());
        self.archive.git(&["clone", "--quiet", "--depth=1", "--branch", branch, &origin, folder.to_str().unwrap()]);
        folder
    }

    /// A visit of what is due on each of these days, into the store.
    fn visits(&self, days: &[i64]) {
        let (at, temp) = (self.checkout("main"), self.temp("visiting"));
        self.runs("Restore the store", &at, &temp, 0);
        for day in days {
            let mut visit = newslint(&at);
            visit.args(["audit", "run", "--root", self.root(), "--now", &moment(*day), "--store"]);
            let done = run(visit.arg(temp.join("store/links.db")), b"");
            assert_eq!(done.code, 0, "{done:?}");
        }
        self.runs(KEEP, &at, &temp, 0);
    }

    /// The archive's root, from the top.
    fn root(&self) -> &str {
        if self.folder.is_empty() { "." } else { self.folder }
    }

    /// What is on the branch of the store.
    fn kept(&self) -> String {
        let origin = self.archive.beside("origin.git");
        self.archive.git_in(&origin, &["show", &format!("{STORE}:observations-000.jsonl")])
    }

    /// All of a run of the schedule up to the report, and the pull request.
    fn audit(&self, day: i64) -> Run {
        let at = self.checkout("main");
        let merging = self.temp("merging");
        for shard in 1..=8 {
            let temp = self.temp("shard");
            self.runs("Restore the store", &at, &temp, day);
            let done = run(self.command("Visit what is due", &at, &temp, day).env("SHARD", shard.to_string()), b"");
            assert_eq!(done.code, 0, "shard {shard}: {done:?}");
            let kept = merging.join(format!("shards/newslint-shard-{shard}"));
            fs::create_dir_all(kept.parent().unwrap()).unwrap();
            fs::rename(temp.join("store"), kept).unwrap();
        }
        self.runs("Merge the stores", &at, &merging, day);
        self.runs("Report", &at, &merging, day);
        let keeping = self.temp("keeping");
        fs::create_dir(keeping.join("store")).unwrap();
        fs::copy(merging.join("links.db"), keeping.join("store/links.db")).unwrap();
        self.runs(KEEP, &at, &keeping, day);
        self.runs("Update the issue", &at, &merging, day);
        fs::copy(at.join("body.md"), self.archive.beside("issue.md")).unwrap();
        let proposing = self.temp("proposing");
        fs::create_dir(proposing.join("report")).unwrap();
        fs::copy(at.join("newslint-verdicts.jsonl"), proposing.join("report/newslint-verdicts.jsonl")).unwrap();
        self.propose(day)
    }

    /// The job of the pull request, with the last report.
    fn propose(&self, day: i64) -> Run {
        let (at, proposing) = (self.checkout("main"), self.archive.beside("proposing"));
        self.runs("Cite the archived copies", &at, &proposing, day);
        run(&mut self.command("Open the pull request or update it", &at, &proposing, day), b"")
    }

    /// What was asked since the last time, of `gh` that changes anything, and of the web archive.
    fn asked(&self) -> Vec<String> {
        let path = self.archive.beside("state").join("asked.txt");
        let asked = fs::read_to_string(&path).unwrap_or_default();
        let _ = fs::remove_file(path);
        let changes = |line: &&str| {
            ["gh pr create", "gh pr edit", "gh pr close", "newslint"].iter().any(|word| line.starts_with(word))
        };
        let words = |line: &str| line.split(' ').take(4).collect::<Vec<_>>().join(" ");
        asked.lines().filter(changes).map(words).collect()
    }

    /// Which commit a branch of the remote has, if it is there.
    fn tip(&self, branch: &str) -> Option<String> {
        let tip = run(git(&self.archive.beside("origin.git")).args(["rev-parse", "--quiet", "--verify", branch]), b"");
        (tip.code == 0).then(|| tip.stdout.trim().to_owned())
    }

    /// What differs between the branches, by name.
    fn changed(&self) -> Vec<String> {
        let origin = self.archive.beside("origin.git");
        let names = self.archive.git_in(&origin, &["diff", "--name-only", "main", BRANCH]);
        names.lines().map(str::to_owned).collect()
    }

    fn state(&self, name: &str, text: &str) {
        fs::write(self.archive.beside("state").join(name), text).unwrap();
    }
}

const EVENTS: [&str; 2] = ["news/2021/05/3/harbour-bridge-opens.md", "news/2021/05/4/harbour-bridge-opens.md"];
