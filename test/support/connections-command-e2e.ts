import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { inject, vi } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** All that any command of this file's test has printed. */
export const printed: string[] = [];

interface Surroundings {
  input?: string;
  env?: Record<string, string>;
  /** In place of the script itself. */
  start?: [string, ...string[]];
}

/** Runs `connections` to its end, against the Headwater of the tests. */
export async function connections(words: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const { input = "", env = {}, start = [process.execPath, "scripts/connections.ts"] } = surroundings;
  const { url, adminToken } = inject("headwater");
  const [file, ...before] = start;
  const child = spawn(file, [...before, ...words], {
    cwd: ROOT,
    env: { ...process.env, HEADWATER_URL: url, HEADWATER_TOKEN: adminToken, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // It may be done without having read anything.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  printed.push(out, err);
  return { code: child.exitCode, out, err };
}

/** The same, with what `--json` printed; throws what it said where it ends with anything but 0. */
export async function connectionsJson<Answer>(words: readonly string[], surroundings?: Surroundings): Promise<Answer> {
  const { code, out, err } = await connections([...words, "--json"], surroundings);
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${out}${err}`);
  return JSON.parse(out) as Answer;
}

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server on this machine that takes anything, and answers as it is told to. */
export async function startReceiver() {
  const received: Received[] = [];
  let status = 200;
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.writeHead(status).end("thank you");
  };
  const server = createServer((request, response) => void take(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const having = (words: string) => received.filter(({ body }) => body.includes(words));
  return {
    url: `http://127.0.0.1:${address.port}/in`,
    having,
    /** Waits until so many requests had these words in their body; gives the last of them. */
    async got(words: string, times = 1): Promise<Received> {
      return vi.waitFor(
        () => {
          const last = having(words).at(times - 1);
          if (!last) throw new Error(`${words} came ${having(words).length} times, not ${times}`);
          return last;
        },
        { timeout: 20_000 },
      );
    },
    answerWith(next: number): void {
      status = next;
    },
    close: () => void server.close(),
  };
}
