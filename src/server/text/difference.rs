//! The edits that make one text of another.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use newslint_model::diagnostic::{Edit, Span};

/// The edits that make `after` of `before`, each of whole lines but for what they begin and end with alike.
pub fn difference(before: &str, after: &str) -> Vec<Edit> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let (old_starts, new_starts) = (starts(&old), starts(&new));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let changed = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changed
        .map(|op| {
            let (old, new) = (op.old_range(), op.new_range());
            let span = Span::new(old_starts[old.start], old_starts[old.end]);
            narrowed(before, span, &after[new_starts[new.start]..new_starts[new.end]])
        })
        .collect()
}

/// Where each line starts, and the end.
fn starts(lines: &[&str]) -> Vec<usize> {
    let ends = lines.iter().scan(0, |end, line| {
        *end += line.len();
        Some(*end)
    });
    [0].into_iter().chain(ends).collect()
}

/// The edit without what the old text and the new one begin and end with alike.
fn narrowed(before: &str, span: Span, text: &str) -> Edit {
    let old = span.of(before);
    let same = |a: char, b: char| if a == b { Some(a.len_utf8()) } else { None };
    let prefix: usize = old.chars().zip(text.chars()).map_while(|(a, b)| same(a, b)).sum();
    let (old, text) = (&old[prefix..], &text[prefix..]);
    let suffix: usize = old.chars().rev().zip(text.chars().rev()).map_while(|(a, b)| same(a, b)).sum();
    let span = Span::new(span.start + prefix, span.end - suffix);
    Edit { span, text: text[..text.len() - suffix].to_owned() }
}
