//! Lists.

use super::Case;

pub const CASES: &[Case] = &[
    Case {
        title: "Time without seconds",
        day: 3,
        text: "\
DATE

TITLE
### Changes:

1. [A](/news/2021/05/4/ferry-returns.md) _2021-05-03 09:10 (First version)_
2. [B](OWN.md) _(Current version)_
",
        found: &["6:42-6:76 changes-item: `_2021-05-03 09:10 (First version)_` is not the time of a version"],
        fixed: &[],
    },
    Case {
        title: "Space before an item",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
\u{a0}2. [Kestrel Herald](https://herald.example/bridge)
",
        found: &["7:1-7:2 hidden-character: U+00A0 NO-BREAK SPACE before an item of the list (safe fix)"],
        fixed: &[(
            "\u{a0}2. [Kestrel Herald](https://herald.example/bridge)\n",
            "2. [Kestrel Herald](https://herald.example/bridge)\n",
        )],
    },
    Case {
        title: "List in an item",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
   1. [Kestrel Herald](https://herald.example/bridge)
",
        found: &[
            "7:4-7:5 source-numbering: number 1 is used twice",
            "7:4-7:54 source-item: indented into the item above: `1. [Kestrel Herald](https://herald.example/bridge)`",
        ],
        fixed: &[],
    },
    Case {
        title: "Indented item with its number",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
   2. [Kestrel Herald](https://herald.example/bridge)
",
        found: &[
            "7:4-7:54 source-item: indented into the item above: `2. [Kestrel Herald](https://herald.example/bridge)` (safe fix)",
        ],
        fixed: &[(
            "   2. [Kestrel Herald](https://herald.example/bridge)\n",
            "2. [Kestrel Herald](https://herald.example/bridge)\n",
        )],
    },
    Case {
        title: "Bullet below a number",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
- [Kestrel Herald](https://herald.example/bridge)
",
        found: &[
            "7:1-7:2 source-item: a bullet instead of a number: `- [Kestrel Herald](https://herald.example/bridge)` (safe fix)",
        ],
        fixed: &[(
            "- [Kestrel Herald](https://herald.example/bridge)\n",
            "2. [Kestrel Herald](https://herald.example/bridge)\n",
        )],
    },
    Case {
        title: "Bullet below a wrong number",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

2. [Ellery Gazette](https://gazette.example/bridge)
- [Kestrel Herald](https://herald.example/bridge)
",
        found: &[
            "6:1-6:2 source-numbering: the list starts at 2 (safe fix)",
            "7:1-7:2 source-item: a bullet instead of a number: `- [Kestrel Herald](https://herald.example/bridge)`",
        ],
        fixed: &[("2. [Ellery", "1. [Ellery"), ("- [Kestrel", "2. [Kestrel")],
    },
    Case {
        title: "Bullet without a space",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
-[Kestrel Herald](https://herald.example/bridge)
",
        found: &[
            "7:1-7:2 source-item: a bullet instead of a number: `-[Kestrel Herald](https://herald.example/bridge)` (safe fix)",
        ],
        fixed: &[(
            "-[Kestrel Herald](https://herald.example/bridge)\n",
            "2. [Kestrel Herald](https://herald.example/bridge)\n",
        )],
    },
    Case {
        title: "Numbers from two",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

2. [Ellery Gazette](https://gazette.example/bridge)
3. [Kestrel Herald](https://herald.example/bridge)
",
        found: &["6:1-6:2 source-numbering: the list starts at 2 (safe fix)"],
        fixed: &[
            (
                "2. [Ellery Gazette](https://gazette.example/bridge)\n",
                "1. [Ellery Gazette](https://gazette.example/bridge)\n",
            ),
            (
                "3. [Kestrel Herald](https://herald.example/bridge)\n",
                "2. [Kestrel Herald](https://herald.example/bridge)\n",
            ),
        ],
    },
    Case {
        title: "Numbers from two twice",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

2. [Ellery Gazette](https://gazette.example/bridge)
2. [Kestrel Herald](https://herald.example/bridge)
",
        found: &["6:1-6:2 source-numbering: number 2 is used twice (safe fix)"],
        fixed: &[(
            "2. [Ellery Gazette](https://gazette.example/bridge)\n",
            "1. [Ellery Gazette](https://gazette.example/bridge)\n",
        )],
    },
    Case {
        title: "The first of two",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

3. [Ellery Gazette](https://gazette.example/bridge)
1. [Kestrel Herald](https://herald.example/bridge)
",
        found: &["7:1-7:2 source-numbering: number 1 comes after 3 (safe fix)"],
        fixed: &[
            (
                "3. [Ellery Gazette](https://gazette.example/bridge)\n",
                "1. [Ellery Gazette](https://gazette.example/bridge)\n",
            ),
            (
                "1. [Kestrel Herald](https://herald.example/bridge)\n",
                "2. [Kestrel Herald](https://herald.example/bridge)\n",
            ),
        ],
    },
    Case {
        title: "Number in an outlet",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [1\u{200b}. Gazette](https://gazette.example/bridge)
",
        found: &["6:6-6:7 hidden-character: U+200B ZERO WIDTH SPACE in the link's text (unsafe fix)"],
        fixed: &[(
            "1. [1\u{200b}. Gazette](https://gazette.example/bridge)\n",
            "1. [1. Gazette](https://gazette.example/bridge)\n",
        )],
    },
    Case {
        title: "Several missing numbers",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
5. [Kestrel Herald](https://herald.example/bridge)
",
        found: &["7:1-7:2 source-numbering: numbers 2 to 4 are missing (safe fix)"],
        fixed: &[(
            "5. [Kestrel Herald](https://herald.example/bridge)\n",
            "2. [Kestrel Herald](https://herald.example/bridge)\n",
        )],
    },
    Case {
        title: "Item on two lines",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery
Gazette](https://gazette.example/bridge)
",
        found: &["6:1-6:11 source-item: the item continues on the next line: `1. [Ellery` (safe fix)"],
        fixed: &[(
            "1. [Ellery\nGazette](https://gazette.example/bridge)\n",
            "1. [Ellery Gazette](https://gazette.example/bridge)\n",
        )],
    },
    Case {
        title: "Number twice before a smaller one",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
4. [Kestrel Herald](https://herald.example/bridge)
2. [Marrow Radio](https://radio.example/bridge)
4. [Ondine Post](https://post.example/bridge)
",
        found: &[
            "7:1-7:2 source-numbering: number 4 is used twice (safe fix)",
            "8:1-8:2 source-numbering: number 2 comes after 4 (safe fix)",
        ],
        fixed: &[("4. [Kestrel", "2. [Kestrel"), ("2. [Marrow", "3. [Marrow")],
    },
    Case {
        title: "Item without a number between its neighbours",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
[Kestrel Herald](https://herald.example/bridge)
3. [Marrow Radio](https://radio.example/bridge)
",
        found: &[
            "7:1-7:48 source-item: an item without a number: `[Kestrel Herald](https://herald.example/bridge)` (safe fix)",
        ],
        fixed: &[("[Kestrel", "2. [Kestrel")],
    },
    Case {
        title: "Item that may have any number",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

2. [Ellery Gazette](https://gazette.example/bridge)
[Kestrel Herald](https://herald.example/bridge)
",
        found: &[
            "6:1-6:2 source-numbering: the list starts at 2 (safe fix)",
            "7:1-7:48 source-item: an item without a number: `[Kestrel Herald](https://herald.example/bridge)`",
        ],
        fixed: &[("2. [Ellery", "1. [Ellery"), ("[Kestrel", "2. [Kestrel")],
    },
    Case {
        title: "Url that goes on in the next line",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/
bridge)
",
        found: &[
            "6:1-6:45 source-item: the item continues on the next line: `1. [Ellery Gazette](https://gazette.example/`",
        ],
        fixed: &[],
    },
];
