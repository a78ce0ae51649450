//! A URL as a store has it: without its host, whose name it has already.

/// What stands for a beginning that is a scheme and the host's name, and how the others begin.
const SCHEMES: [(&str, &str); 2] = [("h", "http://"), ("s", "https://")];
const WHOLE: &str = "=";

/// Writes a URL, or another text, as a store has it among those of its host.
pub(super) fn encoded(url: &str, host: &str) -> String {
    let short = SCHEMES.iter().filter(|_| !host.is_empty()).find_map(|(letter, scheme)| {
        let rest = url.strip_prefix(scheme)?.strip_prefix(host)?;
        Some(format!("{letter}{rest}"))
    });
    short.unwrap_or_else(|| format!("{WHOLE}{url}"))
}

/// Reads it back. `None` if it is in no known form.
pub(super) fn decoded(text: &str, host: &str) -> Option<String> {
    let short =
        SCHEMES.iter().find_map(|(letter, scheme)| Some(format!("{scheme}{host}{}", text.strip_prefix(letter)?)));
    short.or_else(|| text.strip_prefix(WHOLE).map(str::to_owned))
}
