"""Follows each link of the book and of the repository's own pages that leads to either of them: `links.py BOOK`.

BOOK is the folder of the built book. An address of the book on the web is looked for in that folder, one of the
repository on the web in the repository, each with its anchor. What leads elsewhere is not followed: no test needs a
network.
"""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

PROJECT = Path(__file__).resolve().parents[2]
BOOK = Path(sys.argv[1]).resolve()
ON_THE_WEB = "https://newslint.github.io/newslint/"
IN_THE_REPOSITORY = re.compile(r"https://github\.com/newslint/newslint/(?:blob|tree|edit)/main/")

# Archives, whose links newslint checks, and what the book is made of, whose links are the book's.
ELSEWHERE = ("tests/", "benches/", "rules/", "docs/src/")


class Page(HTMLParser):
    """The anchors of a page, and where it leads."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)
            elif name == "srcset" and value:
                self.links += [candidate.split()[0] for candidate in value.split(",")]


def markdown(text):
    """The anchors and links of a page that GitHub shows: its headings, and links outside of code."""
    text = re.sub(r"^(```+|~~~+).*?^\1\s*$", "", text, flags=re.M | re.S)
    anchors, counts = set(), {}
    for heading in re.findall(r"^#+ +(.+?) *#*$", text, re.M):
        # As GitHub makes them: words in lower case, hyphens for spaces, and a number for the second of a name.
        name = re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", heading).lower()).replace(" ", "-")
        anchors.add(f"{name}-{counts[name]}" if name in counts else name)
        counts[name] = counts.get(name, 0) + 1
    text = re.sub(r"`[^`\n]*`", "", text)
    links = re.findall(r"\]\(<?([^()\s>]+(?:\([^()\s]*\))?)>?(?: \"[^\"]*\")?\)", text)
    links += re.findall(r"^\[[^\]]+\]: +(\S+)", text, re.M)
    page = Page(text)
    return anchors | page.anchors, links + page.links


def page(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return markdown(text)
    parsed = Page(text)
    return parsed.anchors, parsed.links


def target(path, link):
    """The file and the anchor that a link of that file leads to, or nothing if that is neither book nor repository."""
    address, anchor = urldefrag(link)
    if found := IN_THE_REPOSITORY.match(address):
        return PROJECT / unquote(address[found.end():]), anchor
    if address.startswith(ON_THE_WEB):
        return BOOK / unquote(address.removeprefix(ON_THE_WEB) or "index.html"), anchor
    if re.match(r"[a-z][a-z0-9+.-]*:|//", link):
        return None
    if address.startswith("/newslint/"):
        # The page that stands for all that do not exist can lie anywhere, so its links begin at the top.
        return BOOK / unquote(address.removeprefix("/newslint/") or "index.html"), anchor
    return (path.parent / unquote(address) if address else path), anchor


def main():
    listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=PROJECT, capture_output=True, text=True, check=True)
    own = [PROJECT / name for name in listed.stdout.split("\0") if name and not name.startswith(ELSEWHERE)]
    known, broken, followed = {}, [], 0
    for path in [*sorted(BOOK.rglob("*.html")), *filter(Path.exists, own)]:
        for link in page(path)[1]:
            found = target(path, link)
            if not found:
                continue
            followed += 1
            file, anchor = found[0].resolve(), unquote(found[1])
            if file.is_dir() and BOOK in (file, *file.parents):
                file /= "index.html"
            if not file.exists():
                broken.append(f"{path.relative_to(PROJECT)}: no file at {link}")
            elif anchor and file.suffix in (".html", ".md"):
                known.setdefault(file, page(file)[0])
                if anchor not in known[file]:
                    broken.append(f"{path.relative_to(PROJECT)}: no anchor at {link}")
    print("\n".join(broken), file=sys.stderr, end="\n" if broken else "")
    print(f"{followed} links of the book and the repository followed, {len(broken)} broken")
    sys.exit(bool(broken))


main()
