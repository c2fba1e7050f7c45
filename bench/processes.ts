import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

export interface Server {
  pid: number;
  port: number;
  stop: () => Promise<void>;
}

/** Clock ticks of /proc/<pid>/stat are 1/100 s on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU that a process has used so far, all threads, user and system, in seconds. Linux only. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the program's name in brackets and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The same in ms and to the microsecond, for what takes a few ms. */
export function cpuMsOf(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  // A thread may end while the list is read; the first field is ns on the processor.
  return tasks.reduce((sum, task) => sum + Number(read(`/proc/${pid}/task/${task}/schedstat`).split(" ")[0]) / 1e6, 0);
}

/** Processes of this name that `pid` has started, directly or not. Linux only. */
export function descendantsOf(pid: number, name: string): number[] {
  const parents = new Map<number, number>();
  const named = new Set<number>();
  for (const entry of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    const status = read(`/proc/${entry}/status`);
    parents.set(entry, Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]));
    if (new RegExp(`^Name:\\s*${name}$`, "m").test(status)) named.add(entry);
  }
  const isBelow = (child: number | undefined): boolean =>
    child !== undefined && child > 1 && (child === pid || isBelow(parents.get(child)));
  return [...named].filter((child) => child !== pid && isBelow(child));
}

/** A file of /proc; nothing where its process or thread has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) return "";
    throw error;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), 2000);
  await exit;
  clearTimeout(patience);
}

/** A benchmark that fails or is interrupted leaves no server behind. */
const children = new Set<ChildProcess>();
process.once("exit", () => children.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

async function serverOf(
  child: ChildProcess,
  portIn: (text: string) => number | null,
  readyOn: Readable,
): Promise<Server> {
  children.add(child);
  child.once("exit", () => children.delete(child));
  const port = await new Promise<number>((resolve, reject) => {
    let said = "";
    readyOn.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = portIn(said);
      if (found !== null) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`a server ended with ${code} before it listened: ${said}`)));
  });
  if (child.pid === undefined) throw new Error("a server without a process");
  return { pid: child.pid, port, stop: () => stop(child) };
}

/** Starts workerd alone (no wrangler, no miniflare) with the configuration file. */
export function startWorkerd(configPath: string): Promise<Server> {
  const { default: binary } = z.object({ default: z.string() }).parse(require("workerd"));
  const child = spawn(binary, ["serve", configPath, "--experimental", "--control-fd=3"], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const control = child.stdio[3];
  if (!(control instanceof Readable)) throw new Error("no control pipe");
  const portIn = (text: string) => {
    const port = /"socket":"http","port":(\d+)/.exec(text)?.[1];
    return port === undefined ? null : Number(port);
  };
  return serverOf(child, portIn, control);
}

export function startSink(writeKey: string): Promise<Server> {
  const child = spawn(process.execPath, ["--no-warnings", `${here}sink.ts`, `${root}migrations`, writeKey], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("no pipe to the sink");
  return serverOf(child, (text) => (text.includes("\n") ? Number.parseInt(text, 10) : null), child.stdout);
}

/**
 * Builds a Worker as `wrangler deploy` would upload it, into `directory`, and returns its modules, the main one first.
 * `args` are wrangler's: a script and a configuration, where they are not the product's own.
 */
export function buildWorker(directory: string, args: string[]): string[] {
  // The static files don't matter here and may not have been made yet.
  mkdirSync(`${directory}/assets`, { recursive: true });
  const command = [
    `${root}node_modules/wrangler/bin/wrangler.js`,
    "deploy",
    "--dry-run",
    "--outdir",
    directory,
    "--assets",
    `${directory}/assets`,
  ];
  execFileSync(process.execPath, [...command, ...args], {
    cwd: root,
    stdio: "pipe",
    env: { ...process.env, WRANGLER_LOG: "error" },
  });
  copyFileSync(`${here}worker/limiter.js`, `${directory}/limiter.js`);
  const modules = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.map$|^README|^limiter\.js$|\.capnp$/.test(entry.name))
    .map((entry) => entry.name);
  return modules.toSorted((a, b) => Number(b.endsWith(".js")) - Number(a.endsWith(".js")));
}
