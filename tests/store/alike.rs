//! A store in a file and one on a server that know the same say the same, byte for byte, whatever they know.

use std::fmt::Write;

use super::folder::{Folder, HEADER};
use crate::harness::{CONFIG, Random, Run, dated, sources};

/// Hosts of one domain and of others, sources that are no URLs, and one that is longer than an index has room for.
fn urls() -> Vec<String> {
    let hosts = ["gazette.example", "www.gazette.example", "herald.example", "Brücke.example", "xn--brcke-lva.example"];
    let pages = (0..4).flat_map(|page| hosts.map(|host| format!("https://{host}/{page}")));
    let long = format!("http://long.example/{}", "a-page/".repeat(1000));
    let odd =
        ["http://gazette.example:8080/", "mailto:desk@gazette.example", "not a URL", "https://HERALD.example/é~A"];
    pages.chain(odd.map(str::to_owned)).chain([long]).collect()
}

impl Random {
    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len() as u64) as usize]
    }

    /// What can be in an observation besides its cause.
    fn members(&mut self) -> String {
        let mut members = String::new();
        for (chance, member) in [
            (3, r#","control":"honest""#),
            (6, r#","redirects":["https://herald.example/a-page-that-was-moved-to-a-longer-address"],"permanent":1"#),
            (8, r#","tls":"expired","detail":"certificate expired""#),
            (9, r#","retry_after":86400"#),
            (9, r#","left_alone":{"herald.example":86400,"an-other-host-with-a-long-name.example":864000}"#),
        ] {
            if self.below(chance) == 0 {
                members += member;
            }
        }
        if self.below(2) == 0 {
            let (title, text, words) = (self.below(9), self.below(1 << 40), self.below(900));
            write!(
                members,
                r#","page":{{"title":"Ferry {title} — é","text":"{text:016x}","words":{words},"cited":true}}"#
            )
            .unwrap();
        }
        members
    }

    /// Lines of an export, in no order.
    fn history(&mut self, urls: &[String]) -> String {
        let mut lines = String::from(HEADER);
        for _ in 0..20 + self.below(400) {
            let url = &urls[self.below(urls.len() as u64) as usize];
            let (month, day, hour) = (1 + self.below(3), 1 + self.below(28), self.below(24));
            let at = format!("2026-{month:02}-{day:02}T{hour:02}:30:00Z");
            match self.below(12) {
                0 => write!(lines, r#"{{"report":"{at}"}}"#),
                1 => write!(lines, r#"{{"url":"{url}","at":"{at}","archive":"excluded"}}"#),
                2 => write!(lines, r#"{{"url":"{url}","at":"{at}","archive":{{"captures":[]}}}}"#),
                _ => {
                    let (vantage, members) = (self.one_of(&["ci", "desk", "Übersee"]), self.members());
                    let cause =
                        self.one_of(&["404", "404", "410", "alive", "alive", "nxdomain", "timeout", "429", "503"]);
                    write!(lines, r#"{{"url":"{url}","at":"{at}","vantage":"{vantage}","cause":"{cause}"{members}}}"#)
                }
            }
            .unwrap();
            lines.push('\n');
        }
        lines
    }
}

#[test]
fn a_file_and_a_server_that_know_the_same_say_the_same() {
    let Some(folder) = Folder::on_server() else { return };
    let urls = urls();
    folder.write("newslint.toml", CONFIG);
    for (day, some) in (1..).zip(urls.chunks(7)) {
        let text = dated(&format!("2021-5-{day}"), "Ferry 3") + &sources(some);
        folder.write(format!("news/2021/05/{day}/ferry-3.md"), text);
    }
    for seed in 0..3 {
        let (file, server) = (&*format!("{seed}"), &*format!("{seed}.db"));
        let mut random = Random(seed);
        // What is added at once, in two parts of which each has some of the other, and what another store has.
        let parts = [random.history(&urls), random.history(&urls)];
        let parts = [parts[0].clone(), parts.concat()];
        for part in &parts {
            let told =
                [file, server].map(|store| folder.audit_with(&["import", "-", "--store", store], part).printed());
            assert_eq!(told[0].replacen(file, "", 1), told[1].replacen(server, "", 1), "{seed}");
        }
        let exported = folder.export(file);
        assert_eq!(folder.export(server), exported, "{seed}");
        let now = ["2026-02-10T00:00:00Z", "2026-04-01T00:00:00Z"];
        let mut questions: Vec<Vec<&str>> = Vec::new();
        for now in now {
            questions.push(vec!["plan", "--format", "json", "--now", now]);
            questions.push(vec!["export", "--verdicts", "--now", now]);
            questions.push(vec!["report", "--format", "json", "--now", now]);
        }
        for format in ["full", "html", "sarif"] {
            questions.push(vec!["report", "--format", format, "--now", now[1]]);
        }
        let explained = urls.iter().step_by(5).filter(|url| url.contains("://"));
        questions.extend(explained.map(|url| vec!["explain", url, "--now", now[1]]));
        for question in questions {
            let [of_file, of_server] =
                [file, server].map(|store| folder.audit(&[&question[..], &["--store", store]].concat()));
            // What to go on with names the store.
            let named = |store: &str| format!(" --store {store}");
            let stderr = of_server.stderr.replace(&named(&folder.url(server)), &named(file));
            assert!(of_file.code == 0 && of_file == Run { stderr, ..of_server }, "{seed}: {question:?} {of_file:?}");
        }
        assert_eq!(folder.export(server), folder.export(file), "{seed}: the reports are remembered in both");
    }
}
