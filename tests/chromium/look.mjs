// Opens the page, and fails if it is not as it has to be. Screenshots are written on the way.

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, file, profile, folder] = process.argv.slice(2);
const address = pathToFileURL(file).href;
const args = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const browser = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args });

/// A page on which every complaint and every request is a failure.
async function open(width, colorScheme) {
  const page = await browser.newPage();
  page.complaints = [];
  page.on("console", (message) => page.complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => page.complaints.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => request.url() === address || page.complaints.push(`request: ${request.url()}`));
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme });
  await page.goto(address);
  return page;
}

async function close(page) {
  assert.deepEqual(page.complaints, []);
  await page.close();
}

const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const rows = (page) => page.locator("#table tbody tr");
const focused = (page) => page.evaluate(() => {
  const { id, dataset, textContent } = document.activeElement;
  return id || dataset.host || textContent.trim();
});

/// Presses Tab until the focus is there, and sees that it shows.
async function tabTo(page, name) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) !== name) continue;
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", `the focus on ${name} shows`);
    return;
  }
  assert.fail(`no Tab leads to ${name}`);
}

/// The least contrast of text with what is behind it (WCAG 2.2, 1.4.3).
const contrast = (page) => page.evaluate(() => {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const linear = (channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  const luminance = (color) => {
    const [red, green, blue] = channels(color).map((channel) => linear(channel / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    const own = getComputedStyle(element).backgroundColor;
    return channels(own)[3] === 0 ? behind(element.parentElement) : own;
  };
  const ratio = (element) => {
    const both = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => a - b);
    return (both[1] + 0.05) / (both[0] + 0.05);
  };
  const texts = "h1, h2, p, th, td, .why, .meaning, .change, a, summary, label, button:not(:disabled)";
  return Math.min(...[...document.querySelectorAll(texts)].filter((one) => one.offsetParent).map(ratio));
});

for (const width of [1280, 360]) {
  for (const scheme of ["light", "dark"]) {
    const page = await open(width, scheme);
    const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(scrollWidth, width, "no scrolling sideways");
    assert.equal(await paper(page), scheme === "light" ? "rgb(255, 255, 255)" : "rgb(22, 24, 28)");
    assert.ok((await contrast(page)) >= 4.5, `text can be read: ${await contrast(page)}`);
    await page.screenshot({ path: `${folder}/${width}-${scheme}.png` });
    await page.locator("#sources").scrollIntoViewIfNeeded();
    await page.evaluate(() => document.querySelector("#sources").scrollIntoView());
    await page.screenshot({ path: `${folder}/${width}-${scheme}-sources.png` });
    await close(page);
  }
}

const page = await open(1280, "light");

// What others wrote is text.
assert.equal(await page.evaluate(() => window.pwned), undefined);
assert.equal(await page.locator("img, iframe, object, embed, link, base").count(), 0);
assert.equal(await page.locator("script").count(), 2);
await page.locator("#text").fill("onerror=window.pwned");
assert.equal(await rows(page).count(), 3);
assert.match(await page.locator("#table").innerText(), /ht<\/script><script>window\.pwned=1<\/script><img/);
assert.match(await page.locator("#table").innerText(), /ht\\u\{202e\}ptth/);
assert.equal(await page.locator('a:not([href^="http"]):not([href^="#"])').count(), 0);
assert.equal(await page.locator('#table a:not([rel~="noopener"])').count(), 0);

// By keyboard alone.
await page.goto(address);
await tabTo(page, "Skip to the sources");
await page.keyboard.press("Enter");
await tabTo(page, "verdict");
await page.keyboard.press("s");
assert.equal(await page.locator("#verdict").inputValue(), "soft-404");
assert.equal(await page.getByRole("status").innerText(), "1 to 40 of 40 sources");
assert.equal(await rows(page).filter({ hasText: "beacon.example" }).count(), 40);
await tabTo(page, "Clear");
await page.keyboard.press("Enter");
await page.getByText("1 to 100 of").waitFor();
await tabTo(page, "Source");
await page.keyboard.press("Enter");
assert.equal(await page.locator("th[aria-sort=ascending]").innerText().then((text) => text.trim().split(/\s/)[0]), "Source");
assert.match(await rows(page).first().innerText(), /^ht<\/script>/);
await page.keyboard.press("Enter");
assert.match(await rows(page).first().innerText(), /^http:\/\/tribune\.example\//);
await page.locator("#after").focus();
await page.keyboard.press("Enter");
assert.match(await page.getByRole("status").innerText(), /^101 to 200 of /);
await page.goto(address);
await tabTo(page, "herald.example");
await page.keyboard.press("Enter");
assert.equal(await page.locator("#host").inputValue(), "herald.example");
assert.equal(await page.getByRole("status").innerText(), "1 to 90 of 90 sources");

// The theme, from what the system says to the other and back.
await page.goto(address);
await tabTo(page, "theme");
for (const [name, color] of [["light", "rgb(255, 255, 255)"], ["dark", "rgb(22, 24, 28)"], ["system", "rgb(255, 255, 255)"]]) {
  await page.keyboard.press("Enter");
  assert.equal(await page.getByRole("button", { name: `Theme: ${name}` }).count(), 1);
  assert.equal(await paper(page), color);
}

// For those who do not see it.
for (const chart of await page.locator(".years svg").all()) {
  assert.match(await chart.getAttribute("aria-label"), /^\d{4}: \d/);
}
assert.equal(await page.getByRole("table", { name: "Sources" }).getByRole("row").count(), 101);
assert.match(await page.locator("[role=img].history").first().getAttribute("aria-label"), /^\d{4}-\d\d-\d\d \S+, /);

// Without scripts the counts and charts are there.
await close(page);
await browser.close();
const plain = await chromium.launchPersistentContext(`${profile}-plain`, { executablePath, headless: true, args, javaScriptEnabled: false });
const still = await plain.newPage();
await still.goto(address);
assert.equal(await still.locator(".verdicts li").count(), 8);
assert.equal(await still.getByText("The table of sources needs scripts.").isVisible(), true);
await still.emulateMedia({ media: "print" });
await still.screenshot({ path: `${folder}/print.png`, fullPage: true });
await plain.close();
