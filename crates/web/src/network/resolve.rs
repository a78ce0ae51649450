//! From a host's name to the addresses that may be connected to.
//!
//! reqwest connects to exactly the addresses that this module returns. A second look-up, which could return another
//! address than the one that was judged, does not happen.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::{Query, ResponseCode};
use hickory_resolver::proto::rr::domain::usage;
use hickory_resolver::proto::rr::{Name, RecordType};
use hickory_resolver::system_conf::read_system_conf;
use hickory_resolver::{Hosts, PoolContext, TlsConfig, TokioResolver};
use reqwest::dns::{Addrs, Resolve, Resolving};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio::time;
use url::{Host, Url};

use super::failure::{NoAddresses, OUT_OF_FILES};
use super::files::are_files_exhausted;
use super::guard::Guard;
use super::ipv6::Ipv6;
use super::memo::Memo;
use super::options::VisitOptions;
use super::standing::{self, NameServers, ResolverStanding};
use newslint_model::source::Cause;

/// The addresses of a name that are kept, of each family. Whoever has a zone can give a name thousands, of anybody's
/// machines, and each would be connected to until one answers.
const MOST_ADDRESSES: usize = 4;

/// Looks names up, and lets only those addresses through that the guard admits. Clones share what they know.
#[derive(Clone)]
pub struct Resolver {
    shared: Arc<Shared>,
    /// Whether only IPv6 addresses are wanted.
    is_of_ipv6: bool,
}

struct Shared {
    hosts: Hosts,
    resolver: TokioResolver,
    /// What names have: each is asked for once a run, whatever its records say about how long they may be kept.
    names: Memo<Result<Vec<IpAddr>, Cause>>,
    servers: NameServers,
    standing: OnceCell<ResolverStanding>,
    /// Whether it has found any name in this run. That proves as much as a zone that everybody knows.
    has_found: AtomicBool,
    ipv6: Ipv6,
    guard: Guard,
    /// For the addresses of one name, and again for the resolver's standing when it is not known yet.
    patience: Duration,
}

impl Resolver {
    /// Uses the given name server, or else the system's with its hosts file.
    pub fn new(options: &VisitOptions, patience: Duration) -> io::Result<Self> {
        let (servers, mut opts, hosts) = match options.dns {
            Some(server) => (vec![name_server(server)], ResolverOpts::default(), Hosts::default()),
            None => {
                let (config, opts) = read_system_conf().map_err(io::Error::other)?;
                (config.name_servers, opts, Hosts::from_system().unwrap_or_default())
            }
        };
        // The second try has to fit in.
        opts.timeout = opts.timeout.min(patience / 2);
        opts.use_hosts_file = ResolveHosts::Never;
        // It would keep whole answers, and those are as long as a name server likes.
        opts.cache_size = 0;

        let context = PoolContext::new(opts.clone(), TlsConfig::new().map_err(io::Error::other)?);
        let provider = TokioRuntimeProvider::default();
        let pool = NameServers::from_config(servers.clone(), Arc::new(context), provider.clone());
        let config = ResolverConfig::from_name_servers(servers);
        let resolver = TokioResolver::builder_with_config(config, provider)
            .with_options(opts)
            .build()
            .map_err(io::Error::other)?;
        let guard = Guard { allow_private: options.allow_private };
        let shared = Arc::new(Shared {
            hosts,
            resolver,
            names: Memo::default(),
            servers: pool,
            standing: OnceCell::new(),
            has_found: AtomicBool::new(false),
            ipv6: Ipv6::default(),
            guard,
            patience,
        });
        Ok(Self { shared, is_of_ipv6: false })
    }

    /// The same, for IPv6 addresses only.
    pub(super) fn of_ipv6(&self) -> Self {
        Self { is_of_ipv6: true, ..self.clone() }
    }

    pub(super) fn is_of_ipv6(&self) -> bool {
        self.is_of_ipv6
    }

    /// What is known of IPv6.
    pub(super) fn ipv6(&self) -> &Ipv6 {
        &self.shared.ipv6
    }

    /// Whether somebody at a URL takes a connection, of whom no more is asked.
    pub(super) async fn is_taken(&self, url: &Url) -> bool {
        let addresses = match url.host() {
            Some(Host::Domain(name)) => self.shared.addresses(name, self.is_of_ipv6).await.unwrap_or_default(),
            Some(Host::Ipv4(address)) => vec![address.into()],
            Some(Host::Ipv6(address)) => vec![address.into()],
            None => Vec::new(),
        };
        let port = url.port_or_known_default().unwrap_or_default();
        let is_admitted = |address: &IpAddr| self.shared.guard.admits(*address);
        let sockets: Vec<SocketAddr> =
            addresses.into_iter().filter(is_admitted).map(|address| (address, port).into()).collect();
        matches!(time::timeout(self.shared.patience, TcpStream::connect(&*sockets)).await, Ok(Ok(_)))
    }

