import assert from "node:assert/strict";
import { test } from "node:test";
import { find, installer, type Places } from "../src/find.ts";

const PLACES: Places = { setting: "", trusted: ["/desk"], path: "/usr/local/bin:/usr/bin", home: "/home/ines", isWindows: false };
const among = (...files: string[]) => async (file: string) => files.includes(file);

test("the workspace's environment is before PATH, and PATH before the folders of installers", async () => {
  const all = ["/desk/.venv/bin/newslint", "/desk/venv/bin/newslint", "/usr/bin/newslint", "/home/ines/.local/bin/newslint"];
  for (let count = 0; count < all.length; count += 1) {
    assert.equal(await find(PLACES, among(...all.slice(count))), all[count]);
  }
  assert.equal(await find(PLACES, among()), undefined);
});

test("nothing of a workspace that is not trusted is run", async () => {
  const places = { ...PLACES, trusted: [], path: `.:node_modules/.bin::${PLACES.path}` };
  assert.equal(await find(places, among("/desk/.venv/bin/newslint", "newslint", "./newslint")), undefined);
  assert.equal(await installer(places, among("uv", "node_modules/.bin/uv")), undefined);
});

test("a setting is the one that is run, or none is", async () => {
  const places = { ...PLACES, setting: "/opt/newslint" };
  assert.equal(await find(places, among("/opt/newslint", "/usr/bin/newslint")), "/opt/newslint");
  assert.equal(await find(places, among("/usr/bin/newslint")), undefined);
  assert.equal(await find({ ...PLACES, setting: "newslint" }, among("newslint")), undefined);
});

test("uv is asked to install before pipx and pip", async () => {
  const uv = { program: "/usr/bin/uv", args: ["tool", "install", "newslint"] };
  assert.deepEqual(await installer(PLACES, among("/usr/bin/uv", "/usr/local/bin/pipx")), uv);
  const pip = { program: "/usr/bin/python3", args: ["-m", "pip", "install", "--user", "newslint"] };
  assert.deepEqual(await installer(PLACES, among("/usr/bin/python3")), pip);
});
