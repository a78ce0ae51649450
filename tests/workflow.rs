//! What the audit's workflow runs, step after step, over a small archive: with a `gh` that keeps what it is told, a remote
//! repository beside it, and a clock that is set. Steps that are actions are copies of files here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use percent_encoding::percent_decode_str;

use crate::harness::server::{Reply, Server};
use crate::harness::{
    Archive, CONFIG, NEWSLINT, Repository, Run, dated, git, needs, newslint, run, search_path, shell, sources, step,
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

#[test]
fn audits_keep_one_pull_request_whose_branch_passes_the_check() {
    needs!("git");
    needs!("timeout");
    for folder in ["", "my site/"] {
        let stage = Stage::new(folder);
        let named = |names: &[&str]| names.iter().map(|name| format!("{folder}{name}")).collect::<Vec<_>>();
        stage.visits(&[0, 7]);
        let first = stage.audit(20);
        assert!(first.code == 0 && stage.tip(BRANCH).is_none(), "nothing is settled: {first:?}");
        assert_eq!(stage.asked(), [""; 0]);

        let second = stage.audit(27);
        assert_eq!(second.code, 0, "{second:?}");
        assert_eq!(stage.asked(), ["gh pr create --head"]);
        assert_eq!(stage.changed(), named(&[EVENTS[0], "newslint-verdicts.jsonl"]));
        let body = fs::read_to_string(stage.archive.beside("proposing/body.md")).unwrap();
        assert!(body.contains("\n2 files checked.\n"), "nothing is left: {body}");

        // Another one is gone meanwhile. What lives is visited after a month or two, on a day that depends on its name.
        stage.is_second_gone.store(true, Ordering::SeqCst);
        stage.visits(&(40..=140).step_by(7).collect::<Vec<_>>());
        let third = stage.audit(150);
        assert_eq!(third.code, 0, "{third:?}");
        assert_eq!(stage.asked(), ["gh pr edit 7"]);
        let issue = fs::read_to_string(stage.archive.beside("issue.md")).unwrap();
        assert!(issue.contains("the report of 2026-01-28"), "{issue}");
        assert_eq!(stage.changed(), named(&[EVENTS[0], EVENTS[1], "newslint-verdicts.jsonl"]));
        let proposed = stage.checkout(BRANCH);
        for (event, url) in EVENTS.iter().zip(&stage.urls) {
            let text = fs::read_to_string(proposed.join(format!("{folder}{event}"))).unwrap();
            assert!(text.contains(&format!("/web/20210504120000/{url})")), "{text}");
        }
        let verdicts = format!("{folder}newslint-verdicts.jsonl");
        let checked = run(newslint(&proposed).args(["check", "--root", stage.root(), "--verdicts", &verdicts]), b"");
        assert_eq!((checked.code, checked.stdout.as_str()), (0, ""), "{checked:?}");
    }
}

/// The stage after an audit that has opened a pull request.
fn proposed() -> Stage {
    let stage = Stage::new("");
    stage.visits(&[0, 7]);
    assert_eq!(stage.audit(27).code, 0);
    assert_eq!(stage.asked(), ["gh pr create --head"]);
    stage
}

#[test]
fn a_pull_request_is_left_as_somebody_has_it() {
    needs!("git");
    needs!("timeout");
    let stage = proposed();
    let tip = stage.tip(BRANCH).unwrap();

    // The same again: the same commit, and the words anew.
    assert_eq!(stage.propose(28).code, 0);
    assert_eq!((stage.asked(), stage.tip(BRANCH)), (vec!["gh pr edit 7".to_owned()], Some(tip.clone())));

    // Somebody closes it, and it stays closed.
    fs::remove_file(stage.archive.beside("state/open")).unwrap();
    stage.state("closed", &tip);
    let closed = stage.propose(29);
    assert!(closed.code == 0 && closed.stdout.contains("not opened again"), "{closed:?}");
    assert_eq!(stage.asked(), [""; 0]);
    stage.state("open", "7\n");

    // Somebody works on it.
    let clone = stage.checkout(BRANCH);
    fs::write(clone.join(EVENTS[1]), dated("2021-05-4", TITLE)).unwrap();
    stage.archive.git_in(&clone, &["commit", "--quiet", "--all", "--message=Mine"]);
    stage.archive.git_in(&clone, &["push", "--quiet", "origin", BRANCH]);
    let mine = stage.tip(BRANCH);
    let left = stage.propose(30);
    assert!(left.code == 0 && left.stdout.contains("::warning title=newslint::Somebody has committed"), "{left:?}");
    assert_eq!((stage.asked(), stage.tip(BRANCH)), (vec![], mine));

    // It is merged, and there is nothing left to propose.
    stage.archive.git_in(&stage.archive.beside("origin.git"), &["branch", "--force", "main", BRANCH]);
    let merged = stage.propose(31);
    assert!(merged.code == 0 && merged.stdout.contains("nothing to propose"), "{merged:?}");
    assert_eq!(stage.asked(), ["gh pr close 7"]);
}

#[test]
fn where_workflows_may_not_open_pull_requests_that_is_said() {
    needs!("git");
    needs!("timeout");
    let stage = Stage::new("");
    stage.visits(&[0, 7]);
    stage.state("forbidden", "");
    let refused = stage.audit(27);
    assert!(refused.code == 1 && refused.stdout.contains("::error title=newslint::"), "{refused:?}");
    assert!(stage.tip(BRANCH).is_some());
    // Once they may, the same branch gets its pull request.
    fs::remove_file(stage.archive.beside("state/forbidden")).unwrap();
    stage.asked();
    assert_eq!(stage.propose(28).code, 0);
    assert_eq!(stage.asked(), ["gh pr create --head"]);
}

#[test]
fn an_audit_saves_everything_and_a_push_what_it_adds() {
    needs!("git");
    let stage = Stage::new("");
    let store = |temp: &Path| temp.join("store/links.db");
    let save = |at: &Path, temp: &Path, event: &str, before: &str| {
        stage.runs("Restore the store", at, temp, 1);
        let mut command = stage.command("Save what has no copy", at, temp, 1);
        let done = run(command.env("GITHUB_EVENT_NAME", event).env("BEFORE", before), b"");
        assert_eq!(done.code, 0, "{done:?}");
        stage.runs("Put the store back on its branch", at, temp, 1);
        let asked = fs::read_to_string(stage.archive.beside("state/asked.txt")).unwrap_or_default();
        let _ = fs::remove_file(stage.archive.beside("state/asked.txt"));
        let asked = asked.lines().filter(|line| line.starts_with("newslint")).map(|line| format!("{line}\n"));
        asked.collect::<String>().replace(&store(temp).display().to_string(), "STORE")
    };
    let (at, temp) = (stage.checkout("main"), stage.temp("saving"));
    assert_eq!(save(&at, &temp, "schedule", ""), "newslint audit save --store STORE --budget 60m\n");
    assert_eq!(stage.tip(STORE), None, "there is nothing to keep");
    // Of audits before it there are observations.
    stage.visits(&[0]);
    let kept = stage.tip(STORE);
    let temp = stage.temp("saving");
    assert_eq!(save(&at, &temp, "schedule", ""), "newslint audit save --store STORE --budget 60m\n");
    assert!(store(&temp).exists() && kept.is_some() && stage.tip(STORE) == kept);

    let before = stage.tip("main").unwrap();
    let clone = stage.temp("clone");
    stage.archive.git(&[
        "clone",
        "--quiet",
        stage.archive.beside("origin.git").to_str().unwrap(),
        clone.to_str().unwrap(),
    ]);
    fs::write(clone.join("README.md"), "# News\n").unwrap();
    stage.archive.git_in(&clone, &["add", "."]);
    stage.archive.git_in(&clone, &["commit", "--quiet", "--message=More"]);
    let temp = stage.temp("saving");
    let asked = save(&clone, &temp, "push", &before);
    assert_eq!(asked, format!("newslint audit save --store STORE --changed={before} --budget 20m\n"));
    // A branch that is new, and one that was rewritten.
    for before in ["0000000000000000000000000000000000000000", "1111111111111111111111111111111111111111"] {
        assert_eq!(save(&clone, &temp, "push", before), "");
    }
}

/// The branch has what the store has, and what it had before is no part of it.
#[test]
fn the_store_is_one_commit_of_sorted_lines() {
    needs!("git");
    let stage = Stage::new("");
    stage.visits(&[0]);
    let first = stage.tip(STORE).unwrap();
    stage.visits(&[]);
    assert_eq!(stage.tip(STORE).as_ref(), Some(&first), "nothing was observed");
    stage.visits(&[7]);
    let origin = stage.archive.beside("origin.git");
    assert_eq!(stage.archive.git_in(&origin, &["rev-list", "--count", STORE]), "1\n");
    assert_eq!(
        stage.archive.git_in(&origin, &["ls-tree", "--name-only", STORE]),
        "README.md\nobservations-000.jsonl\n"
    );
    let store = stage.archive.beside("visiting/store/links.db");
    let exported = stage.archive.run(&["audit", "export", "--store", store.to_str().unwrap()]).printed();
    assert_eq!(stage.kept(), exported);
    assert!(exported.contains("\"at\":\"2026-01-08"), "a week later, what is gone is visited again: {exported}");
}

/// While one keeps what it saw, another one does.
#[test]
fn of_two_that_keep_at_once_both_are_kept() {
    needs!("git");
    let stage = Stage::new("");
    stage.visits(&[0]);
    let origin = stage.archive.beside("origin.git");
    let early = stage.tip(STORE).unwrap();
    stage.visits(&[7]);
    let late = stage.tip(STORE).unwrap();
    // On the branch is what was there early. When somebody comes to put more there, the other has just been faster.
    let back = || stage.archive.git_in(&origin, &["update-ref", &format!("refs/heads/{STORE}"), &early]);
    back();
    stage.archive.script(
        "../origin.git/hooks/pre-receive",
        &format!("#!/bin/sh\n[ ! -e once ] || exit 0\ntouch once\nenv -u GIT_QUARANTINE_PATH git update-ref refs/heads/{STORE} {late}\n"),
    );
    let line = "{\"url\":\"https://gazette.example/bridge\",\"at\":\"2026-01-09T12:00:00Z\",\"vantage\":\"here\",\"cause\":\"404\",\"status\":404}\n";
    let (at, temp) = (stage.checkout("main"), stage.temp("keeping"));
    fs::create_dir(temp.join("store")).unwrap();
    let mut import = newslint(&at);
    import.args(["audit", "import", "--store"]).arg(temp.join("store/links.db")).arg("-");
    let imported = run(&mut import, format!("{{\"newslint-observations\":1}}\n{line}").as_bytes());
    assert_eq!(imported.code, 0, "{imported:?}");
    stage.runs(KEEP, &at, &temp, 8);
    let kept = stage.kept();
    assert!(origin.join("once").exists() && kept.contains("2026-01-08") && kept.contains("2026-01-09"), "{kept}");
}

#[test]
fn a_store_that_cannot_be_asked_for_is_none_that_is_not_there() {
    needs!("git");
    let stage = Stage::new("");
    stage.visits(&[0]);
    let at = stage.checkout("main");
    fs::rename(stage.archive.beside("origin.git"), stage.archive.beside("gone.git")).unwrap();
    for name in ["Restore the store", KEEP] {
        let temp = stage.temp("restoring");
        let failed = run(&mut stage.command(name, &at, &temp, 1), b"");
        assert!(failed.code != 0 && !temp.join("store/links.db").exists(), "{failed:?}");
    }
}

/// An artifact that is alone has no folder of its own.
#[test]
fn one_surviving_shard_is_found() {
    needs!("git");
    let stage = Stage::new("");
    stage.visits(&[0]);
    let (at, temp) = (stage.checkout("main"), stage.temp("merging"));
    fs::create_dir(temp.join("shards")).unwrap();
    let none = run(&mut stage.command("Merge the stores", &at, &temp, 1), b"");
    assert!(none.code == 1 && none.stdout.contains("::error title=newslint::No machine has kept"), "{none:?}");
    fs::copy(stage.archive.beside("visiting/store/links.db"), temp.join("shards/links.db")).unwrap();
    stage.runs("Merge the stores", &at, &temp, 1);
    assert!(temp.join("links.db").exists());
}

/// Others can write branches of the repository; what they run reads and writes no store.
#[test]
fn only_runs_of_the_default_branch_have_the_store() {
    needs!("git");
    let stage = Stage::new("");
    let (_, jobs) = stage.workflow.split_once("\njobs:\n").unwrap();
    let first = jobs.split("\n\n").next().unwrap();
    let condition = "    if: github.event_name == 'schedule' || github.ref == format('refs/heads/{0}', github.event.repository.default_branch)\n";
    assert!(first.starts_with("  prepare:\n") && first.contains(condition), "{first}");
    for job in jobs.split("\n\n").skip(1) {
        let (_, needs) = job.split_once("    needs: ").expect(job);
        let needs = needs.lines().next().unwrap();
        // Each of them waits for the first one, by way of another; and what is skipped is no success.
        let condition = job.lines().skip_while(|line| !line.starts_with("    if:")).take(3).collect::<String>();
        let is_held = match needs {
            "prepare" => !condition.contains("cancelled()"),
            "merge" => {
                condition.contains("needs.merge.result == 'success'")
                    || condition.contains("needs.merge.outputs.merged == 'success'")
            }
            "visit" => condition.contains("needs.visit.result != 'skipped'"),
            "[prepare, keep]" => condition.contains("needs.prepare.outputs.saves == 'true'"),
            _ => false,
        };
        assert!(is_held, "{job}");
    }
}

/// What it asks of GitHub with this list of issues, and with what became gone since.
fn told(stage: &Stage, issue: &str, gone: &str, report: &str) -> Vec<String> {
    let at = stage.temp("telling");
    stage.state("issue", issue);
    fs::write(at.join("gone.json"), gone).unwrap();
    fs::write(at.join("report.md"), report).unwrap();
    stage.runs("Update the issue", &at, &at, 0);
    let asked = fs::read_to_string(stage.archive.beside("state/asked.txt")).unwrap();
    fs::remove_file(stage.archive.beside("state/asked.txt")).unwrap();
    let changes = asked.lines().filter(|line| line.starts_with("gh issue") && !line.starts_with("gh issue list"));
    changes.map(|line| line.split(' ').skip(1).take(3).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_closed_issue_is_opened_again_when_more_is_gone() {
    needs!("git");
    needs!("jq");
    let stage = Stage::new("");
    let old = r#"{"new":null,"day":"2026-01-08"}"#;
    let of_today = r#"{"new":null,"day":"2026-01-20"}"#;
    let later = r#"{"new":null,"day":"2026-01-21"}"#;
    let new = r#"{"new":"gone","day":"2026-01-20"}"#;
    let closed = "7 CLOSED 2026-01-20T12:00:00Z\n";
    for (issue, gone, expected) in [
        ("", vec![new], &["issue create --title"][..]),
        ("7 OPEN null\n", vec![new], &["issue edit 7"]),
        (closed, vec![], &["issue edit 7"]),
        (closed, vec![old, of_today], &["issue edit 7"]),
        (closed, vec![old, later], &["issue edit 7", "issue reopen 7"]),
        (closed, vec![new], &["issue edit 7", "issue reopen 7"]),
    ] {
        assert_eq!(
            told(&stage, issue, &format!("[{}]", gone.join(",")), "## newslint audit\n"),
            expected,
            "{issue} {gone:?}"
        );
    }
}

#[test]
fn what_an_issue_has_no_room_for_is_counted() {
    needs!("git");
    needs!("jq");
    let stage = Stage::new("");
    let rows: String = (0..5_000).map(|number| format!("| source {number:04} | gone |\n")).collect();
    told(&stage, "", "[]", &format!("## Gone\n\n| Source | Why |\n| --- | --- |\n{rows}"));
    let body = fs::read_to_string(stage.archive.beside("telling/body.md")).unwrap();
    let shown = body.matches("| source ").count();
    assert!(body.len() < 65_536 && shown > 2_000, "{}", body.len());
    assert!(body.contains(&format!("\n\n{} more lines do not fit here.\n\nThe whole report", 5_000 - shown)), "{body}");
    told(&stage, "", "[]", "## Gone\n");
    let body = fs::read_to_string(stage.archive.beside("telling/body.md")).unwrap();
    assert!(body.starts_with("## Gone\n\nThe whole report"), "{body}");
}
