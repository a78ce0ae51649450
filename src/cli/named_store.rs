//! A store that the command line or the environment names.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;

use super::Failure;
use crate::setup::Setup;
use newslint_audit::store::{StoreLocation, is_server};

/// A store as somebody names it: a path, or a URL that may have a password in it.
#[derive(Clone)]
pub(super) struct NamedStore(OsString);

impl NamedStore {
    /// Where it is. A URL without a password has that of libpq's environment.
    pub(super) fn location(&self) -> Result<StoreLocation, Failure> {
        let password = env::var("PGPASSWORD").ok();
        let location = StoreLocation::parse(&self.0, password.as_deref());
        location.map_err(|error| Failure::Message(error.to_string()))
    }

    /// As it was given, with the password that a URL may have.
    pub(super) fn as_given(&self) -> &OsStr {
        &self.0
    }

    /// The one that the environment names.
    pub(super) fn of_environment() -> Option<NamedStore> {
        env::var_os("NEWSLINT_STORE").filter(|name| !name.is_empty()).map(NamedStore)
    }
}

impl From<OsString> for NamedStore {
    fn from(name: OsString) -> NamedStore {
        NamedStore(name)
    }
}

impl fmt::Debug for NamedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NamedStore(…)")
    }
}

/// Lets a check that goes by the archive's store go by the one that stands in its place in this environment.
pub(super) fn share_store(setup: &mut Setup) -> Result<(), Failure> {
    let Some(verdicts) = &setup.links.verdicts else { return Ok(()) };
    expect_no_server(&setup.root, verdicts, "links.verdicts")?;
    if *verdicts == setup.audit.store {
        setup.shared_store = NamedStore::of_environment().map(|store| store.location()).transpose()?;
    }
    Ok(())
}

/// Makes sure that a path of the configuration is none of a server: whoever may change a file of the archive is not to
/// say whom this machine asks, and a password is not to be in it.
pub(super) fn expect_no_server(root: &Path, path: &Path, setting: &str) -> Result<(), Failure> {
    let written = path.to_str().and_then(|path| path.strip_prefix(root.to_str()?));
    if written.is_some_and(|written| is_server(written.trim_start_matches('/'))) {
        let place = "to use a store on a server, set NEWSLINT_STORE in the environment";
        return Err(format!("newslint.toml: {setting}: expected the path of a file; {place}").into());
    }
    Ok(())
}
