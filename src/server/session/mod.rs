//! A session with an editor: messages come in, and one thread has the state and takes them in their order. What takes time
//! is done by others on snapshots, and comes back as a message of its own.

mod archives;
mod capabilities;
mod handler;
mod notifications;
mod outgoing;
mod routes;
mod watch;
mod workers;

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, select, tick, unbounded};
use gen_lsp_types::InitializeParams;
use jiff::civil::Date;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};

use self::archives::Archives;
use self::outgoing::Outgoing;
use self::watch::Parent;
use self::workers::{Done, Job, Workers};
use super::client::Client;
use super::features::explained;
use super::transport::{Incoming, Transport};

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As the protocol has it: `shutdown`, then `exit`.
    Orderly,
    /// Otherwise.
    Broken,
}

/// Serves an editor, who writes to `input` and reads `output`, until it leaves. `today` is asked for the day of each check.
///
/// # Errors
///
/// The system has no thread for it.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    today: &dyn Fn() -> Date,
) -> io::Result<End> {
    let transport = Transport::start(input, output)?;
    let (done, results) = unbounded();
    let workers = Workers::start(&done)?;
    let mut session = Session {
        sender: transport.sender.clone(),
        stage: Stage::Silent,
        archives: Archives::default(),
        pending: HashMap::new(),
        outgoing: Outgoing::new(transport.sender.clone()),
        polled: Polled::default(),
        workers,
        parent: Parent::default(),
        today,
    };
    let end = session.run(&transport.receiver, &results);
    drop(session);
    transport.finish();
    Ok(end)
}

/// How far the protocol's own talk is.
enum Stage {
    /// The client has not said what it can do.
    Silent,
    Talking(Arc<Client>),
    /// The client has said that it will leave.
    Leaving,
}

/// Requests that clients send again as soon as they are answered. They are answered when something may have changed, and
/// not while somebody types: the whole archive is a lot to check.
#[derive(Default)]
struct Polled {
    /// Whether nothing has changed since the last answer.
    is_told: bool,
    /// Those that wait for something to change.
    waiting: Vec<Request>,
}

struct Session<'t> {
    sender: Sender<Message>,
    stage: Stage,
    archives: Archives,
    /// Requests that are not answered, each with whether it is still wanted.
    pending: HashMap<RequestId, Arc<AtomicBool>>,
    outgoing: Outgoing,
    polled: Polled,
    workers: Workers,
    parent: Parent,
    today: &'t dyn Fn() -> Date,
}

