//! How a server has to prove that it is the one that is meant.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, ClientConfig, Error, RootCertStore};
use rustls_platform_verifier::Verifier;
use tokio_postgres_rustls::MakeRustlsConnect;

use newslint_web::network::{Presented, accepted_by};

/// What a connection needs, by libpq's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// No TLS.
    Disable,
    /// TLS if the server has it, with any certificate.
    Prefer,
    /// TLS with any certificate.
    Require,
    /// A certificate with one of the issuers in this file.
    VerifyCa(PathBuf),
    /// The same, for the name of the host.
    VerifyFull(RootCertificates),
}

/// Whose signatures are trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RootCertificates {
    /// Whom the operating system trusts.
    System,
    /// The certificates in this file.
    File(PathBuf),
}

/// Makes connections as that says. Fails, in words, if the certificates cannot be read.
pub(super) fn connector(trust: &Trust) -> Result<MakeRustlsConnect, String> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match trust {
        // Whoever answers: that keeps out who only listens.
        Trust::Disable | Trust::Prefer | Trust::Require => accepted_by(|_| Ok(()), &provider),
        Trust::VerifyCa(path) => {
            let strict = of_file(path, &provider)?;
            accepted_by(move |shown| accept_any_name(shown, &strict), &provider)
        }
        Trust::VerifyFull(RootCertificates::File(path)) => of_file(path, &provider)?,
        Trust::VerifyFull(RootCertificates::System) => {
            Arc::new(Verifier::new(Arc::clone(&provider)).map_err(|error| error.to_string())?)
        }
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Trusts the certificates in a file.
fn of_file(path: &Path, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, String> {
    let fault = |why: &dyn fmt::Display| format!("sslrootcert: {}: {why}", path.display());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| fault(&error))? {
        roots.add(certificate.map_err(|error| fault(&error))?).map_err(|error| fault(&error))?;
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map_err(|error| fault(&error))
}

/// Accepts what is right but for the name, which is looked at last, when all else is known to be right.
fn accept_any_name(shown: &Presented<'_>, strict: &WebPkiServerVerifier) -> Result<(), Error> {
    use CertificateError::{NotValidForName, NotValidForNameContext};
    match shown.verify_by(strict, shown.now) {
        Err(Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => Ok(()),
        other => other,
    }
}
