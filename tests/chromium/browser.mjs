// A Chromium in which every complaint and every request of a page is a failure.

import assert from "node:assert/strict";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const ARGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export class Browser {
  static async start(executablePath, profile, options = {}) {
    const made = new Browser();
    made.context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: ARGS, ...options });
    return made;
  }

  /// A page at a file, which may lead to others beside it. `at` is what stands behind the `#`.
  async open(file, { width = 1280, colorScheme = "light", at = "" } = {}) {
    const page = await this.context.newPage();
    const folder = `${pathToFileURL(dirname(file)).href}/`;
    page.complaints = [];
    page.on("console", (message) => page.complaints.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => page.complaints.push(`dialog: ${dialog.message()}`));
    page.on("request", (request) => {
      const isOurs = request.url().startsWith(folder) && request.isNavigationRequest();
      if (!isOurs) page.complaints.push(`request: ${request.url()}`);
    });
    await page.setViewportSize({ width, height: width < 600 ? 844 : 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto(pathToFileURL(file).href + at);
    return page;
  }

  async close(...pages) {
    for (const page of pages) {
      assert.deepEqual(page.complaints, []);
      await page.close();
    }
  }

  async stop() {
    await this.context.close();
  }
}

export const rows = (page) => page.locator("#table tbody tr");
export const shown = (page) => page.locator("#shown").innerText();

/// The file that an address names.
export const file = (address) => fileURLToPath(address.split("#")[0]);
