//! Parse, run, exit code; nothing else.

/// What one thread lets go, another can have: an archive is read by other threads than those that visit its sources.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::process::ExitCode;

fn main() -> ExitCode {
    newslint::cli::main()
}
