import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { lastStarted, readAddress } from "./address-file.ts";

/**
 * `npm run events`: every stored event, whole, newest first, a line of JSON each. For whoever looks into the database by
 * hand and finds packs. Options are those of GET /api/events: `-- --event "Signed Up" --from 2026-11-01`.
 */
const { values } = parseArgs({
  options: Object.fromEntries(
    ["event", "person", "source", "type", "from", "to", "where", "bots", "format"].map((name) => [
      name,
      { type: "string" as const },
    ]),
  ),
});
const address = readAddress(lastStarted);
if (!address) throw new Error("Nothing runs here. Start it with `npm run dev`.");

const query = new URLSearchParams({ format: "ndjson" });
for (const [name, value] of Object.entries(values)) if (typeof value === "string") query.set(name, value);
const response = await fetch(`${address.url}/api/events?${query.toString()}`, {
  headers: { authorization: `Bearer ${address.adminToken}` },
});
if (!response.ok || !response.body) throw new Error(await response.text());
Readable.fromWeb(response.body).pipe(process.stdout);
