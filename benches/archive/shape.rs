//! What archives differ in: how much of everything there is, and whose text it is.

use super::random::Random;

/// The proportions of an archive.
pub struct Shape {
    /// The years that its days are spread over.
    pub years: usize,
    /// How many events fit into these years with as many a day as `day` says.
    pub most: usize,
    /// How many events a day has.
    pub day: fn(&mut Random) -> usize,
    /// The share of events with a description, in percent.
    pub described: usize,
    /// How many sources an event has, if any.
    pub sources: fn(&mut Random) -> usize,
    /// How many related events an event has, if any.
    pub related: fn(&mut Random) -> usize,
    /// An event that is related to another, given that one and how many there are.
    pub other: fn(usize, usize, &mut Random) -> usize,
    /// How many contexts a related event has besides its own.
    pub contexts: fn(&mut Random) -> usize,
}

/// The archive of the tests. Only events of odd number are ever related to: in a real archive many events are not
/// either, and tests need some that can be moved without breaking a link.
pub const PLAIN: Shape = Shape {
    years: 20,
    most: 50_000,
    day: |random| if random.percent(12) { 0 } else { random.between(3, 12) },
    described: 40,
    sources: |random| one_of(&[1, 1, 1, 1, 1, 2, 2, 3, 4, 6], random),
    related: |random| if random.percent(40) { 10 } else { random.between(1, 8) },
    other: |_, events, random| random.below(events / 2) * 2 + 1,
    contexts: |random| random.below(3),
};

/// The real archive as far as it is known. Its days have two to thirty events and now and then none, and a story is
/// often related to others of the same months.
pub const LIFELIKE: Shape = Shape {
    years: 27,
    most: 100_000,
    day: |random| one_of(&[0, 2, 4, 4, 5, 6, 7, 7, 8, 8, 9, 10, 10, 11, 12, 13, 14, 16, 18, 20, 23, 30], random),
    described: 43,
    sources: |random| one_of(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 5, 7], random),
    related: |_| 10,
    other: |event, events, random| {
        let near = events.min(2_000);
        let first = event.saturating_sub(near / 2).min(events - near);
        if random.percent(40) { first + random.below(near) } else { random.below(events) }
    },
    contexts: |random| one_of(&[1, 1, 1, 2, 2, 2, 3, 4], random),
};

fn one_of(counts: &[usize], random: &mut Random) -> usize {
    counts[random.below(counts.len())]
}

/// Where the text of an archive comes from.
pub trait Voice {
    fn title(&self, random: &mut Random) -> String;

    fn sentence(&self, random: &mut Random) -> String;

    /// The paragraph below a title.
    fn description(&self, random: &mut Random) -> String;

    fn context<'a>(&'a self, random: &mut Random) -> &'a str;

    fn outlet(&self, random: &mut Random) -> String;

    /// An address that no other call returns, since `serial` is in its path.
    fn url(&self, serial: usize, random: &mut Random) -> String;

    /// A title with one more sentence, now and then after two spaces.
    fn longer(&self, title: String, random: &mut Random) -> String {
        let gap = if random.percent(5) { "  " } else { " " };
        title + gap + &self.sentence(random)
    }
}
