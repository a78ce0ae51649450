//! Certificates that do not hold, and what is wrong with them.

use std::sync::{Arc, OnceLock};

use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, ClientConfig, Error};
use rustls_platform_verifier::Verifier;

use super::certificates::{Presented, accepted_by};
use newslint_model::source::TlsFault;

/// How connections are made, and whom they trust: as the system does.
#[derive(Clone, Debug)]
pub(super) struct Trust {
    verifier: Arc<Verifier>,
    config: ClientConfig,
}

impl Trust {
    /// Reads the system's certificates.
    pub(super) fn of_system() -> Result<Self, Error> {
        let mut provider = ring::default_provider();
        // Servers mostly take the first suite of ours that they have. No processor computes SHA-384 by itself, and for
        // a handshake and a page it is no better than SHA-256.
        provider.cipher_suites.sort_by_key(|suite| suite.suite().as_str().is_some_and(|name| name.ends_with("SHA384")));
        let provider = Arc::new(provider);
        let verifier = Arc::new(Verifier::new(Arc::clone(&provider))?);
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::<Verifier>::clone(&verifier))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        // A session that is taken up again is not verified again, and few hosts are asked twice within its life.
        config.resumption = Resumption::disabled();
        Ok(Self { verifier, config })
    }

    /// For connections to servers that prove who they are.
    pub(super) fn strict(&self) -> ClientConfig {
        self.config.clone()
    }

    /// For one connection to a server that may not, and where what is wrong with it will be.
    pub(super) fn lenient(&self) -> (ClientConfig, Arc<OnceLock<TlsFault>>) {
        let fault = Arc::<OnceLock<TlsFault>>::default();
        let (strict, noted) = (Arc::clone(&self.verifier), Arc::clone(&fault));
        let mut config = self.config.clone();
        let verifier = accepted_by(move |shown| accept(shown, &strict, &noted), config.crypto_provider());
        config.dangerous().set_certificate_verifier(verifier);
        (config, fault)
    }
}

/// Accepts certificates that are over, for other names, or signed by nobody, and notes which it was.
fn accept(shown: &Presented<'_>, strict: &Verifier, noted: &OnceLock<TlsFault>) -> Result<(), Error> {
    let Err(error) = shown.verify_by(strict, shown.now) else { return Ok(()) };
    // A certificate that is over may be for another name besides. It is to be judged by the worse fault, and that shows
    // at a time at which it was valid.
    let beneath = validity(&error).and_then(|valid| shown.verify_by(strict, valid).err());
    let fault = fault_of(beneath.as_ref().unwrap_or(&error));
    if !is_of_certificate(fault) {
        return Err(error);
    }
    // Each client makes one connection, and a second one would find the same.
    let _ = noted.set(fault);
    Ok(())
}

/// The end of a certificate's validity that is nearest to now, if now is outside of it.
fn validity(error: &Error) -> Option<UnixTime> {
    match error {
        Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. }) => Some(*not_after),
        Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. }) => Some(*not_before),
        _ => None,
    }
}

/// What a failed handshake says of the server.
pub(super) fn fault_of(error: &Error) -> TlsFault {
    match error {
        Error::InvalidCertificate(error) => match error {
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => TlsFault::Expired,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => TlsFault::Misnamed,
            // A name of an issuer that is trusted, and not its signature. What openssl makes for oneself is a CA's own
            // certificate, for which webpki has another error.
            CertificateError::UnknownIssuer | CertificateError::BadSignature | CertificateError::Other(_) => {
                TlsFault::Untrusted
            }
            _ => TlsFault::Other,
        },
        Error::PeerIncompatible(_)
        | Error::AlertReceived(
            AlertDescription::ProtocolVersion
            | AlertDescription::HandshakeFailure
            | AlertDescription::InsufficientSecurity,
        ) => TlsFault::Protocol,
        _ => TlsFault::Other,
    }
}

/// Whether there is a server behind it all the same, which can be looked at without being trusted.
pub(super) fn is_of_certificate(fault: TlsFault) -> bool {
    matches!(fault, TlsFault::Expired | TlsFault::Untrusted | TlsFault::Misnamed)
}

/// The error in words that are the same tomorrow: rustls tells the time at which it looked.
pub(super) fn words(error: &Error) -> String {
    let day = |time: &UnixTime| {
        let seconds = i64::try_from(time.as_secs()).ok();
        let moment = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
        moment.map_or_else(|| "an impossible time".to_owned(), |moment| moment.to_string())
    };
    match error {
        Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. }) => {
            format!("invalid peer certificate: not valid after {}", day(not_after))
        }
        Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. }) => {
            format!("invalid peer certificate: not valid before {}", day(not_before))
        }
        error => error.to_string(),
    }
}
