//! The archives that the expected reports are about.

use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT};

/// One event without a finding.
pub fn clean() -> Archive {
    Archive::new().with(BRIDGE, BRIDGE_TEXT)
}

/// Findings of each level, with and without labels, fixes and help, behind characters of two and four bytes, and in
/// files with awkward names.
pub fn mixed() -> Archive {
    Archive::new()
        .with(
            "newslint.toml",
            "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\nrelated-title = \"off\"\nduplicate-source = \"note\"\ndate-heading = \"warning\"\n",
        )
        .with(BRIDGE, BRIDGE_TEXT)
        .with(
            "news/2021/05/4/ferry returns, \"half\" 100%: à la carte.md",
            "\
### [2021-05-04](/news/2021/05/4/index.md)

## Ferry returns to the Marrow Islands

### Sources:

1. [Kestrel Herald](https://herald.example/ferry)
2. [Straße 𐐀 heute](https://strasse.example/a?b=1&amp;c=2)
2. [Kestrel Herald](https://herald.example/ferry)

### Related:

1. [Harbour bridge opens ](/news/2021/05/3/harbour-bridge-open.md) _Context: Port Ellery_
",
        )
        .with(
            "news/2021/05/4/line-ends.md",
            "### [2021-05-4](/news/2021/05/4/index.md)\r\n\r\n# Line ends\r\n\r\n### Sorces:\r\n",
        )
}

/// Where the second of two events with one title is.
pub const SECOND: &str = "news/2021/05/4/the-ferry-is-back.md";

/// Findings in one file that point into another one, behind characters of two and four bytes.
pub fn pair() -> Archive {
    let (date, title) = ("### [2021-05-4](/news/2021/05/4/index.md)\n\n", "Fähre 𐐀 kehrt heim");
    Archive::new().with("news/2021/05/4/ferry-returns.md", format!("{date}#  {title} \n")).with(
        SECOND,
        format!(
            "{date}# {title}!\n\n### Related:\n\n1. [Ferry](/news/2021/05/4/ferry-returns.md) _Context: ferries_\n"
        ),
    )
}

/// What a contributor could write who wants to be more than text. Each piece ends in what ends the text around it in
/// one format or another.
const TRICKS: &str = "\u{1b}]8;;https://evil.example\u{7}\u{1b}[2J ::set-output name=x::y ##[add-mask]z ##vso[task.x]y ]]> \
                      | `` ` `` --> <script>alert(1)</script> <img src=x onerror=y> [a](https://evil.example) \
                      ![b](https://evil.example) https://evil.example www.evil.example @port-ellery %0A::error::pwned \
                      \u{202e}desrever\u{2066} \u{9b}31m \u{85} \u{2028}::error::pwned \u{ffff} & &amp; \" ' {0} $x$ \\";

/// One event that tries them in its title, in a heading, in an outlet, in a URL and in its own name, and another
/// whose name comes to stand in the first one's help, so long that it is wrapped there.
pub fn hostile() -> Archive {
    let event = format!(
        "\
### [2021-05-4](/news/2021/05/4/index.md)

#  {TRICKS} \0

### {TRICKS}

### Sources:

1. [{TRICKS}](ht{brackets}tp://gazette.example/ferry)
3. [Kestrel Herald](::error::pwned)

### Related:

1. [Ferry crews strike](/news/2021/05/4/ferry-crews-strike-in-port-ellery-[and](kestrel-bay)-::error::pwnd.md) _Context: {TRICKS}_
",
        brackets = "`|]]><b>::error::\u{1b}[31m"
    );
    Archive::new().with(hostile_path(), event).with(
        "news/2021/05/4/ferry-crews-strike-in-port-ellery-[and](kestrel-bay)- ::error::pwned.md",
        "### [2021-05-4](/news/2021/05/4/index.md)\n\n# A\n",
    )
}

/// The path of the first: the tricks that fit into a file's name, and line ends.
pub fn hostile_path() -> String {
    let start: String = TRICKS.replace('/', "").chars().take(120).collect();
    format!("news/2021/05/4/{start}\n::error::pwned\r\n::set-output name=x::y\n]]><b>|`%0A::error::\u{202e}.md")
}
