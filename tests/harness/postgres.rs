//! A PostgreSQL of the tests' own, from the distribution's packages: in a temporary folder, on a loopback port of its own,
//! as long as the tests run and no longer, however they end.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::{env, process, thread};

use tempfile::TempDir;

use super::tools::installed_in;
use super::{program, run, search_path, shell};

/// Its superuser, who needs no password. All others do.
pub const SUPERUSER: &str = "postgres";

/// Whom it runs as when the tests run as root: it refuses to be root.
const NOBODY: u32 = 65534;

const ACCESS: &str = "\
host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
";

/// Without what is for machines that lose their power, and small.
const QUICK: [(&str, &str); 3] = [("fsync", "off"), ("full_page_writes", "off"), ("shared_buffers", "'32MB'")];

/// Waits for the end of its input, which comes when whoever started it is gone, and then takes everything away.
const KEEPER: &str = r#"
trap '' INT TERM HUP
cat > /dev/null
if pid=$(head -n 1 data/postmaster.pid 2> /dev/null); then
    kill -CONT "$pid" 2> /dev/null || :
    kill -QUIT "$pid" 2> /dev/null || :
    while kill -0 "$pid" 2> /dev/null; do sleep 0.05; done
fi
rm -rf "$1"
"#;

/// A server, until it is dropped or the tests end.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    is_root: bool,
    port: u16,
    databases: AtomicU32,
    keeper: Child,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

