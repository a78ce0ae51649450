// How the page is used: filters, the address, the keyboard, and what is there for those who do not see it.

import assert from "node:assert/strict";
import { rows, shown } from "./browser.mjs";
import { paper } from "./look.mjs";

const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash));
const count = async (page) => Number((await shown(page)).match(/of ([\d,]+) source/)?.[1].replace(",", "") ?? 0);

/// Each filter shows what its option says that there is, and all rows are like it.
export async function filters(browser, file) {
  const page = await browser.open(file);
  const all = await count(page);
  const cases = [
    ["to-do", "copy", "What to do", /cite the archived copy/],
    ["change", "back", "Source", /post\.example/],
    ["verdict", "soft-404", "Verdict", /soft-404/],
    ["cause", "nxdomain", "Source", /herald\.example/],
    ["year", "2013", "Source", /news\/2013\//],
  ];
  for (const [id, value, label, text] of cases) {
    const option = await page.locator(`#${id} option[value="${value}"]`).textContent();
    await page.locator(`#${id}`).selectOption(value);
    assert.equal(`${await count(page)}`, option.match(/\((\d+)\)$/)[1], `${id} says how many there are`);
    assert.ok((await count(page)) > 0 && (await count(page)) < all, `${id} leaves something out`);
    for (const cell of await page.locator(`#table td[data-label="${label}"]`).allInnerTexts()) assert.match(cell, text);
    assert.equal(await hash(page), `#${id}=${value}`);
    await page.getByRole("button", { name: "Clear" }).click();
    assert.equal(await count(page), all);
    assert.equal(await hash(page), "");
  }
  // Together, with what others leave in the options.
  await page.locator("#verdict").selectOption("dead");
  await page.locator("#outlet").fill("argus.example");
  assert.equal(await count(page), 15);
  assert.equal(await page.locator("#cause option").count(), 2);
  await page.locator("#outlet").fill("nowhere.example");
  assert.equal(await shown(page), "No source is like this.");
  await browser.close(page);
}

/// What is asked for is in the address: it can be sent to somebody, and back leads back.
export async function address(browser, file) {
  const page = await browser.open(file);
  await page.locator("#verdict").selectOption("dead");
  await page.locator("#outlet").pressSequentially("courier.example");
  await page.locator("#text").pressSequentially("ellery-1");
  await page.locator("th[data-sort=links] button").click();
  const asked = "#outlet=courier.example&verdict=dead&text=ellery-1&sort=-links";
  assert.equal(await hash(page), asked);
  const [told, first] = [await shown(page), await rows(page).first().innerText()];
  const other = await browser.open(file, { at: asked });
  assert.deepEqual([await shown(other), await rows(other).first().innerText()], [told, first]);
  assert.equal(await other.locator("#verdict").inputValue(), "dead");
  assert.equal(await other.locator("#outlet").inputValue(), "courier.example");
  assert.equal(await other.locator("#sources-heading").isVisible(), true);

  // What was typed letter by letter is one step.
  for (const expected of [
    "#outlet=courier.example&verdict=dead&text=ellery-1", "#outlet=courier.example&verdict=dead", "#verdict=dead", "",
  ]) {
    await page.goBack();
    assert.equal(await hash(page), expected);
  }
  assert.equal(await page.locator("#outlet").inputValue(), "");
  const all = await count(page);
  await page.goForward();
  assert.equal(await page.locator("#verdict").inputValue(), "dead");
  assert.ok((await count(page)) < all);

  // Pages of the table as well; what nobody has shows nothing, and does no harm.
  await page.getByRole("button", { name: "Clear" }).click();
  await page.locator("#after").click();
  assert.equal(await hash(page), "#page=2");
  assert.match(await shown(page), /^101 to 200 of /);
  await page.goBack();
  assert.match(await shown(page), /^1 to 100 of /);
  for (const odd of ["#cause=999&sort=__proto__", "#page=-7&sort=--links", "#verdict=%3Cscript%3E", "#=&&&=%", "#year=" + "9".repeat(9999)]) {
    const strange = await browser.open(file, { at: odd });
    assert.match(await shown(strange), /^(1 to 100 of|No source is like this\.)/);
    await browser.close(strange);
  }
  await browser.close(page, other);
}

/// Cards, bars and causes show what they count.
export async function links(browser, file) {
  const page = await browser.open(file);
  const number = async (locator) => Number((await locator.innerText()).replace(",", ""));
  for (const card of await page.locator(".cards a").all()) {
    const said = await number(card.locator(".count"));
    await card.click();
    assert.equal(await count(page), said, await card.innerText());
    assert.equal(await card.getAttribute("aria-current"), "true");
  }
  for (const cause of await page.locator(".causes tbody tr").all()) {
    const said = await number(cause.locator(".number"));
    await cause.locator("a").click();
    assert.equal(await count(page), said, await cause.innerText());
  }
  // Of a year and of an outlet, also by the bar: there is at least what is gone.
  for (const name of ["2013", "argus.example"]) {
    const line = page.locator(".survival tbody tr").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
    await line.locator("svg").click({ force: true });
    const gone = await number(line.locator(".number").nth(1));
    assert.ok((await count(page)) >= gone && gone > 0, name);
    for (const source of await page.locator("#table td.source").allInnerTexts()) assert.match(source, new RegExp(name));
  }
  // What is new, all of it.
  await page.locator("a", { hasText: "All 15 newly gone" }).click();
  assert.equal(await count(page), 15);
  assert.equal(await page.locator("#change").inputValue(), "gone");
  await browser.close(page);
}

/// Citations lead to their lines in the repository.
export async function repository(browser, file) {
  const page = await browser.open(file, { at: "#outlet=argus.example&verdict=dead" });
  const first = rows(page).first().locator(".places a");
  assert.match(await first.getAttribute("href"),
    /^https:\/\/forge\.example\/desk\/news\/blob\/0a1b2c\/news\/\d{4}\/05\/3\/harbour-bridge-opens-\d+-argus\.md\?plain=1#L7$/);
  await browser.close(page);
}

/// What others wrote is text.
export async function hostile(browser, file) {
  const page = await browser.open(file, { at: "#text=onerror" });
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.locator("img, iframe, object, embed, link, base").count(), 0);
  assert.equal(await page.locator("script").count(), 2);
  assert.equal(await rows(page).count(), 3);
  const text = await page.locator("#table").innerText();
  assert.match(text, /ht<\/script><script>window\.pwned=1<\/script><img/);
  assert.match(text, /ht\\u\{202e\}ptth/);
  assert.equal(await page.locator('a:not([href^="http"]):not([href^="#"])').count(), 0);
  assert.equal(await page.locator('#table a:not([rel~="noopener"])').count(), 0);
  // Nobody is led into a trap.
  await page.goto(`${page.url().split("#")[0]}#verdict=usurped`);
  assert.equal(await rows(page).count(), 12);
  assert.equal(await page.locator('#table .url a').count(), 0);
  await browser.close(page);
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());

/// Presses Tab until the focus is there, and sees that it shows.
async function tabTo(page, name) {
  for (let presses = 0; presses < 300; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) !== name) continue;
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", `the focus on ${name} shows`);
    return;
  }
  assert.fail(`no Tab leads to ${name}`);
}

