// How the page looks: screenshots at two widths and in both colour schemes, and what can be measured of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// The rows of a table are alike, and axe-core takes its time for each.
const FURTHER = ".sources tbody tr:nth-child(n+31)";

/// What axe-core has to say against a page, each with the elements that it says it of.
export async function violations(page) {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(
    ([exclude, values]) => axe.run({ exclude: [[exclude]] }, { runOnly: { type: "tag", values } }),
    [FURTHER, RULES],
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" ")}`);
}

async function looksWell(page, width) {
  const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(scrollWidth, width, "no scrolling sideways");
  assert.deepEqual(await violations(page), []);
}

const PAPER = { light: "rgb(255, 255, 255)", dark: "rgb(22, 24, 28)" };
export const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

export async function look(browser, file, name, folder) {
  for (const width of [1280, 390]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.open(file, { width, colorScheme });
      assert.equal(await paper(page), PAPER[colorScheme]);
      await looksWell(page, width);
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` });
      const sources = page.locator("#sources");
      if (await sources.count()) {
        await sources.evaluate((section) => section.scrollIntoView());
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}-sources.png` });
      }
      await browser.close(page);
    }
  }
}

/// On paper, all of it that is not for a screen alone.
export async function print(browser, file, folder) {
  const page = await browser.open(file);
  const pdf = await page.pdf({ path: `${folder}/page.pdf`, format: "A4" });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#filters").isVisible(), false);
  assert.equal(await page.locator("#table").isVisible(), true);
  await browser.close(page);
}
