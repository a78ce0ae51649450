//! How `action.yml` installs newslint: what it takes, and what it refuses. A `gh` that has one release is in the place of
//! GitHub's.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Archive, Run, needs, program, run, search_path, shell};

/// What the action's releases are called.
const VERSION: &str = env!("CARGO_PKG_VERSION");
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const TARGET: &str = "x86_64-unknown-linux-musl";

const GH: &str = r#"#!/bin/sh
echo "gh $*" >> "$STATE/asked.txt"
case "$1 $2" in
    "release download")
        while [ "$1" != --dir ]; do shift; done
        cp "$STATE"/release/* "$2" ;;
    "attestation verify") [ -e "$3" ] && [ ! -e "$STATE/forged" ] ;;
esac
"#;

/// The script of one of the action's steps.
pub fn script(step: &str) -> String {
    let action = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml")).unwrap();
    let (_, rest) = action.split_once(&format!("- name: {step}\n")).unwrap();
    let (_, block) = rest.split_once("run: |").unwrap();
    let (_, block) = block.split_once('\n').unwrap();
    let lines = block.lines().map_while(|line| if line.is_empty() { Some("") } else { line.strip_prefix("        ") });
    lines.map(|line| line.to_owned() + "\n").collect()
}

/// A runner, and a release with an archive for it.
struct Stage(Archive);

impl Stage {
    fn new() -> Stage {
        let stage = Archive::empty();
        stage.script("bin/gh", GH);
        stage.script(format!("newslint-{TARGET}/newslint"), &format!("#!/bin/sh\necho newslint {VERSION}\n"));
        stage.write(format!("newslint-{TARGET}/README.md"), "# newslint\n");
        fs::create_dir(stage.path("release")).unwrap();
        fs::create_dir(stage.path("temp")).unwrap();
        let made = format!(
            "tar -czf release/newslint-{TARGET}.tar.gz newslint-{TARGET} && cd release && sha256sum newslint-* > SHA256SUMS"
        );
        assert_eq!(run(&mut shell(&made, stage.root()), b"").code, 0);
        Stage(stage)
    }

    fn installs(&self, action_ref: &str, machine: (&str, &str)) -> Run {
        let mut command = program("bash", self.0.root());
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script("Install newslint")]);
        command.env("PATH", search_path(&[&self.0.path("bin")])).env("STATE", self.0.root());
        command.env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR")).env("RUNNER_TEMP", self.0.path("temp"));
        command.envs([("RUNNER_OS", machine.0), ("RUNNER_ARCH", machine.1), ("ACTION_REF", action_ref)]);
        run(&mut command, b"")
    }

    fn installed(&self) -> PathBuf {
        self.0.path("temp/newslint/bin/newslint")
    }

    /// It refuses for this reason, and leaves nothing on the PATH.
    fn refuses(&self, machine: (&str, &str), why: &str) {
        let refused = self.installs(COMMIT, machine);
        assert!(refused.code == 1 && refused.stdout.contains("::error title=newslint::"), "{refused:?}");
        assert!(refused.stdout.contains(why), "{refused:?}");
        assert!(!self.installed().exists());
    }
}

const LINUX: (&str, &str) = ("Linux", "X64");

#[test]
fn the_attested_binary_of_the_actions_version_is_installed() {
    needs!("bash");
    needs!("tar");
    needs!("sha256sum");
    for (action_ref, is_commit) in [(COMMIT, true), ("v1", false), ("", false)] {
        let stage = Stage::new();
        let done = stage.installs(action_ref, LINUX);
        assert_eq!(done.code, 0, "{done:?}");
        assert_eq!(run(&mut program(stage.installed(), stage.0.root()), b"").stdout, format!("newslint {VERSION}\n"));
        let asked = stage.0.text("asked.txt");
        assert!(
            asked.starts_with(&format!("gh release download v{VERSION} --repo newslint/newslint --dir ")),
            "{asked}"
        );
        let verified = format!(
            "gh attestation verify newslint-{TARGET}.tar.gz --repo newslint/newslint --signer-workflow \
             newslint/newslint/.github/workflows/release.yml --source-ref refs/tags/v{VERSION}"
        );
        let digest = if is_commit { format!(" --source-digest {COMMIT}") } else { String::new() };
        assert!(asked.ends_with(&format!("{verified}{digest}\n")), "{asked}");
        assert_eq!(stage.0.names("temp"), ["newslint"]);

        let put = script("Put newslint on the PATH");
        let mut command = shell(&put, stage.0.root());
        command.env("RUNNER_TEMP", stage.0.path("temp")).env("GITHUB_PATH", stage.0.path("path.txt"));
        assert_eq!(run(&mut command, b"").printed(), format!("newslint {VERSION}\n"));
        assert_eq!(stage.0.text("path.txt").trim(), stage.installed().parent().unwrap().display().to_string());
    }
}

#[test]
fn anything_else_is_refused() {
    needs!("bash");
    needs!("tar");
    needs!("sha256sum");
    let stage = Stage::new();
    stage.refuses(("Linux", "S390X"), "There is no binary for Linux on S390X. With 'build: true' newslint is built.");
    stage.0.write("forged", "");
    stage.refuses(LINUX, &format!("is not attested to be built from {COMMIT}"));
    stage.0.remove("forged");

    let archive = format!("release/newslint-{TARGET}.tar.gz");
    let (bytes, sums) = (stage.0.bytes(&archive), stage.0.text("release/SHA256SUMS"));
    stage.0.write(&archive, [&bytes[..], b"more"].concat());
    stage.refuses(LINUX, "is not what SHA256SUMS says");
    stage.0.write(&archive, bytes);
    for other in [String::new(), sums.repeat(2), sums.replace(TARGET, "x86x64-unknown-linux-musl")] {
        stage.0.write("release/SHA256SUMS", other);
        stage.refuses(LINUX, "does not have newslint-x86_64-unknown-linux-musl.tar.gz once");
    }
    stage.0.remove(&archive);
    stage.0.remove("release/SHA256SUMS");
    stage.refuses(LINUX, &format!("There is no release of newslint {VERSION}"));
}
