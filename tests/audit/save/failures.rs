//! What goes wrong: with a capture, with the service, with its answers.

use super::{DAY, HOUR, Saving};
use crate::harness::run;
use crate::harness::save_page_now::{Fate, SavePageNow, answer};
use crate::harness::server::{Reply, Server, closed_port};

/// How often a source was submitted after a run at each of these times, in minutes.
fn submitted_after(fate: Fate, minutes: &[i64]) -> (String, Vec<usize>) {
    let saving = Saving::of(1, SavePageNow::with(move |_, _| fate.clone()));
    let mut told = String::new();
    let counts = minutes.iter().map(|minute| {
        let of_run = saving.save(*minute);
        if told.is_empty() {
            told = of_run;
        }
        saving.service.submitted().len()
    });
    let counts = counts.collect();
    (told, counts)
}

#[test]
fn failures_that_pass_are_told_from_those_that_do_not() {
    let days = [0, HOUR, DAY + 1, DAY + 2, 3 * DAY + 2, 300 * DAY];
    for (fate, told, expected) in [
        (Fate::Fails("browsing-timeout"), "1 failed for now: browsing-timeout", [1, 1, 2, 2, 3, 4]),
        (Fate::Refused("celery"), "1 failed for now: celery", [1, 1, 2, 2, 3, 4]),
        (Fate::Fails("no-access"), "1 failed permanently: no-access", [1, 1, 1, 1, 1, 1]),
        (Fate::Refused("blocked-url"), "1 failed permanently: blocked-url", [1, 1, 1, 1, 1, 1]),
        (
            Fate::Fails("of-the-moon"),
            "1 failed for a reason that newslint does not know: of-the-moon",
            [1, 2, 3, 4, 5, 6],
        ),
        (
            Fate::Refused("../::notice::"),
            "1 failed for a reason that newslint does not know: unintelligible",
            [1, 2, 3, 4, 5, 6],
        ),
    ] {
        let (first, counts) = submitted_after(fate, &days);
        assert!(first.contains(&format!("  {told}\n")), "{first}");
        assert_eq!(counts, expected, "{told}");
        assert!(!first.contains('\u{1b}') && !first.contains("::"), "{first}");
    }
}

#[test]
fn a_url_is_submitted_five_times_a_day_at_most() {
    let hours: Vec<i64> = (0..30).map(|hour| hour * HOUR).collect();
    let (_, counts) = submitted_after(Fate::Fails("of-the-moon"), &hours);
    assert_eq!(counts[..6], [1, 2, 3, 4, 5, 5]);
    assert_eq!((counts[23], counts[24], counts[29]), (5, 6, 10));
}

#[test]
fn when_the_day_is_over_nothing_is_submitted_before_the_next() {
    let service = SavePageNow::with(|url, before| match url {
        "https://gazette.example/1" if before == 0 => Fate::Refused("too-many-daily-captures"),
        _ => Fate::Made(1),
    });
    let saving = Saving::of(4, service);
    let told = saving.save(0);
    assert!(told.contains("  1 failed for today: too-many-daily-captures\n  2 left\n"), "{told}");
    assert!(told.contains("stopped: the service makes no more captures today; the next"), "{told}");
    assert!(told.contains("  1 made, according to the service\n"), "what is under way is waited for: {told}");
    let asked = saving.service.requests().len();
    // Noon was the start, and midnight in UTC is the end.
    let told = saving.save(11 * HOUR);
    assert!(told.contains("stopped: the service asks to be left alone until 2026-01-02 00:00; the next"), "{told}");
    let to_service = |from: usize| saving.service.requests()[from..].iter().filter(|r| r.contains("/save")).count();
    assert_eq!(to_service(asked), 0);
    saving.save(12 * HOUR + 1);
    assert_eq!(saving.service.submitted().len(), 5, "{:?}", saving.notes());
}

