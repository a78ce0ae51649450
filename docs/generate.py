"""The preprocessor of the book: writes what newslint itself knows into its pages.

mdBook gives it the book as JSON and takes it back. A page asks for a part with a comment of its own on a line:

- `<!-- rules -->`: the table of the rules; each rule's page becomes a chapter below that one
- `<!-- configuration -->`: the tables of newslint.toml, from `newslint config --schema`
- `<!-- commands -->`: what `--help` prints for each command
"""

import difflib
import html
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
NEWSLINT = os.environ.get("NEWSLINT", str(PROJECT / "target/debug/newslint"))

GROUPS = {
    "archive": "The archive",
    "file": "The file",
    "headings": "Headings",
    "text": "Text",
    "sources": "Sources",
    "changes": "Changes",
    "related": "Related events",
}
LEVELS = {"error": "error", "warning": "warning", "note": "note", "off": "off, until you turn it on"}
FIXES = {
    "safe": "safe: `newslint check --fix`",
    "unsafe": "unsafe: `newslint check --fix --unsafe-fixes`",
    "none": "none",
}
NEEDS = {
    "event": "the file alone",
    "day": "the events of the day and of the days around it",
    "archive": "the paths of the archive's files, and the titles of the events that the file links to",
    "whole": "the whole archive; it does not run when only some files are checked",
    "network": "an audit's verdicts, or `--online`",
}


def newslint(*arguments):
    """What the command prints."""
    # A page has room for as many columns.
    environment = {**os.environ, "COLUMNS": "80"}
    run = subprocess.run([NEWSLINT, *arguments], capture_output=True, text=True, check=False, env=environment)
    if run.returncode:
        sys.exit(f"newslint {' '.join(arguments)}: {run.stderr}")
    return run.stdout


# The rules


def rules():
    """Each rule's name, its front matter and its text, in the order of `newslint rules`."""
    for line in newslint("rules", "--color", "never").splitlines():
        name = line.split()[0]
        front, text = (PROJECT / f"rules/{name}.md").read_text(encoding="utf-8").removeprefix("+++\n").split("+++\n", 1)
        yield name, tomllib.loads(front), text


def table_of_rules(known):
    lines = []
    for group, title in GROUPS.items():
        lines += [f"## {title}", "", "| rule | finds |", "| --- | --- |"]
        for name, front, _ in known:
            if front["group"] == group:
                fix = "" if front["fix"] == "none" else f", {front['fix']}&nbsp;fix"
                lines.append(f"| [{name}]({name}.md)<br><small>{front['level']}{fix}</small> | {front['summary']} |")
        lines.append("")
    return "\n".join(lines)


def page_of_rule(name, front, text):
    """A rule's page: a table below the title for what is in front of it, and examples as a reader sees them."""
    title, body = text.strip().split("\n", 1)
    facts = [
        ("Level", f"{LEVELS[front['level']]} ([change it](../configuration.md#levels))"),
        ("Fix", FIXES[front["fix"]]),
        ("Reads", NEEDS[front["needs"]]),
        ("Since", front["since"]),
    ]
    table = "\n".join(["| | |", "| --- | --- |", *(f"| {key} | {value} |" for key, value in facts)])
    return f"{title}\n\n{table}\n{examples(body)}"


# A heading of an example, or a fence; the headings in a fence's text are no headings.
PART = re.compile(r"^### [^\n]*$|^```([^\n]*)\n(.*?)^```$", re.M | re.S)


def examples(body):
    """The text with its fences as figures: a file with its path, the report, the change that a fix makes."""
    files = {}

    def figure(part):
        if part[1] is None:
            # A path is that of its own example.
            files.clear()
            return part[0]
        kind, _, path = part[1].partition(" ")
        text = part[2]
        if kind == "event":
            words = path.split(" ", 1)
            note = {"escaped": ", with its bytes as escapes", "symlink": ", a symbolic link to"}.get(words[0], "")
            path = words[-1]
            files[path] = text
            return code(f"<code>{html.escape(path)}</code>{note}", "markdown", text)
        if kind == "file":
            return code(f"<code>{html.escape(path)}</code>", "text", text)
        if kind == "toml":
            return code("<code>newslint.toml</code>", "toml", text)
        if kind == "links":
            return code("What the visits show", "text", text)
        if kind == "report":
            # HTML in Markdown ends with an empty line, and only what begins with `<pre>` may have some.
            return f'<figure><figcaption>newslint says</figcaption>\n\n{report(text)}\n\n</figure>\n'
        if kind == "fixed":
            return code(f"The fix in <code>{html.escape(path)}</code>", "diff", changed(files.get(path, ""), text))
        return part[0]

    return PART.sub(figure, body)


