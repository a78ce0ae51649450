//! Whether the resolver can be believed, asked once a run.
//!
//! Offline machines, sandboxes and hotel networks have resolvers too. Some deny every name, some have an address for
//! every name. Neither may make a source look dead.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use hickory_resolver::NameServerPool;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::xfer::FirstAnswer;
use hickory_resolver::net::{DnsHandle, NetError};
use hickory_resolver::proto::op::{DnsRequestOptions, DnsResponse, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RecordType};

use newslint_model::source::Cause;

/// The name servers themselves. hickory's resolver answers for `.invalid` without asking them.
pub(super) type NameServers = NameServerPool<TokioRuntimeProvider>;

/// What a resolver is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResolverStanding {
    /// It knows the root zone or `com.`, so that its NXDOMAIN means something.
    Proven,
    /// It answers, but neither knows what every resolver knows.
    Unproven,
    /// It answers nothing.
    Silent,
    /// It has an address for a name that cannot exist (RFC 6761 §6.4).
    Lying,
}

/// Asks for two zones that exist as long as the DNS does, and for a name that never exists.
pub(super) async fn examine(servers: &NameServers) -> ResolverStanding {
    let unheard_of = unheard_of_name();
    let (root, com, never) = tokio::join!(
        ask(servers, ".", RecordType::NS),
        ask(servers, "com.", RecordType::NS),
        ask(servers, &unheard_of, RecordType::A),
    );
    if never == Reply::Records {
        ResolverStanding::Lying
    } else if root == Reply::Records || com == Reply::Records {
        ResolverStanding::Proven
    } else if [root, com, never].contains(&Reply::NoRecords) {
        ResolverStanding::Unproven
    } else {
        ResolverStanding::Silent
    }
}

/// What came of one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reply {
    Records,
    NoRecords,
    Nothing,
}

async fn ask(servers: &NameServers, name: &str, record_type: RecordType) -> Reply {
    let Ok(name) = Name::from_ascii(name) else {
        return Reply::Nothing;
    };
    let query = Query::query(name, record_type);
    match servers.lookup(query, DnsRequestOptions::default()).first_answer().await {
        Ok(answer) if has_records(&answer) => Reply::Records,
        Ok(_) | Err(NetError::Dns(_)) => Reply::NoRecords,
        Err(_) => Reply::Nothing,
    }
}

fn has_records(answer: &DnsResponse) -> bool {
    answer.response_code == ResponseCode::NoError && !answer.answers.is_empty()
}

/// Differs from run to run, so that no cache on the way can hold an answer for it.
fn unheard_of_name() -> String {
    format!("newslint-{:016x}.invalid.", RandomState::new().hash_one(()))
}

impl ResolverStanding {
    /// What a name server's NXDOMAIN amounts to.
    pub(super) fn no_such_name(self) -> Cause {
        match self {
            Self::Proven => Cause::NoSuchName,
            Self::Unproven | Self::Silent => Cause::NoResolver,
            Self::Lying => Cause::LyingResolver,
        }
    }
}
