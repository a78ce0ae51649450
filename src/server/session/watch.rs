//! Whether the editor still lives: one that dies may leave its pipes open to others (LSP 3.17, "initialize", `processId`).

use std::time::Duration;

/// How often to look.
pub const PACE: Duration = Duration::from_secs(3);

/// The editor's process, if it said which that is.
#[derive(Default)]
pub struct Parent {
    #[cfg(unix)]
    pid: Option<rustix::process::Pid>,
}

impl Parent {
    /// The process with that number.
    #[cfg(unix)]
    pub fn of(pid: Option<i32>) -> Parent {
        Parent { pid: pid.and_then(rustix::process::Pid::from_raw) }
    }

    /// The process with that number; elsewhere the end of standard input has to tell.
    #[cfg(not(unix))]
    pub fn of(_pid: Option<i32>) -> Parent {
        Parent::default()
    }

    /// Whether there is no such process any more.
    #[cfg(unix)]
    pub fn is_gone(&self) -> bool {
        let gone = |pid| rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH);
        self.pid.is_some_and(gone)
    }

    /// Whether there is no such process any more.
    #[cfg(not(unix))]
    pub fn is_gone(&self) -> bool {
        false
    }
}
