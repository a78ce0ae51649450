// Where newslint is on this machine, and who can install it.

import { delimiter, isAbsolute, join } from "node:path";

/** What a search goes by. */
export interface Places {
  /** The setting `newslint.path`; empty if it is not set. */
  setting: string;
  /** The folders of the workspace, if the user trusts what is in them; else none. */
  trusted: string[];
  /** The variable PATH. */
  path: string;
  home: string;
  isWindows: boolean;
}

type IsProgram = (file: string) => Promise<boolean>;

/** The program to run. A setting that names none is not passed over for another one. */
export async function find(places: Places, isProgram: IsProgram): Promise<string | undefined> {
  if (places.setting !== "") {
    return isAbsolute(places.setting) && (await isProgram(places.setting)) ? places.setting : undefined;
  }
  const bin = places.isWindows ? "Scripts" : "bin";
  const folders = [
    ...places.trusted.flatMap((folder) => [join(folder, ".venv", bin), join(folder, "venv", bin)]),
    ...onPath(places.path),
    // An editor that a desktop has started often has another PATH than a terminal.
    join(places.home, ".local", "bin"),
    join(places.home, ".cargo", "bin"),
  ];
  return first(folders, "newslint", places.isWindows, isProgram);
}

/** A command that installs newslint. */
export interface Installer {
  program: string;
  args: string[];
}

const INSTALLERS: Installer[] = [
  { program: "uv", args: ["tool", "install", "newslint"] },
  { program: "pipx", args: ["install", "newslint"] },
  { program: "python3", args: ["-m", "pip", "install", "--user", "newslint"] },
  { program: "python", args: ["-m", "pip", "install", "--user", "newslint"] },
];

/** The first one that can be run here. Nothing of the workspace is. */
export async function installer(places: Places, isProgram: IsProgram): Promise<Installer | undefined> {
  for (const { program, args } of INSTALLERS) {
    const folders = [...onPath(places.path), join(places.home, ".local", "bin")];
    const found = await first(folders, program, places.isWindows, isProgram);
    if (found !== undefined) return { program: found, args };
  }
  return undefined;
}

/** Without what depends on the working folder, which may be a workspace that nobody trusts. */
function onPath(path: string): string[] {
  return path.split(delimiter).filter((folder) => isAbsolute(folder));
}

async function first(folders: string[], name: string, isWindows: boolean, isProgram: IsProgram) {
  for (const folder of folders) {
    const file = join(folder, isWindows ? `${name}.exe` : name);
    if (await isProgram(file)) return file;
  }
  return undefined;
}