#[test]
fn a_job_that_never_ends_is_given_up() {
    let saving =
        Saving::of(4, SavePageNow::with(|url, _| if url.ends_with('3') { Fate::Made(1) } else { Fate::Endless }));
    let told = saving.save(0);
    assert!(told.contains("  1 made, according to the service\n  3 may or may not have reached the service"), "{told}");
    assert_eq!(saving.service.submitted().len(), 4);
    // The service may be asked again for a day, and then the index is.
    let told = saving.save(HOUR);
    assert!(
        told.contains("  4 not submitted: an earlier submission is not yet in the web archive's index\n"),
        "{told}"
    );
    assert_eq!(saving.service.submitted().len(), 4);
}

/// Answers that make no sense, each for one reason.
fn nonsense() -> Vec<(&'static str, Vec<u8>)> {
    let huge = "x".repeat(10 << 20);
    vec![
        ("HTML", answer("200 OK", "Content-Type: text/html\r\n", "<!doctype html><title>Save Page Now</title>")),
        ("truncated", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"job_id\":\"spn2-".to_vec()),
        ("huge", answer("200 OK", "", &format!("{{\"job_id\":\"{huge}\"}}"))),
        ("a number", answer("200 OK", "", "7")),
        ("a list in lists", answer("200 OK", "", &"[".repeat(100_000))),
        ("an error of a server", answer("502 Bad Gateway", "", "<html>")),
        ("a redirect", answer("302 Found", "Location: http://127.0.0.1:9/\r\n", "")),
        ("nothing", Vec::new()),
        ("no HTTP", b"\x00\xff\x00\r\n\r\n".to_vec()),
    ]
}

#[test]
fn what_makes_no_sense_is_no_answer() {
    for (name, bytes) in nonsense() {
        // Of a submission: it may have been taken.
        let lost = bytes.clone();
        let saving = Saving::of(5, SavePageNow::with(move |_, _| Fate::Answer(lost.clone())));
        let run = saving.run_at(0, &[]);
        assert_eq!((run.code, saving.service.submitted().len()), (2, 3), "{name}: {}", run.stderr);
        assert!(run.stderr.contains("  3 may or may not have reached the service: the web"), "{name}: {}", run.stderr);
        assert!(run.stderr.contains("  2 left\nfailed: the service"), "{name}: {}", run.stderr);
        assert_eq!(saving.run_at(HOUR, &[]).code, 0, "{name}: two are not three");
        assert_eq!(saving.service.submitted().len(), 5, "{name}: none twice");

        for (path, requests, submitted) in
            [("GET /save/status/system", 3, 0), ("GET /save/status/user", 6, 0), ("POST /save/status", 3, 3)]
        {
            let saving = Saving::of(5, SavePageNow::with(|_, _| Fate::Made(1)));
            saving.service.answer(path, usize::MAX, bytes.clone());
            let run = saving.run_at(0, &[]);
            assert_eq!(run.code, 2, "{name} of {path}: {}", run.stderr);
            assert_eq!(saving.service.submitted().len(), submitted, "{name} of {path}: {}", run.stderr);
            let asked = saving.service.requests().iter().filter(|request| request.contains("/save/status")).count();
            assert!(asked >= requests, "{name} of {path}");
            // Once is no reason to give up.
            let saving = Saving::of(2, SavePageNow::start());
            saving.service.answer(path, 1, bytes.clone());
            let told = saving.save(0);
            assert!(told.contains("  2 made, according to the service\n"), "{name} of {path}: {told}");
        }
    }
}