export async function keyboard(browser, file) {
  const page = await browser.open(file);
  await tabTo(page, "Skip to the sources");
  await page.keyboard.press("Enter");
  await tabTo(page, "verdict");
  await page.keyboard.press("s");
  assert.equal(await page.locator("#verdict").inputValue(), "soft-404");
  assert.equal(await page.getByRole("status").innerText(), "1 to 40 of 40 sources");
  await tabTo(page, "Clear");
  await page.keyboard.press("Enter");
  await page.getByText("1 to 100 of").waitFor();
  await tabTo(page, "Source");
  await page.keyboard.press("Enter");
  const sorted = page.locator("th[aria-sort=ascending]");
  assert.equal((await sorted.innerText()).trim().split(/\s/)[0], "Source");
  assert.match(await rows(page).first().innerText(), /^ht<\/script>/);
  await page.keyboard.press("Enter");
  assert.match(await rows(page).first().innerText(), /^http:\/\/tribune\.example\//);
  await page.locator("#after").focus();
  await page.keyboard.press("Enter");
  assert.match(await page.getByRole("status").innerText(), /^101 to 200 of /);
  await page.goto(page.url().split("#")[0]);
  await tabTo(page, "herald.example");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#outlet").inputValue(), "herald.example");
  assert.equal(await page.getByRole("status").innerText(), "1 to 90 of 90 sources");
  assert.equal(await focused(page), "sources");
  await browser.close(page);
}

export async function theme(browser, file) {
  const page = await browser.open(file);
  await tabTo(page, "theme");
  for (const [name, color] of [["light", "rgb(255, 255, 255)"], ["dark", "rgb(22, 24, 28)"], ["system", "rgb(255, 255, 255)"]]) {
    await page.keyboard.press("Enter");
    assert.equal(await page.getByRole("button", { name: `Theme: ${name}` }).count(), 1);
    assert.equal(await paper(page), color);
  }
  await browser.close(page);
}

/// For those who do not see it.
export async function names(browser, file) {
  const page = await browser.open(file);
  for (const chart of await page.locator(".survival svg").all()) {
    assert.match(await chart.getAttribute("aria-label"), /^[^:]+: \d+ there, \d+ uncertain, \d+ gone$/);
  }
  assert.equal(await page.getByRole("table", { name: "Sources", exact: true }).getByRole("row").count(), 101);
  assert.match(await page.locator("[role=img].history").first().getAttribute("aria-label"), /^\d{4}-\d\d-\d\d \S+, /);
  await browser.close(page);
}

/// What is there without scripts: what is new, counts, charts, and the first sources with what to do.
export async function plain(browser, file) {
  const page = await browser.open(file);
  assert.equal(await page.locator(".verdicts li").count(), 8);
  assert.equal(await rows(page).count(), 200);
  assert.match(await shown(page), /^The first 200 of \d+ sources, worst first\. With scripts/);
  assert.equal(await rows(page).first().locator(".to-do").innerText(), "remove the link for now: no reader should be sent there, and the web archive has not been asked yet");
  assert.equal(await page.locator("#filters").isVisible(), false);
  assert.deepEqual(await page.getByRole("heading", { level: 3 }).allInnerTexts(),
    ["Newly taken over", "Newly gone", "Back again"]);
  await browser.close(page);
}
