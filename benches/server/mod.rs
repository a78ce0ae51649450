//! Any number of hosts, `h<number>.example`: a name server that knows them all, and a server that is each of them and
//! signs its certificate when it is asked for.

mod names;

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, SigningKey};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime;
use tokio_rustls::TlsAcceptor;

use crate::measure::Result;

/// A document that is there.
const STORY: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 74\r\n\r\n\
    <!DOCTYPE html><title>Harbour bridge opens in Port Ellery</title><p>Opened";
const NOTHING: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

/// A running server.
pub struct Server {
    scheme: &'static str,
    port: u16,
    dns: SocketAddr,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    requests: AtomicUsize,
    handshakes: AtomicUsize,
}

impl Server {
    /// Starts it, and writes the certificate of the authority that is to be trusted.
    pub fn start(is_secure: bool, authority: &Path) -> Result<Self> {
        let certificates = Certificates::new()?;
        fs::write(authority, certificates.issuer.pem())?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(certificates));
        let acceptor = is_secure.then(|| TlsAcceptor::from(Arc::new(config)));
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)))?;
        let port = listener.local_addr()?.port();
        let counts: Arc<Counts> = Arc::default();
        let counted = Arc::clone(&counts);
        thread::spawn(move || runtime.block_on(serve(listener, acceptor, counted)));
        let scheme = if is_secure { "https" } else { "http" };
        Ok(Self { scheme, port, dns: names::start()?, counts })
    }

    pub fn url(&self, host: usize) -> String {
        format!("{}://h{host}.example:{}/story/{host}.html", self.scheme, self.port)
    }

    pub fn dns(&self) -> SocketAddr {
        self.dns
    }

    /// How many requests and handshakes there were.
    pub fn counts(&self) -> (usize, usize) {
        (self.counts.requests.load(Ordering::Relaxed), self.counts.handshakes.load(Ordering::Relaxed))
    }
}

async fn serve(listener: TcpListener, acceptor: Option<TlsAcceptor>, counts: Arc<Counts>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (acceptor, counts) = (acceptor.clone(), Arc::clone(&counts));
        tokio::spawn(async move {
            match acceptor {
                Some(acceptor) => {
                    let stream = acceptor.accept(stream).await?;
                    counts.handshakes.fetch_add(1, Ordering::Relaxed);
                    answer(stream, &counts).await
                }
                None => answer(stream, &counts).await,
            }
        });
    }
}

/// Answers requests until the other side goes away.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, counts: &Counts) -> io::Result<()> {
    let mut head = Vec::with_capacity(1024);
    while stream.read_buf(&mut head).await? > 0 {
        if head.ends_with(b"\r\n\r\n") {
            counts.requests.fetch_add(1, Ordering::Relaxed);
            let is_story = head.starts_with(b"GET /story/");
            stream.write_all(if is_story { STORY } else { NOTHING }).await?;
            stream.flush().await?;
            head.clear();
        }
    }
    Ok(())
}

/// Signs a certificate for each name that is asked for, all with one key.
struct Certificates {
    issuer: CertifiedIssuer<'static, KeyPair>,
    key: KeyPair,
    signing: Arc<dyn SigningKey>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificates")
    }
}

impl Certificates {
    fn new() -> Result<Self> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Ellery Authority");
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let signing = ring::sign::any_supported_type(&der)?;
        Ok(Self { issuer, key, signing })
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let params = CertificateParams::new(vec![hello.server_name()?.to_owned()]).ok()?;
        let certificate = params.signed_by(&self.key, &self.issuer).ok()?;
        Some(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], Arc::clone(&self.signing))))
    }
}
