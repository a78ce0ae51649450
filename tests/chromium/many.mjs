// Writes an archive of very many sources that are gone, and observations of them: `many.mjs FOLDER SOURCES`. A third of
// them are of one outlet, the others of 2,000.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, sources] = [process.argv[2], Number(process.argv[3])];
const EACH = 25;
const lines = [JSON.stringify({ "newslint-observations": 1 })];
const urls = Array.from({ length: sources }, (_, nth) => {
  const outlet = nth % 3 === 0 ? "gazette.example" : `outlet-${nth % 2000}.example`;
  return `https://${outlet}/2009/05/harbour-bridge-opens-in-port-ellery-${String(nth).padStart(6, "0")}.html`;
});
const seen = (url, at, cause) => lines.push(JSON.stringify({ url, at, vantage: "default", cause }));
for (const url of urls.toSorted()) {
  for (const at of ["2026-01-05T10:00:00Z", "2026-02-05T10:00:00Z", "2026-03-05T10:00:00Z"]) seen(url, at, "404");
}
writeFileSync(join(folder, "observations.jsonl"), `${lines.join("\n")}\n`);

const archive = join(folder, "archive");
for (let first = 0; first < sources; first += EACH) {
  const event = first / EACH;
  const [year, month, day] = [2004 + (event % 18), 1 + (event % 12), 1 + (event % 28)];
  const path = `news/${year}/${String(month).padStart(2, "0")}/${day}`;
  mkdirSync(join(archive, path), { recursive: true });
  const heading = `### [${year}-${String(month).padStart(2, "0")}-${day}](/${path}/index.md)\n\n# Harbour bridge opens\n`;
  const items = urls.slice(first, first + EACH).map((url, nth) => `${nth + 1}. [Ellery Gazette](${url})\n`);
  writeFileSync(join(archive, path, `harbour-bridge-opens-${event}.md`), `${heading}\n### Sources:\n\n${items.join("")}`);
}
writeFileSync(join(archive, "newslint.toml"), "");
