//! Texts that are compared with files: those in the folder `snapshots` beside the test. `INSTA_UPDATE=always` in the
//! environment writes them anew; without it, what differs is written beside them, except in CI.

use insta::Settings;

/// Compares a text with the snapshot of that name.
macro_rules! assert_snapshot {
    ($name:expr, $text:expr) => {{
        let text = $text;
        $crate::harness::snapshots().bind(|| insta::assert_snapshot!($name, $crate::harness::exact(&text)));
    }};
}

pub(crate) use assert_snapshot;

/// Snapshots by the names that the tests give them, in files with nothing but the text and where it comes from.
pub fn snapshots() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// A text of which a snapshot says everything: line ends, and how many there are at either end, are not compared.
pub fn exact(text: &str) -> &str {
    let is_exact = text.is_empty() || text.ends_with('\n') && !text.ends_with("\n\n") && !text.starts_with('\n');
    assert!(is_exact && !text.contains('\r'), "{text:?}");
    text
}

#[test]
fn what_a_snapshot_would_not_tell_apart_is_refused() {
    for text in ["", "one\n", " one\n\ntwo\n"] {
        assert_eq!(exact(text), text);
    }
    for text in ["one", "one\n\n", "\none\n", "one\r\n"] {
        assert!(std::panic::catch_unwind(|| exact(text)).is_err(), "{text:?}");
    }
}
