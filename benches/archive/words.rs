//! Invented names and sentences. No line of a real archive is in here; every host is under the reserved
//! `.example` (RFC 2606 §2).

use super::random::Random;
use super::shape::Voice;

const HEADS: &[&str] = &[
    "Bel", "Dor", "Kesh", "Ulm", "Var", "Tol", "Mir", "Ost", "Quen", "Ras", "Lov", "Fen", "Gry", "Hal", "Ner", "Pav",
    "Söl", "Zam", "Ért", "Ibr", "Jor", "Wex", "Cal", "Yst",
];
const MIDDLES: &[&str] = &["a", "e", "i", "o", "ando", "eri", "ova", "una", "ilo", "ema", "ura", "osti"];
const TAILS: &[&str] = &[
    "vath", "meria", "grad", "ford", "zão", "lund", "nik", "bay", "thal", "rosa", "dine", "mark", "stan", "pol",
    "wick", "quay",
];
const GIVEN: &[&str] = &[
    "Anselka", "Borim", "Cyrenne", "Dagmo", "Elvire", "Fjolan", "Gisko", "Halewyn", "Iskra-Lo", "Jorund", "Kalpa",
    "Lüdo", "Marek-Anu", "Nadile", "Orso", "Perpetu",
];
const KINDS: &[&str] = &[
    "Harbour Authority", "Assembly", "Weather Office", "Lighthouse Board", "Chess Federation", "Railway Union",
    "Botanical Society", "High Court", "Fishery Council", "Lantern Guild",
];
const TOPICS: &[&str] = &[
    "2004-05 harbour dispute",
    "Treaty of Kesh (1871)",
    "marbled murk fever",
    "Upper River, Lower River and Delta Commission",
    "ferry",
    "observatory",
    "Lantern Fair",
    "Night Tram (line 7)",
    "salt tax",
    "comet",
    "general strike",
    "moss",
];

/// What a sentence is made of. `{place}`, `{person}`, `{body}`, `{n}` and `{url}` are filled in.
const SENTENCES: &[&str] = &[
    "The {body} votes {n} to {n} for a new bridge over the river {place}.",
    "{person}, the mayor of {place}, opens the lantern fair in front of {n},000 visitors.",
    "A storm (the third of the season) leaves {n} villages near {place} without light; ferries to {place} stay in port.",
    "Engineers warn that the {place} Dam needs repairs before the spring, according to *The {place} Gazette*.",
    "Researchers at the University of {place} describe {n} kinds of moss that were not known before.",
    "{person} says 'the harbour stays open' after a strike of {n} days by the {body}.",
    "At least {n} passengers spend the night in a tram that stands still between {place} and {place} because of snow.",
    "Chess: {person} of {place} defeats {person} in {n} moves and leads the tournament at {place}.",
    "The {body} publishes its report on the fire in the old observatory of {place}, which burned for {n} hours.",
    "Fishers from {place} find a bell that had been lost in {place} Bay for {n} years [see http://{url} (Gazette)].",
    "Some {n},000 people gather in {place} to watch the comet, \"the brightest in living memory\", as {person} puts it.",
    "{place}-{place} dispute: the two towns agree to share the water of the river {place} for another {n} years.",
    "The {body} closes {n} bridges after cracks are found; {person} asks for patience — and for money.",
    "A court in {place} decides that the salt tax [of {n} crowns a barrel] was never in force.",
    "{person}, founder of the newspaper *{place} Morning*, dies at the age of {n}.",
    "An election in {place} ends in a tie for the second time; the {body} orders a third vote within {n} days.",
    "The ferry *{place}* runs aground off {place}; all {n} people on board are brought ashore.",
    "Heavy rain floods {n} streets in {place}'s old town, and the {body} asks people not to use the night tram (line 7).",
    "{person} becomes the first to cross the {place} Strait by balloon, in {n} hours – a record.",
    "The price of lamp oil rises by {n}% in {place} & the provinces around it; see https://{url} for the figures.",
];

const REMARKS: &[&str] = &[
    "The {body} had asked for the vote after {n} weeks of talks, a spokesman for {place} said on Monday&hellip;",
    "It&#39;s the {n}th time in as many years that people in {place} wait for an answer, and many won&rsquo;t wait longer.",
    "{place} (Gazette) — {person} told reporters that nothing had been decided, but that {n} proposals were on the table…",
    "&quot;We saw it from the pier&quot;, said one of the {n} witnesses from {place}; the {body} is looking into it.",
    "Pictures from {place}&nbsp;show how the work of {n} months ended, and what {person} plans to do next.",
];

