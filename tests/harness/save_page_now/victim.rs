//! What is done to a run in the middle of a request.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;

use super::SavePageNow;
use super::account::Account;
use super::request::Request;

/// When to kill the run that asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before the request has any effect.
    Before,
    /// When it had, and is not answered.
    After,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Blow {
    Kill(Moment),
    /// These signals, when the request had its effect, which is then answered or not.
    Signals(&'static [&'static str], bool),
}

/// The run, and the request at which something is done to it, counted from here.
#[derive(Default)]
pub(super) struct Victim {
    planned: Option<(usize, Blow)>,
    child: Option<Child>,
}

impl SavePageNow {
    /// Runs a command, and kills it at a request. Says whether it was killed.
    pub fn kill(&self, command: &mut Command, request: usize, moment: Moment) -> bool {
        let (status, told) = self.strike(command, request, Blow::Kill(moment));
        assert!(status.code().is_none_or(|code| code == 0), "{told}");
        status.code().is_none()
    }

    /// Runs a command, and sends it signals at a request, which is then answered or not. Says what it told.
    pub fn interrupt(
        &self,
        command: &mut Command,
        request: usize,
        signals: &'static [&'static str],
        is_answered: bool,
    ) -> (Option<i32>, String) {
        let (status, told) = self.strike(command, request, Blow::Signals(signals, is_answered));
        (status.code(), told)
    }

    fn strike(&self, command: &mut Command, request: usize, blow: Blow) -> (ExitStatus, String) {
        let mut words = {
            let victim = &mut self.state().victim;
            victim.planned = Some((request, blow));
            let child = victim.child.insert(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
            child.stderr.take().unwrap()
        };
        // Its end closes the pipe.
        let mut told = String::new();
        words.read_to_string(&mut told).unwrap();
        let victim = &mut self.state().victim;
        victim.planned = None;
        (victim.child.take().unwrap().wait().unwrap(), told)
    }
}

impl Victim {
    /// Counts a request, and says what is done at it.
    fn blow(&mut self) -> Option<Blow> {
        let (left, blow) = self.planned.as_mut()?;
        *left = left.saturating_sub(1);
        if *left > 0 {
            return None;
        }
        let blow = *blow;
        self.planned = None;
        Some(blow)
    }

    fn kill(&mut self) {
        self.child.as_mut().unwrap().kill().unwrap();
    }

    fn signal(&self, names: &[&str]) {
        let process = self.child.as_ref().unwrap().id().to_string();
        for name in names {
            assert!(Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
        }
    }
}

/// Answers a request, and does to the run what is to be done at it.
pub(super) fn serve(mut stream: &TcpStream, account: &Mutex<Account>) -> std::io::Result<()> {
    let request = Request::read(stream)?;
    let mut account = account.lock().unwrap();
    let blow = account.victim.blow();
    if blow == Some(Blow::Kill(Moment::Before)) {
        account.victim.kill();
        return Ok(());
    }
    let reply = account.reply(&request);
    match blow {
        Some(Blow::Kill(_)) => {
            account.victim.kill();
            return Ok(());
        }
        Some(Blow::Signals(names, is_answered)) => {
            account.victim.signal(names);
            drop(account);
            if !is_answered {
                // Until the other side has had enough.
                let _ = stream.read(&mut [0]);
                return Ok(());
            }
        }
        None => drop(account),
    }
    stream.write_all(&reply)
}
