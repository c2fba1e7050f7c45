import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, it } from "vitest";
import { runScript } from "../support/script-process-e2e.ts";

/** Megabytes of the file: a few, or as many as `npm run soak:import` says. */
const MEGABYTES = Number(process.env["VITE_SOAK"] ?? 3);
/** Of the heap, whatever the file's size: the whole of it would not fit. */
const HEAP_MEGABYTES = 48;

it(`reads ${MEGABYTES} MB with a heap of ${HEAP_MEGABYTES}`, { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "headwater-memory-"));
  try {
    const file = join(folder, "large.ndjson");
    const padding = "x".repeat(700);
    const lines = (MEGABYTES * 1_000_000) / 850;
    const text = function* () {
      for (let n = 0; n < lines; n += 1)
        yield `${JSON.stringify({ event: "E", properties: { time: 1_700_000_000 + n, distinct_id: `p${n}`, $insert_id: `i${n}`, padding } })}\n`;
    };
    await pipeline(Readable.from(text()), createWriteStream(file));
    const env = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}` };
    const { code, out } = await runScript("import.ts", [file, "--dry-run", "--url", "http://localhost:1"], { env });
    expect(out).toContain(`${Math.ceil(lines).toLocaleString("en")} records`);
    expect(code).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
