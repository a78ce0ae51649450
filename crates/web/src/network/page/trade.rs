//! The words of the two trades for which most domains are taken over: gambling and pills.
//!
//! They decide nothing: newspapers write of casinos, and print their advertisements. Where it is known already that
//! documents have given way to one page, they can say to whose.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use url::Url;

use super::contents::Page;
use super::words::{Word, words};

/// How many different words of them it takes on a page that has few of them, and on one that is full of them.
const FEWEST: [usize; 2] = [3, 2];

/// From how many words in a hundred on a page is full of them.
const FULL: usize = 10;

/// The words of a page that are looked at. They are all over the pages in question.
const MOST_WORDS: usize = 1500;

/// Words, and words in a row, parted by commas: in English and what all languages have of it; Indonesian, Malay and
/// Vietnamese; languages of Europe; Chinese, Japanese, Korean and Thai; of pills.
const WORDS: [&str; 5] = [
    "casino, casinos, slot, slots, jackpot, jackpots, gambling, betting, sportsbook, bookmaker, bookmakers, \
     poker, roulette, blackjack, baccarat, sportsbetting, wager, wagers, wagering, free spins, freespins, \
     odds, croupier, lottery, lotto",
    "gacor, slot gacor, togel, judi, maxwin, situs, bandar, daftar, taruhan, sbobet, pulsa, bola, pragmatic, \
     zeus, scatter, bandarqq, dominoqq, rtp, cá cược, nhà cái, xổ số, bóng đá, nổ hũ",
    "bahis, iddaa, bonusu, glücksspiel, spielautomaten, sportwetten, wetten, scommesse, apuestas, \
     tragamonedas, tragaperras, apostas, cassino, paris sportifs, machines à sous, kasyno, zakłady, \
     bukmacher, казино, ставки, букмекер, рулетка, слоты, игровые автоматы",
    "博彩, 赌场, 娱乐城, 彩票, 百家乐, 棋牌, 老虎机, 投注, 体育投注, カジノ, スロット, パチンコ, バカラ, 카지노, 바카라, 토토, 슬롯, คาสิโน, สล็อต, บาคาร่า, \
     แทงบอล, หวย, พนัน",
    "viagra, cialis, levitra, sildenafil, tadalafil, kamagra, tramadol, xanax, ambien, valium, phentermine, \
     modafinil, pharmacy, prescription, pills, erectile, dosage, аптека, виагра",
];

fn all() -> impl Iterator<Item = &'static str> {
    WORDS.iter().flat_map(|words| words.split(", "))
}

/// The hashes of each, by the first.
static PHRASES: LazyLock<FxHashMap<u32, Vec<Vec<u32>>>> = LazyLock::new(|| {
    let mut phrases: FxHashMap<u32, Vec<Vec<u32>>> = FxHashMap::default();
    for phrase in all() {
        let hashes: Vec<u32> = words(phrase).iter().map(|word| word.hash()).collect();
        if let Some((first, _)) = hashes.split_first() {
            phrases.entry(*first).or_default().push(hashes);
        }
    }
    phrases
});

/// How many of the words of a page are of one of these trades, in percent: 0 if only a few different ones are, and if the
/// host that was asked has such a word in its name. If the one that the page is `at` has, that is a word of the page.
pub(super) fn trade(page: &Page, from: &Url, at: &Url) -> u8 {
    if is_named(from) {
        return 0;
    }
    let mut text = words(&page.title);
    text.extend(page.words.iter().take(MOST_WORDS));
    let named = usize::from(is_named(at));
    let (mut count, mut different) = (named, Vec::new());
    for at in 0..text.len() {
        let Some(length) = phrase_at(&text[at..]) else { continue };
        count += length;
        if different.len() < FEWEST[0] && !different.contains(&text[at].hash()) {
            different.push(text[at].hash());
        }
    }
    let percent = (count.min(text.len()) * 100).checked_div(text.len()).unwrap_or(0);
    let fewest = FEWEST[usize::from(percent >= FULL)];
    if different.len() + named < fewest { 0 } else { u8::try_from(percent).unwrap_or(100) }
}

/// Whether a text has a word of one of these trades in it.
pub(in crate::network) fn is_of_trade(text: &str) -> bool {
    let text = words(text);
    (0..text.len()).any(|at| phrase_at(&text[at..]).is_some())
}

/// Whether the name of a host has such a word in it.
fn is_named(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    all().any(|word| word.len() >= 4 && host.contains(word))
}

/// How many words the phrase has with which a text begins.
fn phrase_at(text: &[Word]) -> Option<usize> {
    let phrases = PHRASES.get(&text.first()?.hash())?;
    let is_there = |phrase: &&Vec<u32>| {
        text.len() >= phrase.len() && text.iter().zip(*phrase).all(|(word, hash)| word.hash() == *hash)
    };
    phrases.iter().filter(is_there).map(Vec::len).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(host: &str, html: &str) -> Result<u8, url::ParseError> {
        let page = Page::read(html.as_bytes(), Some("text/html; charset=utf-8"));
        let url = Url::parse(&format!("http://{host}/bridge"))?;
        Ok(trade(&page, &url, &url))
    }

    #[test]
    fn pages_of_the_trades_are_full_of_their_words() -> Result<(), url::ParseError> {
        for html in [
            "<title>Slot gacor hari ini</title><p>Situs judi slot online terpercaya, daftar sekarang dan menang maxwin",
            "<title>Best online casino</title><p>Play slots, blackjack and roulette for real money today",
            "<title>在线娱乐城</title><p>百家乐 老虎机 体育投注 彩票 欢迎您",
            "<title>Cheap viagra</title><p>Buy cialis and tramadol from our pharmacy without a prescription",
        ] {
            assert!(percent("gazette.example", html)? >= 10, "{html}");
        }
        Ok(())
    }

    #[test]
    fn others_are_not() -> Result<(), url::ParseError> {
        let story = "The council of Port Ellery voted on Tuesday for a casino at the harbour, with slots and a poker \
            room, after two years of debate and a march of four hundred people through the old town. ";
        for (host, html, most) in [
            ("gazette.example", "<title>Casino, casino, casino</title>".to_owned(), 0),
            ("gazette.example", format!("<p>{story}{}", "All other news of the day and of the week. ".repeat(30)), 2),
            ("pokernews.example", "<p>Poker, blackjack, roulette, slots".to_owned(), 0),
            ("gazette.example", String::new(), 0),
        ] {
            assert!(percent(host, &html)? <= most, "{host} {html}");
        }
        Ok(())
    }
}
