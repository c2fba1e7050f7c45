import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { descendantsOf } from "./process-table.ts";

const bin = join(import.meta.dirname, "../node_modules/wrangler/bin/wrangler.js");
const STOP_WITHIN_MS = 8_000;

/**
 * Starts wrangler with its output piped, in this process's own group: what ends the group (Ctrl-C, a supervisor)
 * ends wrangler and workerd with it.
 */
export function startWrangler(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [bin, ...args], {
    cwd: join(import.meta.dirname, ".."),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      // The placeholder for request.cf (a visitor from Austin) instead of asking Cloudflare where this machine is.
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
      ...process.env,
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
      ...env,
    },
  });
}

/** Everything wrangler says, both streams, as it comes. */
export function onOutput(wrangler: ChildProcess, listener: (text: string) => void): void {
  for (const stream of [wrangler.stdout, wrangler.stderr]) stream?.setEncoding("utf8").on("data", listener);
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

/** SIGTERM makes wrangler take workerd down with it (1 s); a wrangler that hangs is killed with all that it started. */
export async function stopWrangler(wrangler: ChildProcess): Promise<void> {
  if (!isRunning(wrangler)) return;
  const gone = once(wrangler, "exit");
  wrangler.kill("SIGTERM");
  const hung = setTimeout(() => {
    // wrangler.js only wraps a second process; killing it alone would leave that one and workerd serving the port.
    for (const pid of wrangler.pid === undefined ? [] : [wrangler.pid, ...descendantsOf(wrangler.pid)]) {
      process.kill(pid, "SIGKILL");
    }
  }, STOP_WITHIN_MS);
  await gone;
  clearTimeout(hung);
}

/** Runs wrangler to its end, without questions (CI=1 answers them); throws with all that it said where it fails. */
export async function runWrangler(args: string[]): Promise<void> {
  const wrangler = startWrangler(args, { CI: "1" });
  let said = "";
  onOutput(wrangler, (text) => (said += text));
  const [code] = (await once(wrangler, "close")) as [number | null];
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} ended with ${code}\n${said}`);
}
