// Runs `newslint server` for the archives of a workspace. What it knows of news is in the server.

import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import {
  commands, type Disposable, type ExtensionContext, type LogOutputChannel, ProcessExecution, Task, tasks, TaskScope, Uri,
  window, workspace,
} from "vscode";
import { LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";
import { find, installer, type Places } from "./find.ts";

let server: Server | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("newslint", { log: true });
  const made = new Server(log);
  server = made;
  const restart = () => made.restart();
  context.subscriptions.push(
    log,
    commands.registerCommand("newslint.restart", restart),
    commands.registerCommand("newslint.showLog", () => log.show()),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("newslint.path") && restart()),
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeWorkspaceFolders(() => made.start()),
    workspace.onDidOpenTextDocument(() => made.start()),
  );
  made.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** The server of this window: one for all its archives, one change of state at a time. */
class Server {
  private client: LanguageClient | undefined;
  private turn: Promise<void> = Promise.resolve();
  private hasOffered = false;
  private readonly log: LogOutputChannel;

  constructor(log: LogOutputChannel) {
    this.log = log;
  }

  start(): Promise<void> {
    return this.next(() => this.run());
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      this.hasOffered = false;
      await this.run();
    });
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(step).catch((error: unknown) => this.log.error(String(error)));
    return this.turn;
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // One that has died, or was never there, cannot be asked to stop.
    await client?.dispose().catch((error: unknown) => this.log.warn(String(error)));
  }

  private async run(): Promise<void> {
    if (this.client !== undefined || !(await hasArchive())) return;
    const command = await find(places(), isProgram);
    if (command === undefined) {
      if (!this.hasOffered) void offer(this);
      this.hasOffered = true;
      return;
    }
    this.log.info(`${command} server`);
    this.client = new LanguageClient(
      "newslint",
      "newslint",
      { command, args: ["server"] },
      {
        documentSelector: [
          { scheme: "file", language: "markdown" },
          { scheme: "file", pattern: "**/newslint.toml" },
        ],
        outputChannel: this.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
      },
    );
    await this.client.start();
  }
}

/** Whether anything here is of an archive: most workspaces with Markdown are none, and are left alone. */
async function hasArchive(): Promise<boolean> {
  const isOfNews = ({ uri, languageId }: { uri: Uri; languageId: string }) =>
    uri.scheme === "file" && languageId === "markdown" && /\/news\/\d{4}\//.test(uri.path);
  if (workspace.textDocuments.some(isOfNews)) return true;
  const marks = folders().flatMap((folder) => [Uri.joinPath(folder, "newslint.toml"), Uri.joinPath(folder, "news")]);
  const found = await Promise.all(marks.map((mark) => stat(mark.fsPath).then(() => true, () => false)));
  return found.includes(true);
}

function folders(): Uri[] {
  return (workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(({ scheme }) => scheme === "file");
}

function setting(): string {
  return workspace.getConfiguration("newslint").get("path", "");
}

function places(): Places {
  return {
    setting: setting(),
    trusted: workspace.isTrusted ? folders().map(({ fsPath }) => fsPath) : [],
    path: process.env["PATH"] ?? "",
    home: homedir(),
    isWindows: process.platform === "win32",
  };
}

async function isProgram(file: string): Promise<boolean> {
  const isExecutable = access(file, constants.X_OK).then(() => stat(file)).then((found) => found.isFile());
  return isExecutable.catch(() => false);
}

/** Says that there is no newslint, and installs it if the user wants that. */
async function offer(server: Server): Promise<void> {
  const open = "Open the settings";
  if (setting() !== "") {
    const chosen = await window.showErrorMessage(`newslint.path is not a program: ${setting()}`, open);
    if (chosen === open) await commands.executeCommand("workbench.action.openSettings", "newslint.path");
    return;
  }
  const command = await installer(places(), isProgram);
  if (command === undefined) {
    const chosen = await window.showWarningMessage("newslint is not on this machine, nor is Python to install it.", open);
    if (chosen === open) await commands.executeCommand("workbench.action.openSettings", "newslint.path");
    return;
  }
  const line = [command.program, ...command.args].join(" ");
  const install = "Install";
  const chosen = await window.showInformationMessage(`newslint is not installed. Install it with “${line}”?`, install, open);
  if (chosen === open) await commands.executeCommand("workbench.action.openSettings", "newslint.path");
  if (chosen !== install) return;
  // At home, since a workspace could have an index of its own for the installer, or a module of its name.
  const execution = new ProcessExecution(command.program, command.args, { cwd: homedir() });
  const scope = workspace.workspaceFolders === undefined ? TaskScope.Global : TaskScope.Workspace;
  const task = new Task({ type: "process" }, scope, "Install", "newslint", execution);
  const running = await tasks.executeTask(task);
  const ended: Disposable = tasks.onDidEndTaskProcess((event) => {
    if (event.execution !== running) return;
    ended.dispose();
    if (event.exitCode === 0) void server.restart();
  });
}
