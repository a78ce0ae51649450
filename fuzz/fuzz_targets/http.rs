//! A visit to a server that sends what it likes. Each piece of the input is an answer, with its head: the first one is
//! the robots.txt's if there are others, and those are for whatever else is asked.
//!
//! Laws: whatever comes, the visit ends; what it saw says the same when it is kept, and leads to http(s) URLs only.
//!
//! Answers lead to any address. So this is done where nothing but the loopback interface is; `fuzz/run` makes such a
//! place.

#![no_main]

use std::cell::RefCell;
use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use newslint_fuzz::pieces;
use newslint_model::source::{Hosts, Observation};
use newslint_web::network::{Prober, Subject, VisitOptions};
use newslint_web::schedule::{self, JobOutcome, Options, Queues, host_of};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::time::{Instant, timeout};
use url::Url;

/// How long a visit may take.
const LONGEST: Duration = Duration::from_millis(500);

/// After so many visits all that was learned of hosts is forgotten.
const MOST_VISITS: u32 = 4096;

const NO_ROBOTS: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

thread_local! {
    static STAGE: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

/// A server, and somebody who visits it.
struct Stage {
    runtime: Runtime,
    listener: TcpListener,
    prober: Arc<Prober>,
    visits: u32,
}

fuzz_target!(init: expect_alone(), |input: &[u8]| {
    STAGE.with_borrow_mut(|stage| {
        if stage.as_ref().is_none_or(|stage| stage.visits == MOST_VISITS) {
            *stage = None;
            *stage = Some(Stage::new().expect("sockets"));
        }
        stage.as_mut().expect("one was made").visit(input);
    });
});

/// Ends the program unless the loopback interface is the only one.
fn expect_alone() {
    let interfaces = std::fs::read_to_string("/proc/self/net/dev").unwrap_or_default();
    let names = interfaces.lines().skip(2).filter_map(|line| Some(line.split_once(':')?.0.trim()));
    if !names.eq(["lo"]) {
        eprintln!("http: there are other network interfaces than lo here; use fuzz/run");
        std::process::exit(1);
    }
}

impl Stage {
    fn new() -> io::Result<Stage> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (listener, prober) = runtime.block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await?;
            let options = VisitOptions {
                timeout: LONGEST,
                allow_private: true,
                budget: None,
                concurrency: 1,
                dns: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 9))),
                keeps_connections: false,
                hosts: Hosts::default(),
                contact: None,
            };
            Ok::<_, io::Error>((listener, Prober::new(&options)?))
        })?;
        Ok(Stage { runtime, listener, prober: Arc::new(prober), visits: 0 })
    }

    fn visit(&mut self, input: &[u8]) {
        self.visits += 1;
        // A host that nobody has asked before.
        let [_, a, b, c] = self.visits.to_be_bytes();
        let port = self.listener.local_addr().expect("it listens").port();
        let url = Url::parse(&format!("http://127.{a}.{b}.{c}:{port}/2021/05/bridge.html")).expect("a URL");
        let (listener, prober) = (&self.listener, &self.prober);
        let seen = self.runtime.block_on(async {
            tokio::select! {
                () = serve(listener, pieces::cut(input, 5)) => None,
                seen = visit(prober, url) => seen,
            }
        });
        seen.iter().for_each(expect_kept);
    }
}

async fn visit(prober: &Arc<Prober>, url: Url) -> Option<Observation> {
    let mut queues = Queues::default();
    queues.add(host_of(&url), Arc::new(url.clone()));
    let options = Options { deadline: Some(Instant::now() + LONGEST), ..Options::at_once(1) };
    let mut seen = None;
    let visit = |url: Arc<Url>, permits| {
        let prober = Arc::clone(prober);
        async move {
            let titles = vec!["Harbour bridge opens in Port Ellery".to_owned()];
            let subject = Subject { cited: url.to_string(), url: Some(Url::clone(&url)), titles, robots_exempt: false };
            prober.visit(&subject, &permits).await
        }
    };
    schedule::run(queues, options, pending(), visit, |outcome, _| match outcome {
        JobOutcome::Done(_, observation) => seen = Some(observation),
        JobOutcome::Deferred(..) => {}
        JobOutcome::Broken(_) => panic!("a visit broke"),
    })
    .await;
    seen
}

/// Answers until nobody asks any more.
async fn serve(listener: &TcpListener, answers: Vec<&[u8]>) {
    let (robots, others) = match answers.as_slice() {
        [robots, others @ ..] if !others.is_empty() => (*robots, others),
        all => (NO_ROBOTS, all),
    };
    let mut asked = 0;
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let mut next = || {
            asked += 1;
            others[(asked - 1) % others.len()]
        };
        // One request at a time is made of a host.
        let _ = timeout(LONGEST, answer(stream, robots, &mut next)).await;
    }
}

async fn answer<'a>(mut stream: TcpStream, robots: &'a [u8], next: &mut impl FnMut() -> &'a [u8]) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let answer = if head.starts_with(b"GET /robots.txt ") { robots } else { next() };
    stream.write_all(answer).await?;
    stream.shutdown().await
}

fn expect_kept(seen: &Observation) {
    assert!(seen.redirects.iter().all(|url| ["http", "https"].contains(&url.scheme())), "{seen:?}");
    assert!(seen.permanent <= seen.redirects.len(), "{seen:?}");
    let is_word = |detail: &String| detail.chars().count() <= 200 && !detail.contains(char::is_control);
    assert!(seen.detail.as_ref().is_none_or(is_word), "{:?}", seen.detail);
    let kept = serde_json::to_string(seen).expect("JSON");
    assert_eq!(serde_json::from_str::<Observation>(&kept).ok().as_ref(), Some(seen), "{kept}");
}
