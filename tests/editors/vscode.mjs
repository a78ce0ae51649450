// Visual Studio Code in a browser (code-server), with the extension as it is packaged, driven by keys and mouse.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [executablePath, folder, scratch] = process.argv.slice(2);
const codeServer = join(folder, "node_modules/code-server/out/node/entry.js");
const extension = join(folder, "newslint.vsix");
const FERRY = "news/2021/05/4/ferry-returns-to-the-marrow-islands.md";
const BRIDGE = "news/2021/05/3/harbour-bridge-opens-in-port-ellery.md";
const STRIKE = "news/2021/05/2/ferry-crews-in-kestrel-bay-end-their-strike-after-19-days.md";
const TITLE = "Harbour bridge opens to cars in Port Ellery";
const RENAMED = "news/2021/05/3/harbour-bridge-opens-to-cars-in-port-ellery.md";
const SETTINGS = {
  "breadcrumbs.enabled": false,
  "chat.disableAIFeatures": true,
  "editor.fontSize": 14,
  "editor.minimap.enabled": false,
  "editor.snippetSuggestions": "none",
  "editor.stickyScroll.enabled": false,
  "editor.wordWrap": "on",
  "extensions.autoCheckUpdates": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.commandCenter": false,
  "workbench.activityBar.location": "hidden",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.layoutControl.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "security.workspace.trust.banner": "never",
};

const home = join(scratch, "home");
const archive = join(scratch, "archive");
/** An archive that nobody trusts. */
const strange = join(scratch, "strange");
const bin = join(scratch, "bin");
const newslint = join(process.cwd(), "target/debug/newslint");

function executable(path, text) {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

function prepare() {
  for (const folder of [archive, strange]) {
    cpSync("tests/editors/archive", folder, { recursive: true });
    spawnSync("git", ["init", "--quiet", folder]);
    // No folder may say what is run on a machine.
    mkdirSync(join(folder, ".vscode"));
    writeFileSync(join(folder, ".vscode/settings.json"), JSON.stringify({ "newslint.path": join(strange, ".venv/bin/newslint") }));
  }
  executable(join(strange, ".venv/bin/newslint"), `#!/bin/sh\ntouch "${scratch}/ran"\n`);
  // What installs newslint: it puts it where uv does.
  executable(
    join(bin, "uv"),
    `#!/bin/sh\n[ "$*" = "tool install newslint" ] && [ "$PWD" = "${home}" ] || exit 1\n` +
      `mkdir -p "${home}/.local/bin" && ln -s "${newslint}" "${home}/.local/bin/newslint"\n`,
  );
  // It asks a shell what PATH is.
  executable(join(home, ".bash_profile"), `export PATH="${PATH}"\n`);
  mkdirSync(join(home, "data/User"), { recursive: true });
  writeFileSync(join(home, "data/User/settings.json"), JSON.stringify(SETTINGS));
}

const OPTIONS = ["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions")];
const PATH = `${bin}:/usr/bin:/bin`;
const ENV = { PATH, HOME: home, SHELL: "/bin/bash", LANG: "C.UTF-8" };
const run = (...args) => [process.execPath, [codeServer, ...OPTIONS, ...args], { env: ENV, cwd: home }];

/** Code-server, and its address once it listens. */
async function serve() {
  const [command, args, options] = run(
    "--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check",
    "--disable-getting-started-override",
  );
  const server = spawn(command, args, { ...options, stdio: ["ignore", "pipe", openSync(join(folder, "code-server.log"), "w")] });
  for await (const line of createInterface(server.stdout)) {
    const address = /listening on (http:\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      server.stdout.resume();
      return { server, address };
    }
  }
  throw new Error("code-server does not start");
}

