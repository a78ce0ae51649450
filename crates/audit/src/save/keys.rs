//! The keys of an account, which nobody is to see.

use std::fmt;

use reqwest::header::HeaderValue;

/// The environment variables that hold them.
pub const VARIABLES: [&str; 2] = ["INTERNET_ARCHIVE_ACCESS_KEY", "INTERNET_ARCHIVE_SECRET_KEY"];

/// Where an account has them.
const PAGE: &str = "https://archive.org/account/s3.php";

/// The keys of an account.
#[derive(Clone)]
pub struct Keys {
    header: HeaderValue,
    /// In small letters.
    secrets: [String; 2],
}

/// The header is sensitive, and says so instead of what it is.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(..)")
    }
}

impl Keys {
    /// Reads them from the environment, of which `get` has a variable.
    ///
    /// # Errors
    ///
    /// One is missing, or holds what no header can. The words do not tell what it holds.
    pub fn from_environment(get: impl Fn(&str) -> Option<String>) -> Result<Keys, String> {
        // What a secret is copied from mostly ends with a line break.
        let read = |name| get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let [access, secret] = VARIABLES;
        let (Some(access), Some(secret)) = (read(access), read(secret)) else {
            return Err(format!("set {access} and {secret}, which you find at {PAGE}; --dry-run needs no keys"));
        };
        let is_plain = |key: &str| key.bytes().all(|byte| byte.is_ascii_graphic());
        let header = HeaderValue::from_str(&format!("LOW {access}:{secret}"));
        let Some(mut header) = header.ok().filter(|_| is_plain(&access) && is_plain(&secret)) else {
            let [access, secret] = VARIABLES;
            return Err(format!("{access} and {secret} must both hold a key from {PAGE}"));
        };
        header.set_sensitive(true);
        Ok(Keys { header, secrets: [access.to_ascii_lowercase(), secret.to_ascii_lowercase()] })
    }

    /// The value of the header `Authorization`.
    pub(super) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// Whether a text that is not for the keys has one of them in it.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        self.secrets.iter().any(|secret| text.contains(secret.as_str()))
    }
}

/// What is said of keys that the service does not know.
pub fn unknown_keys() -> String {
    let [access, secret] = VARIABLES;
    format!("the service does not accept these keys: {access} and {secret} must be those from {PAGE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(access: &str, secret: &str) -> Result<Keys, String> {
        Keys::from_environment(|name| Some(if name == VARIABLES[0] { access } else { secret }.to_owned()))
    }

    #[test]
    fn keys_are_not_shown() -> Result<(), String> {
        let keys = keys("aCCess\n", " sEcret ")?;
        assert!(matches!(keys.header().to_str(), Ok("LOW aCCess:sEcret")));
        let shown = format!("{keys:?}{:?}", keys.header());
        assert!(!shown.contains("access") && !shown.contains("sEcret"), "{shown}");
        assert!(
            keys.are_in("x-ACCESS-x")
                && keys.are_in("no-secret")
                && !keys.are_in("no-access-key".trim_start_matches("no-access"))
        );
        Ok(())
    }

    #[test]
    fn what_is_no_key_is_told_without_it() {
        for (access, secret) in [
            ("", "topsecret"),
            ("topsecret", " "),
            ("a b", "topsecret"),
            ("é", "topsecret"),
            ("a\r\nx: y", "topsecret"),
        ] {
            let told = keys(access, secret).err().unwrap_or_default();
            assert!(
                told.contains(VARIABLES[0]) && told.contains(VARIABLES[1]) && !told.contains("topsecret"),
                "{told}"
            );
        }
        assert!(Keys::from_environment(|_| None).is_err());
    }
}
