//! Text whose words come back as often as those of a language do: a few all the time, most of them hardly ever.

use super::random::Random;
use super::shape::Voice;

/// The words that English uses most, in that order.
const COMMON: &[&str] = &[
    "the", "in", "of", "a", "to", "and", "at", "for", "is", "are", "an", "on", "by", "with", "as", "from", "after",
    "that", "it", "has", "was", "have", "be", "who", "more", "than", "its", "over", "not", "near", "which",
];
const STARTS: &[&str] = &[
    "b", "br", "c", "ch", "d", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "v", "w",
];
const MIDDLES: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "ou"];
const ENDS: &[&str] = &["", "", "", "n", "r", "s", "l", "t", "nd", "ck"];

/// How many times the number of words doubles: there are 32,767.
const DOUBLINGS: usize = 15;

/// Lengths of titles in characters, each as likely.
const TITLES: &[usize] =
    &[42, 66, 80, 90, 98, 107, 116, 125, 133, 142, 152, 164, 178, 200, 230, 262, 290, 330, 375, 430, 580];

/// What descriptions have been left with on their way through HTML, and what is beyond ASCII in them.
const LEFTOVERS: &[&str] =
    &["&#039;", "&nbsp;", "&#39;", "&ndash;", "&quot;", "&#x27;", "&hellip;", "’", "—", "…", "£"];

/// All words and contexts, the most frequent first.
pub struct Lexicon {
    words: Vec<String>,
    contexts: Vec<String>,
}

impl Lexicon {
    pub fn new(random: &mut Random) -> Self {
        let mut words: Vec<String> = COMMON.iter().map(|word| (*word).to_owned()).collect();
        words.resize_with((1 << DOUBLINGS) - 1, || if random.percent(25) { name(random) } else { word(random) });
        let contexts = (1..1 << DOUBLINGS).map(|_| context(random)).collect();
        Self { words, contexts }
    }

    /// Sentences of about `length` characters together.
    fn text(&self, length: usize, random: &mut Random) -> String {
        let mut text = String::with_capacity(length + 16);
        let mut left = 0;
        loop {
            let word = self.token(random);
            if left == 0 {
                left = random.between(12, 30);
                text += &capital(&word);
            } else {
                text += &word;
            }
            left -= 1;
            match left {
                _ if text.len() >= length => return text + ".",
                0 => text += ". ",
                _ => text += if random.percent(6) { ", " } else { " " },
            }
        }
    }

    /// A word, or what else is found between spaces.
    fn token(&self, random: &mut Random) -> String {
        let word = frequent(&self.words, random);
        match random.below(200) {
            0..8 => random.between(2, 980).to_string(),
            8..10 => format!("({word})"),
            10..12 => format!("\"{word}\""),
            12..15 => format!("{word}'s"),
            15..17 => format!("{word}-{}", frequent(&self.words, random)),
            _ => word.to_owned(),
        }
    }
}

impl Voice for Lexicon {
    fn title(&self, random: &mut Random) -> String {
        let length = TITLES[random.below(TITLES.len())];
        let title = self.text(random.between(length * 9 / 10, length * 11 / 10), random);
        match random.below(100) {
            0 => format!("{title} [see http://{}.example/{} (Gazette)]", word(random), random.below(99_999)),
            _ => title,
        }
    }

    fn sentence(&self, random: &mut Random) -> String {
        self.text(random.between(60, 140), random)
    }

    fn description(&self, random: &mut Random) -> String {
        let mut text = self.text(random.between(60, 220), random);
        for _ in 0..[0, 0, 1, 1, 2][random.below(5)] {
            text = text + " " + random.pick(LEFTOVERS) + &self.text(random.between(10, 60), random);
        }
        text
    }

    fn context<'a>(&'a self, random: &mut Random) -> &'a str {
        frequent(&self.contexts, random)
    }

    fn outlet(&self, random: &mut Random) -> String {
        format!("The {}", capital(frequent(&self.words, random)))
    }

    fn url(&self, serial: usize, random: &mut Random) -> String {
        let scheme = if random.percent(60) { "https" } else { "http" };
        let host = frequent(&self.words, random).to_lowercase();
        let story: Vec<String> =
            (0..random.between(1, 8)).map(|_| frequent(&self.words, random).to_lowercase()).collect();
        format!("{scheme}://www.{host}.example/{}/{}-{serial}.html", word(random), story.join("-"))
    }
}

/// One of `from`: any doubling of the rank is as likely as another, so the nth word comes about an nth as often as the
/// first (Zipf's law).
fn frequent<'a>(from: &'a [String], random: &mut Random) -> &'a str {
    let first = 1 << random.below(DOUBLINGS);
    &from[first - 1 + random.below(first)]
}

/// A word that no dictionary has, of one to four syllables.
fn word(random: &mut Random) -> String {
    let mut word = String::new();
    for _ in 0..[1, 2, 2, 2, 3, 3, 4][random.below(7)] {
        word += random.pick(STARTS);
        word += random.pick(MIDDLES);
        word += random.pick(ENDS);
    }
    word
}

/// A word as a name, one in a hundred with an accent.
fn name(random: &mut Random) -> String {
    let name = capital(&word(random));
    if random.percent(1) { name + "é" } else { name }
}

/// Up to three names, with what real contexts have besides them.
fn context(random: &mut Random) -> String {
    let names: Vec<String> = (0..random.between(1, 3)).map(|_| name(random)).collect();
    let names = names.join(" ");
    match random.below(20) {
        0 => format!("{names}, {}", name(random)),
        1 => format!("{names} ({})", word(random)),
        2 => format!("{}-{:02} protests in {names}", random.between(1999, 2008), random.between(9, 16)),
        _ => names,
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
