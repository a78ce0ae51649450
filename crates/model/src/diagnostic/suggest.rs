//! The nearest of several names.

use strsim::normalized_levenshtein;

/// As good as the same name: one that was cut at another length.
const CUT: f64 = 0.99;

/// The candidate most similar to `name`, if its similarity is at least `threshold` (0 to 1). Of equally similar ones
/// it is the first.
pub fn nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>, threshold: f64) -> Option<&'c str> {
    ranked(name, candidates, threshold).map(|(nearest, _)| nearest)
}

/// The same, and whether it is the only one that can be meant: no other is similar, or none but it as good as the same.
pub fn ranked<'c>(name: &str, candidates: impl Iterator<Item = &'c str>, threshold: f64) -> Option<(&'c str, bool)> {
    let (mut best, mut second): (Option<(f64, &str)>, f64) = (None, 0.0);
    for candidate in candidates {
        let similarity = similarity(name, candidate);
        match best {
            Some((other, _)) if similarity <= other => second = second.max(similarity),
            _ if similarity >= threshold => {
                second = best.map_or(0.0, |(other, _)| other);
                best = Some((similarity, candidate));
            }
            _ => {}
        }
    }
    let (similarity, name) = best?;
    Some((name, second < if similarity >= CUT { CUT } else { threshold }))
}

/// 1 for the same name.
fn similarity(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() >= 20 && long.starts_with(short) {
        return CUT;
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
