//! A service that makes copies as Save Page Now 2 does, with its oddities and limits, and the index that shows them later.
//!
//! It knows no time: an hour passes, and the index follows, when the test says so. Whoever has more captures under way
//! than the account may have, or sends other keys than the account's, is noted, and [`SavePageNow::assert_manners`] fails.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use percent_encoding::percent_decode_str;

/// The keys of the account.
pub const ACCESS: &str = "Acc3ssKey0";
pub const SECRET: &str = "s3cretK3y0";

/// What happens to a capture, or to the request for it.
#[derive(Clone)]
pub enum Fate {
    /// It is made, after so many questions for it.
    Made(usize),
    /// It fails as a job, with this word.
    Fails(&'static str),
    /// The request is answered with an error, with status 200 and no job.
    Refused(&'static str),
    /// The job does not end.
    Endless,
    /// The request is answered with these bytes, which are all of an answer, and nothing is captured.
    Answer(Vec<u8>),
    /// It is captured, and the answer is these bytes.
    Lost(Vec<u8>),
}

/// When to kill the run that asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before the request has any effect.
    Before,
    /// When it had, and is not answered.
    After,
}

struct Job {
    id: String,
    url: String,
    fate: Fate,
    polls: usize,
    is_over: bool,
}

type Fates = dyn Fn(&str, usize) -> Fate + Send;

struct State {
    fates: Box<Fates>,
    /// What is answered instead, by the start of the path, so often.
    instead: Vec<(&'static str, usize, Vec<u8>)>,
    requests: Vec<String>,
    jobs: Vec<Job>,
    /// Sources that were captured lately, which the index does not show yet.
    fresh: Vec<String>,
    /// The times of copies, by the document.
    index: BTreeMap<String, Vec<String>>,
    excluded: Vec<String>,
    is_up: bool,
    daily: (u64, u64),
    /// What the account may have under way, as it is and as the service says it is.
    available: Option<u64>,
    violations: Vec<String>,
    kill: Option<(usize, Moment)>,
    victim: Option<Child>,
}

/// The service.
pub struct SavePageNow {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct Request {
    method: String,
    path: String,
    authorization: Option<String>,
    body: String,
}

impl SavePageNow {
    /// All captures are made.
    pub fn start() -> SavePageNow {
        Self::with(|_, _| Fate::Made(1))
    }

    /// With what becomes of each capture: by its URL, and how often that was submitted before.
    pub fn with(fates: impl Fn(&str, usize) -> Fate + Send + 'static) -> SavePageNow {
        let listener = TcpListener::bind("127.0.8.8:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = State {
            fates: Box::new(fates),
            instead: Vec::new(),
            requests: Vec::new(),
            jobs: Vec::new(),
            fresh: Vec::new(),
            index: BTreeMap::new(),
            excluded: Vec::new(),
            is_up: true,
            daily: (49, 30_000),
            available: None,
            violations: Vec::new(),
            kill: None,
            victim: None,
        };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = Arc::clone(&shared);
                // Whatever goes wrong with the connection is the other side's doing.
                thread::spawn(move || stream.and_then(|stream| serve(&stream, &shared)));
            }
        });
        SavePageNow { address, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The settings that lead to it.
    pub fn settings(&self) -> String {
        let base = format!("http://{}", self.address);
        format!("[audit]\narchive-url = \"{base}\"\narchive-gap = \"0s\"\nsave-url = \"{base}/save\"\n")
    }

    /// What was asked for: `POST /save https://gazette.example/bridge`, `GET /save/status/user`.
    pub fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }

    /// The URLs that were submitted, in their order.
    pub fn submitted(&self) -> Vec<String> {
        let requests = self.requests();
        requests.iter().filter_map(|request| request.strip_prefix("POST /save ")).map(str::to_owned).collect()
    }

    /// The documents of which there are copies, shown or not.
    pub fn captured(&self) -> Vec<String> {
        let state = self.state();
        let mut captured: Vec<String> = state.fresh.iter().cloned().chain(state.index.keys().cloned()).collect();
        captured.sort();
        captured.dedup();
        captured
    }

    /// Hours pass, and the index shows what was captured until then, as of this time.
    pub fn publish(&self, time: &str) {
        self.pass();
        let mut state = self.state();
        for url in std::mem::take(&mut state.fresh) {
            state.index.entry(url).or_default().push(time.to_owned());
        }
    }

    /// Minutes pass, in which what is under way comes to its end.
    pub fn pass(&self) {
        let mut state = self.state();
        let State { jobs, fresh, .. } = &mut *state;
        for job in jobs.iter_mut().filter(|job| !job.is_over) {
            job.is_over = true;
            if matches!(job.fate, Fate::Made(_)) {
                fresh.push(job.url.clone());
            }
        }
    }

    /// The index shows a copy that somebody else has made.
    pub fn show(&self, url: &str, time: &str) {
        self.state().index.entry(url.to_owned()).or_default().push(time.to_owned());
    }

