//! An authority that the command trusts, and certificates that do not hold, each in its own way.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Signs certificates that the command trusts.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: tempfile::TempDir,
}

/// What a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    Good,
    Expired,
    NotYet,
    SelfSigned,
    /// By an authority that is its own subject, as openssl makes it.
    OwnAuthority,
    /// With the name of an authority that is trusted.
    Forged,
    Misnamed,
    ExpiredAndMisnamed,
    ExpiredAndSelfSigned,
    /// With others behind it, 1 MB of them.
    Huge,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Ellery Authority");
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { issuer, folder }
    }

    /// The file with its own certificate, for `SSL_CERT_FILE`.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// For a server at this address.
    pub fn config(&self, address: IpAddr, kind: Certificate) -> ServerConfig {
        use Certificate::{
            Expired, ExpiredAndMisnamed, ExpiredAndSelfSigned, Forged, Huge, Misnamed, NotYet, OwnAuthority, SelfSigned,
        };
        let name = match kind {
            Misnamed | ExpiredAndMisnamed => "other.example".to_owned(),
            _ => address.to_string(),
        };
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name]).unwrap();
        if matches!(kind, Expired | ExpiredAndMisnamed | ExpiredAndSelfSigned) {
            params.not_after = date_time_ymd(2015, 1, 1);
        }
        if kind == NotYet {
            params.not_before = date_time_ymd(4000, 1, 1);
        }
        if kind == OwnAuthority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        if kind == Forged {
            params.distinguished_name.push(DnType::CommonName, "Ellery Authority");
        }
        let certificate = match kind {
            SelfSigned | Forged | OwnAuthority | ExpiredAndSelfSigned => params.self_signed(&key),
            _ => params.signed_by(&key, &self.issuer),
        };
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.unwrap().der().clone(); if kind == Huge { 3000 } else { 1 }], key)
            .unwrap()
    }
}
