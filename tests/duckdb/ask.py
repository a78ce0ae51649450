"""Runs the commands of a page, and compares what they print with what the page shows below them."""

import os
import re
import subprocess
import sys

BLOCK = re.compile(r"(?<=\n```console\n)(.*?)(?=\n```\n)", re.DOTALL)


def asked(block):
    """The block as it is when its commands are run."""
    lines = []
    for command in (line for line in block.splitlines() if line.startswith("$ ")):
        run = subprocess.run(["bash", "-euc", command[2:]], capture_output=True, text=True)
        lines += [command, *run.stdout.splitlines(), *run.stderr.splitlines()]
        if run.returncode:
            sys.exit(f"it ends with {run.returncode}: {lines}")
    return "\n".join(lines)


page = sys.argv[1]
with open(page, encoding="utf-8", newline="") as file:
    shown = file.read()
answered = BLOCK.sub(lambda block: asked(block[1]), shown)
if os.environ.get("NEWSLINT_UPDATE"):
    with open(page, "w", encoding="utf-8", newline="") as file:
        file.write(answered)
elif answered != shown:
    for old, new in zip(BLOCK.findall(shown), BLOCK.findall(answered)):
        if old != new:
            print(f"{page} shows\n\n{old}\n\nand it is\n\n{new}\n", file=sys.stderr)
    sys.exit(1)
print(f"{len(BLOCK.findall(shown))} blocks of {page} are as they are shown")
