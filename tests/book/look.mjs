// Looks at each page of the book: nothing is wider than the screen but what scrolls by itself, nothing is loaded from
// elsewhere, and no script complains.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, book, folder] = process.argv.slice(2);
const WIDTHS = [390, 1280];
// The front page, a rule's page, and pages with wide tables.
const PICTURES = ["index.html", "rules/source-numbering.html", "rules/index.html", "configuration.html", "formats.html"];

const root = resolve(book);
const pages = readdirSync(root, { recursive: true })
  .map((path) => relative(root, join(root, path)))
  .filter((path) => path.endsWith(".html") && !["toc.html", "404.html"].includes(path))
  .sort();
assert.ok(pages.length > 50, `${pages.length} pages`);

const browser = await chromium.launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
const complaints = [];

/// What is wider than the page and does not scroll inside of something.
function overflowing() {
  const width = document.documentElement.clientWidth;
  const main = document.querySelector("main");
  // A part of the page may scroll; the page itself, which mdBook lets scroll around `main`, has no reason to.
  const scrolls = (element) => {
    for (let at = element; at && at !== main; at = at.parentElement) {
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const wide = [...document.querySelectorAll("main *")].filter(
    (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element),
  );
  return {
    scrolled: [document.documentElement, main.parentElement].some((element) => element.scrollWidth > element.clientWidth),
    wide: wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 80)),
    missing: [...document.images].filter((image) => image.complete && !image.naturalWidth).map((image) => image.src),
  };
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of WIDTHS) {
    const context = await browser.newContext({ viewport: { width, height: width < 600 ? 844 : 800 }, colorScheme });
    const page = await context.newPage();
    let at = "";
    const complain = (text) => complaints.push(`${at} at ${width}, ${colorScheme}: ${text}`);
    page.on("console", (message) => message.type() === "error" && complain(message.text()));
    page.on("pageerror", (error) => complain(error.message));
    page.on("request", (request) => request.url().startsWith("http") && complain(request.url()));
    for (at of colorScheme === "light" ? pages : PICTURES) {
      await page.goto(pathToFileURL(join(root, at)).href, { waitUntil: "load" });
      const { scrolled, wide, missing } = await page.evaluate(overflowing);
      if (scrolled || wide.length) complain(`wider than the screen: ${wide.join(" ")}`);
      if (missing.length) complain(`no picture: ${missing}`);
      if (PICTURES.includes(at)) {
        const name = at.replace(".html", "").replaceAll("/", "-");
        await page.screenshot({ path: join(folder, `book-${name}-${width}-${colorScheme}.png`) });
      }
    }
    await context.close();
  }
}
await browser.close();
assert.deepEqual(complaints, []);
console.log(`${pages.length} pages of the book looked at, ${WIDTHS.join(" and ")} pixels wide`);
