//! The records on the pages of a damaged database, whatever has become of the tree that leads to them
//! (<https://sqlite.org/fileformat2.html>).

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use rusqlite::types::Value;

/// A record, with the number of its row in a table that has such numbers.
pub(super) struct Record {
    pub row: Option<i64>,
    pub values: Vec<Value>,
}

/// How many pages there are, and of how many nothing could be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PageCount {
    pub all: usize,
    pub unreadable: usize,
}

/// What newslint writes, if the file no longer says how large its pages are.
const USUAL_SIZE: usize = 4096;
/// What a page may hold of the longest record: more than any observation or answer of a web archive has.
const LONGEST: usize = 1 << 24;
/// The first page has this much before its records.
const FILE_HEADER: usize = 100;

/// A database's file, page by page.
struct Pages {
    file: File,
    size: usize,
    /// What there is on a page for records.
    usable: usize,
    count: usize,
    /// Pages that continue a record of another one, or are free, and have what was there before.
    others: Vec<bool>,
}

/// What kind of page it is, with what its records are like.
#[derive(Clone, Copy)]
enum PageKind {
    /// Of a table with row numbers.
    Rows,
    /// Of an index, or a table that is one.
    Keys { is_leaf: bool },
    /// One that only leads to others.
    Inner,
}

/// Hands out every record that can be read.
pub(super) fn each_record<E: From<io::Error>>(
    file: File,
    mut each: impl FnMut(Record) -> Result<(), E>,
) -> Result<PageCount, E> {
    let mut pages = Pages::new(file)?;
    pages.pass_over_free_ones()?;
    let mut suspects = Vec::new();
    for number in 0..pages.count {
        if pages.others[number] {
            continue;
        }
        let page = pages.read(number)?;
        match pages.records(number, &page) {
            Some((records, is_whole)) => {
                records.into_iter().try_for_each(&mut each)?;
                if !is_whole {
                    suspects.push(number);
                }
            }
            None => suspects.push(number),
        }
    }
    let unreadable = suspects.into_iter().filter(|&number| !pages.others[number]).count();
    Ok(PageCount { all: pages.count, unreadable })
}

impl Pages {
    fn new(mut file: File) -> io::Result<Self> {
        let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        let mut header = [0; FILE_HEADER];
        let is_there = file.read_exact(&mut header).is_ok();
        let size = match usize::from(u16::from_be_bytes([header[16], header[17]])) {
            1 => 65_536,
            size if is_there && size >= 512 && size.is_power_of_two() => size,
            _ => USUAL_SIZE,
        };
        let reserved = usize::from(header[20]);
        let usable = if reserved <= 32 { size - reserved } else { size };
        let count = length.div_ceil(size);
        Ok(Self { file, size, usable, count, others: vec![false; count] })
    }

    /// A page, by its number from 0. The last one may be cut, and is as if it went on with zeros.
    fn read(&mut self, number: usize) -> io::Result<Vec<u8>> {
        let mut page = Vec::with_capacity(self.size);
        self.file.seek(SeekFrom::Start(number as u64 * self.size as u64))?;
        (&mut self.file).take(self.size as u64).read_to_end(&mut page)?;
        page.resize(self.size, 0);
        Ok(page)
    }

    /// Follows the list of pages that are free (§1.5).
    fn pass_over_free_ones(&mut self) -> io::Result<()> {
        let number = |page: &[u8], at: usize| {
            let bytes = page.get(at..at + 4)?.try_into().ok()?;
            usize::try_from(u32::from_be_bytes(bytes)).ok()?.checked_sub(1)
        };
        if self.count == 0 {
            return Ok(());
        }
        let first = self.read(0)?;
        let mut next = number(&first, 32);
        while let Some(trunk) = next.filter(|&trunk| trunk > 0 && trunk < self.count && !self.others[trunk]) {
            self.others[trunk] = true;
            let page = self.read(trunk)?;
            let free = number(&page, 4).map_or(0, |free| free + 1).min(self.size / 4 - 2);
            for leaf in (0..free).filter_map(|leaf| number(&page, 8 + 4 * leaf)) {
                if let Some(is_other) = self.others.get_mut(leaf) {
                    *is_other = true;
                }
            }
            next = number(&page, 0);
        }
        Ok(())
    }