    /// Whether a host that was not reached has IPv6 addresses only, and nothing was ever reached over IPv6 from here.
    pub(super) async fn is_lost_to_ipv6(&self, url: &Url) -> bool {
        if self.ipv6().works() {
            return false;
        }
        match url.host() {
            Some(Host::Ipv6(_)) => true,
            Some(Host::Domain(name)) => {
                let found = self.shared.find(name).await;
                found.is_ok_and(|addresses| addresses.iter().all(IpAddr::is_ipv6))
            }
            _ => false,
        }
    }
}

fn name_server(address: SocketAddr) -> NameServerConfig {
    let mut server = NameServerConfig::udp_and_tcp(address.ip());
    for connection in &mut server.connections {
        connection.port = address.port();
    }
    server
}

impl Shared {
    /// The addresses of a host that may be connected to, at least one.
    async fn addresses(&self, host: &str, is_of_ipv6: bool) -> Result<Vec<IpAddr>, Cause> {
        let mut addresses = self.find(host).await?;
        addresses.retain(|&address| self.guard.admits(address));
        if addresses.is_empty() {
            return Err(Cause::PrivateAddress);
        }
        self.ipv6.choose(&mut addresses, is_of_ipv6);
        if addresses.is_empty() { Err(Cause::NoAddress) } else { Ok(addresses) }
    }

    async fn find(&self, host: &str) -> Result<Vec<IpAddr>, Cause> {
        let name = absolute(host)?;
        if let Some(known) = without_asking(&name) {
            return known;
        }
        let listed = self.listed(&name);
        if !listed.is_empty() {
            return Ok(listed);
        }
        let standing = *self.standing.get_or_try_init(|| self.examine()).await?;
        match standing {
            ResolverStanding::Silent => return Err(Cause::NoResolver),
            ResolverStanding::Lying => return Err(Cause::LyingResolver),
            ResolverStanding::Proven | ResolverStanding::Unproven => {}
        }
        let known = self.names.about(host);
        match known.get_or_try_init(|| self.ask(&name)).await? {
            Err(Cause::NoSuchName) if !self.has_found.load(Ordering::Relaxed) => Err(standing.no_such_name()),
            found => found.clone(),
        }
    }

    /// What the name servers say of a name, as an error if they may say something else when they are asked again.
    async fn ask(&self, name: &Name) -> Result<Result<Vec<IpAddr>, Cause>, Cause> {
        match time::timeout(self.patience, self.look_up(name)).await.unwrap_or(Err(Cause::DnsTimeout)) {
            Ok(addresses) => {
                self.has_found.store(true, Ordering::Relaxed);
                Ok(Ok(few(addresses, self.guard)))
            }
            Err(_) if are_files_exhausted() => Err(OUT_OF_FILES),
            Err(cause @ (Cause::NoSuchName | Cause::NoAddress)) => Ok(Err(cause)),
            Err(cause) => Err(cause),
        }
    }

    async fn examine(&self) -> Result<ResolverStanding, Cause> {
        let standing =
            time::timeout(self.patience, standing::examine(&self.servers)).await.unwrap_or(ResolverStanding::Silent);
        // Without a socket nobody is asked.
        if standing == ResolverStanding::Silent && are_files_exhausted() { Err(OUT_OF_FILES) } else { Ok(standing) }
    }

    /// Both families at once. Aliases are followed.
    async fn look_up(&self, name: &Name) -> Result<Vec<IpAddr>, Cause> {
        let (v4, v6) = tokio::join!(
            self.resolver.lookup(name.clone(), RecordType::A),
            self.resolver.lookup(name.clone(), RecordType::AAAA),
        );
        combine(read(v4), read(v6))
    }

    /// What the system's hosts file has.
    fn listed(&self, name: &Name) -> Vec<IpAddr> {
        [RecordType::A, RecordType::AAAA]
            .into_iter()
            .filter_map(|record_type| self.hosts.lookup_static_host(&Query::query(name.clone(), record_type)))
            .flat_map(|lookup| addresses_in(&lookup))
            .collect()
    }
}

/// The host as a name to which no search domain is appended.
fn absolute(host: &str) -> Result<Name, Cause> {
    let mut name = Name::from_ascii(host).map_err(|_| Cause::Unsupported)?;
    name.set_fqdn(true);
    Ok(name)
}

/// Names that the DNS is not to be asked for.
fn without_asking(name: &Name) -> Option<Result<Vec<IpAddr>, Cause>> {
    if usage::LOCALHOST.zone_of(name) {
        // RFC 6761 §6.3
        Some(Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]))
    } else if usage::INVALID.zone_of(name) {
        // RFC 6761 §6.4
        Some(Err(Cause::NoSuchName))
    } else if usage::ONION.zone_of(name) || usage::LOCAL.zone_of(name) {
        // RFC 7686 §2 and RFC 6762 §3: they may exist, and the DNS cannot know it.
        Some(Err(Cause::Unsupported))
    } else {
        None
    }
}

fn read(answer: Result<Lookup, NetError>) -> Result<Vec<IpAddr>, Cause> {
    match answer {
        Ok(lookup) => Ok(addresses_in(&lookup)),
        Err(error) => Err(cause_of(&error)),
    }
}

