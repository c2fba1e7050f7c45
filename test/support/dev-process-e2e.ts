import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Address, readAddress } from "../../scripts/address-file.ts";

const UP_WITHIN_MS = 120_000;

export interface DevProcess {
  address: Address;
  child: ChildProcess;
  /** All that it printed so far. */
  printed(): string;
  stop(): Promise<void>;
}

/** Where a Headwater that was started in this folder says that it is the last one. */
export const lastStartedIn = (folder: string): string => join(folder, "last-started.json");

/** Starts the dev command and waits until it says how to reach it; throws with its log where it never does. */
export async function startDev(folder: string, command: [string, ...string[]]): Promise<DevProcess> {
  const [file, ...before] = command;
  const port = await freePort();
  const child = spawn(file, [...before, "--port", String(port), "--persist-to", folder], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "pipe"],
    // A developer's own `npm run dev` may be running beside the tests: it stays the last started.
    env: { ...process.env, HEADWATER_ADDRESS_FILE: lastStartedIn(folder) },
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));

  const deadline = Date.now() + UP_WITHIN_MS;
  let address: Address | null = null;
  // The file holds an earlier run's address until this one is up.
  while (address?.url !== `http://localhost:${port}`) {
    if (Date.now() > deadline || child.exitCode !== null) {
      child.kill();
      throw new Error(`${command.join(" ")} did not come up\n${log}`);
    }
    await sleep(100);
    address = readAddress(join(folder, "headwater.json"));
  }
  return {
    address,
    child,
    printed: () => log,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** A port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const found = server.address();
  server.close();
  if (found === null || typeof found === "string") throw new Error("no port");
  return found.port;
}