impl Postgres {
    /// The one for whoever needs a database and does nothing to the server. `None` if it is not installed, which is said.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: LazyLock<Option<Postgres>> = LazyLock::new(Postgres::start);
        SHARED.as_ref()
    }

    /// One to be stopped and killed. `None` if it is not installed, which is said.
    pub fn start() -> Option<Self> {
        Self::start_with(&QUICK, &[])
    }

    /// One with these settings, and these files beside its configuration.
    pub fn start_with(settings: &[(&str, &str)], files: &[(&str, &str)]) -> Option<Self> {
        let programs = programs()?;
        let folder = TempDir::with_prefix("pg").unwrap().keep().canonicalize().unwrap();
        let keeper = shell(KEEPER, &folder).arg(&folder).stdin(Stdio::piped()).spawn().unwrap();
        let is_root = fs::metadata(&folder).unwrap().uid() == 0;
        let mut server = Self { programs, folder, is_root, port: 0, databases: AtomicU32::new(0), keeper };
        server.give_away(&server.folder);
        server.run("initdb", &["--no-sync", "--username", SUPERUSER, "--encoding=UTF8", "--locale=C", "data"]);
        server.write("pg_hba.conf", ACCESS);
        for (name, text) in files {
            server.write(name, text);
        }
        // Somebody else may take a port between the look at it and the start.
        for _ in 0..10 {
            server.port = free_port();
            server.configure(settings);
            if server.is_started() {
                return Some(server);
            }
        }
        panic!("{}", server.log());
    }

    /// The URL of a new, empty database, as the superuser.
    pub fn database(&self) -> String {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql(&self.url(SUPERUSER), &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// The URL of a database, as the superuser.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}@127.0.0.1:{}/{database}", self.port)
    }

    /// What a query of a database comes to: a line a row, with `|` between columns.
    pub fn sql(&self, url: &str, query: &str) -> String {
        let told = run(&mut self.psql(url), query.as_bytes());
        assert_eq!((told.code, told.stderr.as_str()), (0, ""), "{query}");
        told.stdout.trim_end().to_owned()
    }

    /// What reads queries of a database, and ends at the first one that fails.
    pub fn psql(&self, url: &str) -> Command {
        let mut command = self.command("psql");
        command.args(["-XAtq", "-v", "ON_ERROR_STOP=1", url]);
        command
    }

    /// Ends it in good order, whoever is connected.
    pub fn stop(&self) {
        self.run("pg_ctl", &["stop", "-D", "data", "-m", "fast"]);
    }

    /// Ends it as a crash does.
    pub fn kill(&self) {
        self.run("pg_ctl", &["stop", "-D", "data", "-m", "immediate"]);
    }

    /// Ends all of its processes at once.
    #[cfg(target_os = "linux")]
    pub fn crash(&self) {
        self.pause();
        let first = self.pid();
        let all = [children(first), vec![first]].concat();
        send("KILL", &all);
        while all.iter().any(|&process| !is_gone(process)) {
            thread::yield_now();
        }
        // Where nobody takes notice of its end, it would seem to be there.
        fs::remove_file(self.folder.join("data/postmaster.pid")).unwrap();
    }

    /// Starts it again.
    pub fn go_on(&self) {
        assert!(self.is_started(), "{}", self.log());
    }

    /// Nobody hears from it any more, as if the network were cut: connections stay as they are.
    #[cfg(target_os = "linux")]
    pub fn pause(&self) {
        // First the one that would start others.
        let first = self.pid();
        send("STOP", &[first]);
        while is_running(first) {
            thread::yield_now();
        }
        let others = children(first);
        send("STOP", &others);
        while others.iter().any(|&process| is_running(process)) {
            thread::yield_now();
        }
    }

    /// Goes on as if nothing had been.
    #[cfg(target_os = "linux")]
    pub fn resume(&self) {
        let first = self.pid();
        send("CONT", &children(first));
        send("CONT", &[first]);
    }

    #[cfg(target_os = "linux")]
    fn pid(&self) -> u32 {
        let text = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        text.lines().next().unwrap().parse().unwrap()
    }

    fn configure(&self, settings: &[(&str, &str)]) {
        let place = format!("listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = ''\n", self.port);
        let words = "lc_messages = 'C'\ntimezone = 'UTC'\n".to_owned();
        let settings = settings.iter().map(|(name, value)| format!("{name} = {value}\n"));
        self.write("postgresql.conf", &[place, words].into_iter().chain(settings).collect::<String>());
    }

    /// Writes a file beside the configuration that nobody else may read, as keys have to be.
    fn write(&self, name: &str, text: &str) {
        let path = self.folder.join("data").join(name);
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
        file.unwrap().write_all(text.as_bytes()).unwrap();
        self.give_away(&path);
    }

    /// Makes a file that of whoever the server runs as.
    fn give_away(&self, path: &Path) {
        if self.is_root {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }

    fn is_started(&self) -> bool {
        run(self.command("pg_ctl").args(["start", "-w", "-D", "data", "-l", "log"]), b"").code == 0
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn run(&self, name: &str, arguments: &[&str]) {
        let told = run(self.command(name).args(arguments), b"");
        assert_eq!(told.code, 0, "{name}: {}{}", told.stdout, told.stderr);
    }

    /// One of its programs, run by somebody who may run it.
    fn command(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        if !self.is_root {
            return program(path, &self.folder);
        }
        let mut command = program("setpriv", &self.folder);
        command.args([format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")]).arg("--clear-groups").arg(path);
        command
    }
}

/// The folder with its programs: Debian keeps them out of `PATH`.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let users = search_path(&[]);
    let path: OsString = env::join_paths(env::split_paths(&users).chain(folders)).unwrap();
    let initdb = installed_in(&path, "initdb")?;
    // What is linked from elsewhere stands beside the others there.
    initdb.canonicalize().unwrap().parent().map(Path::to_owned)
}

/// A port at which nobody listens, of those that no connection gets by itself.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = process::id() as u16;
    loop {
        let port = 10_000 + first.wrapping_mul(61).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

#[cfg(target_os = "linux")]
fn children(parent: u32) -> Vec<u32> {
    let processes =
        fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
    processes.filter(|&process| status(process, "PPid:").trim() == parent.to_string()).collect()
}

/// Whether a process does anything: a signal that stops one takes its time.
#[cfg(target_os = "linux")]
fn is_running(process: u32) -> bool {
    let state = status(process, "State:");
    !state.is_empty() && !state.contains("stopped") && !state.contains("zombie")
}

/// Whether a process has ended, and at most its parent does not know yet.
#[cfg(target_os = "linux")]
fn is_gone(process: u32) -> bool {
    let state = status(process, "State:");
    state.is_empty() || state.contains("zombie")
}

/// What Linux says of a process under this name. Nothing if it is gone.
#[cfg(target_os = "linux")]
fn status(process: u32, name: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned()
}

/// Sends a signal to processes. One that is gone meanwhile needs none.
#[cfg(target_os = "linux")]
fn send(signal: &str, processes: &[u32]) {
    for process in processes {
        let _ = run(program("kill", Path::new("/")).arg(format!("-{signal}")).arg(process.to_string()), b"");
    }
}

#[test]
fn what_a_server_has_taken_is_there_after_a_crash() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    server.sql(&url, "CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2)");
    server.kill();
    server.go_on();
    assert_eq!(server.sql(&url, "SELECT n, -n FROM t ORDER BY n"), "1|-1\n2|-2");
    server.stop();
    server.go_on();
    assert_eq!(server.sql(&url, "SELECT count(*) FROM t"), "2");
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_server_has_taken_is_there_after_all_of_it_was_killed() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    server.sql(&url, "CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
    server.crash();
    server.go_on();
    assert_eq!(server.sql(&url, "SELECT n FROM t"), "1");
}

#[test]
fn each_test_has_a_database_of_its_own() {
    let Some(server) = Postgres::shared() else { return };
    let urls = [server.database(), server.database()];
    for url in &urls {
        server.sql(url, "CREATE TABLE t ()");
    }
    assert_ne!(urls[0], urls[1]);
}

#[test]
fn nothing_is_left_of_a_server() {
    let Some(server) = Postgres::start() else { return };
    let folder = server.folder.clone();
    let caught = std::panic::catch_unwind(move || {
        let _server = server;
        panic!("as a test that fails");
    });
    assert!(caught.is_err() && !folder.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_paused_server_says_nothing_until_it_goes_on() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    server.pause();
    let all = [children(server.pid()), vec![server.pid()]].concat();
    assert!(all.len() > 1 && !all.into_iter().any(is_running));
    server.resume();
    assert_eq!(server.sql(&url, "SELECT 1"), "1");
}