    /// The site of a document is excluded.
    pub fn exclude(&self, url: &str) {
        self.state().excluded.push(url.to_owned());
    }

    /// The service is in this state.
    pub fn set_up(&self, is_up: bool) {
        self.state().is_up = is_up;
    }

    /// How many captures were made today, and how many may be.
    pub fn set_daily(&self, made: u64, limit: u64) {
        self.state().daily = (made, limit);
    }

    /// What it says is available, whatever is.
    pub fn say_available(&self, available: u64) {
        self.state().available = Some(available);
    }

    /// Answers requests for what begins so with these bytes, so often.
    pub fn answer(&self, start: &'static str, times: usize, bytes: Vec<u8>) {
        self.state().instead.push((start, times, bytes));
    }

    /// Whether all that was to be answered instead was.
    pub fn is_told_all(&self) -> bool {
        self.state().instead.iter().all(|(_, times, _)| *times == 0)
    }

    /// Runs a command, and kills it at a request. Says whether it was killed.
    pub fn kill(&self, command: &mut Command, request: usize, moment: Moment) -> bool {
        let child = {
            let mut state = self.state();
            state.kill = Some((request, moment));
            state.victim = Some(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
            state.victim.as_mut().unwrap().stderr.take()
        };
        // Its end closes the pipe.
        let mut told = String::new();
        child.unwrap().read_to_string(&mut told).unwrap();
        let mut state = self.state();
        state.kill = None;
        let status = state.victim.take().unwrap().wait().unwrap();
        assert!(status.code().is_none_or(|code| code == 0), "{told}");
        status.code().is_none()
    }

    /// Fails if the account's limits were passed or other keys were sent.
    pub fn assert_manners(&self) {
        let state = self.state();
        assert!(state.violations.is_empty(), "{:?}\n{:#?}", state.violations, state.requests);
    }
}

/// A whole answer.
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body.as_bytes()].concat()
}

fn json(body: &str) -> Vec<u8> {
    answer("200 OK", "Content-Type: application/json\r\n", body)
}

fn serve(mut stream: &TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let request = Request::read(stream)?;
    let mut state = state.lock().unwrap();
    if state.kills_at(Moment::Before) {
        return Ok(());
    }
    let reply = state.reply(&request);
    if let Some((0, Moment::After)) = state.kill {
        state.end_victim();
        return Ok(());
    }
    drop(state);
    stream.write_all(&reply)
}

impl Request {
    fn read(mut stream: &TcpStream) -> std::io::Result<Request> {
        let (mut bytes, mut byte) = (Vec::new(), [0]);
        while !bytes.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte)?;
            bytes.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&bytes).into_owned();
        let header = |name: &str| {
            let line = head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:")))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        };
        let length = header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        let mut words = head.split(' ');
        Ok(Request {
            method: words.next().unwrap().to_owned(),
            path: words.next().unwrap().to_owned(),
            authorization: header("authorization"),
            body: String::from_utf8(body).unwrap(),
        })
    }

    /// A field of the form that was sent.
    fn field(&self, name: &str) -> Option<String> {
        decoded(&self.body, name)
    }
}

/// A field of a form, or of a question in a URL.
fn decoded(form: &str, name: &str) -> Option<String> {
    let field = form.split('&').find_map(|field| field.strip_prefix(&format!("{name}=")))?;
    Some(percent_decode_str(&field.replace('+', " ")).decode_utf8().unwrap().into_owned())
}

impl State {
    /// Counts the request, and kills the victim if it is the one and this is the moment.
    fn kills_at(&mut self, moment: Moment) -> bool {
        let Some((left, chosen)) = &mut self.kill else { return false };
        *left = left.saturating_sub(1);
        let is_now = *left == 0 && *chosen == moment;
        if is_now {
            self.end_victim();
        }
        is_now
    }

    fn end_victim(&mut self) {
        self.kill = None;
        self.victim.as_mut().unwrap().kill().unwrap();
    }

