//! The answer of a web archive that is read as a copy: its status, its head, an empty line, and its body.
//!
//! Laws: whatever the bytes are, they are read; what is kept of a page says the same when it is kept.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newslint_model::source::PageRecord;
use newslint_web::network::read_copy;
use url::Url;

const TITLE: &str = "Harbour bridge opens in Port Ellery";

fuzz_target!(|answer: &[u8]| {
    let end = answer.windows(2).position(|pair| pair == b"\n\n").unwrap_or(answer.len());
    let (head, body) = (&answer[..end], answer.get(end + 2..).unwrap_or_default());
    let mut lines = head.split(|byte| *byte == b'\n');
    let status = lines.next().and_then(|line| std::str::from_utf8(line).ok()?.trim().parse().ok()).unwrap_or(200);
    let mut response = http::Response::builder().status(status);
    for line in lines {
        if let Some(colon) = line.iter().position(|byte| *byte == b':') {
            response = response.header(&line[..colon], line[colon + 1..].trim_ascii());
        }
    }
    let Ok(response) = response.body(body.to_vec()) else { return };
    let url = Url::parse("http://ellerygazette.example/2004/08/bridge.html").expect("a URL");
    let titles = [TITLE.to_owned()];
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let seen = runtime.block_on(read_copy(response.into(), &url, &url, &titles)).expect("it does not break off");
    if let Some(page) = seen.page {
        let kept = serde_json::to_string(&page).expect("JSON");
        assert_eq!(serde_json::from_str::<PageRecord>(&kept).ok().as_ref(), Some(&*page), "{kept}");
        assert!(kept.len() < 64 << 10, "{}", kept.len());
    }
});
