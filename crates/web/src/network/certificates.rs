//! Certificates, judged by a rule of one's own.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

/// Accepts the certificates that a rule accepts. Whatever that is, what is said over such a connection is said by whoever
/// has the certificate's key.
pub fn accepted_by(
    rule: impl Fn(&Presented<'_>) -> Result<(), Error> + Send + Sync + 'static,
    provider: &Arc<CryptoProvider>,
) -> Arc<dyn ServerCertVerifier> {
    Arc::new(ByRule { rule, provider: Arc::clone(provider) })
}

/// What a server shows of who it is, and to whom.
pub struct Presented<'p> {
    end_entity: &'p CertificateDer<'p>,
    intermediates: &'p [CertificateDer<'p>],
    server_name: &'p ServerName<'p>,
    ocsp_response: &'p [u8],
    /// When it does.
    pub now: UnixTime,
}

impl Presented<'_> {
    /// What somebody else would say of it at a time.
    pub fn verify_by(&self, verifier: &dyn ServerCertVerifier, at: UnixTime) -> Result<(), Error> {
        let Self { end_entity, intermediates, server_name, ocsp_response, .. } = self;
        verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, at).map(drop)
    }
}

struct ByRule<R> {
    rule: R,
    provider: Arc<CryptoProvider>,
}

impl<R> fmt::Debug for ByRule<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByRule(…)")
    }
}

impl<R: Fn(&Presented<'_>) -> Result<(), Error> + Send + Sync> ServerCertVerifier for ByRule<R> {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        (self.rule)(&Presented { end_entity, intermediates, server_name, ocsp_response, now })?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
