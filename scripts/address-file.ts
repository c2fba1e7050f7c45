import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";

/** How to reach a Headwater that runs on this machine. */
export const Address = z.object({ url: z.url(), writeKey: z.string(), adminToken: z.string() });
export type Address = z.infer<typeof Address>;

/** The file that other programs read: the Headwater that was started last from this folder. Tests have one of their own. */
export const lastStarted =
  process.env["HEADWATER_ADDRESS_FILE"] ?? join(import.meta.dirname, "../.wrangler/headwater.json");

/** What the file says, or null where there is none. Throws where there is one that can't be understood. */
export function readAddress(file: string): Address | null {
  try {
    return Address.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Error(`${file} is not what \`npm run dev\` writes; delete it and start again`, { cause: error });
  }
}

/** Appears whole or not at all, and only for its owner: it holds a token. */
export function writeAddress(file: string, address: Address): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Takes the file away; with `url`, only where it still speaks of that Headwater and not of one started later. */
export function removeAddress(file: string, url?: string): void {
  if (url === undefined || readAddress(file)?.url === url) rmSync(file, { force: true });
}