async function until(what, condition) {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`it did not come to this: ${what}; last: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const read = (path) => readFileSync(join(archive, path), "utf8");

/** When a file was last written. */
const written = (path) => statSync(join(archive, path)).mtimeMs;

/** What `newslint check` finds on disk. */
function check() {
  const { stdout } = spawnSync(newslint, ["check", "--quiet", "--format", "concise", "--root", archive, archive], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line !== "");
}

/** Waits until nothing is found on disk. */
async function clean() {
  try {
    await until("nothing is found", () => check().length === 0);
  } catch (error) {
    throw new Error(check().join("\n"), { cause: error });
  }
}

/** How long the editor may take before it is asked again. */
const SOON = { timeout: 5_000 };

function shows(part, state = "visible") {
  return part.waitFor({ ...SOON, state }).then(() => true, () => false);
}

class Editor {
  constructor(page) {
    this.page = page;
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Types what one looks for in the box for that, and waits for what is offered. The box goes when another part takes the focus. */
  async ask(key, text, offered) {
    const box = this.page.locator(".quick-input-widget input");
    await until(`${key} offers what is asked for: ${text}`, async () => {
      if (!(await box.isVisible())) await this.press(key);
      return (await shows(box)) && box.fill(text, SOON).then(() => shows(offered), () => false);
    });
  }

  /** A row of what the box offers. */
  offered(hasText, state = "") {
    return this.page.locator(`.quick-input-list .monaco-list-row${state}`, { hasText }).first();
  }

  async command(name) {
    await this.ask("F1", `>${name}`, this.offered(name, ".focused"));
    await this.press("Enter");
  }

  /** Opens a file at a line. An editor that was only just reloaded goes back to where it was before. */
  async open(path, line) {
    const name = path.split("/").at(-1);
    const [number] = `${line}`.split(":");
    const tab = this.page.locator(".tab.active", { hasText: name });
    // Keys that come before the cursor has moved are for the place where it was.
    const place = this.page.locator(".statusbar-item", { hasText: `Ln ${number}, Col` });
    const box = this.page.locator(".quick-input-widget");
    await until(`${name} is open at line ${number}`, async () => {
      // A path from the root is not searched for, which would need a program that npm does not have.
      await this.ask("Control+p", join(archive, path), this.offered(name));
      await this.press("Enter");
      if (!(await shows(tab))) return false;
      await this.ask("Control+g", `:${line}`, this.offered(`line ${number}`));
      await this.press("Enter");
      return (await shows(place)) && (await shows(box, "hidden"));
    });
  }

  /** What the list of problems shows, a text each; files have texts, too. */
  async problems() {
    const rows = this.page.locator(".markers-panel .monaco-list-row");
    return (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  }

  /** Opens the menu of what can be done about a place of the event, which has a fix before all else. */
  async menu(line, column, title) {
    await this.open(FERRY, `${line}:${column}`);
    const row = this.page.locator(".action-widget .monaco-list-row.focused", { hasText: title });
    // An editor that has just been told of the cursor says at times that there is nothing, whatever the server answers.
    await until(`${title} is offered`, async () => {
      await this.press("Escape", "Control+.");
      return shows(row);
    });
  }

  /** Whether the file has that, once it is saved. */
  async saves(path, text) {
    await this.press("Control+s");
    return read(path).includes(text);
  }

  /** A file in the list of files. */
  file(path) {
    return this.page.locator(".explorer-viewlet .monaco-list-row", { hasText: path.split("/").at(-1) });
  }

  async picture(name) {
    await this.page.mouse.move(0, 0);
    await this.page.screenshot({ path: join(folder, name) });
  }
}

prepare();
const [command, args, options] = run("--install-extension", extension);
const installed = spawnSync(command, args, { ...options, encoding: "utf8" });
assert.equal(installed.status, 0, installed.stderr);
const { server, address } = await serve();
const browser = await chromium.launchPersistentContext(join(scratch, "profile"), {
  executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu"], viewport: { width: 880, height: 500 },
});
try {
  await beCareful(new Editor(await browser.newPage()));
  await use(new Editor(await browser.newPage()));
} catch (error) {
  await browser.pages().at(-1)?.screenshot({ path: join(folder, "failed.png") }).catch(() => undefined);
  throw error;
} finally {
  await browser.close();
  server.kill();
}

/** Runs nothing that came with an archive that nobody trusts. */
async function beCareful({ page }) {
  await page.goto(`${address}?folder=${strange}`);
  await page.getByRole("button", { name: "No, I don't trust" }).click();
  await offer(page).waitFor();
  assert.equal(existsSync(join(scratch, "ran")), false, "it ran what came with the archive");
  await page.close();
}

async function use(editor) {
  await editor.page.goto(`${address}?folder=${archive}`);
  await editor.page.getByRole("button", { name: "Yes, I trust" }).click();
  // The real ones are to install nothing here.
  const byOurs = offer(editor.page).filter({ hasText: `“${bin}/uv tool install newslint”` });
  await byOurs.getByRole("button", { name: "Install" }).click();
  await until("newslint is installed", () => existsSync(join(home, ".local/bin/newslint")));
  await diagnose(editor);
  await mendOnSave(editor);
  await restart(editor);
  await complete(editor);
  await rename(editor);
}

function offer(page) {
  return page.locator(".notification-toast", { hasText: "newslint is not installed" });
}

async function diagnose(editor) {
  const { page } = editor;
  await editor.open(FERRY, 12);
  await editor.press("Control+b");
  await editor.command("Problems: Focus on Problems View");
  const problems = await until("there are problems", async () => {
    const found = await editor.problems();
    return found.some((text) => text.includes("source-url")) && found;
  });
  const found = problems.filter((text) => text.includes("newslint"));
  assert.equal(found.length, 2, JSON.stringify(problems));
  assert.match(found[0], /^number 2 is used twice.*source-numbering.*\[Ln 12, Col 1\]/);
  // Columns are UTF-16 code units, of which the wave has two.
  assert.match(found[1], /^`&amp;` in a URL.*source-url.*\[Ln 11, Col 67\]/);
  console.log("vscode: shows 2 findings");

  await editor.menu(12, 1, "Number the list");
  await editor.picture("editor-fix.png");
  await editor.press("Enter");
  await until("the list is numbered", () => editor.saves(FERRY, "3. [Cover Image]"));
  await editor.menu(11, 70, "Change `&amp;` to `&`");
  await editor.press("Enter");
  await until("the URL is mended", () => editor.saves(FERRY, "?page=1&view=all"));
  await clean();
  console.log("vscode: fixes both");
}

/** With the settings that the manual shows, what is saved is mended. */
async function mendOnSave(editor) {
  const { page } = editor;
  const manual = /## Visual Studio Code\n.*?```json\n(.*?)```/s.exec(readFileSync("docs/src/editors.md", "utf8"));
  writeFileSync(join(home, "data/User/settings.json"), JSON.stringify({ ...SETTINGS, ...JSON.parse(manual[1]) }));
  await page.reload();
  await editor.open(FERRY, "10:5");
  await page.keyboard.type("The ");
  // What is saved before the server is there is as it was typed.
  await until("the list is numbered on saving", async () => {
    await editor.open(FERRY, 12);
    await editor.press("Shift+ArrowRight");
    await page.keyboard.type("7");
    // A save that is still under way when the server is started anew would be as it was typed, too.
    const before = written(FERRY);
    await editor.press("Control+s");
    await until("the event is saved", () => written(FERRY) !== before);
    return read(FERRY).includes("\n3. [Cover Image]");
  });
  assert.match(read(FERRY), /\[The Marrow Radio\]/);
  console.log("vscode: mends on saving");
}

/** The machine's settings name the program, a command starts it anew, and the log says so. */
async function restart(editor) {
  const starts = join(scratch, "starts");
  const started = () => (existsSync(starts) ? readFileSync(starts, "utf8").length : 0);
  const other = join(bin, "other");
  executable(other, `#!/bin/sh\nprintf x >> "${starts}"\nexec "${newslint}" "$@"\n`);
  mkdirSync(join(home, "data/Machine"), { recursive: true });
  writeFileSync(join(home, "data/Machine/settings.json"), JSON.stringify({ "newslint.path": other }));
  await until("the other one is started", () => started() === 1);
  await editor.command("newslint: Restart the server");
  await until("it is started anew", () => started() === 2);
  await editor.command("newslint: Show the log");
  await editor.page.locator(".output-view .view-line", { hasText: `${other} server` }).first().waitFor();
  console.log("vscode: restarts");
}

