//! Passwords, wherever they stand, are in nothing that is printed; and TLS, by the names that libpq has for it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use newslint_audit::store::StoreLocation;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

use super::folder::{Folder, HEADER, fault};
use crate::harness::postgres::Postgres;
use crate::harness::{Run, run};

const SECRET: &str = "open-sesame";

/// Runs `newslint audit` with this store and password in its environment.
fn audit(folder: &Folder, arguments: &[&str], store: &str, password: &str) -> Run {
    let mut command = folder.command(&[&["audit"], arguments].concat());
    run(command.env("NEWSLINT_STORE", store).env("PGPASSWORD", password), HEADER.as_bytes())
}

#[test]
fn no_password_is_printed() {
    let folder = Folder::new();
    let port = closed_port();
    let urls = [
        format!("postgres://desk:{SECRET}@127.0.0.1:{port}/links"),
        format!("postgresql://desk:{SECRET}@127.0.0.1:{port}/links"),
        format!("postgres://desk@127.0.0.1:{port}/links?password={SECRET}"),
        format!("postgres://desk@127.0.0.1:{port}/links?sslmode=no&password={SECRET}"),
        format!("postgres://desk@127.0.0.1:{port}/links?sslpassword={SECRET}"),
        format!("postgres://desk:{SECRET}@127.0.0.1:port/links"),
        format!("postgres://desk:{SECRET}@/links"),
        // Not percent-encoded, so that it could be taken for something else.
        format!("postgres://desk:1/{SECRET}@127.0.0.1:{port}/links"),
        format!("postgres://desk:1?{SECRET}@127.0.0.1:{port}/links"),
        format!("postgres://desk:1#{SECRET}@127.0.0.1:{port}/links"),
        format!("postgres://desk:1@{SECRET}@127.0.0.1:{port}/links"),
        format!("postgres://desk:1:{SECRET}@127.0.0.1:{port}/links"),
        format!("postgres://desk:1 {SECRET}@127.0.0.1:{port}/links"),
    ];
    for url in &urls {
        for arguments in
            [&["export"][..], &["import", "-"], &["merge", url, "--store", "new.db"], &["export", "--store", url]]
        {
            let told = audit(&folder, arguments, url, "");
            assert_eq!(told.code, 2, "{told:?}");
            assert!(!told.stderr.contains(SECRET) && !told.stdout.contains(SECRET), "{url}: {told:?}");
        }
        let location = StoreLocation::parse(url.as_ref(), None);
        assert!(!format!("{location:?}").contains(SECRET), "{location:?}");
    }
    let cannot = format!(
        "postgres://desk@127.0.0.1:{port}/links: the server cannot be reached: Connection refused (os error 111)"
    );
    assert_eq!(fault(&audit(&folder, &["export"], &urls[0], "")), cannot);
    let parsed =
        StoreLocation::parse(format!("postgres://desk@127.0.0.1:{port}/links").as_ref(), Some(SECRET)).unwrap();
    assert_eq!(format!("{parsed} {parsed:?}").matches("desk@").count(), 2);
    assert!(!format!("{parsed:?}").contains(SECRET));
}

fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A server that asks for the password as it is, and repeats it in its refusal.
#[test]
fn a_password_that_a_server_repeats_is_not_printed() {
    let folder = Folder::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::scope(|scope| {
        scope.spawn(|| {
            let (mut client, _) = listener.accept().unwrap();
            let mut received = [0; 1024];
            let mut receive = |client: &mut std::net::TcpStream| {
                client.read(&mut received).map(|length| received[..length].to_vec()).unwrap()
            };
            assert_eq!(receive(&mut client).len(), 8, "whether there is TLS");
            client.write_all(b"N").unwrap();
            receive(&mut client);
            client.write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 3]).unwrap();
            let password = receive(&mut client);
            assert!(String::from_utf8_lossy(&password).contains(SECRET));
            let told = format!("SFATAL\0C28P01\0Mno, not \x1b[31m{SECRET}\0\0");
            client
                .write_all(&[b"E".to_vec(), (told.len() as u32 + 4).to_be_bytes().to_vec(), told.into_bytes()].concat())
                .unwrap();
        });
        let told = audit(&folder, &["export"], &format!("postgres://desk@127.0.0.1:{port}/links"), SECRET);
        assert_eq!(fault(&told), format!("postgres://desk@127.0.0.1:{port}/links: no, not \\u{{1b}}[31m…"));
    });
}

