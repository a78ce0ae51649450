//! What a merge leaves behind, and what only looks like it.

use super::Case;

pub const CASES: &[Case] = &[
    Case {
        title: "Lines of the version before both",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
<<<<<<< HEAD
2. [Kestrel Herald](https://herald.example/bridge)
||||||| 3f2a9c1
1. [Ondine Post](https://post.example/bridge)
=======
2. [Marrow Radio](https://radio.example/bridge)
>>>>>>> radio
4. [Cover Image](https://images.example/bridge.jpg)
",
        found: &[
            "7:1-7:13 merge-conflict: a merge left a conflict here",
            "14:1-14:2 source-numbering: number 3 is missing",
        ],
        fixed: &[],
    },
    Case {
        title: "Marker of a base behind the divider",
        day: 3,
        text: "\
DATE

TITLE
### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
<<<<<<< HEAD
2. [Kestrel Herald](https://herald.example/bridge)
=======
2. [Marrow Radio](https://radio.example/bridge)
||||||| 3f2a9c1
>>>>>>> radio
4. [Cover Image](https://images.example/bridge.jpg)
",
        found: &[
            "7:1-7:13 merge-conflict: a merge left a conflict here",
            "13:1-13:2 source-numbering: number 3 is missing",
        ],
        fixed: &[],
    },
    Case {
        title: "Start of a conflict alone",
        day: 3,
        text: "\
DATE

TITLE
The first bus crossed.

<<<<<<< HEAD
The ferry stopped.
",
        found: &["6:1-6:13 merge-conflict: a merge left a conflict here"],
        fixed: &[],
    },
    Case {
        title: "Two starts and one end",
        day: 3,
        text: "\
DATE

TITLE
The first bus crossed.

<<<<<<< HEAD
The ferry stopped.

<<<<<<< HEAD
The mayor spoke.
=======
The mayor sang.
>>>>>>> mayor
",
        found: &[
            "6:1-6:13 merge-conflict: a merge left a conflict here",
            "9:1-9:13 merge-conflict: a merge left a conflict here",
        ],
        fixed: &[],
    },
    Case {
        title: "Signs that are no markers",
        day: 3,
        text: "\
DATE

TITLE
The first bus crossed.

<<<<<<<<

<<<<<<<Ellery

>>>>>>>>> Ondine
",
        found: &[],
        fixed: &[],
    },
];
