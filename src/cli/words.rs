//! Commands that people are told to run.

/// A word of a command for a shell (POSIX.1-2017, XCU 2.2.2).
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./+,:@%".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_would_change_is_quoted() {
        for (word, expected) in [
            ("site/news-2021", "site/news-2021"),
            ("", "''"),
            ("my site", "'my site'"),
            ("it's $HOME;`id`", r"'it'\''s $HOME;`id`'"),
            ("~", "'~'"),
            ("é", "'é'"),
            ("a\nb", "'a\nb'"),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }
}
