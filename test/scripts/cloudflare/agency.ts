import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { writeRelease } from "../../../scripts/client/release.ts";
import { CONFIGS } from "./configs.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

const ROOT = join(import.meta.dirname, "../../..");

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

interface ReleaseParts {
  /** Beside the first. */
  migrations?: Record<string, string>;
  /** A statement of the Worker. */
  code?: string;
}

/** An agency's machine: a folder of clients, releases to deploy, a stand-in for Cloudflare, and the command. */
export interface Agency {
  standIn: StandIn;
  folder: string;
  /** The folder of a small release: what is deployed is known to the byte, and quick to upload. */
  release(name: string, parts?: ReleaseParts): string;
  client(...words: string[]): Promise<Ended>;
  /**
   * Runs it until `isLast` says so of a writing call about a client, and kills it with all it started before that is
   * answered.
   */
  killedAt(client: string, isLast: (write: string) => boolean, ...words: string[]): Promise<"killed" | Ended>;
  close(): void;
}

export async function startAgency(): Promise<Agency> {
  const standIn = await startStandIn();
  const folder = mkdtempSync(join(tmpdir(), "headwater-agency-"));
  const fates = new Map<string, StandIn["fate"]>();
  standIn.fate = (write) => {
    for (const [name, fate] of fates) if (write.includes(name)) return fate(write);
    return "answered";
  };
  const env = {
    ...process.env,
    CLOUDFLARE_API_BASE_URL: standIn.api,
    CLOUDFLARE_API_TOKEN: "token-of-the-agency",
    HEADWATER_REACH: standIn.reach,
    HEADWATER_CLIENTS: join(folder, "clients"),
    HEADWATER_WAIT_SECONDS: "2",
    HEADWATER_API_PAUSE_MS: "1",
  };
  const start = (words: readonly string[]) =>
    spawn(process.execPath, ["scripts/client.ts", ...words], {
      cwd: ROOT,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that a kill takes wrangler with it.
      detached: true,
    });
  const run = async (words: readonly string[], started: (pid: number) => void = () => {}): Promise<Ended> => {
    const child = start(words);
    if (child.pid !== undefined) started(child.pid);
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    return { code: child.exitCode, out, err };
  };
  return {
    standIn,
    folder,
    release: (name, parts = {}) => makeRelease(join(folder, "releases", name), parts),
    client: (...words) => run(words),
    async killedAt(name, isLast, ...words) {
      let pid = 0;
      let isKilled = false;
      fates.set(name, (write) => {
        const isNext = isLast(write);
        // What was under way beside it is done as well, and nobody hears of that either.
        if (isKilled || !isNext) return "answered";
        isKilled = true;
        process.kill(-pid, "SIGKILL");
        return "lost";
      });
      const ended = await run(words, (started) => (pid = started));
      fates.delete(name);
      return isKilled ? "killed" : ended;
    },
    close() {
      standIn.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const FIRST = {
  "0001_create.sql": "CREATE TABLE facts (name_id INTEGER, ts INTEGER, seq INTEGER, source_id INTEGER, bot INTEGER);",
};

const Objects = z.object({ durable_objects: z.object({ bindings: z.array(z.object({ class_name: z.string() })) }) });

/** With a Worker of ten lines, which has every class that the configuration names. */
function makeRelease(folder: string, { migrations = {}, code = "" }: ReleaseParts): string {
  for (const part of ["headwater", "catalogue", "public", "migrations"])
    mkdirSync(join(folder, part), { recursive: true });
  const classes = Objects.parse(CONFIGS.headwater).durable_objects.bindings.map((each) => each.class_name);
  const lines = [...classes.map((name) => `export class ${name} {}`), `export default { fetch() { ${code} } };`];
  writeFileSync(join(folder, "headwater/worker.js"), lines.join("\n"));
  writeFileSync(join(folder, "catalogue/catalogue-worker.js"), "export default { fetch() {} };\n");
  writeFileSync(join(folder, "public/favicon.svg"), "<svg/>");
  for (const [name, sql] of Object.entries({ ...FIRST, ...migrations }))
    writeFileSync(join(folder, "migrations", name), sql);
  writeRelease(folder, { stamp: `release of ${code}`, ...CONFIGS });
  return folder;
}