def code(caption, language, text):
    return f"<figure><figcaption>{caption}</figcaption>\n\n````{language}\n{text}````\n\n</figure>\n"


def changed(before, after):
    """Lines that go and lines that come, with two lines around them."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    shown = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return "\n".join(shown or after.splitlines()) + "\n"


def report(text):
    """A printed report in the colours of a terminal."""
    return f'<pre class="report"><code class="nohighlight">{"".join(map(coloured, text.splitlines()))}</code></pre>'


def coloured(line):
    plain = html.escape(line, quote=False)
    if found := re.match(r"(  [×⚠☞] )(error|warning|note)(\[[a-z-]+\])(.*)$", plain):
        sign, level, rule, rest = found.groups()
        return f'<span class="{level}">{sign}{level}{rule}</span>{rest}\n'
    if found := re.match(r"(\s*(?:\d+ )?[│·╭╰][─]*(?:\[[^\]]*\])?)(.*)$", plain):
        gutter, rest = found.groups()
        label = ' class="label"' if "·" in gutter else ""
        return f'<span class="gutter">{gutter}</span><span{label}>{rest}</span>\n'
    if re.match(r"\S+:\d+:\d+$", plain):
        return f'<span class="place">{plain}</span>\n'
    return re.sub(r"^(  help:)", r'<span class="help">\1</span>', plain) + "\n"


# The configuration


def cell(text):
    return text.replace("|", "\\|")


def kind(value):
    """What a value is, in words."""
    if "enum" in value:
        return ", ".join(f"`{json.dumps(word)}`" for word in value["enum"])
    words = {"string": "text", "integer": "number", "boolean": "`true` or `false`", "array": "list", "object": "table"}
    return words.get(value.get("type"), "")


def properties(table):
    lines = ["| key | |", "| --- | --- |"]
    required = table.get("required", [])
    for name, value in table["properties"].items():
        facts = [kind(value)]
        if name in required:
            facts.append("required")
        elif "default" in value:
            facts.append(f"default `{json.dumps(value['default'], ensure_ascii=False)}`")
        facts = ", ".join(filter(None, facts))
        lines.append(f"| `{name}` | {cell(value['description'])}<br><small>{cell(facts)}</small> |")
    return lines


def configuration():
    lines = []
    for name, table in json.loads(newslint("config", "--schema"))["properties"].items():
        if "items" in table and "$ref" not in table["items"] and "description" in table:
            entry = table["items"]
            if name == "overrides":
                continue
            lines += [f"### `[[{name}]]`", "", f"{table['description']}.", "", *properties(entry), ""]
        elif "properties" in table:
            lines += [f"### `[{name}]`", "", f"{table['description']}.", "", *properties(table), ""]
    return "\n".join(lines)


# The commands


def commands(words=()):
    """The help of a command, then that of the commands below it."""
    text = newslint(*words, "--help", "--color", "never")
    title = " ".join(("newslint", *words))
    lines = [f"{'#' * (min(len(words), 2) + 1)} {title}\n\n" if words else "", f"```text\n{text.strip()}\n```\n\n"]
    listed = re.search(r"^Commands:\n(.*?)\n\n", text, re.M | re.S)
    for line in (listed[1] if listed else "").splitlines():
        name = re.match(r"  (\S+)", line)
        if name and name[1] != "help":
            lines.append(commands((*words, name[1])))
    return "".join(lines)


# The book


def chapters(items):
    for item in items:
        if "Chapter" in item:
            yield item["Chapter"]
            yield from chapters(item["Chapter"]["sub_items"])


def generate(book):
    known = list(rules())
    for chapter in list(chapters(book["items"])):
        if "<!-- rules -->" in chapter["content"]:
            chapter["content"] = chapter["content"].replace("<!-- rules -->", table_of_rules(known))
            chapter["sub_items"] += [
                {
                    "Chapter": {
                        "name": name,
                        "content": page_of_rule(name, front, text),
                        "number": [*(chapter["number"] or []), nth],
                        "sub_items": [],
                        "path": f"rules/{name}.md",
                        "source_path": f"../../rules/{name}.md",
                        "parent_names": [*chapter["parent_names"], chapter["name"]],
                    }
                }
                for nth, (name, front, text) in enumerate(sorted(known, key=lambda rule: rule[0]), 1)
            ]
        for comment, part in (("<!-- configuration -->", configuration), ("<!-- commands -->", commands)):
            if comment in chapter["content"]:
                chapter["content"] = chapter["content"].replace(comment, part())
    return book


if sys.argv[1:2] == ["supports"]:
    sys.exit(sys.argv[2] != "html")
_, book = json.load(sys.stdin)
json.dump(generate(book), sys.stdout)