async function complete(editor) {
  const { page } = editor;
  await editor.open(FERRY, 16);
  await editor.press("Control+j", "Control+End");
  await page.keyboard.type("2. ferry strike");
  await editor.press("Control+Space");
  const row = page.locator(".suggest-widget .monaco-list-row", { hasText: "Ferry crews in Kestrel Bay" });
  await row.waitFor();
  await editor.picture("editor-complete.png");
  await row.click();
  const start = `2. [Ferry crews in Kestrel Bay end their strike after 19 days ](/${STRIKE}) _Context: `;
  // A context that is left to be filled in is a place to type in.
  await editor.press("Escape");
  await until("the event is there", () => editor.saves(FERRY, start));
  await clean();
  console.log("vscode: completes a related event");
}

async function rename(editor) {
  const { page } = editor;
  await editor.open(BRIDGE, "4:3");
  await editor.press("F2");
  const box = page.locator(".rename-box input");
  await box.waitFor();
  assert.equal(await box.inputValue(), "Harbour bridge opens in Port Ellery");
  await box.fill(TITLE);
  await editor.press("Control+Enter");
  await page.locator(".bulk-edit-panel .monaco-list-row", { hasText: "index.md" }).waitFor();
  await editor.picture("editor-rename.png");
  await page.locator(".bulk-edit-panel").getByRole("button", { name: "Apply" }).click();
  await until("the file has its new name", () => existsSync(join(archive, RENAMED)) && !existsSync(join(archive, BRIDGE)));
  for (const path of [FERRY, "news/2021/05/3/index.md"]) {
    await until(`${path} follows`, () => read(path).includes(`[${TITLE} ](/${RENAMED})`));
  }
  assert.match(read(RENAMED), new RegExp(`^# ${TITLE}$`, "m"));
  await clean();
  console.log("vscode: renames an event in 3 files");

  // In the list of files, what leads to a file follows it, or goes with it.
  const moved = "news/2021/05/3/harbour-bridge-opens.md";
  await editor.command("File: Reveal Active File in Explorer View");
  await editor.file(RENAMED).click();
  await editor.press("F2");
  await page.locator(".explorer-viewlet input").fill(moved.split("/").at(-1));
  await editor.press("Enter");
  await page.getByRole("button", { name: "OK" }).click();
  await until("it is moved", () => existsSync(join(archive, moved)));
  for (const path of [FERRY, "news/2021/05/3/index.md"]) {
    await until(`${path} follows`, () => read(path).includes(`[${TITLE} ](/${moved})`));
  }
  console.log("vscode: moves an event");
  await editor.file(moved).click();
  await editor.press("Delete");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Show Preview" }).click();
  // Taking the links away is offered: each is to be ticked.
  const offered = page.locator('.bulk-edit-panel .monaco-list-row[aria-level="2"] input[type=checkbox]');
  await offered.first().waitFor();
  await until("all are ticked", async () => {
    const boxes = await offered.all();
    const ticked = await Promise.all(boxes.map((box) => box.isChecked()));
    // The list is drawn anew after each.
    if (ticked.includes(false)) await boxes[ticked.indexOf(false)].check({ timeout: 2_000 }).catch(() => undefined);
    return boxes.length === 2 && !ticked.includes(false);
  });
  await page.locator(".bulk-edit-panel").getByRole("button", { name: "Apply" }).click();
  await until("it is deleted", () => !existsSync(join(archive, moved)));
  for (const path of [FERRY, "news/2021/05/3/index.md"]) await until(`${path} follows`, () => !read(path).includes(moved));
  await clean();
  console.log("vscode: deletes an event");
}
