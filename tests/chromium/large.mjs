// A report that one file has no room for: how soon it is shown, and the pages beside it.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { file, rows, shown } from "./browser.mjs";
import { look } from "./look.mjs";

/// The most that it may take, in milliseconds, on a machine that does much else.
const MOST = 15_000;

/// From the beginning of the navigation until the first rows of all are drawn and can be used.
export async function measure(browser, main) {
  const times = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const page = await browser.open(main);
    times.push(await page.evaluate(() => new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    })));
    assert.match(await shown(page), /^1 to 100 of 50,000 sources$/);
    assert.equal(await rows(page).count(), 100);
    await browser.close(page);
  }
  const best = Math.min(...times);
  console.log(`chromium: 50,000 sources shown within ${best.toFixed(0)} ms, of ${times.map((time) => time.toFixed(0)).join(", ")}`);
  assert.ok(best < MOST, `${best} ms`);
}

/// Follows a link to another page, until all of that is there.
const follow = (page, link) => Promise.all([page.waitForEvent("load"), link.click()]);

/// All sources are reached from the main file, by links.
export async function beside(browser, main, folder) {
  const page = await browser.open(main, { at: "#outlet=gazette.example" });
  assert.match(await shown(page), /^No source is like this\. All [\d,]+ of this outlet are on pages of their own\.$/);
  await follow(page, page.locator("#shown a"));
  const first = file(page.url());
  assert.match(first, /large-pages\/of-gazette\.example\.html$/);
  await page.goBack();
  await follow(page, page.locator(".survival a", { hasText: "gazette.example" }));
  assert.equal(file(page.url()), first);
  const parts = readdirSync(join(first, "..")).length;
  let sources = 0;
  for (let part = 1; part <= parts; part += 1) {
    await follow(page, page.locator(".parts a", { hasText: new RegExp(`^${part}$`) }));
    assert.match(await page.locator(".span").innerText(), new RegExp(`, page ${part} of ${parts}, as of `));
    sources += await page.locator(".sources tbody tr").count();
  }
  assert.equal(sources, 25_000);
  await follow(page, page.getByRole("link", { name: "newslint audit" }));
  assert.equal(file(page.url()), main);
  await browser.close(page);
  await look(browser, first, "beside", folder);
}
