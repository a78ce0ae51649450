// Writes an archive, and observations of its sources: more than a page of the table has, some with hostile texts.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const folder = process.argv[2];

/// What a contributor or a server could say who wants to be more than text.
const TRICK = `</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>"'--><svg onload=window.pwned=1>`;

/// What the sources of a host were, week by week from 2026-01-05 on. From the week 18 on it is news: a few sources of the
/// Argus are gone then, a few of the Post are back, and the Mercury's name is for sale.
const HOSTS = {
  "argus.example": { count: 60, weeks: (week, _url, nth) => ({ cause: nth % 4 || week < 17 ? "alive" : "410" }) },
  "post.example": { count: 40, weeks: (week, _url, nth) => ({ cause: nth % 8 || week < 4 || week > 17 ? "alive" : "404" }) },
  "mercury.example": { count: 12, weeks: (week) => ({ cause: week < 18 ? "alive" : "for-sale" }) },
  "gazette.example": { count: 130, weeks: () => ({ cause: "alive" }) },
  "herald.example": { count: 90, weeks: (week) => ({ cause: week < 4 ? "alive" : "nxdomain" }) },
  "courier.example": { count: 60, weeks: (week) => ({ cause: week < 2 ? "alive" : "404" }) },
  "beacon.example": { count: 40, weeks: (week) => ({ cause: week < 2 ? "alive" : "soft-404", control: "alike" }) },
  "tribune.example": { count: 40, weeks: (week) => ({ cause: week < 19 ? "alive" : "404" }) },
  "sentinel.example": { count: 30, weeks: () => ({ cause: "403" }) },
  "echo.example": { count: 30, weeks: (week) => ({ cause: week % 2 ? "timeout" : "503" }) },
  "star.example": {
    count: 20,
    weeks: (_week, url) => ({ cause: "alive", redirects: [url.replace("http:", "https:")], permanent: 1 }),
  },
};

const write = (path, text) => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

const lines = [];
const observe = (url, week, observation) => {
  const at = new Date(Date.UTC(2026, 0, 5 + 7 * week, 10)).toISOString().replace(".000", "");
  lines.push({ url, at, vantage: "default", ...observation });
};

/// The web archive has a copy of it, which was read.
const copied = (url) => {
  const at = "2026-05-20T10:00:00Z";
  const copy = { at: "2009-06-02T12:00:00Z", original: url, status: 200, digest: url, length: 20_000 };
  lines.push({ url, at, archive: { captures: [copy] } });
  const page = { title: "Harbour bridge opens", text: "0000000000000000", words: 300, cited: true };
  const { at: captured, original, digest } = copy;
  lines.push({ url, at, copy: { read: { captured, original, digest, cause: "alive", page } } });
};

const cite = (year, slug, title, urls) => {
  const sources = urls.map((url, nth) => `${nth + 1}. [Ellery Gazette](${url})\n`).join("");
  const heading = `### [${year}-05-3](/news/${year}/05/3/index.md)`;
  write(`archive/news/${year}/05/3/${slug}.md`, `${heading}\n\n# ${title}\n\n### Sources:\n\n${sources}`);
};

write("archive/newslint.toml", "");
let events = 0;
for (const [host, { count, weeks }] of Object.entries(HOSTS)) {
  for (let nth = 0; nth < count; nth += 1) {
    const url = `http://${host}/2009/05/harbour-bridge-opens-in-port-ellery-${nth}.html`;
    for (let week = 0; week < 20; week += 1) observe(url, week, weeks(week, url, nth));
    if (host === "argus.example" && nth % 8 === 0) copied(url);
    events += 1;
    const year = 2004 + ((events * events) % 18);
    cite(year, `harbour-bridge-opens-${nth}-${host.split(".")[0]}`, "Harbour bridge opens", [url]);
  }
}

const inUrl = TRICK.replaceAll(/[ ()]/g, "");
const hostile = [`http://courier.example/${inUrl}`, `ht${inUrl}tp://courier.example/`, `ht\u202eptth://courier.example/`];
const keys = [new URL(hostile[0]).href, hostile[1], hostile[2]];
for (const key of keys) {
  for (let week = 0; week < 20; week += 1) observe(key, week, { cause: "404", repair: "javascript:window.pwned=1" });
}
cite(2021, TRICK.replaceAll("/", ""), TRICK, hostile);

lines.sort((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : a.at < b.at ? -1 : 1));
const header = { "newslint-observations": 3 };
write("observations.jsonl", [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""));
