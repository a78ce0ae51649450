//! Where a database is, and who asks.

use std::fmt::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::tls::{RootCertificates, Trust};

/// How the URL of a database begins.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

/// How long to wait for a server to accept a connection, and for it to say that it has got what was sent, unless the URL
/// says it: for these parameters libpq has no bound.
const SILENCE: Duration = Duration::from_secs(20);

/// How long a server that was there is waited for: a restart takes seconds, and after a crash some minutes.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// The URL of a database on a PostgreSQL server.
///
/// Nothing that it shows has a password in it.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    config: Config,
    trust: Trust,
    patience: Duration,
}

/// Why a text is no such URL. The text is not in it: some of it may be of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresUrlError(String);

impl fmt::Display for PostgresUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the URL of the PostgreSQL store: {}", self.0)
    }
}

impl std::error::Error for PostgresUrlError {}

impl PostgresUrl {
    /// Whether a text is meant to be one.
    pub fn is_meant(text: &str) -> bool {
        SCHEMES.iter().any(|scheme| text.starts_with(scheme))
    }

    /// Reads a URL as libpq has it. `password` is for one that has none.
    pub fn parse(text: &str, password: Option<&str>) -> Result<PostgresUrl, PostgresUrlError> {
        let error = |why: &str| PostgresUrlError(why.to_owned());
        let rest = SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme)).ok_or_else(|| error("no such URL"))?;
        if !is_unambiguous(rest) {
            return Err(error("characters such as @, /, # and ? in a name or a password must be percent-encoded"));
        }
        let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let (ours, others) =
            parameters.split('&').filter(|parameter| !parameter.is_empty()).partition::<Vec<_>, _>(|parameter| {
                matches!(parameter.split_once('='), Some(("sslmode" | "sslrootcert", _)))
            });
        // These words name the parameter that is wrong, and not what it is.
        let unreadable = |fault: tokio_postgres::Error| {
            let why = std::error::Error::source(&fault).map_or_else(|| fault.to_string(), ToString::to_string);
            PostgresUrlError(why)
        };
        let mut config: Config = format!("{}{place}?{}", SCHEMES[0], others.join("&")).parse().map_err(unreadable)?;
        let trust = trust(&ours)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(error("it has no host"));
        }
        config.ssl_mode(match trust {
            Trust::Disable => SslMode::Disable,
            Trust::Prefer => SslMode::Prefer,
            Trust::Require | Trust::VerifyCa(_) | Trust::VerifyFull(_) => SslMode::Require,
        });
        if let Some(password) = password.filter(|_| config.get_password().is_none()) {
            config.password(password);
        }
        bound(&mut config);
        Ok(PostgresUrl { config, trust, patience: PATIENCE })
    }

    /// The same, where the server is waited for as long as this when it is away.
    pub fn with_patience(self, patience: Duration) -> PostgresUrl {
        PostgresUrl { patience, ..self }
    }

    /// How long the server is waited for when it is away.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    pub(super) fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Whether there is a password in it.
    pub(in crate::store) fn has_password(&self) -> bool {
        self.config.get_password().is_some()
    }

    /// A text without the password, whoever repeats it.
    pub(super) fn without_password(&self, text: &str) -> String {
        match self.config.get_password().and_then(|password| str::from_utf8(password).ok()) {
            Some(password) if !password.is_empty() => text.replace(password, "…"),
            _ => text.to_owned(),
        }
    }
}

/// Without passwords: `postgres://user@host:port/database`.
impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const USUAL_PORT: u16 = 5432;
        let config = &self.config;
        f.write_str(SCHEMES[0])?;
        if let Some(user) = config.get_user() {
            write!(f, "{user}@")?;
        }
        let hosts = config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => utf8_percent_encode(&path.to_string_lossy(), NON_ALPHANUMERIC).to_string(),
        });
        let mut hosts: Vec<String> = hosts.collect();
        if hosts.is_empty() {
            hosts = config.get_hostaddrs().iter().map(ToString::to_string).collect();
        }
        for (at, host) in hosts.iter().enumerate() {
            if at > 0 {
                f.write_char(',')?;
            }
            f.write_str(host)?;
            let ports = config.get_ports();
            match ports.get(at).or(ports.first()) {
                Some(port) if *port != USUAL_PORT => write!(f, ":{port}")?,
                _ => {}
            }
        }
        write!(f, "/{}", config.get_dbname().or(config.get_user()).unwrap_or_default())
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

/// Whether all can be read in one way: a password with `@` or `/` in it could be taken for a host, and be shown.
fn is_unambiguous(rest: &str) -> bool {
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let credentials = authority.split_once('@').map_or("", |(credentials, _)| credentials);
    let database = path.strip_prefix('/').unwrap_or(path).split('?').next().unwrap_or_default();
    authority.matches('@').count() <= 1
        && credentials.matches(':').count() <= 1
        && !path.contains('@')
        && !database.contains(['/', ':'])
        && !rest.contains('#')
        && !rest.contains(|c: char| c.is_control() || c.is_whitespace())
}

/// How the server has to prove who it is, by the parameters that libpq has for it.
fn trust(parameters: &[&str]) -> Result<Trust, PostgresUrlError> {
    const MODES: &str = "sslmode: expected disable, prefer, require, verify-ca or verify-full";
    let error = |why: &str| PostgresUrlError(why.to_owned());
    let of = |name: &str| {
        let values = parameters.iter().filter_map(|parameter| parameter.split_once('='));
        values
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| percent_decode_str(value).decode_utf8_lossy())
            .next_back()
    };
    let root = of("sslrootcert").map(|root| match &*root {
        "system" => RootCertificates::System,
        path => RootCertificates::File(PathBuf::from(path)),
    });
    match (of("sslmode").as_deref().unwrap_or("prefer"), root) {
        ("disable", _) => Ok(Trust::Disable),
        ("verify-full", root) => Ok(Trust::VerifyFull(root.unwrap_or(RootCertificates::System))),
        // Anybody can have a certificate for some name from one of the system's issuers.
        (_, Some(RootCertificates::System)) => Err(error("sslrootcert=system: needs sslmode=verify-full")),
        ("verify-ca", None) => Err(error("sslmode=verify-ca: needs sslrootcert")),
        ("verify-ca" | "require", Some(RootCertificates::File(path))) => Ok(Trust::VerifyCa(path)),
        ("require", None) => Ok(Trust::Require),
        ("prefer", _) => Ok(Trust::Prefer),
        _ => Err(error(MODES)),
    }
}

/// Sets what the URL does not say.
fn bound(config: &mut Config) {
    if config.get_application_name().is_none() {
        config.application_name("newslint");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(SILENCE);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENCE);
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_idle(SILENCE / 2).keepalives_interval(SILENCE / 4).keepalives_retries(2);
    }
}
