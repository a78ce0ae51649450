// Bundles the extension, and the licences of what is in it.

import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const { metafile } = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: true,
  metafile: true,
  logLevel: "warning",
});

const folders = Object.keys(metafile.inputs).map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
const notices = [...new Set(folders.filter((folder) => folder !== undefined))].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  return `${name} ${version} (${license})\n\n${licence(folder)}`;
});
writeFileSync("dist/NOTICES.txt", `What the extension contains of others:\n\n${notices.join("\n\n")}`);

function licence(folder) {
  for (const name of ["License.txt", "LICENSE.md", "LICENSE"]) {
    try {
      return readFileSync(`${folder}/${name}`, "utf8").trim();
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  throw new Error(`${folder} has no licence`);
}
