import * as fs from "fs";
import * as path from "path";
import * as vscode from "vscode";
import { ExecuteCommandRequest, LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

/** The command `contract`: of the settings, of the workspace's virtual environment, or of the PATH. */
function command(): string {
  const chosen = vscode.workspace.getConfiguration("contract").get<string>("command", "");
  if (chosen) {
    return chosen;
  }
  const inside = process.platform === "win32" ? ["Scripts", "contract.exe"] : ["bin", "contract"];
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const file = path.join(folder.uri.fsPath, ".venv", ...inside);
    if (fs.existsSync(file)) {
      return file;
    }
  }
  return "contract";
}

async function start(): Promise<void> {
  const server = { command: command(), args: ["lsp"] };
  client = new LanguageClient("contract", "API Blueprint Contract", server, {
    documentSelector: [{ language: "apib" }],
    // Places in the live documentation open this editor: vscode, vscodium, cursor, …
    initializationOptions: { editor: vscode.env.uriScheme },
  });
  try {
    await client.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const choice = await vscode.window.showErrorMessage(
      `${server.command} lsp does not start: ${reason}. Install it with \`pip install blueprint-contract\`, or set contract.command.`,
      "Open Settings",
    );
    if (choice) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "contract.command");
    }
  }
}

/** The live documentation of the blueprint that the editor shows, beside it. */
async function openPreview(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!client || !document) {
    return;
  }
  const url: string = await client.sendRequest(ExecuteCommandRequest.type, {
    command: "contract.preview",
    arguments: [document.uri.toString()],
  });
  const local = await vscode.env.asExternalUri(vscode.Uri.parse(url));
  const panel = vscode.window.createWebviewPanel(
    "contract.preview",
    "Documentation",
    vscode.ViewColumn.Beside,
    { enableScripts: true, retainContextWhenHidden: true },
  );
  const address = local.toString(true).replace(/"/g, "%22");
  const origin = `${local.scheme}://${local.authority}`;
  panel.webview.html = `<!DOCTYPE html>
<html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; frame-src ${origin}; style-src 'unsafe-inline'">
<style>html, body, iframe { border: 0; height: 100%; margin: 0; padding: 0; width: 100%; }</style></head>
<body><iframe src="${address}" title="Documentation"></iframe></body></html>`;
}

async function restart(): Promise<void> {
  await client?.stop();
  await start();
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("contract.openPreview", openPreview),
    vscode.commands.registerCommand("contract.restart", restart),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
