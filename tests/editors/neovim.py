"""Neovim, headless, with the settings that the manual shows for it, driven by its keys."""

import json
import os
import subprocess
import sys
from pathlib import Path

import desk


def heading():
    """Where the manual has the settings for the version that is here."""
    shown = subprocess.run(["nvim", "--version"], capture_output=True, text=True, check=True).stdout
    minor = int(shown.split(".")[1])
    return "Neovim" if minor >= 11 else "Neovim before 0.11"


class Neovim:
    def __init__(self, scratch, folder, file):
        self.socket = scratch / "nvim.sock"
        settings = scratch / "init.lua"
        settings.write_text(desk.settings(heading(), "lua"), encoding="utf-8")
        places = {f"XDG_{name}_HOME": str(scratch / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        command = ["nvim", "--headless", "-u", str(settings), "--listen", str(self.socket), file]
        with (scratch / "nvim.log").open("wb") as log:
            self.process = subprocess.Popen(command, cwd=folder, env=os.environ | places, stdout=log, stderr=log)
        desk.until("Neovim listens", self.socket.exists)

    def _remote(self, *arguments):
        command = ["nvim", "--server", str(self.socket), *arguments]
        # Neovim 0.7 prints a value as it prints a complaint, and later ones do not.
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True, timeout=30)
        return run.stdout

    def lua(self, expression):
        """The value of an expression."""
        quoted = expression.replace("'", "''")
        return json.loads(self._remote("--remote-expr", f"json_encode(luaeval('{quoted}'))"))

    def keys(self, keys):
        self._remote("--remote-send", keys)

    def findings(self):
        found = self.lua(
            "vim.tbl_map(function(d) return {d.lnum, d.col, d.code or d.user_data.lsp.code, d.message} end,"
            " vim.diagnostic.get(0))"
        )
        return sorted(tuple(each) for each in found)

    def line(self, number):
        return self.lua(f"vim.fn.getline({number})")

    def fix(self, line, title):
        """Applies a fix of that line, which the menu calls so, and saves."""
        # The menu asks for a number; this looks for the title as somebody does.
        self.lua(
            "(function() vim.ui.select = function(items, options, choose)"
            " _G.offered = vim.tbl_map(options.format_item, items)"
            f" for at, text in ipairs(_G.offered) do if text:lower():find({json.dumps(title)}, 1, true)"
            " then return choose(items[at], at) end end end return true end)()"
        )
        self.keys(f":{line}<CR>:lua vim.lsp.buf.code_action()<CR>")

    def quit(self):
        self.keys("<Esc>:qall!<CR>")
        desk.equal("Neovim's exit code", self.process.wait(timeout=20), 0)


def main(scratch):
    archive = desk.copy(scratch / "archive")
    editor = Neovim(scratch, archive, desk.FERRY)
    try:
        use(editor, archive)
        editor.quit()
    except BaseException:
        print((scratch / "nvim.log").read_text(encoding="utf-8", errors="replace"), file=sys.stderr)
        raise
    finally:
        editor.process.kill()


def use(editor, archive):
    found = desk.until("there are diagnostics", lambda: len(found := editor.findings()) >= 2 and found)
    # Columns are bytes, of which the wave has four.
    places = [(10, 68, "source-url"), (11, 0, "source-numbering")]
    desk.equal("the diagnostics", [each[:3] for each in found], places)
    assert "number 2 is used twice" in found[1][3], found
    print("neovim: shows 2 findings")

    editor.fix(12, "number the list")
    desk.until("the list is numbered", lambda: editor.line(12).startswith("3. [Cover Image]"))
    desk.until("one finding is left", lambda: len(editor.findings()) == 1)
    editor.fix(11, "change `&amp;`")
    desk.until("the URL is mended", lambda: "?page=1&view=all" in editor.line(11))
    desk.until("none is left", lambda: editor.findings() == [])
    editor.keys(":write<CR>")
    desk.until("it is saved", lambda: desk.check(archive) == [])
    print("neovim: fixes both")

    editor.keys("Go2. <C-x><C-o>")
    offered = desk.until("there is a menu", lambda: editor.lua("vim.fn.complete_info({'items'}).items"))
    offered = [each["word"] for each in offered]
    at = next(at for at, word in enumerate(offered) if "[Ferry crews" in word)
    editor.keys("<C-n>" * at)
    editor.keys("<C-y><Esc>:write<CR>")
    start = f"2. [Ferry crews in Kestrel Bay end their strike after 19 days ](/{desk.STRIKE}) _Context: "
    desk.until("the event is there", lambda: desk.lines(archive, desk.FERRY)[-1].startswith(start))
    desk.until("nothing is found", lambda: editor.findings() == [] and desk.check(archive) == [])
    print("neovim: completes a related event")

    editor.keys(f":edit {desk.BRIDGE}<CR>:4<CR>w")
    desk.until("it is open", lambda: editor.line(4).startswith("# Harbour"))
    editor.keys(f":lua vim.lsp.buf.rename('{desk.TITLE}')<CR>")
    desk.until("it has the title", lambda: editor.line(4) == f"# {desk.TITLE}")
    editor.keys(":wall<CR>")
    desk.until("nothing is found", lambda: desk.check(archive) == [])
    desk.expect_renamed(archive)
    print("neovim: renames an event in 3 files")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
