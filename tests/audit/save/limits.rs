//! The account's limits, and what the service says of them.

use std::sync::{Arc, Mutex};

use super::{DAY, HOUR, Saving, minute, source};
use crate::harness::postgres::Postgres;
use crate::harness::save_page_now::{ACCESS, Fate, Moment, SECRET, SavePageNow, answer};
use crate::harness::{Run, run};

/// The service notes a fourth capture under way, and each run looks at its minutes.
#[test]
fn three_at_once_and_seven_a_minute() {
    for polls in [0, 1, 3, 7] {
        let saving = Saving::of(24, SavePageNow::with(move |_, _| Fate::Made(polls)));
        let told = saving.save(0);
        assert!(told.contains("  24 made, according to the service\n"), "{told}");
        let seconds: Vec<i64> =
            saving.notes().iter().map(|note| note.split_once(' ').unwrap().0.parse().unwrap()).collect();
        // No faster than the pace, and no slower than it has to be.
        let most = if polls < 3 { 24 * 9 + 60 } else { 24 * (polls as i64 * 10 + 10) };
        assert!(seconds.last().is_some_and(|last| (23 * 86 / 10..most).contains(last)), "{polls}: {seconds:?}");
    }
}

#[test]
fn the_pace_holds_from_run_to_run() {
    let saving = Saving::of(30, SavePageNow::start());
    for number in 0..10 {
        // Each has time for one or two, and the next begins a second after its end.
        let run = saving.watch(saving.command_at_second(12 * number, &["--budget", "11s"]));
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let submitted = saving.service.submitted().len();
    assert!((8..=14).contains(&submitted), "{submitted}: {:?}", saving.notes());
    let told = saving.save(3);
    assert!(told.contains("made, according to the service\n"), "{told}");
    assert_eq!(saving.service.submitted().len(), 30);
}

#[test]
fn the_limit_of_the_day_is_what_the_service_says() {
    let saving = Saving::of(9, SavePageNow::start());
    saving.service.set_daily(29_995, 30_000);
    let told = saving.save(0);
    assert_eq!(saving.service.submitted().len(), 5);
    assert!(told.contains("  5 made, according to the service\n  4 left\n"), "{told}");
    assert!(
        told.contains("stopped: the account may make 30,000 captures a day, and has made them; the next"),
        "{told}"
    );
    assert!(saving.save(HOUR).contains("and has made them; the next"));
    saving.service.set_daily(0, 100_000);
    saving.save(DAY);
    assert_eq!(saving.service.submitted().len(), 9);
    // Failures count.
    let failing = Saving::of(9, SavePageNow::with(|_, _| Fate::Fails("no-access")));
    failing.service.set_daily(0, 4);
    failing.save(0);
    assert_eq!(failing.service.submitted().len(), 4);
}

#[test]
fn what_is_said_to_be_available_lags() {
    let saving = Saving::of(5, SavePageNow::start());
    saving.service.say_available(0);
    assert!(saving.save(0).contains("  5 made, according to the service\n"));
    let many = Saving::of(12, SavePageNow::with(|_, _| Fate::Made(5)));
    many.service.say_available(12);
    assert!(many.save(0).contains("  12 made, according to the service\n"), "and three are three");
}

#[test]
fn a_refusal_is_waited_out() {
    let busy = answer("429 Too Many Requests", "", "<html>");
    for (times, seconds, is_over) in [(1, 20, false), (2, 40, false), (3, 130, false), (4, 130, true)] {
        let saving = Saving::of(1, SavePageNow::start());
        saving.service.answer("POST /save", times, busy.clone());
        let told = saving.save(0);
        let last = format!("{seconds} intended");
        let intents: Vec<String> = saving.notes().into_iter().filter(|note| note.ends_with("intended")).collect();
        assert_eq!(intents.last(), Some(&last), "{intents:?}");
        assert_eq!(
            told.contains("stopped: the service asks to be left alone until 2026-01-01 12:12;"),
            is_over,
            "{told}"
        );
        let asked = saving.service.requests().len();
        saving.save(5);
        assert_eq!(saving.service.requests().len(), asked, "{is_over}");
        saving.save(13);
        assert_eq!(saving.service.submitted().len(), times + 1);
    }
}

#[test]
fn when_the_service_says_how_long_everything_waits_across_runs() {
    for path in ["POST /save", "POST /save/status", "GET /save/status/user"] {
        let saving = Saving::of(4, SavePageNow::start());
        saving.service.answer(path, 1, answer("429 Too Many Requests", "Retry-After: 7200\r\n", ""));
        let told = saving.save(0);
        assert!(told.contains("stopped: the service asks to be left alone until 2026-01-01 14:00;"), "{path}: {told}");
        let asked = |saving: &Saving| saving.service.requests().iter().filter(|r| r.contains("/save")).count();
        let before = asked(&saving);
        saving.save(110);
        assert_eq!(asked(&saving), before, "{path}");
        saving.service.pass();
        let told = saving.save(121);
        assert!(told.contains(" made, according to the service\n"), "{path}: {told}");
    }
    // A short one is waited out, also where it is asked for jobs.
    let saving = Saving::of(4, SavePageNow::start());
    saving.service.answer("POST /save/status", 1, answer("429 Too Many Requests", "Retry-After: 45\r\n", ""));
    saving.service.answer("POST /save", 1, answer("429 Too Many Requests", "Retry-After: 33\r\n", ""));
    assert!(saving.save(0).contains("  4 made, according to the service\n"));
    let hostile = Saving::of(4, SavePageNow::start());
    hostile.service.answer("POST /save", 1, answer("429 Too Many", "Retry-After: 99999999999999999999\r\n", ""));
    assert!(hostile.save(0).contains("left alone until 2026-01-02 12:00;"));
}

#[test]
fn who_asks_for_no_time_gets_some_all_the_same() {
    for path in ["POST /save", "POST /save/status", "GET /save/status/user", "GET /save/status/system"] {
        for asked_for in ["0", "1", "Thu, 01 Jan 1970 00:00:00 GMT"] {
            let saving = Saving::of(2, SavePageNow::start());
            let busy = answer("429 Too Many Requests", &format!("Retry-After: {asked_for}\r\n"), "");
            saving.service.answer(path, 50, busy);
            let told = saving.save(0);
            assert!(told.contains("stopped: the service asks to be left alone until"), "{path}: {told}");
            let asked = saving.service.requests();
            assert!(asked.len() < 20, "{path} for {asked_for}: {asked:?}");
        }
    }
}

/// Requests 1 to 4 ask for the service, the account and the index, and are refused; the next is after the time.
#[test]
fn what_was_asked_for_holds_after_a_kill() {
    let saving = Saving::of(3, SavePageNow::start());
    saving.service.answer("POST /save", 1, answer("429 Too Many Requests", "Retry-After: 200\r\n", ""));
    assert!(saving.service.kill(&mut saving.command_at(0, &[]), 5, Moment::Before));
    assert_eq!(saving.service.submitted(), [source(0)], "and that was refused");
    let told = saving.save_with(1, &["--budget", "1m"]);
    assert!(told.contains("stopped: the service asks to be left alone until 2026-01-01 12:03;"), "{told}");
    assert_eq!(saving.service.requests().len(), 4, "nothing is asked of anybody");
    assert!(saving.save(2).contains("  2 made, according to the service\n"));
    let intents = saving.notes().into_iter().filter_map(|note| note.strip_suffix(" intended")?.parse::<i64>().ok());
    assert!(intents.skip(1).all(|second| second >= 200), "{:?}", saving.notes());
}

/// The index is of the web archive, and says for itself how often it is asked.
#[test]
fn an_index_that_refuses_is_left_alone_across_runs() {
    let saving = Saving::of(2, SavePageNow::start());
    saving.service.answer("GET /cdx", 1, answer("429 Too Many Requests", "Retry-After: 7200\r\n", ""));
    let asked = || saving.service.requests().iter().filter(|request| request.contains("/cdx/")).count();
    for minutes in [0, 60, 119] {
        let told = saving.save(minutes);
        let failure = "  the web archive's index was not fully searched: the web archive asks for fewer requests\n";
        assert!(told.contains(&format!("{failure}  2 left\n")), "{told}");
        assert_eq!(asked(), 1, "after {minutes} minutes");
    }
    // Nor does a run of the audit ask it.
    let run = run(saving.audit_run_at(&minute(119)).args(["--max-urls", "0"]), b"");
    assert_eq!((run.code, asked()), (0, 1), "{}", run.stderr);
    assert!(saving.save(121).contains("  2 made, according to the service\n"));
    assert_eq!(asked(), 3);
}

#[test]
fn the_budget_ends_a_run() {
    let saving = Saving::of(50, SavePageNow::with(|_, _| Fate::Made(2)));
    let told = saving.save_with(0, &["--budget", "2m"]);
    let submitted = saving.service.submitted().len();
    assert!((8..=14).contains(&submitted), "{submitted}");
    assert!(told.contains(" under way: the next run asks for them\n"), "{told}");
    assert!(told.contains("stopped: the time was up; the next `newslint audit save` continues from here\n"), "{told}");
    // What was under way is asked for, and no place of it is given away before.
    let told = saving.save(3);
    assert!(told.contains(" made, according to the service\n"), "{told}");
    let mut all = saving.service.submitted();
    all.sort();
    all.dedup();
    assert_eq!((all.len(), saving.service.submitted().len()), (50, 50));
    // No time at all is enough for nothing.
    let none = Saving::of(2, SavePageNow::start());
    none.save_with(0, &["--budget", "0s"]);
    assert!(none.service.submitted().is_empty());
}

#[test]
fn two_runs_over_one_store_are_one_too_many() {
    second_run_is_refused(None);
}

#[test]
fn two_runs_over_one_server_are_one_too_many() {
    let Some(server) = Postgres::shared() else { return };
    second_run_is_refused(Some(&server.database()));
}

/// In the middle of the first.
fn second_run_is_refused(store: Option<&str>) {
    let first = Arc::new(Mutex::new(None::<std::process::Command>));
    let told = Arc::new(Mutex::new(None::<Run>));
    let service = SavePageNow::with({
        let (first, told) = (Arc::clone(&first), Arc::clone(&told));
        move |_, _| {
            let second = first.lock().unwrap().take();
            *told.lock().unwrap() = second.map(|mut command| run(&mut command, b""));
            Fate::Made(1)
        }
    });
    let saving = Saving::of(1, service);
    let options: Vec<&str> = store.into_iter().flat_map(|store| ["--store", store]).collect();
    *first.lock().unwrap() = Some(saving.command_at(0, &options));
    saving.save_with(0, &options);
    let second = told.lock().unwrap().take().unwrap();
    assert_eq!(second.code, 2);
    assert!(second.stderr.ends_with(": another run is writing to this store\n"), "{}", second.stderr);
    assert_eq!(saving.service.submitted().len(), 1);
    // What it noted is known to the next, wherever it is.
    saving.service.publish("20260101120010");
    let told = saving.save_with(7 * HOUR, &options);
    assert!(told.contains("  1 of earlier runs are copies now"), "{told}");
    assert_eq!(saving.service.submitted().len(), 1);
}

/// By the clock that everybody has: the second one would be 8.6 seconds later.
#[test]
fn a_clock_that_is_not_set_is_waited_by() {
    let saving = Saving::of(2, SavePageNow::start());
    let mut command = saving.audit.command(&["audit", "save", "--allow-private", "--budget", "5s"]);
    command.env("INTERNET_ARCHIVE_ACCESS_KEY", ACCESS).env("INTERNET_ARCHIVE_SECRET_KEY", SECRET);
    for submitted in [1, 1] {
        let told = run(&mut command, b"");
        assert_eq!(told.code, 0, "{}", told.stderr);
        assert!(told.stderr.contains("stopped: the time was up"), "{}", told.stderr);
        assert_eq!(saving.service.submitted().len(), submitted, "the second run waits for the first");
    }
}
