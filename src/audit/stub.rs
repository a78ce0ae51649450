//! Stands in for the store until it is there: reads lines of JSON.
#![allow(missing_docs, clippy::unwrap_used)]
use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{Entry, History, Lookup};
use crate::links::{Observation, request_url};

pub struct Store(BTreeMap<String, Vec<History>>);
pub type StoreError = String;
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Look {
        url: String,
        #[serde(flatten)]
        lookup: Lookup,
    },
    Seen {
        url: String,
        at: jiff::Timestamp,
        vantage: String,
        #[serde(flatten)]
        observation: Observation,
    },
}
impl Store {
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let text = std::fs::read_to_string(path).map_err(|_| format!("no store at {}", path.display()))?;
        let mut urls: BTreeMap<String, History> = BTreeMap::new();
        for line in text.lines() {
            let line: Line = serde_json::from_str(line).map_err(|e| format!("{e}: {line}"))?;
            let (Line::Look { url, .. } | Line::Seen { url, .. }) = &line;
            let history = urls.entry(url.clone()).or_insert_with(|| History {
                url: url.clone(),
                entries: vec![],
                lookups: vec![],
            });
            match line {
                Line::Look { lookup, .. } => history.lookups.push(lookup),
                Line::Seen { at, vantage, observation, .. } => {
                    history.entries.push(Entry { at, vantage: vantage.into(), observation })
                }
            }
        }
        let mut hosts: BTreeMap<String, Vec<History>> = BTreeMap::new();
        for (url, history) in urls {
            let host = request_url(&url).and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default();
            hosts.entry(host).or_default().push(history);
        }
        Ok(Store(hosts))
    }
    pub fn for_each_host(
        &self,
        f: &mut dyn FnMut(&str, &[History]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.0.iter().try_for_each(|(host, histories)| f(host, histories))
    }
}
