//! The nearest of several names.

use strsim::normalized_levenshtein;

/// The candidate most similar to `name`, if its similarity is at least `threshold` (0 to 1). Of equally similar ones
/// it is the first.
pub fn nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>, threshold: f64) -> Option<&'c str> {
    let mut best = None;
    for candidate in candidates {
        let similarity = similarity(name, candidate);
        if similarity >= threshold && best.is_none_or(|(other, _)| similarity > other) {
            best = Some((similarity, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// 1 for the same name. A name that was cut at another length is as good as the same.
fn similarity(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() >= 20 && long.starts_with(short) {
        return 0.99;
    }
    // The distance takes quadratic time, and an archive with many broken paths has many pairs to compare.
    if short.len() * 2 < long.len() || !shares_words(short, long) {
        return 0.0;
    }
    normalized_levenshtein(a, b)
}

/// Whether half of the words of the shorter name are words of the longer one. Names of few words are not judged by it:
/// one slip of the keyboard would be a third of them.
fn shares_words(short: &str, long: &str) -> bool {
    const FEW: usize = 4;
    let count = short.split('-').count();
    let shared = || short.split('-').filter(|word| long.split('-').any(|other| other == *word)).count();
    count <= FEW || shared() * 2 >= count
}