/// The certificate of an authority, and one of a server with its key.
fn certificates(name: &str) -> (String, String, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, format!("Authority of {name}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    (authority.pem(), server.pem(), key.serialize_pem())
}

#[test]
fn a_server_proves_who_it_is_as_far_as_is_asked() {
    let folder = Folder::new();
    let (authority, certificate, key) = certificates("127.0.0.1");
    let (other, misnamed, other_key) = certificates("herald.example");
    folder.write("authority.pem", authority);
    folder.write("other.pem", other);
    folder.write("none.pem", "");
    let server = |certificate: &str, key: &str| {
        Postgres::start_with(&[("ssl", "on"), ("fsync", "off")], &[("server.crt", certificate), ("server.key", key)])
    };
    let Some(named) = server(&certificate, &key) else { return };
    let (misnamed, plain) = (server(&misnamed, &other_key).unwrap(), Postgres::shared().unwrap());
    let told = |server: &Postgres, parameters: &str| {
        let url = format!("{}?{parameters}", server.url("postgres"));
        let run = audit(&folder, &["export"], &url, "");
        // There is no store, which is known once it was asked.
        let words = fault(&run);
        let words = words.strip_prefix(&format!("{}: ", server.url("postgres"))).unwrap_or(&words).to_owned();
        if words.starts_with("no store at ") { "reached".to_owned() } else { words }
    };
    let untrusted = "error performing TLS handshake: invalid peer certificate: UnknownIssuer";
    for (parameters, named_is, misnamed_is, plain_is) in [
        ("", "reached", "reached", "reached"),
        ("sslmode=disable", "reached", "reached", "reached"),
        ("sslmode=prefer", "reached", "reached", "reached"),
        ("sslmode=require", "reached", "reached", "error performing TLS handshake: server does not support TLS"),
        (
            "sslmode=require&sslrootcert=authority.pem",
            "reached",
            untrusted,
            "error performing TLS handshake: server does not",
        ),
        (
            "sslmode=verify-ca&sslrootcert=other.pem",
            untrusted,
            "reached",
            "error performing TLS handshake: server does not",
        ),
        (
            "sslmode=verify-full&sslrootcert=authority.pem",
            "reached",
            untrusted,
            "error performing TLS handshake: server does not",
        ),
        (
            "sslmode=verify-full&sslrootcert=other.pem",
            untrusted,
            "error performing TLS handshake: invalid peer certificate: certificate not valid for name \"127.0.0.1\"",
            "error performing TLS handshake: server does not",
        ),
        ("sslmode=verify-full", untrusted, untrusted, "error performing TLS handshake: server does not"),
        (
            "sslmode=verify-full&sslrootcert=no.pem",
            "sslrootcert: no.pem: ",
            "sslrootcert: no.pem: ",
            "sslrootcert: no.pem: ",
        ),
        (
            "sslmode=verify-full&sslrootcert=none.pem",
            "sslrootcert: none.pem: ",
            "sslrootcert: none.pem: ",
            "sslrootcert: none.pem: ",
        ),
    ] {
        for (server, expected) in [(&named, named_is), (&misnamed, misnamed_is), (plain, plain_is)] {
            let told = told(server, parameters);
            assert!(told.starts_with(expected), "{parameters}: {told}");
        }
    }
    let import = audit(
        &folder,
        &["import", "-"],
        &format!("{}?sslmode=verify-full&sslrootcert=authority.pem", named.database()),
        "",
    );
    assert_eq!((import.code, import.stderr.as_str()), (0, ""));
    for (parameters, told) in [
        ("sslmode=allow", "sslmode: expected disable, prefer, require, verify-ca or verify-full"),
        ("sslmode=verify-ca", "sslmode=verify-ca: needs sslrootcert"),
        ("sslmode=require&sslrootcert=system", "sslrootcert=system: needs sslmode=verify-full"),
    ] {
        let words = fault(&audit(&folder, &["export"], &format!("postgres://desk@127.0.0.1/links?{parameters}"), ""));
        assert_eq!(words, format!("the URL of the PostgreSQL store: {told}"));
    }
}
