"""Emacs with eglot in a terminal of its own, with the settings that the manual shows for it, driven by its keys."""

import base64
import json
import os
import pty
import signal
import subprocess
import sys
import threading
from pathlib import Path

import desk


class Emacs:
    def __init__(self, scratch, folder, file):
        home = scratch / "home"
        (home / ".emacs.d").mkdir(parents=True)
        (home / ".emacs.d/init.el").write_text(desk.settings("Emacs", "elisp"), encoding="utf-8")
        # Emacs listens where nobody else can.
        sockets = scratch / "sockets"
        sockets.mkdir(mode=0o700)
        self.socket = sockets / "emacs"
        self.typed = 0
        listen = f'(progn (setq server-socket-dir "{sockets}" server-name "emacs") (server-start))'
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.environ.update(HOME=str(home), TERM="linux", LINES="40", COLUMNS="140")
            os.execvp("emacs", ["emacs", "--no-window-system", "--no-splash", "--eval", listen, file])
        threading.Thread(target=self._drain, daemon=True).start()
        desk.until("Emacs listens", self.socket.exists)

    def _drain(self):
        try:
            while os.read(self.terminal, 65536):
                pass
        except OSError:
            pass

    def lisp(self, expression):
        """The value of an expression, in the buffer that is shown."""
        shown = f"(with-current-buffer (window-buffer (selected-window)) (json-encode {expression}))"
        coded = f"(base64-encode-string (encode-coding-string {shown} 'utf-8) t)"
        command = ["emacsclient", "--socket-name", str(self.socket), "--eval", f"(progn (require 'json) {coded})"]
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
        if run.returncode != 0:
            sys.exit(f"Emacs: {expression}: {run.stderr}")
        return json.loads(base64.b64decode(run.stdout.strip().strip('"')))

    def keys(self, keys):
        """Types, until Emacs has done all of it: a client that asks sooner would end what is asked in the minibuffer."""
        self.typed += 1
        done = self.socket.parent / str(self.typed)
        os.write(self.terminal, f'{keys}\x1b:(write-region "" nil "{done}" nil 0)\r'.encode())
        desk.until("Emacs has taken the keys", done.exists)

    def command(self, name, *answers):
        """Runs a command by its name, and answers what it asks."""
        self.keys(f"\x1bx{name}\r" + "".join(answers))

    def findings(self):
        found = self.lisp(
            "(vconcat (mapcar (lambda (d) (save-excursion (goto-char (flymake-diagnostic-beg d))"
            " (vector (1- (line-number-at-pos)) (current-column) (flymake-diagnostic-text d)))) (flymake-diagnostics)))"
        )
        return sorted(tuple(each) for each in found)

    def line(self, number):
        return self.lisp(
            f"(save-excursion (goto-char (point-min)) (forward-line {number - 1})"
            " (buffer-substring-no-properties (line-beginning-position) (line-end-position)))"
        )

    def go(self, line):
        """Puts the cursor at the first letter of a line."""
        self.keys(f"\x1bg\x1bg{line}\r")

    def quit(self):
        os.write(self.terminal, b"\x1bxkill-emacs\r")
        desk.equal("Emacs's exit code", os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1]), 0)


def main(scratch):
    archive = desk.copy(scratch / "archive")
    editor = Emacs(scratch, archive, desk.FERRY)
    try:
        use(editor, archive)
        editor.quit()
    except BaseException:
        print(editor.lisp("(with-current-buffer \"*Messages*\" (buffer-string))"), file=sys.stderr)
        os.kill(editor.process, signal.SIGKILL)
        raise


def use(editor, archive):
    found = desk.until("there are diagnostics", lambda: len(found := editor.findings()) >= 2 and found)
    desk.equal("the diagnostics' lines", [each[0] for each in found], [10, 11])
    assert "number 2 is used twice" in found[1][2], found
    print("emacs: shows 2 findings")

    editor.go(12)
    # The fix that is preferred is what an empty answer means.
    editor.command("eglot-code-actions", "\r")
    desk.until("the list is numbered", lambda: editor.line(12).startswith("3. [Cover Image]"))
    desk.until("one finding is left", lambda: len(editor.findings()) == 1)
    editor.command("eglot-format-buffer")
    desk.until("the URL is mended", lambda: "?page=1&view=all" in editor.line(11))
    desk.until("none is left", lambda: editor.findings() == [])
    editor.keys("\x18\x13")
    desk.until("it is saved", lambda: desk.check(archive) == [])
    print("emacs: fixes both")

    editor.keys("\x1b>2. Ferry")
    # Not by keys: what is typed next would cancel it.
    editor.lisp("(progn (completion-at-point) t)")
    start = f"2. [Ferry crews in Kestrel Bay end their strike after 19 days ](/{desk.STRIKE}) _Context: "
    desk.until("the event is there", lambda: start in editor.lisp("(buffer-string)"))
    editor.keys("\x18\x13")
    desk.until("nothing is found", lambda: editor.findings() == [] and desk.check(archive) == [])
    print("emacs: completes a related event")

    editor.keys(f"\x18\x06\x01\x0b{archive / desk.BRIDGE}\r")
    desk.until("it is open", lambda: editor.line(4).startswith("# Harbour"))
    desk.until("it is served", lambda: editor.lisp("(if (eglot-managed-p) t :json-false)"))
    # Some ask before they change files that are not open.
    rename = f'(cl-letf (((symbol-function (quote y-or-n-p)) (lambda (_) t))) (eglot-rename "{desk.TITLE}") t)'
    editor.lisp(f"(progn (goto-char (point-min)) (search-forward \"# Harb\") {rename})")
    desk.until("it has the title", lambda: editor.line(4) == f"# {desk.TITLE}")
    editor.keys("\x18s!")
    desk.until("nothing is found", lambda: desk.check(archive) == [])
    # The eglot of Emacs 28 and 29 takes no renaming of files.
    desk.expect_renamed(archive, moves=not (archive / desk.BRIDGE).exists())
    print("emacs: renames an event in 3 files")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