const OUTLETS: &[&str] = &[
    "Gazette", "The Kesh Herald", "Radio Ulm/Ulm Tonight", "tribune now!", "Courier (in French)", "A.B.C. Wire",
    "Delta Post via Gazette", "Ért Hírlap",
];
const HOSTS: &[&str] = &[
    "gazette.example", "www.herald.example", "news.radio.example", "tribune.example:8080", "courier.example",
    "wire.example",
];

/// The archive's cast: drawn once, so that names come back from event to event as in a real archive.
pub struct Words {
    places: Vec<String>,
    people: Vec<String>,
    bodies: Vec<String>,
    contexts: Vec<String>,
}

impl Words {
    pub fn new(random: &mut Random) -> Self {
        let places: Vec<String> = (0..400).map(|_| place(random)).collect();
        let people: Vec<String> = (0..300).map(|_| format!("{} {}", random.pick(GIVEN), place(random))).collect();
        let bodies: Vec<String> =
            (0..200).map(|_| format!("{} {}", random.pick(&places), random.pick(KINDS))).collect();
        let topics = TOPICS.iter().map(|topic| (*topic).to_owned());
        let provinces = (0..40).map(|_| format!("{}, {}", place(random), place(random)));
        let mut contexts: Vec<String> = topics.chain(provinces).collect();
        contexts.extend(places.iter().chain(&people).chain(&bodies).cloned());
        Self { places, people, bodies, contexts }
    }

    fn fill(&self, template: &str, random: &mut Random) -> String {
        let mut text = String::with_capacity(160);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            match slot {
                "place" => text.push_str(random.pick(&self.places)),
                "person" => text.push_str(random.pick(&self.people)),
                "body" => text.push_str(random.pick(&self.bodies)),
                "url" => text.push_str(&format!("gazette.example/{}/{}.stm", random.below(9), random.below(99_999))),
                _ => text.push_str(&random.between(2, 98).to_string()),
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

impl Voice for Words {
    /// One to three sentences.
    fn title(&self, random: &mut Random) -> String {
        let mut title = self.sentence(random);
        for _ in 0..[0, 0, 0, 1, 1, 1, 2][random.below(7)] {
            title = self.longer(title, random);
        }
        title
    }

    fn sentence(&self, random: &mut Random) -> String {
        let template = random.pick(SENTENCES);
        self.fill(template, random)
    }

    fn description(&self, random: &mut Random) -> String {
        let template = random.pick(REMARKS);
        self.fill(template, random)
    }

    fn context<'a>(&'a self, random: &mut Random) -> &'a str {
        random.pick(&self.contexts)
    }

    fn outlet(&self, random: &mut Random) -> String {
        random.pick(OUTLETS).to_owned()
    }

    fn url(&self, serial: usize, random: &mut Random) -> String {
        let scheme = if random.percent(60) { "https" } else { "http" };
        let host = random.pick(HOSTS);
        let n = random.below(90);
        let path = match random.below(8) {
            0 => format!("{serial}.html?section={n}&page=2"),
            1 => format!("wiki/Lantern_({serial})"),
            2 => format!("a%20b/{n}/{serial}%255E1702,00.html"),
            3 => format!("{serial}/#part-{n}"),
            4 => format!("cgi-bin/article.pl?sid=04/08/{n}/{serial}"),
            5 => format!("~desk/{n}/{serial}_harbour,4057.jhtml"),
            _ => format!("news/{n}/{serial}/harbour-stays-open-{n}"),
        };
        format!("{scheme}://{host}/{path}")
    }
}

fn place(random: &mut Random) -> String {
    let middle = if random.percent(50) { random.pick(MIDDLES) } else { "" };
    format!("{}{middle}{}", random.pick(HEADS), random.pick(TAILS))
}

/// `title` as a slug: lower case, accents dropped, every other run of characters one `-`, cut at `limit`.
pub fn slug(title: &str, limit: usize) -> String {
    let mut slug = String::with_capacity(limit);
    for c in title.chars().flat_map(char::to_lowercase).map(without_accent) {
        if slug.len() >= limit {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

fn without_accent(c: char) -> char {
    match c {
        'ã' | 'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ö' | 'ó' => 'o',
        'ü' => 'u',
        other => other,
    }
}