#[test]
fn who_is_not_known_is_told_so() {
    let saving = Saving::of(3, SavePageNow::start());
    let mut command = saving.command_at(0, &[]);
    command.env("INTERNET_ARCHIVE_SECRET_KEY", "another");
    let refused = run(&mut command, b"");
    assert_eq!(refused.code, 2);
    let told = "failed: the service does not accept these keys: INTERNET_ARCHIVE_ACCESS_KEY and INTERNET_ARCHIVE_SECRET_KEY \
                must be those from https://archive.org/account/s3.php\n";
    assert!(refused.stderr.ends_with(told), "{}", refused.stderr);
    assert!(saving.service.submitted().is_empty());
    for name in ["INTERNET_ARCHIVE_ACCESS_KEY", "INTERNET_ARCHIVE_SECRET_KEY"] {
        for value in [None, Some(""), Some("two words"), Some("line\r\nX-Other: 1")] {
            let mut command = saving.command_at(0, &[]);
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
            let refused = run(&mut command, b"");
            assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
            assert!(refused.stderr.contains("INTERNET_ARCHIVE_ACCESS_KEY and INTERNET_ARCHIVE_SECRET_KEY"));
            assert!(!refused.stderr.contains("words") && !refused.stderr.contains("X-Other"), "{}", refused.stderr);
        }
    }
    // The keys changed while a run was on.
    let saving = Saving::of(3, SavePageNow::start());
    saving.service.answer("POST /save", 1, answer("401 Unauthorized", "", "{}"));
    assert_eq!((saving.run_at(0, &[]).code, saving.service.submitted().len()), (2, 1));
    assert_eq!(saving.save(1).lines().filter(|line| line.contains("3 made")).count(), 1);
}

#[test]
fn keys_are_sent_over_https_and_to_nobody_else() {
    let other = Server::start(|_| Reply::status(200));
    let saving = Saving::of(1, SavePageNow::start());
    let location = format!("Location: {}\r\n", other.url("/save"));
    for path in ["GET /save/status/system", "GET /save/status/user", "POST /save"] {
        for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
            saving.service.answer(path, 3, answer(status, &location, ""));
        }
        saving.run_at(0, &[]);
    }
    assert_eq!(other.connections(), 0);
    for (url, told) in [
        ("http://web.archive.org/save", "keys are sent over https only"),
        ("http://localhost:8080/save", "keys are sent over https only"),
        ("http://127.0.0.1.archive.example/save", "keys are sent over https only"),
        ("https://web.archive.org/save", "--now works only with a service on this machine, or with --dry-run"),
    ] {
        let strange = Saving::of(1, SavePageNow::start());
        strange.write("newslint.toml", format!("[audit]\ncontrol-urls = []\nsave-url = \"{url}\"\n"));
        let refused = strange.run_at(0, &[]);
        assert_eq!(refused.code, 2);
        assert!(refused.stderr.contains(told) && refused.stderr.contains(url), "{}", refused.stderr);
    }
    // Nor to addresses that are not for everybody, unless somebody says so.
    let mut command = saving.audit.command(&["audit", "save", "--now", "2026-01-01T12:00:00Z"]);
    let keys = [("INTERNET_ARCHIVE_ACCESS_KEY", "a"), ("INTERNET_ARCHIVE_SECRET_KEY", "b")];
    let refused = run(command.envs(keys), b"");
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("save-url http://127.0.8.8:"), "{}", refused.stderr);
}

#[test]
fn a_service_that_is_down_is_left_alone() {
    let saving = Saving::of(2, SavePageNow::start());
    saving.service.set_up(false);
    let run = saving.run_at(0, &[]);
    assert_eq!((run.code, saving.service.requests().len()), (2, 1), "{}", run.stderr);
    assert!(run.stderr.ends_with("  2 left\nfailed: the service says that it is down\n"), "{}", run.stderr);
    saving.service.set_up(true);
    assert!(saving.save(HOUR).contains("  2 made, according to the service\n"));

    let nobody = Saving::of(2, SavePageNow::start());
    let toml = format!("[audit]\ncontrol-urls = []\nsave-url = \"http://{}/save\"\n", closed_port());
    nobody.write("newslint.toml", toml);
    let run = nobody.run_at(0, &["--timeout", "2s"]);
    assert!(run.stderr.ends_with("  2 left\nfailed: the service cannot be reached\n"), "{}", run.stderr);
    assert!(nobody.notes().is_empty());
}
