"""Dead sources whose copies a real pywb has: what newslint proposes for each of them.

Arguments: newslint, the folder of pywb's programs, a folder for all that is made.
"""

import io
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

newslint, programs, scratch = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
TITLE = "Harbour bridge opens in Port Ellery"
CONSENT = (
    "We value your privacy. We and our partners store and access information on a device, such as cookies, and process "
    "personal data for personalised ads and content, ad measurement and audience insights. Accept all. Reject all."
)
GAMBLING = "Situs judi slot online terpercaya, daftar sekarang dan menang maxwin, slot gacor dan togel. " * 12


def page(title, text, status="200 OK", headers=()):
    return status, [("Content-Type", "text/html; charset=utf-8"), *headers], f"<title>{title}</title><p>{text}</p>"


def moved(to):
    return "302 Found", [("Location", to)], ""


good = page(f"{TITLE} | Ellery Gazette", "The bridge was opened on Tuesday by the mayor, twelve years after the last one sank.")
error = page("Page not found", "The page that you requested does not exist.")

# Of each source the title of its event, its captures, and the time of the one to propose.
SOURCES = {
    "good": (TITLE, [("20210504120000", good), ("20220504120000", good)], "20210504120000"),
    "error-first": (TITLE, [("20210503120000", error), ("20210601120000", good)], "20210601120000"),
    "parked": (TITLE, [("20210504120000", page("ellery.example", "This domain is parked. Loans, insurance."))], None),
    "lander": (TITLE, [("20210504120000", page("Best offers of the week", "Loans, insurance, used cars. " * 20))], None),
    "hijacked": (TITLE, [("20210504120000", page(TITLE, GAMBLING)), ("20200101120000", good)], "20200101120000"),
    "consent": (TITLE, [("20210503120000", page(TITLE, CONSENT)), ("20210505120000", good)], "20210505120000"),
    "moved": (TITLE, [("20210504120000", good), ("20210503120000", moved("/good"))], "20210504120000"),
    "removed": (TITLE, [("20210504120000", page(TITLE, "This article is no longer available."))], None),
    "none": (TITLE, [("20210504120000", page("Not Found", "Nothing here.", "404 Not Found"))], None),
    # What only looks like those.
    "short": (TITLE, [("20210504120000", page(TITLE, "The bridge is open."))], "20210504120000"),
    "case": (TITLE, [("20210504120000", page(TITLE.upper(), "The bridge is open."))], "20210504120000"),
    "suffix": (
        TITLE,
        [("20210504120000", page(f"{TITLE} - News - The Ellery Gazette and Harbour Times", "The bridge is open."))],
        "20210504120000",
    ),
    "casino": (
        "Casino opens at the harbour of Port Ellery",
        [
            (
                "20210504120000",
                page(
                    "Casino opens at the harbour of Port Ellery",
                    "The casino opens with slots, roulette and a poker room, the council said on Friday.",
                ),
            )
        ],
        "20210504120000",
    ),
}


def free_port():
    with socket.socket() as at:
        at.bind(("127.0.0.1", 0))
        return at.getsockname()[1]


def write_warc(path, host):
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        for slug, (_, captures, _) in SOURCES.items():
            for moment, (status, headers, body) in captures:
                # What several documents have is an answer to everything.
                body = body and f"{body}<p>{slug}"
                at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.strptime(moment, "%Y%m%d%H%M%S"))
                record = writer.create_warc_record(
                    f"{host}/{slug}",
                    "response",
                    payload=io.BytesIO(body.encode()),
                    http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
                    warc_headers_dict={"WARC-Date": at},
                )
                writer.write_record(record)


