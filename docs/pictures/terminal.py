"""Draws what a terminal shows as SVG: `terminal.py light|dark 'A LINE THAT IS TYPED' <OUTPUT`.

Each run of characters in one style is a text of its own with its length in columns, so that lines stay below each
other in whatever font there is.
"""

import re
import sys
from xml.sax.saxutils import escape

COLORS = {
    "light": {"back": "#ffffff", "edge": "#d0d7de", "text": "#1f2328", "faint": "#6e7781",
              31: "#cf222e", 33: "#8a5a00", 34: "#0550ae", 35: "#8250df", 36: "#0b6e75"},
    "dark": {"back": "#161b22", "edge": "#30363d", "text": "#e6edf3", "faint": "#8d96a0",
             31: "#ff7b72", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#6fd3da"},
}
WIDTH, HEIGHT, MARGIN = 8.4, 19, 18

SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\]8;;[^\x1b\x07]*(?:\x1b\\|\x07)")


def runs(line):
    """Each run's column, text and style: a set of numbers of SGR (ECMA-48)."""
    column, style = 0, set()
    at = 0
    for found in [*SEQUENCE.finditer(line), None]:
        text = line[at:found.start() if found else len(line)]
        # What is empty is not drawn, and each word's start is where it belongs.
        for word in re.finditer(r"\S+(?: \S+)*", text):
            yield column + word.start(), word[0], frozenset(style)
        column += len(text)
        if found is None:
            return
        at = found.end()
        for number in map(int, (found[1] or "0").split(";")) if found[1] is not None else ():
            style = set() if number == 0 else style | {number}


def main():
    colors = COLORS[sys.argv[1]]
    lines = [f"\x1b[1m{sys.argv[2]}\x1b[0m", "", *sys.stdin.read().rstrip("\n").splitlines()]
    columns = max(len(SEQUENCE.sub("", line)) for line in lines)
    width, height = round(2 * MARGIN + columns * WIDTH), 2 * MARGIN + len(lines) * HEIGHT
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
          'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14">')
    print(f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8" fill="{colors["back"]}" stroke="{colors["edge"]}"/>')
    for nth, line in enumerate(lines):
        for column, text, style in runs(line):
            color = next((colors[number] for number in sorted(style) if number in colors), None)
            color = color or colors["faint" if 2 in style else "text"]
            weight = ' font-weight="bold"' if 1 in style else ""
            x, y = MARGIN + column * WIDTH, MARGIN + nth * HEIGHT + 14
            print(f'<text x="{x:.1f}" y="{y}" fill="{color}"{weight} textLength="{len(text) * WIDTH:.1f}">{escape(text)}</text>')
    print("</svg>")


main()
