//! A table in Markdown that is as readable in a terminal, and no wider than 100 columns.

use std::time::Duration;

use super::turns::Cost;

/// A heading, and the head of the table below it. `against` is what ratios are against.
pub fn head(heading: &str, against: &str) {
    println!("\n## {heading}\n");
    cells("measured", "wall", "CPU", &format!("against {against}"), "bound", "verdict");
    println!("| {:-<34} | {:->6}: | {:->6}: | {:->14}: | {:->10}: | {:-<7} |", "", "", "", "", "", "");
}

/// A command that others are compared with.
pub fn base(what: &str, cost: &Cost) {
    cells(what, &time(cost.wall), &time(cost.cpu), "", "", "");
}

/// A command next to `other`, with what it may take at most of the other's wall and CPU time.
pub fn ratio(what: &str, cost: &Cost, other: &Cost, bounds: [Option<f64>; 2]) {
    let ratios = cost.over(other);
    let holds = ratios.iter().zip(bounds).all(|(&ratio, bound)| bound.is_none_or(|bound| ratio <= bound));
    let bound = match bounds {
        [None, None] => String::new(),
        [wall, cpu] => format!("{} / {} ×", shown(wall), shown(cpu)),
    };
    let verdict = if bound.is_empty() { "" } else { verdict(holds) };
    let against = format!("{:.2} / {:.2} ×", ratios[0], ratios[1]);
    cells(what, &time(cost.wall), &time(cost.cpu), &against, &bound, verdict);
}

/// Something other than a ratio of times, with what it may be at most.
pub fn value(what: &str, cost: Option<&Cost>, value: f64, bound: f64, unit: &str) {
    let [wall, cpu] = cost.map_or_else(Default::default, |cost| [time(cost.wall), time(cost.cpu)]);
    let (result, limit) = (format!("{value:.2} {unit}"), format!("{bound} {unit}"));
    cells(what, &wall, &cpu, &result, &limit, verdict(value <= bound));
}

fn cells(what: &str, wall: &str, cpu: &str, against: &str, bound: &str, verdict: &str) {
    println!("| {what:<34} | {wall:>7} | {cpu:>7} | {against:>15} | {bound:>11} | {verdict:<7} |");
}

fn time(time: Duration) -> String {
    let milliseconds = super::milliseconds(time);
    match milliseconds {
        ..100.0 => format!("{milliseconds:.1} ms"),
        100.0..10_000.0 => format!("{milliseconds:.0} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

/// `20,000`
pub fn thousands(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1_000), number % 1_000),
    }
}

fn shown(bound: Option<f64>) -> String {
    bound.map_or_else(|| "–".to_owned(), |bound| bound.to_string())
}

const fn verdict(holds: bool) -> &'static str {
    if holds { "ok" } else { "over" }
}
