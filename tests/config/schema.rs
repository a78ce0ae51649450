//! The schema of a configuration.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{TOML, archive};

fn schema() -> Value {
    let run = archive("").run(&["config", "--schema"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    run.json()
}

/// The loader's half; `tests/schemas/run` holds the schema against the same configurations, which this leaves for it.
#[test]
fn the_loader_and_the_schema_agree() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("config-schema");
    // What an earlier version of this test left is none of its.
    let _ = fs::remove_dir_all(&folder);
    for part in ["valid", "invalid"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    fs::write(folder.join("schema.json"), schema().to_string()).unwrap();
    let configurations = [
        ("", true),
        (TOML, true),
        ("[archive]\nevent = \"e/{year}{month:02}{day:02}/{slug}.md\"", true),
        ("[archive]\nevent = \"{x}\"", false),
        ("[archive]\nevent = 1", false),
        ("[archive]\nevnet = \"\"", false),
        ("[archive]\nday-index = []", false),
        ("[archive]\nday-index-lists = \"all\"", true),
        ("[archive]\nday-index-lists = \"some\"", false),
        ("[archive]\nday-index = [\"a/b\"]", false),
        ("[archive]\nabsent = [\"..\"]", false),
        ("[archive]\nabsent = [3]", false),
        ("[archive]\nknown-paths = true", false),
        ("[links]\ntimeout = \"1500ms\"", true),
        ("[links]\ntimeout = \"20\"", false),
        ("[links]\ntimeout = \"00s\"", false),
        ("[links]\ntimeout = 20", false),
        ("[links]\nconcurrency = 256", true),
        ("[links]\nconcurrency = 257", false),
        ("[links]\nallow-private = 1", false),
        ("[links]\nverdicts = \"verdicts.jsonl\"", true),
        ("[links]\nverdicts = 1", false),
        ("[audit]\nvantage = \"\"", false),
        ("[audit]\nvantage = \"Port Ellery, first floor\"", true),
        ("[audit]\nhost-gap = \"0s\"", true),
        ("[audit]\nhost-gap = \"s\"", false),
        ("[audit]\nrecheck = \"0s\"", false),
        ("[audit]\nrecheck = \"12h\"", true),
        ("[audit]\nconcurrency = 1024", true),
        ("[audit]\nconcurrency = 1025", false),
        ("[audit]\ncontrol-urls = [\"http://up.example\"]", true),
        ("[audit]\ncontrol-urls = [\"up.example\"]", false),
        ("[audit]\ncontact = \"desk@archive.example\"", true),
        ("[audit]\ncontact = \"https://archive.example/audit\"", true),
        ("[audit]\ncontact = \"https://archive.example/)\"", false),
        ("[audit]\ncontact = \"desk\"", false),
        ("[audit]\narchive-url = \"http://127.0.0.1:8080/wayback/\"", true),
        ("[audit]\narchive-url = \"web.archive.org\"", false),
        ("[[web-archives]]\nurl = \"http://127.0.0.1:8080/news\"\nkind = \"pywb\"\ngap = \"0s\"", true),
        ("[[web-archives]]\nkind = \"pywb\"", false),
        ("[[web-archives]]\nurl = \"http://127.0.0.1:8080/news\"\nkind = \"openwayback\"", false),
        ("[audit]\narchive-url = \"https://web.archive.org/?x\"", false),
        ("[audit]\nrepository = \"https://forge.example/desk/news/blob/main\"", true),
        ("[audit]\nrepository = \"https://desk:secret@forge.example/desk/news\"", false),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"slow\"", true),
        ("[[hosts]]\nhost = \"[::1]\"\nreason = \"slow\"", true),
        ("[[hosts]]\nhost = \"*.example\"\nreason = \"slow\"", false),
        ("[[hosts]]\nhost = \"x.example:80\"\nreason = \"slow\"", false),
        ("[[hosts]]\nhost = \"x.example\"", false),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"\"", false),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"-\"\ngap = \"0s\"\nvisit = false\nalive = [999]", true),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"-\"\nalive = [1000]", false),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"-\"\nheaders = { Cookie = \"A_1\" }", true),
        ("[[hosts]]\nhost = \"x.example\"\nreason = \"-\"\nheaders = { Cookie = \"1\" }", false),
        ("[hosts]\nhost = \"x.example\"", false),
        ("[rules]\ndate-path = \"off\"", true),
        ("[rules]\ndate-path = \"warn\"", false),
        ("[rules]\ndate-paths = \"off\"", false),
        ("[[overrides]]\npaths = [\"**\"]\nrules = {}", true),
        ("[[overrides]]\npaths = []\nrules = {}", false),
        ("[[overrides]]\npaths = [\"**\"]", false),
        ("[[overrides]]\nrules = {}", false),
        ("[[overrides]]\npaths = [\"**\"]\nrules = { x = \"off\" }", false),
        ("[overrides]\npaths = [\"**\"]\nrules = {}", false),
        ("[other]", false),
    ];
    for (at, (toml, is_valid)) in configurations.into_iter().enumerate() {
        let document: toml::Table = toml.parse().expect(toml);
        let part = if is_valid { "valid" } else { "invalid" };
        let document = serde_json::to_string(&document).unwrap();
        fs::write(folder.join(part).join(format!("{at}.json")), document).unwrap();
        let run = archive(toml).with("known.txt", "").run(&["config"]);
        assert_eq!(run.code, if is_valid { 0 } else { 2 }, "the loader on {toml}: {}", run.stderr);
    }
}

#[test]
fn the_schema_has_the_keys_that_the_loader_has_and_no_others() {
    let schema = schema();
    let printed: toml::Table = archive(TOML).with("known.txt", "").run(&["config"]).stdout.parse().unwrap();
    let keys = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let printed = serde_json::to_value(printed).unwrap();
    let several = "[[web-archives]]\nurl = \"https://arquivo.pt/wayback\"\nkind = \"pywb\"\n";
    let archives: toml::Table = archive(several).run(&["config"]).stdout.parse().unwrap();
    let archives = serde_json::to_value(archives).unwrap();
    assert_eq!(keys(&schema["properties"]["web-archives"]["items"]["properties"]), keys(&archives["web-archives"][0]));
    assert!(archives["audit"].get("archive-url").is_none(), "what is printed is a configuration itself");

    let of_one: Vec<String> = keys(&schema["properties"]).into_iter().filter(|key| key != "web-archives").collect();
    assert_eq!(of_one, keys(&printed));
    for table in ["archive", "links", "audit"] {
        assert_eq!(keys(&schema["properties"][table]["properties"]), keys(&printed[table]), "{table}");
    }
    assert_eq!(keys(&schema["definitions"]["rules"]["properties"]), keys(&printed["rules"]));
    let an_override = &schema["properties"]["overrides"]["items"]["properties"];
    assert_eq!(keys(an_override), keys(&printed["overrides"][0]));
    assert_eq!(keys(&schema["properties"]["hosts"]["items"]["properties"]), keys(&printed["hosts"][0]));
}

#[test]
fn the_schemas_defaults_are_those_in_force() {
    let printed: toml::Table = archive("").run(&["config"]).stdout.parse().unwrap();
    let printed = serde_json::to_value(printed).unwrap();
    for table in ["archive", "links", "audit"] {
        for (key, form) in schema()["properties"][table]["properties"].as_object().unwrap() {
            assert_eq!(form.get("default"), printed[table].get(key), "{table}.{key}");
        }
    }
}
