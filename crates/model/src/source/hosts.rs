//! What is different for a host: decisions of the archive's maintainers, each with its reason.

use std::collections::BTreeMap;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};

/// The hosts for which something is different.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts(BTreeMap<String, HostSettings>);

/// What is different for a host and its subdomains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostSettings {
    /// Why, in the words of the configuration.
    pub reason: String,
    /// How long it is left alone between two requests, if not as long as others.
    pub gap: Option<Duration>,
    /// Statuses that mean there that the document is there.
    pub alive: Vec<u16>,
    /// Whether it is visited at all.
    pub visit: bool,
    /// Headers of each request to it, and the names of the environment variables that hold their values.
    pub variables: Vec<(HeaderName, String)>,
    /// The same with the values, once [`Hosts::read_environment`] has read them.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Hosts {
    /// Whether nothing is different for any host.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The settings for a host, which is as [`url::Url::host_str`] has it: its own, or those of the nearest domain
    /// above it.
    pub fn of(&self, host: &str) -> Option<&HostSettings> {
        let host = host.strip_suffix('.').unwrap_or(host);
        let names = std::iter::successors(Some(host), |name| name.split_once('.').map(|(_, above)| above));
        names.into_iter().find_map(|name| self.0.get(name))
    }

    /// Reads the values of the headers. `get` has the value of an environment variable.
    ///
    /// An error does not tell the value: it may be secret.
    pub fn read_environment(&mut self, get: impl Fn(&str) -> Option<String>) -> Result<(), String> {
        for (host, settings) in &mut self.0 {
            settings.headers.clear();
            for (name, variable) in &settings.variables {
                let value = get(variable).ok_or_else(|| {
                    format!("{host}: the environment variable {variable}, for the header {name}, is not set")
                })?;
                let mut value = HeaderValue::from_str(&value).map_err(|_| {
                    format!("{host}: the environment variable {variable} holds no value for the header {name}")
                })?;
                value.set_sensitive(true);
                settings.headers.push((name.clone(), value));
            }
        }
        Ok(())
    }
}

impl FromIterator<(String, HostSettings)> for Hosts {
    fn from_iter<I: IntoIterator<Item = (String, HostSettings)>>(hosts: I) -> Self {
        Self(hosts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use http::header::COOKIE;

    use super::*;

    fn settings(reason: &str) -> HostSettings {
        HostSettings {
            reason: reason.to_owned(),
            gap: None,
            alive: Vec::new(),
            visit: true,
            variables: vec![(COOKIE, "TOKEN".to_owned())],
            headers: Vec::new(),
        }
    }

    #[test]
    fn the_longest_name_wins() {
        let names = ["gazette.example", "old.gazette.example", "127.0.0.1", "[::1]"];
        let hosts: Hosts = names.into_iter().map(|name| (name.to_owned(), settings(name))).collect();
        for (host, expected) in [
            ("gazette.example", Some("gazette.example")),
            ("gazette.example.", Some("gazette.example")),
            ("www.gazette.example", Some("gazette.example")),
            ("old.gazette.example", Some("old.gazette.example")),
            ("www.old.gazette.example", Some("old.gazette.example")),
            ("bold.gazette.example", Some("gazette.example")),
            ("thegazette.example", None),
            ("example", None),
            ("127.0.0.1", Some("127.0.0.1")),
            ("127.0.0.2", None),
            ("[::1]", Some("[::1]")),
            ("", None),
        ] {
            assert_eq!(hosts.of(host).map(|settings| settings.reason.as_str()), expected, "{host}");
        }
        assert!(Hosts::default().of("gazette.example").is_none());
    }

    #[test]
    fn headers_come_from_the_environment_and_are_not_shown() -> Result<(), String> {
        let mut hosts: Hosts = [("gazette.example".to_owned(), settings(""))].into_iter().collect();
        hosts.read_environment(|name| (name == "TOKEN").then(|| "secret".to_owned()))?;
        let values: Vec<_> = hosts.of("gazette.example").into_iter().flat_map(|found| &found.headers).collect();
        assert!(matches!(&values[..], [(name, value)] if *name == COOKIE && value == "secret"));
        assert!(!format!("{hosts:?}").contains("secret"));
        let unset = "gazette.example: the environment variable TOKEN, for the header cookie, is not set";
        assert_eq!(hosts.read_environment(|_| None), Err(unset.to_owned()));
        let broken = "gazette.example: the environment variable TOKEN holds no value for the header cookie";
        assert_eq!(hosts.read_environment(|_| Some("secret\r\nx: y".to_owned())), Err(broken.to_owned()));
        Ok(())
    }
}
