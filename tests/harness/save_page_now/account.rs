//! What the service answers, by what became of the account's captures.

use std::collections::BTreeMap;

use super::request::{Request, answer, decoded, json};
use super::victim::Victim;
use super::{ACCESS, Fate, SECRET};

pub(super) struct Job {
    pub id: String,
    pub url: String,
    pub fate: Fate,
    polls: usize,
    pub is_over: bool,
}

/// What becomes of a capture, by its URL, and how often that was submitted before.
pub(super) type Fates = dyn Fn(&str, usize) -> Fate + Send;

/// The account, and what the service knows.
pub(super) struct Account {
    pub fates: Box<Fates>,
    /// What is answered instead, by the start of the path, so often.
    pub instead: Vec<(&'static str, usize, Vec<u8>)>,
    pub requests: Vec<String>,
    pub jobs: Vec<Job>,
    /// Sources that were captured lately, which the index does not show yet.
    pub fresh: Vec<String>,
    /// The times of copies, by the document.
    pub index: BTreeMap<String, Vec<String>>,
    pub excluded: Vec<String>,
    pub is_up: bool,
    pub daily: (u64, u64),
    /// What the account may have under way, as it is and as the service says it is.
    pub available: Option<u64>,
    pub violations: Vec<String>,
    pub victim: Victim,
}

impl Account {
    pub fn new(fates: Box<Fates>) -> Account {
        Account {
            fates,
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
            victim: Victim::default(),
        }
    }

    /// The answer to a request.
    pub fn reply(&mut self, request: &Request) -> Vec<u8> {
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
