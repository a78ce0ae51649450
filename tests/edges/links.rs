//! Links and addresses.

use super::Case;

pub const CASES: &[Case] = &[
    Case {
        title: "Formats below the date",
        day: 3,
        text: "\
DATE

Formats: [HTML](OWN.html)  [JSON](OWN.json)  [XML](OWN.xml)

TITLE
",
        found: &["3:1-3:165 formats-link: the Formats part is below the date heading"],
        fixed: &[],
    },
    Case {
        title: "Same slug on both days around",
        day: 3,
        text: "\
DATE

TITLE
### Related:

1. [Storm closes the harbour](/news/2021/05/12/storm-closes-the-harbour.md) _Context: storms_
",
        found: &["6:31-6:75 related-path: no event at /news/2021/05/12/storm-closes-the-harbour.md"],
        fixed: &[],
    },
    Case {
        title: "Url in angle brackets",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](<https://gazette.example/bridge>)
",
        found: &["6:21-6:53 source-item: the URL <https://gazette.example/bridge> is in angle brackets"],
        fixed: &[],
    },
    Case {
        title: "Link with a title",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge 'Bridge')
",
        found: &["6:21-6:60 source-item: the link has a title: https://gazette.example/bridge 'Bridge'"],
        fixed: &[],
    },
    Case {
        title: "Url with an apostrophe",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge-o')
",
        found: &[],
        fixed: &[],
    },
    Case {
        title: "Url with a quotation mark",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge-o\")
",
        found: &[],
        fixed: &[],
    },
    Case {
        title: "Unclosed parenthesis",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/(bridge)
",
        found: &["6:4-6:53 source-item: Markdown sees no link in `[Ellery Gazette](https://gazette.example/(bridge)`"],
        fixed: &[],
    },
    Case {
        title: "Needless parenthesis",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge))
",
        found: &["6:51-6:52 source-url: an unmatched closing bracket in the URL `https://gazette.example/bridge)`"],
        fixed: &[],
    },
    Case {
        title: "Unbalanced brackets",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery ]Gazette](https://gazette.example/bridge)
",
        found: &["6:4-6:53 source-item: Markdown sees no link in `[Ellery ]Gazette](https://gazette.example/bridge)`"],
        fixed: &[],
    },
    Case {
        title: "Http and https",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
2. [Ellery Gazette](http://gazette.example/bridge)
",
        found: &["7:21-7:50 duplicate-source: http://gazette.example/bridge is the same document as another source"],
        fixed: &[],
    },
    Case {
        title: "Sources of another time",
        day: 20,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/2021/07/19/bridge)
2. [Ellery Gazette](https://gazette.example/2021/07/20/bridge)
3. [Ellery Gazette](https://gazette.example/2019/05/20/bridge)
4. [Ellery Gazette](https://gazette.example/2019/05/19/bridge)
",
        found: &["7:45-7:55 source-date: the source's date is long after the event's", "9:45-9:55 source-date: the source's date is long before the event's"],
        fixed: &[],
    },
    Case {
        title: "Same slug on both sides of a day",
        day: 3,
        text: "\
DATE

TITLE
### Related:

1. [Storm closes the harbour](/news/2021/05/15/storm-closes-the-harbour.md) _Context: storms_
",
        found: &["6:31-6:75 related-path: no event at /news/2021/05/15/storm-closes-the-harbour.md"],
        fixed: &[],
    },
    Case {
        title: "Html of an absent event",
        day: 3,
        text: "\
DATE

TITLE
### Related:

1. [Storm closes the harbour](/news/2001/05/15/storm-closes-the-harbour.html) _Context: storms_
",
        found: &["6:31-6:77 related-path: an event cannot be at /news/2001/05/15/storm-closes-the-harbour.html (unsafe fix)"],
        fixed: &[("/news/2001/05/15/storm-closes-the-harbour.html", "/news/2001/05/15/storm-closes-the-harbour.md")],
    },
    Case {
        title: "Html of a near name",
        day: 3,
        text: "\
DATE

TITLE
### Related:

1. [Storm closes the harbour](/news/2021/05/21/storm-closes-the-harbour-1.html) _Context: storms_
",
        found: &["6:31-6:79 related-path: an event cannot be at /news/2021/05/21/storm-closes-the-harbour-1.html (unsafe fix)"],
        fixed: &[("/news/2021/05/21/storm-closes-the-harbour-1.html", "/news/2021/05/21/storm-closes-the-harbour-1.md")],
    },
    Case {
        title: "Formats section below the date",
        day: 3,
        text: "\
DATE

### Formats:

1. [HTML](OWN.html)
2. [JSON](OWN.json)
3. [XML](OWN.xml)

TITLE
",
        found: &["3:1-3:13 section-heading: the section Formats: is below the date heading"],
        fixed: &[],
    },
    Case {
        title: "Moved to another day",
        day: 3,
        text: "\
Formats: [HTML](/news/2021/05/4/moved-to-another-day.html)  [JSON](/news/2021/05/4/moved-to-another-day.json)  [XML](/news/2021/05/4/moved-to-another-day.xml)

### [2021-05-4](/news/2021/05/4/index.md)

TITLE
",
        found: &["3:6-3:15 date-path: the heading says 2021-05-4, but the file is in the folder of 2021-05-3"],
        fixed: &[],
    },
    Case {
        title: "Url with a space",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/the bridge)
",
        found: &["6:48-6:49 source-url: white space in the URL `https://gazette.example/the bridge`"],
        fixed: &[],
    },
    Case {
        title: "Same slug on the day before",
        day: 3,
        text: "\
DATE

TITLE
### Related:

1. [Storm closes the harbour](/news/2021/05/17/storm-closes-the-harbour.md) _Context: storms_
",
        found: &["6:31-6:75 related-path: no event at /news/2021/05/17/storm-closes-the-harbour.md (unsafe fix)"],
        fixed: &[("/news/2021/05/17/storm-closes-the-harbour.md", "/news/2021/05/16/storm-closes-the-harbour.md")],
    },
    Case {
        title: "Entities of several kinds in a url",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge?a=1&amp;b=2&amp;c=3)
2. [Kestrel Herald](https://herald.example/caf&eacute;)
",
        found: &[
            "6:55-6:60 source-url: `&amp;` in a URL, and 1 more (safe fix)",
            "7:47-7:55 source-url: `&eacute;` in a URL",
        ],
        fixed: &[("a=1&amp;b=2&amp;c=3", "a=1&b=2&c=3")],
    },
    Case {
        title: "Related event without a title",
        day: 3,
        text: "\
DATE

TITLE
### Related:

1. [](/news/2021/05/4/ferry-returns.md) _Context: ferries_
",
        found: &["6:4-6:6 related-item: the link to /news/2021/05/4/ferry-returns.md has no text"],
        fixed: &[],
    },
    Case {
        title: "Relative path of nearly that name",
        day: 3,
        text: "\
DATE

TITLE
### Related:

1. [Ferry returns](news/2021/05/4/ferry-return.md) _Context: ferries_
",
        found: &["6:20-6:50 related-path: a relative path: news/2021/05/4/ferry-return.md (unsafe fix)"],
        fixed: &[("(news/2021/05/4/ferry-return.md)", "(/news/2021/05/4/ferry-returns.md)")],
    },
];
