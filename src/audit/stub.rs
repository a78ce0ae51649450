//! Stands in for what other branches build; goes when they are merged.
#![allow(missing_docs)]
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Capture, History, Judgment, Tier, Verdict};
use crate::links::Observation;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Alive,
    Blocked,
    Neutral,
    Evidence(Tier),
}
pub fn reading(_: &Observation) -> Reading {
    Reading::Neutral
}
#[derive(Default)]
pub struct Policy;
pub fn judge(host: &[History], _: &Policy, _: Timestamp) -> Vec<Judgment> {
    host.iter()
        .map(|_| Judgment {
            verdict: Verdict::Uncertain,
            cause: None,
            since: None,
            tier: None,
            counted: 0,
            last: None,
            redirect: None,
            repair: None,
            tls: None,
            quarantined_until: None,
        })
        .collect()
}
pub struct Store;
pub type StoreError = String;
impl Store {
    pub fn open(_: &Path) -> Result<Store, StoreError> {
        Ok(Store)
    }
    pub fn for_each_host(
        &self,
        _: &mut dyn FnMut(&str, &[History]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        Ok(())
    }
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    pub url: String,
    pub at: Timestamp,
    pub days: i32,
    pub weak: bool,
}
pub fn choose(_: &[Capture], _: Date, _: &std::collections::BTreeSet<&str>) -> Option<Copy> {
    None
}