fn addresses_in(lookup: &Lookup) -> Vec<IpAddr> {
    lookup.answers().iter().filter_map(|record| record.data.ip_addr()).collect()
}

/// The first of each family, and of those the ones that may be connected to.
fn few(mut addresses: Vec<IpAddr>, guard: Guard) -> Vec<IpAddr> {
    let mut counts = [0; 2];
    addresses.sort_by_key(|&address| !guard.admits(address));
    addresses.retain(|address| {
        let count = &mut counts[usize::from(address.is_ipv6())];
        *count += 1;
        *count <= MOST_ADDRESSES
    });
    addresses.shrink_to_fit();
    addresses
}

fn cause_of(error: &NetError) -> Cause {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) if none.response_code == ResponseCode::NXDomain => {
            Cause::NoSuchName
        }
        NetError::Dns(DnsError::NoRecordsFound(_)) => Cause::NoAddress,
        NetError::Timeout => Cause::DnsTimeout,
        NetError::Io(_) | NetError::NoConnections => Cause::NoResolver,
        _ => Cause::ServFail,
    }
}

/// One family with addresses is enough. NXDOMAIN is about the name and not about the family (RFC 8020 §2), so a server
/// that says it for one family only is not to be believed.
fn combine(v4: Result<Vec<IpAddr>, Cause>, v6: Result<Vec<IpAddr>, Cause>) -> Result<Vec<IpAddr>, Cause> {
    let mut addresses = Vec::new();
    let mut causes = Vec::new();
    for family in [v4, v6] {
        match family {
            Ok(found) => addresses.extend(found),
            Err(cause) => causes.push(cause),
        }
    }
    if !addresses.is_empty() {
        return Ok(addresses);
    }
    if causes == [Cause::NoSuchName, Cause::NoSuchName] {
        return Err(Cause::NoSuchName);
    }
    let failure = causes.into_iter().find(|cause| !matches!(cause, Cause::NoSuchName | Cause::NoAddress));
    Err(failure.unwrap_or(Cause::NoAddress))
}

impl Resolve for Resolver {
    fn resolve(&self, name: reqwest::dns::Name) -> Resolving {
        let Self { shared, is_of_ipv6 } = self.clone();
        Box::pin(async move {
            let addresses = shared.addresses(name.as_str(), is_of_ipv6).await.map_err(NoAddresses)?;
            // Port 0 stands for the URL's.
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_have_a_say() {
        let address = || Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]);
        let one = Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]);
        let cases = [
            (address(), Err(Cause::NoSuchName), one.clone()),
            (Err(Cause::ServFail), address(), one),
            (Err(Cause::NoSuchName), Err(Cause::NoSuchName), Err(Cause::NoSuchName)),
            (Err(Cause::NoSuchName), Err(Cause::NoAddress), Err(Cause::NoAddress)),
            (Err(Cause::NoSuchName), Err(Cause::ServFail), Err(Cause::ServFail)),
            (Err(Cause::NoAddress), Err(Cause::DnsTimeout), Err(Cause::DnsTimeout)),
            (Ok(Vec::new()), Ok(Vec::new()), Err(Cause::NoAddress)),
            (Ok(Vec::new()), Err(Cause::NoSuchName), Err(Cause::NoAddress)),
        ];
        for (v4, v6, expected) in cases {
            assert_eq!(combine(v4.clone(), v6.clone()), expected, "{v4:?}, {v6:?}");
        }
    }

    #[test]
    fn of_thousands_of_addresses_a_few_are_kept() {
        let public = |last: u8| IpAddr::from([1, 1, 1, last]);
        let private = |last: u8| IpAddr::from([10, 0, 0, last]);
        let addresses: Vec<IpAddr> = (1..=250).map(private).chain((1..=250).map(public)).collect();
        assert_eq!(few(addresses, Guard { allow_private: false }), [1, 2, 3, 4].map(public));
        let private: Vec<IpAddr> = (1..=250).map(private).collect();
        assert_eq!(few(private.clone(), Guard { allow_private: false }), private[..4]);
        assert_eq!(few(vec![Ipv6Addr::LOCALHOST.into(), public(1)], Guard { allow_private: true }).len(), 2);
    }

    #[test]
    fn some_names_are_not_asked_for() -> Result<(), Cause> {
        for host in ["localhost", "LOCALHOST.", "a.b.localhost"] {
            assert!(matches!(without_asking(&absolute(host)?), Some(Ok(_))), "{host}");
        }
        let long = "a".repeat(64) + ".example.org";
        for (host, expected) in [
            ("gone.invalid", Some(Err(Cause::NoSuchName))),
            ("expyuzz4wqqyqhjn.onion", Some(Err(Cause::Unsupported))),
            ("printer.local", Some(Err(Cause::Unsupported))),
            ("invalid.example.org", None),
            // What cannot be a name is not dead either.
            ("a..b", Some(Err(Cause::Unsupported))),
            (&long, Some(Err(Cause::Unsupported))),
        ] {
            let found = absolute(host).map_or_else(|cause| Some(Err(cause)), |name| without_asking(&name));
            assert_eq!(found, expected, "{host}");
        }
        Ok(())
    }
}