impl Session<'_> {
    fn run(&mut self, messages: &Receiver<Incoming>, results: &Receiver<Done>) -> End {
        let watch = tick(watch::PACE);
        loop {
            select! {
                recv(messages) -> message => match message {
                    Ok(Incoming::Message(message)) => {
                        if let Some(end) = self.take(message) {
                            return end;
                        }
                    }
                    Ok(Incoming::NoMessage(answer)) => self.send(answer),
                    Ok(Incoming::End(why)) => {
                        if let Some(why) = why {
                            // Nothing depends on whether anybody reads this.
                            let _ = writeln!(io::stderr(), "newslint: the editor sent an invalid message: {why}");
                        }
                        return End::Broken;
                    }
                    Err(_) => return End::Broken,
                },
                recv(results) -> result => result.into_iter().for_each(|done| self.take_result(done)),
                recv(watch) -> _ => {
                    if self.parent.is_gone() {
                        return End::Broken;
                    }
                }
            }
        }
    }

    fn take(&mut self, message: Message) -> Option<End> {
        match message {
            Message::Notification(notification) if notification.method == "exit" => {
                return Some(if matches!(self.stage, Stage::Leaving) { End::Orderly } else { End::Broken });
            }
            Message::Notification(notification) => self.take_notification(notification),
            Message::Request(request) => self.take_request(request),
            // No answer changes what is done.
            Message::Response(_) => {}
        }
        None
    }

    fn take_notification(&mut self, notification: Notification) {
        let Stage::Talking(client) = &self.stage else { return };
        let client = Arc::clone(client);
        if notification.method == "$/cancelRequest" {
            if let Some(id) = notifications::cancelled(notification.params) {
                self.cancel(id);
            }
            return;
        }
        let refreshed = notifications::take(&mut self.archives, &client, notification, (self.today)());
        for (archive, what) in refreshed {
            self.refresh(archive, what, &client);
        }
    }

    fn take_request(&mut self, request: Request) {
        match (&self.stage, request.method.as_str()) {
            (Stage::Silent, "initialize") => self.initialize(request),
            (Stage::Silent, _) => self.fail(request.id, ErrorCode::ServerNotInitialized, "not initialized"),
            (Stage::Leaving, _) => self.fail(request.id, ErrorCode::InvalidRequest, "the session is over"),
            (Stage::Talking(_), "initialize") => self.fail(request.id, ErrorCode::InvalidRequest, "initialized twice"),
            (Stage::Talking(_), "shutdown") => {
                self.stage = Stage::Leaving;
                // Each request is answered, be it that nobody goes on with it.
                for id in self.pending.keys().cloned().collect::<Vec<_>>() {
                    self.cancel(id);
                }
                self.send(Response::new_ok(request.id, ()).into());
            }
            (Stage::Talking(client), _) => {
                let client = Arc::clone(client);
                self.answer(request, &client);
            }
        }
    }

    fn initialize(&mut self, request: Request) {
        let params = match serde_json::from_value::<InitializeParams>(request.params) {
            Ok(params) => params,
            Err(error) => return self.fail(request.id, ErrorCode::InvalidParams, &error.to_string()),
        };
        let client = Arc::new(Client::of(&params));
        self.parent = Parent::of(params.process_id);
        self.send(Response::new_ok(request.id, capabilities::initialized(&client)).into());
        self.stage = Stage::Talking(Arc::clone(&client));
        let today = (self.today)();
        for archive in self.archives.open_folders(&params, today) {
            self.refresh(archive, archives::Refreshed::opened(), &client);
        }
    }

    /// Hands a request to the workers, with the archives as they are now.
    fn answer(&mut self, request: Request, client: &Arc<Client>) {
        let Some(handler) = routes::handler(&request.method) else {
            return self.fail(request.id, ErrorCode::MethodNotFound, &format!("no method {}", request.method));
        };
        if request.method == routes::COMMAND
            && let Ok(command) = serde_json::from_value(request.params.clone())
            && let Some(rule) = explained(&command)
        {
            self.outgoing.show_rule(rule, client.shows_documents);
        }
        if request.method == routes::POLLED && std::mem::replace(&mut self.polled.is_told, true) {
            self.pending.insert(request.id.clone(), Arc::default());
            return self.polled.waiting.push(request);
        }
        let is_wanted = Arc::new(AtomicBool::new(true));
        self.pending.insert(request.id.clone(), Arc::clone(&is_wanted));
        let job = Job::Answer { request, handler, snapshots: Vec::new(), is_wanted };
        self.archives.when_indexed(handler.needs_index, job);
        self.start_waiting(client);
    }

    /// Starts the requests for which all is known that they ask about.
    fn start_waiting(&mut self, client: &Arc<Client>) {
        for job in self.archives.ready_jobs(client, (self.today)()) {
            self.workers.start_job(job);
        }
    }

    fn cancel(&mut self, id: RequestId) {
        if let Some(is_wanted) = self.pending.remove(&id) {
            is_wanted.store(false, Ordering::Relaxed);
            self.fail(id, ErrorCode::RequestCanceled, "cancelled");
        }
    }

    fn take_result(&mut self, done: Done) {
        let Stage::Talking(client) = &self.stage else { return };
        let client = Arc::clone(client);
        match done {
            Done::Answered(response) => {
                // One that was cancelled is answered already.
                if self.pending.remove(&response.id).is_some() {
                    self.send(response.into());
                }
            }
            Done::Indexed { archive, generation, base } => {
                if self.archives.take_index(archive, generation, base) {
                    self.outgoing.end_progress(archive);
                    self.start_waiting(&client);
                }
            }
            Done::Indexing { archive, percentage } => self.outgoing.report_progress(archive, percentage),
            Done::Diagnosed { archive, files } => {
                for published in self.archives.fresh(archive, files) {
                    self.outgoing.publish(published);
                }
            }
        }
    }

    /// Does what is to be done after something changed in an archive.
    fn refresh(&mut self, archive: usize, what: archives::Refreshed, client: &Arc<Client>) {
        let today = (self.today)();
        if what.is_new && client.watches {
            self.outgoing.watch_files();
        }
        if what.rebuilds
            && let Some((generation, snapshot)) = self.archives.begin_index(archive, client, today)
        {
            if client.shows_progress {
                self.outgoing.begin_progress(archive);
            }
            self.workers.start_job(Job::Index { archive, generation, snapshot: Box::new(snapshot) });
        }
        what.closed.into_iter().for_each(|uri| self.outgoing.publish((uri, None, Vec::new())));
        // Of a file that was just closed, too.
        if what.settings {
            self.archives.setting_faults(archive, client).into_iter().for_each(|fault| self.outgoing.publish(fault));
        }
        if client.pulls && what.elsewhere && client.refreshes {
            self.outgoing.refresh_diagnostics();
        }
        if !client.pulls
            && let Some(snapshot) = self.archives.snapshot(archive, client, today)
        {
            self.workers.diagnose(archive, snapshot, what.first);
        }
        self.start_waiting(client);
        if what.elsewhere || what.rebuilds {
            self.answer_polled(client);
        }
    }

    /// Answers what waits for something to change.
    fn answer_polled(&mut self, client: &Arc<Client>) {
        self.polled.is_told = false;
        for request in std::mem::take(&mut self.polled.waiting) {
            if self.pending.contains_key(&request.id) {
                self.answer(request, client);
            }
        }
    }

    fn fail(&self, id: RequestId, code: ErrorCode, why: &str) {
        self.send(Response::new_err(id, code as i32, why.to_owned()).into());
    }

    fn send(&self, message: Message) {
        // Whoever is gone is noticed where messages come in.
        let _ = self.sender.send(message);
    }
}
