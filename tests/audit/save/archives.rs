//! Where there are other archives beside the one whose index shows what the service has captured.

use super::{DAY, Saving, source};
use crate::audit::archive::day;
use crate::harness::save_page_now::SavePageNow;

/// Of so many sources; the other archive comes first.
fn saving(sources: usize) -> Saving {
    let saving = Saving::of(sources, SavePageNow::start());
    let own = saving.service.settings().replace("[audit]\narchive-url", "[[web-archives]]\nurl");
    let own = own.replace("archive-gap", "gap").replace("save-url", "[audit]\ncontrol-urls = []\nsave-url");
    let other = "[[web-archives]]\nurl = \"https://pages.example/news\"\nkind = \"pywb\"\ngap = \"0s\"\n";
    saving.write("newslint.toml", format!("{other}{own}"));
    saving
}

/// The other one has said this.
fn other_says(saving: &Saving, number: usize, on: i64, answer: &str) {
    let from = "\"from\":\"https://pages.example/news\"";
    let (url, at) = (source(number), day(on));
    let line = format!("{{\"url\":\"{url}\",\"at\":\"{at}\",\"archive\":{answer},{from}}}");
    let run = saving.run_with_input(&["audit", "import", "-"], format!("{{\"newslint-observations\":3}}\n{line}\n"));
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn what_another_archive_does_not_have_may_be_captured_all_the_same() {
    let saving = saving(1);
    saving.save(0);
    saving.service.publish("20260101120010");
    other_says(&saving, 0, 1, "{\"captures\":[]}");
    other_says(&saving, 0, 4, "{\"captures\":[]}");
    let told = saving.save(9 * DAY);
    assert!(told.contains("  1 of earlier runs are copies now"), "{told}");
    assert_eq!(saving.service.submitted().len(), 1);
}

#[test]
fn what_another_archive_does_not_show_is_saved() {
    let saving = saving(3);
    other_says(&saving, 0, -1, "\"excluded\"");
    other_says(&saving, 1, -1, "{\"captures\":[]}");
    saving.service.show(&source(1), "20210504120000");
    let told = saving.save(0);
    assert_eq!(saving.service.submitted(), [source(0), source(2)], "{told}");
    assert!(told.contains("  1 had a copy, according to the web archive's index\n"), "{told}");
}
