import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { lastStarted, readAddress, removeAddress, writeAddress } from "./address-file.ts";
import { adminApi } from "./admin-api.ts";
import { buildCatalogue } from "./build-catalogue.ts";
import { buildDashboard } from "./build-dashboard.ts";
import { buildSdk } from "./build-sdk.ts";
import { copyBrowserLibrary } from "./copy-browser-library.ts";
import { credentialsKeyIn } from "./credentials-key.ts";
import { openMailFolder } from "./mail-folder.ts";
import { whenStarterIsGone } from "./starter.ts";
import { welcome } from "./welcome.ts";
import { onOutput, runWrangler, startWrangler, stopWrangler } from "./wrangler.ts";

/**
 * npm run dev [-- --port N --persist-to DIR …]: Headwater on this machine, ready for events. Other options go to
 * `wrangler dev`. Several can run side by side, each with its own port and folder.
 */
const READY_WITHIN_MS = 120_000;

const { values, tokens } = parseArgs({
  options: { port: { type: "string", default: "8787" }, "persist-to": { type: "string", default: ".wrangler/state" } },
  strict: false,
  tokens: true,
});
const ours = new Set(
  tokens.flatMap((token) =>
    token.kind === "option" && (token.name === "port" || token.name === "persist-to")
      ? [token.index, token.inlineValue === false ? token.index + 1 : token.index]
      : [],
  ),
);
const forWrangler = process.argv.slice(2).filter((_, index) => !ours.has(index));

const port = Number(values.port);
const folder = resolve(String(values["persist-to"]));
const kept = join(folder, "headwater.json");
const url = `http://localhost:${port}`;

if (!Number.isInteger(port) || port < 1 || port > 65_535) fail(`--port ${values.port} is no port`);
if (!(await isFree(port)))
  fail(`Port ${port} is taken. Another one: npm run dev -- --port ${port + 1} --persist-to .wrangler/second`);

removeAddress(lastStarted);
const before = readAddress(kept);
const adminToken = before?.adminToken ?? randomBytes(32).toString("base64url");
copyBrowserLibrary();
await buildSdk();
await buildDashboard();
await buildCatalogue();
await runWrangler(["d1", "migrations", "apply", "DB", "--local", "--persist-to", folder]);

const mailFolder = await openMailFolder(join(folder, "mail"));
const wrangler = startWrangler([
  "dev",
  // The second is reached through the first only.
  "--config",
  "wrangler.toml",
  "--config",
  "catalogue.wrangler.toml",
  "--port",
  String(port),
  "--persist-to",
  folder,
  "--var",
  `ADMIN_TOKEN_HASH:${createHash("sha256").update(adminToken).digest("hex")}`,
  "--var",
  `CREDENTIALS_KEY:${credentialsKeyIn(folder)}`,
  "--var",
  "ALLOW_LOCAL_DESTINATIONS:true",
  "--var",
  `MAIL_FOLDER:${mailFolder.url}`,
  // 0 lets the system choose: the default would be taken by a second one.
  ...(forWrangler.some((arg) => arg.startsWith("--inspector-port")) ? [] : ["--inspector-port", "0"]),
  // Warnings and errors only: a line for each request would bury the rest.
  ...(forWrangler.some((arg) => arg.startsWith("--log-level")) ? [] : ["--log-level", "warn"]),
  "--show-interactive-dev-session=false",
  ...forWrangler,
]);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await stopWrangler(wrangler);
  removeAddress(lastStarted, url);
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
whenStarterIsGone(() => void stop());

wrangler.on("exit", (code) => {
  if (stopping) return;
  release();
  removeAddress(lastStarted, url);
  fail(`wrangler ended by itself (${code ?? "killed"})`);
});

// What wrangler says while it starts is held back: of interest only where the start fails.
let held: string[] | null = [];
onOutput(wrangler, (text) => {
  if (held) held.push(text);
  else process.stderr.write(text);
  if (text.includes("ERROR")) release();
});
function release(): void {
  if (held) process.stderr.write(held.join(""));
  held = null;
}

await answering();
const api = adminApi(url, adminToken);
const address = { url, writeKey: await anyWriteKey(), adminToken };
writeAddress(kept, address);
writeAddress(lastStarted, address);
held = null;
console.log(welcome(address));

/** Resolves once /health is well; gives up with what it said last. */
async function answering(): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  let last = "no answer";
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`${url}/health`);
      if (response.ok) return;
      last = `${response.status} ${await response.text()}`;
    } catch (error) {
      last = String(error);
    }
    await sleep(100);
  }
  release();
  await stopWrangler(wrangler);
  fail(`${url}/health is not well after ${READY_WITHIN_MS / 1_000} s: ${last}`);
}

/** The key of the last run where it still holds, else any; a first run makes the source for it. */
async function anyWriteKey(): Promise<string> {
  const keys = (await api.sources()).map(({ writeKey }) => writeKey);
  const key =
    keys.find((key) => key !== null && key === before?.writeKey) ??
    keys.find((key) => key !== null) ??
    (await api.createSource({ name: "My server", kind: "secret" })).writeKey;
  return key ?? fail("A source was made, but without a write key");
}

/** wrangler would quietly take another port. */
async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, "localhost");
  try {
    await once(probe, "listening");
    probe.close();
    return true;
  } catch {
    return false;
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
