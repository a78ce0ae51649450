//! The law of indexes: what the archive really does is silent, and one defect in one index is one finding, at its line.

mod defects;
mod months;

use jiff::civil::date;

use self::defects::DEFECTS;
use self::months::{Months, folder};
use crate::harness::{Archive, Finding};
use crate::synthetic::random::Random;

const ROUNDS: u64 = 12;
/// How many kinds of defects are tried in each round; all of them in all rounds.
const EACH: usize = 8;

/// A finding's place and rule.
type Found = (String, usize, String);

#[test]
fn a_real_month_is_silent_and_one_defect_is_one_finding() {
    let mut tried = [0; DEFECTS.len()];
    for seed in 0..ROUNDS {
        let month = i8::try_from(seed % 12).unwrap() + 1;
        let fresh = || Months::new(date(2004, month, 1), &mut Random::new(seed));
        let archive = Archive::empty().with("newslint.toml", "");
        write(&archive, &fresh());
        assert_eq!(found(&archive), [], "seed {seed}");
        for turn in 0..EACH {
            let kind = (usize::try_from(seed).unwrap() * EACH + turn) % DEFECTS.len();
            let (name, damage) = &DEFECTS[kind];
            let mut months = fresh();
            let random = &mut Random::new(seed * 1000 + turn as u64);
            let Some(expected) = defects::apply(*damage, &mut months, random) else { continue };
            let right = archive.text(&expected.0);
            months.files().filter(|(path, _)| *path == expected.0).for_each(|(path, text)| archive.write(path, text));
            let found = found(&archive);
            assert!(found.eq(std::slice::from_ref(&expected)), "{name}, seed {seed}: {found:?}, not {expected:?}");
            archive.write(&expected.0, right);
            tried[kind] += 1;
        }
    }
    for ((name, _), tried) in DEFECTS.iter().zip(tried) {
        assert!(tried > 0, "{name}: never tried");
    }
}

/// Whoever writes `Index.md` has made one mistake, whatever else leads there.
#[test]
fn an_index_in_another_case_is_one_finding() {
    let months = Months::new(date(2004, 2, 1), &mut Random::new(5));
    for (name, wrong) in [("index.md", "Index.md"), ("index.md", "INDEX.MD"), ("README.md", "Readme.md")] {
        for day in months.days.iter().filter(|day| day.files.keys().eq([name])).take(3) {
            let archive = Archive::empty().with("newslint.toml", "");
            write(&archive, &months);
            let (path, wrong) = (format!("{}/{name}", folder(day.date)), format!("{}/{wrong}", folder(day.date)));
            archive.write(&wrong, archive.text(&path));
            let expected = [(wrong.clone(), 1, "file-path".to_owned())];
            assert_eq!(found(&archive), expected, "beside the right one");
            archive.remove(&path);
            assert_eq!(found(&archive), expected);
            assert_eq!(found_in(&archive, &wrong), expected);
            let run = archive.check(&[&wrong]);
            assert!(run.stdout.contains(&format!("an index is not called `{}`", wrong.rsplit('/').next().unwrap())));
        }
    }
}

#[test]
fn one_defect_of_the_front_page_is_one_finding() {
    let months = Months::new(date(2004, 2, 1), &mut Random::new(5));
    let archive = Archive::empty().with("newslint.toml", "");
    write(&archive, &months);
    let page = archive.text("index.md");
    let item = page.lines().find(|line| line.starts_with("### [")).unwrap();
    let line = page.lines().position(|line| line == item).unwrap() + 1;
    let last = page.lines().count() + 1;
    for (damaged, line) in [
        (page.replacen(".md)\n_", "x.md)\n_", 1), line),
        (page.replacen("### [", "### [Not: ", 1), line),
        (page.replacen("](/news/2004/0", "](news/2004/0", 2), line),
        (page.clone() + item, last),
        (page.clone() + "### [Nobody knows this](/news/2004/02/30/nobody-knows-this.md)", last),
        (page.clone() + "### [Nobody knows this](/news/2004/2/nobody-knows-this.md)", last),
    ] {
        assert_ne!(damaged, page);
        archive.write("index.md", &damaged);
        let expected = [("index.md".to_owned(), line, "front-page".to_owned())];
        assert_eq!(found(&archive), expected, "{damaged}");
        assert_eq!(found_in(&archive, "index.md"), expected, "{damaged}");
        assert_eq!(found_in(&archive, &folder(months.days[0].date)), [], "another folder");
    }
    archive.write("index.md", &page);
    archive.write("README.md", &page);
    assert_eq!(found(&archive), [], "both are the front page");
}

/// Most archives have a README at their root that says what they are, and whatever is at the root may be a link.
#[test]
fn a_text_at_the_root_is_no_front_page() {
    let archive = Archive::empty().with("newslint.toml", "");
    write(&archive, &Months::new(date(2004, 2, 1), &mut Random::new(5)));
    archive.remove("index.md");
    for text in [
        "",
        "# News\n\n## [Days](/news/2004/02/1/index.md)\n\n### [Help](https://help.example/news/2004/02/1/x.md)\n",
        "### [Questions](/faq/index.md)\n### [An example](news/2004/02/1/nobody-knows-this.md)\n### Not a link\n",
        "- [Nobody knows this](/news/2004/02/1/nobody-knows-this.md)\n",
        "So:\n\n    ### [Nobody knows this](/news/2004/02/1/nobody-knows-this.md)\n",
        "<!--\n### [Nobody knows this](/news/2004/02/1/nobody-knows-this.md)\n-->\n",
        "```\n### [Nobody knows this](/news/2004/02/1/nobody-knows-this.md)\n```\n",
    ] {
        archive.write("README.md", text);
        assert_eq!(found(&archive), [], "{text}");
        assert_eq!(found_in(&archive, "README.md"), [], "{text}");
    }
    archive.remove("README.md");
    archive.link("README.md", "/nowhere");
    assert_eq!(found(&archive), [], "a link that leads nowhere");
}

/// An item leads to an event, at whatever level it is: no fix takes it for the link to the day before.
#[test]
fn fixes_leave_the_items_what_they_are() {
    let months = Months::new(date(2004, 2, 1), &mut Random::new(5));
    let day = months.days.iter().find(|day| day.files.keys().eq(["index.md"])).unwrap();
    let path = format!("{}/index.md", folder(day.date));
    let archive = Archive::empty().with("newslint.toml", "");
    write(&archive, &months);
    let right = archive.text(&path);
    for level in ["#", "##", "####"] {
        archive.write(&path, right.replace("### [", &format!("{level} [")));
        archive.run(&["check", "--fix", "--unsafe-fixes"]);
        assert_eq!(archive.text(&path), right, "{level}");
    }
    // What nobody knows stays for somebody to delete.
    let item = "### [Nobody knows this](/news/2004/02/1/nobody-knows-this.md)\nIt was late.\n";
    let wrong = right.clone() + "\n" + item + "\n" + item;
    archive.write(&path, &wrong);
    archive.run(&["check", "--fix", "--unsafe-fixes"]);
    assert_eq!(archive.text(&path), wrong);
}

fn write(archive: &Archive, months: &Months) {
    months.files().for_each(|(path, text)| archive.write(path, text));
}

fn found(archive: &Archive) -> Vec<Found> {
    found_in(archive, ".")
}

fn found_in(archive: &Archive, path: &str) -> Vec<Found> {
    let run = archive.check(&["--quiet", "--now", "2021-01-01", path]);
    run.details().into_iter().map(|Finding { path, line, rule, .. }| (path, line, rule)).collect()
}
