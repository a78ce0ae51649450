//! `newslint server`, as editors have it: messages over its standard input and output, on files on disk.

mod actions;
mod completion;
mod diagnostics;
mod editor;
mod fix_law;
mod hostile;
mod law;
mod line_ends;
mod reading;
mod rename;
mod robust;
mod upkeep;
