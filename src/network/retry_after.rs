//! How long a server asks to be left alone (RFC 9110 §10.2.3).

use std::time::SystemTime;

use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

/// A hundred years, in seconds. Nobody means a longer time, and clocks can still add it up.
const LONGEST: u64 = 100 * 365 * 24 * 60 * 60;

/// The seconds for which the server is to be left alone, if it says so. `now` is the time of the answer.
pub(crate) fn seconds(headers: &HeaderMap, now: SystemTime) -> Option<u64> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // What is no number is too great for one.
        return Some(value.parse().unwrap_or(LONGEST).min(LONGEST));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    // The server's clock may be wrong, and then it is wrong in both headers.
    let now = headers.get(DATE).and_then(date).unwrap_or(now);
    let left = until.duration_since(now).unwrap_or_default();
    Some(left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0)).min(LONGEST))
}

fn date(value: &HeaderValue) -> Option<SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn both_forms_are_read() {
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        let served = "Sun, 06 Nov 1994 08:00:00 GMT";
        for (value, date, expected) in [
            ("120", None, Some(120)),
            (" 0 ", None, Some(0)),
            ("31536000", None, Some(31_536_000)),
            ("99999999999999999999999", None, Some(LONGEST)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", None, Some(60)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(served), Some(3037)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", None, Some(60)),
            ("Sun Nov  6 08:50:37 1994", None, Some(60)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some("yesterday"), Some(60)),
            ("Sun, 06 Nov 1983 08:50:37 GMT", None, Some(0)),
            ("-1", None, None),
            ("1.5", None, None),
            ("later", None, None),
            ("", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
            if let Some(date) = date {
                headers.insert(DATE, HeaderValue::from_static(date));
            }
            assert_eq!(seconds(&headers, now), expected, "{value:?}, {date:?}");
        }
        assert_eq!(seconds(&HeaderMap::new(), now), None);
    }
}
