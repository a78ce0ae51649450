//! Headings, sections, descriptions, and bytes.

use super::Case;

pub const CASES: &[Case] = &[
    Case {
        title: "Fence around nothing",
        day: 3,
        text: "\
DATE

TITLE
The first bus crossed.

```
a timetable
",
        found: &["6:1-6:4 hidden-text: an unclosed code fence: Markdown shows everything after it as code"],
        fixed: &[],
    },
    Case {
        title: "Entity nobody sees",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery&shy;Gazette](https://gazette.example/bridge)
",
        found: &["6:11-6:16 html-entity: the HTML entity `&shy;` in a link's text"],
        fixed: &[],
    },
    Case {
        title: "Changes below related",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)

### Related:

1. [Ferry returns](/news/2021/05/4/ferry-returns.md) _Context: ferries_

### Changes:

1. [B](OWN.md) _(Current version)_
",
        found: &["12:1-12:13 section-heading: the section Changes: is below Related:"],
        fixed: &[],
    },
    Case {
        title: "Italics above another line",
        day: 3,
        text: "\
DATE

TITLE
The ferry ''Marrow'' came
to the opening, too.
",
        found: &["4:11-4:21 wiki-markup: wiki italics: `''Marrow''`"],
        fixed: &[],
    },
    Case {
        title: "Front matter above an event",
        day: 3,
        text: "\
---
layout: event
---

DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &["1:1-1:4 stray-text: front matter: Markdown shows it as text"],
        fixed: &[],
    },
    Case {
        title: "Front matter above a date",
        day: 3,
        text: "\
---
title: Bridge
---

DATE

",
        found: &["1:1-1:4 stray-text: front matter: Markdown shows it as text"],
        fixed: &[],
    },
    Case {
        title: "Unclosed suppression",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)

<!-- newslint-ignore: source-url — the
whole file
",
        found: &[
            "8:1-8:39 unused-suppression: an unclosed suppression",
            "9:1-9:11 source-item: text among the sources: `whole file`",
        ],
        fixed: &[],
    },
    Case {
        title: "Space in front of the date",
        day: 3,
        text: "\
\u{a0}DATE

TITLE
",
        found: &["1:1-1:2 hidden-character: U+00A0 NO-BREAK SPACE before ###: this is not a heading (safe fix)"],
        fixed: &[("\u{a0}DATE\n", "DATE\n")],
    },
    Case {
        title: "Old line ends",
        day: 3,
        text: "DATE\r\rTITLE\rThe\u{a0}first bus crossed.\r\r### Sources:\r\r1. [Ellery Gazette](https://gazette.example/bridge)\r",
        found: &["1:42-1:43 text-encoding: the lines end with CR (safe fix)"],
        fixed: &[("\r", "\n")],
    },
    Case {
        title: "One control",
        day: 3,
        text: "\
DATE

TITLE
The\u{1} first bus.
",
        found: &["4:4-4:5 text-encoding: the control character U+0001 in the text"],
        fixed: &[],
    },
    Case {
        title: "Two controls",
        day: 3,
        text: "\
DATE

TITLE
The\u{1} first\u{7f} bus.
",
        found: &["4:4-4:5 text-encoding: the control character U+0001 in the text, and 1 more in the file"],
        fixed: &[],
    },
    Case {
        title: "Sections twice after another",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)

### Related:

1. [Ferry returns](/news/2021/05/4/ferry-returns.md) _Context: ferries_

### Related:

1. [Ferry returns](/news/2021/05/4/ferry-returns.md) _Context: ferries_
",
        found: &[
            "12:1-12:13 section-heading: a second section Related:",
            "14:20-14:52 duplicate-related: the event /news/2021/05/4/ferry-returns.md is related twice",
        ],
        fixed: &[],
    },
    Case {
        title: "Date in words",
        day: 3,
        text: "\
### [Tuesday](/news/2021/05/3/index.md)

TITLE
",
        found: &["1:6-1:13 date-heading: the date `Tuesday` is not in the archive's form"],
        fixed: &[],
    },
    Case {
        title: "Year of two digits",
        day: 3,
        text: "\
### [21-05-3](/news/2021/05/3/index.md)

TITLE
",
        found: &["1:6-1:13 date-heading: the date `21-05-3` is not in the archive's form (safe fix)"],
        fixed: &[("### [21-05-3](/news/2021/05/3/index.md)\n", "DATE\n")],
    },
    Case {
        title: "Unclosed fence above a list",
        day: 3,
        text: "\
DATE

TITLE
The first bus crossed.

```  
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &[
            "6:1-6:4 hidden-text: an unclosed code fence: Markdown shows everything after it as code: `### Sources:` (safe fix)",
        ],
        fixed: &[("```  \n", "")],
    },
    Case {
        title: "Misspelt and unspaced",
        day: 3,
        text: "\
DATE

TITLE
###sources

1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &["4:1-4:11 section-heading: unknown section `sources` (safe fix)"],
        fixed: &[("###sources\n", "### Sources:\n")],
    },
    Case {
        title: "Misspelt at another level",
        day: 3,
        text: "\
DATE

TITLE
## sources

1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &["4:1-4:11 section-heading: unknown section `sources` (safe fix)"],
        fixed: &[("## sources\n", "### Sources:\n")],
    },
    Case {
        title: "End of a template",
        day: 3,
        text: "\
DATE

TITLE
The ferry came to the opening.}}
",
        found: &["4:31-4:33 wiki-markup: a wiki template: `}}`"],
        fixed: &[],
    },
    Case {
        title: "Suppressions of unknown forms",
        day: 3,
        text: "\
DATE

TITLE
<!-- newslint-ignored -->

<!-- newslint-ignore slug -->

### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
",
        found: &[
            "4:1-4:26 unused-suppression: a suppression in an unknown form",
            "6:1-6:30 unused-suppression: a suppression in an unknown form",
        ],
        fixed: &[],
    },
    Case { title: "Empty", day: 3, text: "", found: &["1:1-1:1 title-heading: the file is empty"], fixed: &[] },
    Case {
        title: "Rules of indexes",
        day: 3,
        text: "\
DATE

<!-- newslint-ignore: index-form, front-page — not of events -->

TITLE
",
        found: &[],
        fixed: &[],
    },
    Case {
        title: "Italics with old line ends",
        day: 3,
        text: "DATE\r\rTITLE\rThe ferry ''Marrow came.\rIt ''left at noon.\r",
        found: &[
            "1:42-1:43 text-encoding: the lines end with CR (safe fix)",
            "1:83-1:85 wiki-markup: wiki italics: `''`",
            "1:101-1:103 wiki-markup: wiki italics: `''`",
        ],
        fixed: &[("\r", "\n")],
    },
    Case {
        title: "Fence around a timetable",
        day: 3,
        text: "\
DATE

TITLE
The first bus crossed.

```
a timetable
```
",
        found: &["6:1-6:4 hidden-text: a code fence: Markdown shows its contents as code"],
        fixed: &[],
    },
    Case {
        title: "Brackets that are no wiki link",
        day: 3,
        text: "\
DATE

TITLE
The fares are at [http://gazette.example/fares] on the web.
The timetable is at [http://gazette.example/buses or on paper
",
        found: &[],
        fixed: &[],
    },
];
