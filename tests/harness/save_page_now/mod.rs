//! A service that makes copies as Save Page Now 2 does, with its oddities and limits, and the index that shows them later.
//!
//! It knows no time: an hour passes, and the index follows, when the test says so. Whoever has more captures under way
//! than the account may have, or sends other keys than the account's, is noted, and [`SavePageNow::assert_manners`] fails.
//!
//! `account` is what it answers, and `request` what it is asked; a run that asks it may become its `victim`.

mod account;
mod request;
mod victim;

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use self::account::Account;
pub use self::request::answer;
pub use self::victim::Moment;

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

/// The service.
pub struct SavePageNow {
    address: SocketAddr,
    state: Arc<Mutex<Account>>,
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
        let state = Arc::new(Mutex::new(Account::new(Box::new(fates))));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = Arc::clone(&shared);
                // Whatever goes wrong with the connection is the other side's doing.
                thread::spawn(move || stream.and_then(|stream| victim::serve(&stream, &shared)));
            }
        });
        SavePageNow { address, state }
    }

    fn state(&self) -> MutexGuard<'_, Account> {
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
        let Account { jobs, fresh, .. } = &mut *state;
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

    /// Fails if the account's limits were passed or other keys were sent.
    pub fn assert_manners(&self) {
        let state = self.state();
        assert!(state.violations.is_empty(), "{:?}\n{:#?}", state.violations, state.requests);
    }
}