    fn reply(&mut self, request: &Request) -> Vec<u8> {
        let Request { method, path, .. } = request;
        let url = request.field("url").map_or(String::new(), |url| format!(" {url}"));
        self.requests.push(format!("{method} {path}{url}"));
        let start = format!("{method} {path}");
        if let Some((_, times, bytes)) =
            self.instead.iter_mut().find(|(other, times, _)| start.starts_with(other) && *times > 0)
        {
            *times -= 1;
            return bytes.clone();
        }
        if let Some((_, question)) = path.split_once("/cdx/search/cdx?") {
            return self.captures(&decoded(question, "url").unwrap());
        }
        if path == "/save/status/system" {
            let status = if self.is_up { "ok" } else { "down" };
            return json(&format!("{{\"status\":\"{status}\",\"recent_captures\":941,\"queues\":{{}}}}"));
        }
        if request.authorization.as_deref() != Some(&format!("LOW {ACCESS}:{SECRET}")) {
            return answer("401 Unauthorized", "", r#"{"message":"You need to be logged in to use Save Page Now."}"#);
        }
        match (method.as_str(), path.as_str()) {
            ("GET", "/save/status/user") => {
                let (made, limit) = self.daily;
                let (processing, most) = (self.under_way() as u64, 3);
                let available = self.available.unwrap_or(most - processing);
                json(&format!(
                    "{{\"available\":{available},\"processing\":{processing},\
                     \"daily_captures\":{made},\"daily_captures_limit\":{limit}}}"
                ))
            }
            ("POST", "/save/status") => self.states(&request.field("job_ids").unwrap()),
            ("POST", "/save") => self.submit(request),
            _ => answer("404 Not Found", "", "<html>"),
        }
    }

    fn under_way(&self) -> usize {
        self.jobs.iter().filter(|job| !job.is_over).count()
    }

    fn submit(&mut self, request: &Request) -> Vec<u8> {
        let url = request.field("url").unwrap();
        let others = ["capture_all", "delay_wb_availability", "if_not_archived_within"].map(|name| request.field(name));
        if others.each_ref().map(Option::as_deref) != [Some("0"), Some("1"), Some("3d")] {
            self.violations.push(format!("other terms: {others:?}"));
        }
        if let Some(job) = self.jobs.iter().find(|job| job.url == url && !job.is_over) {
            let (id, ago) = (&job.id, "The same snapshot had been made 2 minutes ago.");
            return json(&format!("{{\"url\":\"{url}\",\"job_id\":\"{id}\",\"message\":\"{ago}\"}}"));
        }
        if self.fresh.contains(&url) {
            let ago = "The same snapshot had been made 17 hours, 9 minutes ago. You can make new capture of it later.";
            return json(&format!("{{\"url\":\"{url}\",\"job_id\":null,\"message\":\"{ago}\"}}"));
        }
        let (made, limit) = self.daily;
        if made >= limit {
            self.violations.push("more than the day allows".to_owned());
        }
        self.daily.0 += 1;
        if self.under_way() >= 3 {
            self.violations.push("four at once".to_owned());
            return answer("429 Too Many Requests", "", "");
        }
        let before = self.requests.iter().filter(|request| **request == format!("POST /save {url}")).count() - 1;
        let fate = (self.fates)(&url, before);
        let id = format!("spn2-{:040x}", self.jobs.len());
        let taken = json(&format!("{{\"url\":\"{url}\",\"job_id\":\"{id}\"}}"));
        match fate {
            Fate::Refused(word) => json(&format!(
                "{{\"status\":\"error\",\"status_ext\":\"error:{word}\",\"message\":\"LOW {ACCESS}:{SECRET} \\u001b[2J\"}}"
            )),
            Fate::Answer(bytes) => bytes,
            Fate::Lost(bytes) => {
                self.fresh.push(url);
                bytes
            }
            fate => {
                self.jobs.push(Job { id, url, fate, polls: 0, is_over: false });
                taken
            }
        }
    }

    fn states(&mut self, ids: &str) -> Vec<u8> {
        let ids: Vec<&str> = ids.split(',').collect();
        if ids.len() > 50 {
            self.violations.push("more than fifty jobs".to_owned());
        }
        let mut states = Vec::new();
        for job in self.jobs.iter_mut().filter(|job| ids.contains(&job.id.as_str())) {
            job.polls += 1;
            let (id, url) = (&job.id, &job.url);
            states.push(match job.fate {
                Fate::Made(polls) if job.polls > polls => {
                    if !job.is_over {
                        self.fresh.push(url.clone());
                    }
                    job.is_over = true;
                    format!(
                        "{{\"job_id\":\"{id}\",\"status\":\"success\",\"timestamp\":\"20260827142259\",\
                         \"original_url\":\"{url}\",\"duration_sec\":16.04,\"http_status\":200}}"
                    )
                }
                Fate::Fails(word) => {
                    job.is_over = true;
                    let message = format!("LOW {ACCESS}:{SECRET} \\u001b[2J");
                    format!(
                        "{{\"job_id\":\"{id}\",\"status\":\"error\",\"status_ext\":\"error:{word}\",\
                         \"message\":\"{message}\"}}"
                    )
                }
                _ => {
                    // However long it is said to be pending, after two minutes it takes no place.
                    job.is_over |= job.polls > 12;
                    format!("{{\"job_id\":\"{id}\",\"status\":\"pending\",\"resources\":[]}}")
                }
            });
        }
        json(&format!("[{}]", states.join(",")))
    }

    /// What the index shows of a document.
    fn captures(&self, url: &str) -> Vec<u8> {
        if self.excluded.iter().any(|excluded| excluded == url) {
            return answer("403 Forbidden", "", "org.archive.wayback.exception.AdministrativeAccessControlException");
        }
        let row = |time: &String| format!(r#",["{time}","{url}","text/html","200","D{time}{url}","9000"]"#);
        let rows: String = self.index.get(url).into_iter().flatten().map(row).collect();
        json(&format!(r#"[["timestamp","original","mimetype","statuscode","digest","length"]{rows}]"#))
    }
}
