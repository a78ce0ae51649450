//! Faults at every call that writes: full disks, disks that fail, and runs that are ended.
//!
//! The law: afterwards each file is the old one or the new one, whole, with its permissions; whoever ran the command is told
//! which file and why, in the exit code too; and a second run ends where one without a fault does.
//!
//! Each round goes over every call, with another fault and another signal at each. `NEWSLINT_LAW_ROUNDS=0..12` goes over
//! all of them.

mod baseline;
mod clock;
mod fix;
mod law;
mod output;
mod read;
mod setup;
mod shim;
mod store;
mod together;
