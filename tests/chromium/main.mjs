// Opens the page in Chromium, and fails if it is not as it has to be: `main.mjs CHROMIUM SCRATCH SCREENSHOTS`, where
// SCRATCH has page.html, an ordinary one, and large.html, with pages beside it.

import { join } from "node:path";
import { Browser } from "./browser.mjs";
import { look, print } from "./look.mjs";
import { beside, measure } from "./large.mjs";
import * as use from "./use.mjs";

const [chromium, scratch, folder] = process.argv.slice(2);
const [page, large] = ["page.html", "large.html"].map((name) => join(scratch, name));

const browser = await Browser.start(chromium, join(scratch, "profile"));
await look(browser, page, "page", folder);
await print(browser, page, folder);
for (const part of ["filters", "address", "links", "repository", "hostile", "keyboard", "theme", "names"]) {
  await use[part](browser, page);
}
await measure(browser, large);
await beside(browser, large, folder);
await browser.stop();

const still = await Browser.start(chromium, join(scratch, "profile-plain"), { javaScriptEnabled: false });
await use.plain(still, page);
await still.stop();
