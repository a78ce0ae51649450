//! What is read as a heading, as a date and as an item.

use super::Case;

pub const CASES: &[Case] = &[
    Case {
        title: "Three spaces before a heading",
        day: 3,
        text: "\
DATE

TITLE
   ### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &[],
        fixed: &[],
    },
    Case {
        title: "Odd space behind the signs of a heading",
        day: 3,
        text: "\
DATE

TITLE
### \u{a0}Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &["4:5-4:6 hidden-character: U+00A0 NO-BREAK SPACE before the heading's text (safe fix)"],
        fixed: &[("### \u{a0}Sources:", "### Sources:")],
    },
    Case {
        title: "Stars above the title",
        day: 3,
        text: "\
DATE

***

TITLE
",
        found: &["3:1-3:4 stray-text: text between the date heading and the title: `***`"],
        fixed: &[],
    },
    Case {
        title: "Signs that close a heading",
        day: 3,
        text: "\
DATE

TITLE ##
### Sources: ##

1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &[],
        fixed: &[],
    },
    Case {
        title: "Signs that close no heading",
        day: 3,
        text: "\
DATE

TITLE
### Sources:##

1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &["4:1-4:15 section-heading: unknown section `Sources:##`"],
        fixed: &[],
    },
    Case {
        title: "Heading of signs alone",
        day: 3,
        text: "\
DATE

TITLE
### #
",
        found: &["4:1-4:6 section-heading: unknown section ``"],
        fixed: &[],
    },
    Case {
        title: "Nothing seen before an item",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

\u{200b}1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &["6:1-6:2 hidden-character: U+200B ZERO WIDTH SPACE before an item of the list (safe fix)"],
        fixed: &[("\u{200b}1.", "1.")],
    },
    Case {
        title: "Nothing seen behind a number and its space",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. \u{200b}[Ellery Gazette](https://gazette.example/bridge)
",
        found: &["6:4-6:5 hidden-character: U+200B ZERO WIDTH SPACE after the number (safe fix)"],
        fixed: &[("1. \u{200b}[", "1. [")],
    },
    Case {
        title: "Nothing seen behind a number",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1.\u{200b}[Ellery Gazette](https://gazette.example/bridge)
",
        found: &["6:3-6:4 hidden-character: U+200B ZERO WIDTH SPACE after the number (safe fix)"],
        fixed: &[("1.\u{200b}[", "1. [")],
    },
    Case {
        title: "Word and two addresses in one",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. Gazette
2. https://gazette.example/a b
",
        found: &[
            "6:4-6:11 source-item: `Gazette` is not a link",
            "7:4-7:31 source-item: `https://gazette.example/a b` is not a link",
        ],
        fixed: &[],
    },
    Case {
        title: "Dashes and dots",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)

- - -
• Kestrel Herald
-	Kestrel
",
        found: &[
            "8:1-9:17 source-item: text among the sources: `- - -\n• Kestrel Herald`",
            "10:3-10:10 source-item: `Kestrel` is not a link",
        ],
        fixed: &[],
    },
    Case {
        title: "Date without its day",
        day: 3,
        text: "\
### 2021 05

TITLE
",
        found: &["1:1-1:12 date-heading: no date heading", "1:1-1:12 section-heading: unknown section `2021 05`"],
        fixed: &[],
    },
    Case {
        title: "Date without its day in words",
        day: 3,
        text: "\
### May 2021

TITLE
",
        found: &["1:1-1:13 date-heading: no date heading", "1:1-1:13 section-heading: unknown section `May 2021`"],
        fixed: &[],
    },
    Case {
        title: "Date behind a word",
        day: 3,
        text: "\
### Week 3 5 21

TITLE
",
        found: &["1:1-1:16 date-heading: no date heading", "1:1-1:16 section-heading: unknown section `Week 3 5 21`"],
        fixed: &[],
    },
    Case {
        title: "Date in words and a number",
        day: 3,
        text: "\
### May 3rd, 2021

TITLE
",
        found: &["1:5-1:18 date-heading: the date `May 3rd, 2021` is not a link (safe fix)"],
        fixed: &[("### May 3rd, 2021", "DATE")],
    },
    Case {
        title: "Date in two months",
        day: 3,
        text: "\
### 3 May June 21

TITLE
",
        found: &["1:1-1:18 date-heading: no date heading", "1:1-1:18 section-heading: unknown section `3 May June 21`"],
        fixed: &[],
    },
    Case {
        title: "Date of another language",
        day: 3,
        text: "\
### 3 Mai 2021

TITLE
",
        found: &["1:1-1:15 date-heading: no date heading", "1:1-1:15 section-heading: unknown section `3 Mai 2021`"],
        fixed: &[],
    },
    Case {
        title: "Date in many words",
        day: 3,
        text: "\
### 3 May 2021 3 May 2021 3 May 2021

TITLE
",
        found: &[
            "1:1-1:37 date-heading: no date heading",
            "1:1-1:37 section-heading: unknown section `3 May 2021 3 May 2021 3 May 2021`",
        ],
        fixed: &[],
    },
];
