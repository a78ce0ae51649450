//! What the index of a web archive answers, in both forms: JSON, and lines of JSON.
//!
//! Laws: whatever comes, a capture that is read is of the site that was asked about, has a status and a time, and says
//! the same when it is kept; they come sorted, each once, and not too many.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newslint_audit::Capture;
use newslint_audit::archived::cdx::{self, Rows};
use newslint_model::source::{registrable, request_url};
use url::Url;

fuzz_target!(|answer: &[u8]| {
    let url = Url::parse("http://www.gazette.example/2004/08/bridge.html").expect("a URL");
    for rows in [Rows::Whole, Rows::Revisits] {
        for captures in [cdx::read(answer, &url, rows), cdx::read_lines(answer, &url, rows)].into_iter().flatten() {
            expect_captures(&captures);
        }
    }
});

fn expect_captures(captures: &[Capture]) {
    assert!(captures.len() <= 200);
    assert!(captures.windows(2).all(|pair| pair[0] < pair[1]), "{captures:?}");
    for capture in captures {
        let original = request_url(&capture.original).expect("a URL");
        assert_eq!(registrable(original.host_str().unwrap_or_default()), "gazette.example");
        assert!(!capture.original.contains(|c: char| c.is_whitespace() || c.is_control()), "{capture:?}");
        assert!((100..1000).contains(&capture.status) && capture.digest.len() <= 160, "{capture:?}");
        assert_eq!(capture.at.subsec_nanosecond(), 0);
        let kept = serde_json::to_string(capture).expect("JSON");
        assert_eq!(serde_json::from_str::<Capture>(&kept).ok().as_ref(), Some(capture));
    }
}
