//! The wall and CPU time of commands that run in turns.

use std::process::Command;
use std::time::{Duration, Instant};

use wait4::Wait4;

use super::Result;

/// Rounds; odd, so that the median is a run. Commands that are over at once have more of them, since what else the
/// machine does disturbs these most.
const ROUNDS: usize = 9;
const QUICK_ROUNDS: usize = 41;
const QUICK: Duration = Duration::from_millis(100);

/// What a run took, or the medians of many.
#[derive(Clone, Copy)]
pub struct Cost {
    pub wall: Duration,
    /// User and system time, of all threads and of all processes that the command waited for.
    pub cpu: Duration,
}

impl Cost {
    pub fn milliseconds(&self) -> f64 {
        super::milliseconds(self.wall)
    }

    /// How many times as much this is as `other`: wall, CPU.
    pub fn over(&self, other: &Self) -> [f64; 2] {
        [self.wall.as_secs_f64() / other.wall.as_secs_f64(), self.cpu.as_secs_f64() / other.cpu.as_secs_f64()]
    }
}

/// A command, and the code that it has to exit with: with any other one, something else was measured.
pub struct Side {
    command: Command,
    code: i32,
}

impl Side {
    pub const fn new(command: Command) -> Self {
        Self { command, code: 0 }
    }

    pub fn exits(self, code: i32) -> Self {
        Self { code, ..self }
    }

    fn run(&mut self) -> Result<Cost> {
        let start = Instant::now();
        let used = self.command.spawn()?.wait4()?;
        let wall = start.elapsed();
        if used.status.code() != Some(self.code) {
            return Err(format!("{:?}: {}", self.command, used.status).into());
        }
        Ok(Cost { wall, cpu: used.rusage.utime + used.rusage.stime })
    }
}

/// Runs the commands in turns, after a first round that fills the page cache, and returns the medians of each.
pub fn in_turns<const N: usize>(mut sides: [Side; N]) -> Result<[Cost; N]> {
    let warming = Instant::now();
    for side in &mut sides {
        side.run()?;
    }
    let rounds = if warming.elapsed() < QUICK { QUICK_ROUNDS } else { ROUNDS };
    let mut costs = [const { Vec::new() }; N];
    for _ in 0..rounds {
        for (side, costs) in sides.iter_mut().zip(&mut costs) {
            costs.push(side.run()?);
        }
    }
    Ok(costs.map(|costs| Cost {
        wall: median(costs.iter().map(|cost| cost.wall).collect()),
        cpu: median(costs.iter().map(|cost| cost.cpu).collect()),
    }))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