    /// The records of a page, and whether all of them could be read. `None` if it is no page of a tree.
    fn records(&mut self, number: usize, page: &[u8]) -> Option<(Vec<Record>, bool)> {
        let start = if number == 0 { FILE_HEADER } else { 0 };
        let (kind, header) = match page.get(start)? {
            13 => (PageKind::Rows, 8),
            10 => (PageKind::Keys { is_leaf: true }, 8),
            2 => (PageKind::Keys { is_leaf: false }, 12),
            5 => (PageKind::Inner, 12),
            _ => return None,
        };
        let count = usize::from(u16::from_be_bytes([*page.get(start + 3)?, *page.get(start + 4)?]));
        let pointers = page.get(start + header..start + header + 2 * count)?;
        if matches!(kind, PageKind::Inner) {
            return Some((Vec::new(), true));
        }
        let cells = pointers.chunks_exact(2).map(|at| usize::from(u16::from_be_bytes([at[0], at[1]])));
        let records: Vec<_> = cells.filter_map(|at| self.record(kind, page, at)).collect();
        let is_whole = records.len() == count;
        Some((records, is_whole))
    }

    fn record(&mut self, kind: PageKind, page: &[u8], at: usize) -> Option<Record> {
        let mut cell = page.get(at..self.usable)?;
        if matches!(kind, PageKind::Keys { is_leaf: false }) {
            cell = cell.get(4..)?;
        }
        let length = usize::try_from(varint(&mut cell)?).ok().filter(|&length| length <= LONGEST)?;
        let row = if matches!(kind, PageKind::Rows) { Some(varint(&mut cell)?.cast_signed()) } else { None };
        let local = self.local(kind, length);
        let mut payload = cell.get(..local)?.to_vec();
        if local < length {
            let next = cell.get(local..local + 4)?;
            self.continue_record(next.try_into().ok()?, length, &mut payload)?;
        }
        Some(Record { row, values: values(&payload)? })
    }

    /// How much of a record of this length is on its own page (§1.6).
    fn local(&self, kind: PageKind, length: usize) -> usize {
        let usable = self.usable;
        let least = (usable - 12) * 32 / 255 - 23;
        let most = match kind {
            PageKind::Rows => usable - 35,
            PageKind::Keys { .. } | PageKind::Inner => (usable - 12) * 64 / 255 - 23,
        };
        let fitting = least + length.saturating_sub(least) % (usable - 4);
        match length {
            length if length <= most => length,
            _ if fitting <= most => fitting,
            _ => least,
        }
    }

    fn continue_record(&mut self, next: [u8; 4], length: usize, payload: &mut Vec<u8>) -> Option<()> {
        let mut next = next;
        while payload.len() < length {
            let number = usize::try_from(u32::from_be_bytes(next)).ok()?.checked_sub(1)?;
            if number >= self.count {
                return None;
            }
            let page = self.read(number).ok()?;
            self.others[number] = true;
            next = page.get(..4)?.try_into().ok()?;
            let left = (length - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(page.get(4..4 + left)?);
        }
        Some(())
    }
}

/// The values of a record (§2.1).
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let mut header = payload;
    let length = usize::try_from(varint(&mut header)?).ok()?;
    let mut types = payload.get(payload.len() - header.len()..length)?;
    let mut content = payload.get(length..)?;
    let mut values = Vec::new();
    while !types.is_empty() {
        values.push(value(varint(&mut types)?, &mut content)?);
    }
    // A header of zeros is one of nothing.
    (!values.is_empty() && content.is_empty()).then_some(values)
}

fn value(serial: u64, content: &mut &[u8]) -> Option<Value> {
    let mut take = |length: usize| {
        let (taken, rest) = content.split_at_checked(length)?;
        *content = rest;
        Some(taken)
    };
    let mut integer = |length: usize| {
        let bytes = take(length)?;
        let sign = if bytes.first()? & 0x80 == 0 { 0 } else { -1 };
        Some(Value::Integer(bytes.iter().fold(sign, |number: i64, &byte| number << 8 | i64::from(byte))))
    };
    match serial {
        0 => Some(Value::Null),
        length @ 1..=4 => integer(length as usize),
        5 => integer(6),
        6 => integer(8),
        8 | 9 => Some(Value::Integer(i64::from(serial == 9))),
        12.. => {
            let bytes = take(usize::try_from((serial - 12) / 2).ok()?)?;
            match serial % 2 {
                0 => Some(Value::Blob(bytes.to_owned())),
                _ => Some(Value::Text(str::from_utf8(bytes).ok()?.to_owned())),
            }
        }
        // Real numbers are in no store.
        _ => None,
    }
}

/// A number of one to nine bytes, most of which have seven bits of it.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number: u64 = 0;
    for at in 0..9 {
        let byte = *bytes.get(at)?;
        if at == 8 {
            *bytes = &bytes[9..];
            return Some(number << 8 | u64::from(byte));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            *bytes = &bytes[at + 1..];
            return Some(number);
        }
    }
    None
}
