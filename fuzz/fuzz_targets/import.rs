//! The lines that `newslint audit import` reads.
//!
//! Laws: what is read and exported is read again, and is the same export; a fault is in a line that there is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newslint_audit::exchange::{self, ImportError};
use newslint_fuzz::store::Memory;

fuzz_target!(|lines: &[u8]| {
    let mut store = Memory::default();
    match exchange::import(lines, &mut &mut store) {
        Ok(()) => {}
        Err(ImportError::Line { line, column, message }) => {
            let own = lines.split_inclusive(|byte| *byte == b'\n').nth(line - 1).unwrap_or_default();
            let characters = String::from_utf8_lossy(own).chars().count();
            assert!(column >= 1 && column <= characters + 1 && !message.is_empty(), "{line}:{column} {message}");
        }
        Err(error) => panic!("{error:?}"),
    }
    // What stands above a fault is kept by nobody, but it was read.
    let first = export(&store);
    let mut again = Memory::default();
    let read = exchange::import(first.as_slice(), &mut &mut again);
    assert!(read.is_ok(), "{read:?} of {}", String::from_utf8_lossy(&first));
    assert_eq!(String::from_utf8_lossy(&export(&again)), String::from_utf8_lossy(&first));
    let mut copied = Memory::default();
    exchange::copy(&store, &mut &mut copied).expect("nothing fails in memory");
    assert_eq!(export(&copied), first);
});

fn export(store: &Memory) -> Vec<u8> {
    let mut lines = Vec::new();
    exchange::export(store, &mut lines).expect("nothing fails in memory");
    lines
}
