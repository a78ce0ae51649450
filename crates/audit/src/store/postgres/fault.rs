//! What is wrong with a server, or with what was asked of it.

use std::error::Error as _;
use std::io;

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::store::error::StoreFault;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub fault: StoreFault,
    pub passes: Passes,
}

/// Whether it can be done if it is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passes {
    /// Not before somebody has changed something.
    Never,
    /// Soon: the server says so.
    Soon,
    /// If there was a server before, it may be restarting. If not, there may be none.
    IfThereWasOne,
}

impl From<StoreFault> for Trouble {
    fn from(fault: StoreFault) -> Trouble {
        Trouble { fault, passes: Passes::Never }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        if let Some(told) = error.as_db_error() {
            return Trouble { fault: fault(told.code(), told.message()), passes: passes(told.code()) };
        }
        let cause = error.source().map(ToString::to_string);
        let is_lost = match error.source().and_then(|cause| cause.downcast_ref::<io::Error>()) {
            // What TLS finds wrong with a server.
            Some(cause) => !matches!(cause.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput),
            None => error.is_closed() || cause.is_none(),
        };
        let words = match cause {
            Some(cause) if is_lost => format!("the server cannot be reached: {cause}"),
            Some(cause) => format!("{error}: {cause}"),
            None => format!("the server cannot be reached: {error}"),
        };
        let passes = if is_lost { Passes::IfThereWasOne } else { Passes::Never };
        Trouble { fault: StoreFault::Other(words), passes }
    }
}

fn fault(code: &SqlState, message: &str) -> StoreFault {
    match *code {
        SqlState::DISK_FULL => StoreFault::Full,
        SqlState::LOCK_NOT_AVAILABLE => StoreFault::Busy,
        SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_COLUMN | SqlState::DATATYPE_MISMATCH => {
            StoreFault::Damaged(message.to_owned())
        }
        _ => StoreFault::Other(message.to_owned()),
    }
}

fn passes(code: &SqlState) -> Passes {
    match *code {
        SqlState::CANNOT_CONNECT_NOW | SqlState::TOO_MANY_CONNECTIONS => Passes::Soon,
        SqlState::T_R_DEADLOCK_DETECTED | SqlState::T_R_SERIALIZATION_FAILURE => Passes::Soon,
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN => Passes::IfThereWasOne,
        _ if code.code().starts_with("08") => Passes::IfThereWasOne,
        _ => Passes::Never,
    }
}
