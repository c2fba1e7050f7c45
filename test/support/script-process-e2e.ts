import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const ROOT = join(import.meta.dirname, "../..");

export interface Ended {
  code: number | null;
  /** It was killed before its end. */
  killed: boolean;
  out: string;
}

/** Runs a script with these words to its end, or kills it (SIGKILL) after so many ms. */
export async function runScript(
  script: string,
  words: readonly string[],
  { env = {}, killAfterMs }: { env?: Record<string, string>; killAfterMs?: number } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join("scripts", script), ...words], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  clearTimeout(timer);
  return { code: child.exitCode, killed: child.signalCode === "SIGKILL", out: out + err };
}
