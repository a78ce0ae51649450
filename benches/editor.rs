//! `cargo bench --bench editor`: does the server keep up with whoever writes?
//!
//! For a plain archive and two lifelike ones, of 20,000 and of 100,000 events: the time until the whole archive is known and the memory then, against a
//! check of the same archive; the time from a keystroke to the diagnostics, in a session with ten open files; and that of
//! the questions that editors ask while one types. The 95th percentiles are of one session, and a bound that is passed is
//! printed, not failed: a busy machine is no defect.

mod archive;
mod measure;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use archive::Synthetic;
use archive::random::Random;
use measure::turns::{Side, in_turns};
use measure::{Result, milliseconds, remove, table};
use serde_json::{Value, json};

const SEED: u64 = 2004;
const NEWSLINT: &str = env!("CARGO_BIN_EXE_newslint");
/// Keystrokes, and questions of each kind.
const TIMES: usize = 400;

fn main() -> Result<()> {
    // `cargo test --all-targets` runs benchmarks too, in a debug build, where the numbers mean nothing.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("benchmarks run under `cargo bench`");
        return Ok(());
    }
    archive("plain", &Synthetic::new(20_000, SEED), 500.0)?;
    archive("lifelike", &Synthetic::lifelike(20_000, SEED), 500.0)?;
    archive("lifelike", &Synthetic::lifelike(100_000, SEED), 2500.0)
}

/// `ready` is the bound of the time until all is known, in milliseconds.
fn archive(kind: &str, synthetic: &Synthetic, ready: f64) -> Result<()> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editor");
    eprintln!("writing {}", root.display());
    remove(&root)?;
    synthetic.write(&root)?;
    let events = table::thousands(synthetic.events().len());
    table::head(&format!("An editor in a {kind} archive of {events} events"), "check");
    let mut check = Command::new(NEWSLINT);
    check.args(["check", "--quiet", "--fail-on=never"]).current_dir(&root);
    check.stdout(Stdio::null()).stderr(Stdio::null());
    let [check] = in_turns([Side::new(check)])?;
    table::base("`check`, the whole archive", &check);
    let paths: Vec<&str> = synthetic.events().iter().map(|event| event.path.as_str()).collect();
    session(&root, &paths, ready, 300.0)
}

fn session(root: &Path, paths: &[&str], ready: f64, memory: f64) -> Result<()> {
    let started = Instant::now();
    let mut editor = Editor::start(root)?;
    editor.wait(|message| message["params"]["value"]["kind"] == "end")?;
    table::value("ready: the whole archive is known", None, milliseconds(started.elapsed()), ready, "ms");
    let mut random = Random::new(SEED);
    let mut open: Vec<(String, String, i64)> = Vec::new();
    while open.len() < 10 {
        let path = paths[random.below(paths.len())];
        if !open.iter().any(|(other, ..)| other == path) {
            let text = fs::read_to_string(root.join(path))?;
            editor.open(path, &text)?;
            open.push((path.to_owned(), text, 1));
        }
    }
    keystrokes(&mut editor, &mut open, &mut random)?;
    for method in ["completion", "hover", "references", "codeAction"] {
        let times = (0..TIMES).map(|_| {
            let (path, text, _) = &open[random.below(open.len())];
            let line = random.below(text.lines().count());
            let at = json!({ "line": line, "character": text.lines().nth(line).map_or(0, |line| line.len().min(6)) });
            let params = json!({ "textDocument": { "uri": editor.uri(path) }, "position": at,
                "range": { "start": at, "end": at }, "context": { "diagnostics": [], "includeDeclaration": false } });
            let started = Instant::now();
            editor.ask(&format!("textDocument/{method}"), params)?;
            Ok(started.elapsed())
        });
        table::value(
            &format!("{method}, 95th percentile"),
            None,
            percentile(times.collect::<Result<_>>()?),
            50.0,
            "ms",
        );
    }
    table::value("the most memory", None, editor.peak()?, memory, "MB");
    editor.leave()
}

/// From a keystroke in an open file to its diagnostics.
fn keystrokes(editor: &mut Editor, open: &mut [(String, String, i64)], random: &mut Random) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let at = random.below(open.len());
        let (path, text, version) = &mut open[at];
        *version += 1;
        let (version, uri) = (*version, editor.uri(path));
        let place = json!({ "line": random.below(text.lines().count()), "character": 0 });
        let change = json!({ "range": { "start": place, "end": place }, "text": random.pick(&["a", " ", "#", "1"]) });
        let document = json!({ "uri": uri, "version": version });
        let started = Instant::now();
        editor.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }))?;
        editor.wait(|message| message["params"]["uri"] == *uri && message["params"]["version"] == version)?;
        times.push(started.elapsed());
    }
    table::value("keystroke to diagnostics, 95th p.", None, percentile(times), 50.0, "ms");
    Ok(())
}

/// The 95th percentile, in milliseconds.
fn percentile(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    milliseconds(times[times.len() * 95 / 100])
}

/// As much of an editor as it takes to ask.
struct Editor {
    root: PathBuf,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    next: i64,
}

impl Editor {
    fn start(root: &Path) -> Result<Editor> {
        let mut command = Command::new(NEWSLINT);
        command.arg("server").current_dir(root).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let input = child.stdin.take().ok_or("no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut editor = Editor { root: root.canonicalize()?, child, input, output, next: 0 };
        let folders = json!([{ "uri": editor.uri(""), "name": "archive" }]);
        let actions = json!({ "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } });
        let can = json!({ "window": { "workDoneProgress": true }, "textDocument": { "codeAction": actions } });
        let params = json!({ "processId": null, "rootUri": null, "capabilities": can, "workspaceFolders": folders });
        editor.ask("initialize", params)?;
        editor.tell("initialized", json!({}))?;
        Ok(editor)
    }

    fn uri(&self, path: &str) -> String {
        url::Url::from_file_path(self.root.join(path)).map(String::from).unwrap_or_default()
    }

    fn open(&mut self, path: &str, text: &str) -> Result<()> {
        let uri = self.uri(path);
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }))?;
        self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == *uri
        })?;
        Ok(())
    }

    fn send(&mut self, message: &Value) -> Result<()> {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        Ok(self.input.flush()?)
    }

    fn tell(&mut self, method: &str, params: Value) -> Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        let answer = self.wait(|message| message["id"] == id && message.get("method").is_none())?;
        match answer.get("error") {
            Some(error) => Err(format!("{method}: {error}").into()),
            None => Ok(answer["result"].clone()),
        }
    }

    fn wait(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if self.output.read_line(&mut line)? == 0 {
                    return Err("the server has ended".into());
                }
                match line.trim_end().split_once(": ") {
                    Some((_, value)) => length = value.parse()?,
                    None => break,
                }
            }
            let mut body = vec![0; length];
            self.output.read_exact(&mut body)?;
            let message: Value = serde_json::from_slice(&body)?;
            if is_wanted(&message) {
                return Ok(message);
            }
        }
    }

    /// The most memory so far, in MB.
    fn peak(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no high-water mark")?;
        let kilobytes: f64 = line.split_whitespace().next().ok_or("no number")?.parse()?;
        Ok(kilobytes * 1024.0 / 1e6)
    }

    fn leave(mut self) -> Result<()> {
        self.ask("shutdown", Value::Null)?;
        self.tell("exit", Value::Null)?;
        self.child.wait()?;
        Ok(())
    }
}