def run(*arguments, folder, code=0):
    # In CI settings come from the base commit, and here is none.
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_ACTIONS")}
    done = subprocess.run([newslint, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def serve():
    """Starts pywb, and returns it with the URL of its collection."""
    port = free_port()
    server = subprocess.Popen(
        [programs / "wayback", "--port", str(port), "--bind", "127.0.0.1"],
        cwd=scratch,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
            return server, f"http://127.0.0.1:{port}/news"
        except OSError:
            assert server.poll() is None, "pywb does not start"
            time.sleep(0.1)
    raise SystemExit("pywb does not answer")


def audit(host, collection):
    """Visits the sources on five days, as dead ones need it, and returns what is reported of each."""
    archive = scratch / "archive"
    day = archive / "news/2021/05/3"
    day.mkdir(parents=True)
    (archive / "newslint.toml").write_text(
        f'[audit]\ncontrol-urls = []\nhost-gap = "0s"\n[[web-archives]]\nurl = "{collection}"\nkind = "pywb"\ngap = "0s"\n'
    )
    for slug, (title, _, _) in SOURCES.items():
        (day / f"{slug}.md").write_text(
            f"### [2021-05-3](/news/2021/05/3/index.md)\n\n# {title}\n\n### Sources:\n\n1. [Ellery Gazette]({host}/{slug})\n"
        )
    for month_day in ["01-01", "01-09", "01-17", "01-25", "02-02"]:
        run("audit", "run", "--allow-private", "--now", f"2026-{month_day}T12:00:00Z", folder=archive)
    told = run("audit", "report", "--format", "json", "--now", "2026-02-03T00:00:00Z", folder=archive)
    return archive, {row["url"]: row for row in json.loads(told.stdout)["urls"]}


def gone():
    """A server that has none of the sources any more, and a front page."""
    code = (
        "import http.server\n"
        "class Gone(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        body = b'<title>Ellery Gazette</title><p>News' if self.path == '/' else b'<h1>Not Found</h1>'\n"
        "        self.send_response(200 if self.path == '/' else 404)\n"
        "        self.send_header('Content-Type', 'text/html')\n"
        "        self.send_header('Content-Length', str(len(body)))\n"
        "        self.end_headers()\n"
        "        self.wfile.write(body)\n"
        "    def log_message(self, *_):\n"
        "        pass\n"
        "server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Gone)\n"
        "print(server.server_port, flush=True)\n"
        "server.serve_forever()\n"
    )
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    return server, f"http://127.0.0.1:{server.stdout.readline().strip()}"


def main():
    site, host = gone()
    servers = [site]
    try:
        write_warc(scratch / "copies.warc.gz", host)
        subprocess.run([programs / "warcio", "check", scratch / "copies.warc.gz"], check=True)
        manager = programs / "wb-manager"
        subprocess.run([manager, "init", "news"], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(
            [manager, "add", "news", scratch / "copies.warc.gz"], cwd=scratch, check=True, capture_output=True
        )
        pywb, collection = serve()
        servers.append(pywb)
        archive, rows = audit(host, collection)
        wrong = []
        for slug, (_, _, expected) in SOURCES.items():
            row = rows[f"{host}/{slug}"]
            found = row["archived"] and row["archived"]["url"]
            wanted = expected and f"{collection}/{expected}/{host}/{slug}"
            if row["verdict"] != "dead" or found != wanted:
                told = run("audit", "explain", f"{host}/{slug}", "--now", "2026-02-03T00:00:00Z", folder=archive)
                wrong.append(f"{slug}: {row['verdict']}, {row['lookup']}, {found} and not {wanted}\n{told.stdout}")
        if wrong:
            raise SystemExit("\n".join(wrong))
        # Whoever follows the link to the copy gets pywb's frame, and in it this.
        good_copy = rows[f"{host}/good"]["archived"]["url"].replace("/20210504120000/", "/20210504120000mp_/")
        assert TITLE in urllib.request.urlopen(good_copy, timeout=60).read().decode()
    finally:
        for server in servers:
            server.terminate()
    print(f"pywb: the copies of {len(SOURCES)} sources are the right ones")


main()
