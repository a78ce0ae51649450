"""What the trials of all editors share: a copy of the archive, the settings that the manual shows, and how to wait."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ARCHIVE = Path(__file__).parent / "archive"
FERRY = "news/2021/05/4/ferry-returns-to-the-marrow-islands.md"
BRIDGE = "news/2021/05/3/harbour-bridge-opens-in-port-ellery.md"
STRIKE = "news/2021/05/2/ferry-crews-in-kestrel-bay-end-their-strike-after-19-days.md"
# What the bridge is called later.
TITLE = "Harbour bridge opens to cars in Port Ellery"
SLUG = "harbour-bridge-opens-to-cars-in-port-ellery"


def copy(scratch):
    """A copy of the archive in that folder, a repository as archives are."""
    shutil.copytree(ARCHIVE, scratch)
    subprocess.run(["git", "init", "--quiet", str(scratch)], check=True)
    return scratch


def settings(heading, language):
    """The first settings in that language below a heading of the manual."""
    manual = (PROJECT / "docs/src/editors.md").read_text(encoding="utf-8")
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", manual, re.M | re.S)
    fence = section and re.search(rf"^```{language}\n(.*?)^```", section[1], re.M | re.S)
    if not fence:
        sys.exit(f"docs/src/editors.md shows no {language} below {heading}")
    return fence[1]


def until(what, condition, seconds=20):
    """What the condition returns, once that is true."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            sys.exit(f"it did not come to this: {what}; last: {found!r}")
        time.sleep(0.02)


def equal(what, found, expected):
    if found != expected:
        sys.exit(f"{what}:\n  found    {found!r}\n  expected {expected!r}")


def check(archive):
    """What `newslint check` finds on disk, a line each."""
    command = ["newslint", "check", "--quiet", "--format", "concise", "--root", str(archive), str(archive)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def lines(archive, path):
    return (archive / path).read_text(encoding="utf-8").splitlines()


def expect_renamed(archive, moves=True):
    """That the bridge has its new title in all files, and its file a new name."""
    path = f"news/2021/05/3/{SLUG}.md" if moves else BRIDGE
    equal("the event's files", [(archive / BRIDGE).exists(), (archive / path).exists()], [not moves, True])
    equal("the title", [line for line in lines(archive, path) if line.startswith("# ")], [f"# {TITLE}"])
    for holder, count in [("news/2021/05/3/index.md", 1), (FERRY, 1)]:
        links = [line for line in lines(archive, holder) if f"[{TITLE} ](/{path})" in line]
        equal(f"the links to it in {holder}", len(links), count)
