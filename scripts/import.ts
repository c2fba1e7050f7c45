import { statSync } from "node:fs";
import { Unusable } from "./import/call.ts";
import { converterOf, type Format, FORMATS, formatOf } from "./import/formats.ts";
import { importFile } from "./import/import-file.ts";
import { Misuse, type Options, optionsOf } from "./import/options.ts";
import { preview, previewWords } from "./import/preview.ts";
import { refusedPath } from "./import/progress-file.ts";
import { openRecords } from "./import/records.ts";
import { createSending, Rejected, type Send } from "./import/send.ts";
import { createTelling } from "./import/tell.ts";

/**
 * npm run import -- FILE… --write-key KEY [--url URL]: events of an export of Segment, Mixpanel or PostHog, or of any CSV
 * (docs/import.md). Interrupted it goes on where it was; `--dry-run` only says what it would do.
 */
const stop = new AbortController();
process.on("SIGINT", () => stop.abort());

try {
  const options = optionsOf(process.argv.slice(2), process.env);
  const send = createSending({ ...options, writeKey: options.writeKey ?? "", says: (what) => console.error(what) });
  for (const path of options.files) {
    if (!stop.signal.aborted) await one(path, options, send);
  }
  if (stop.signal.aborted) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof Misuse) && !(error instanceof Rejected)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof Misuse ? 2 : 1;
}

async function one(path: string, options: Options, send: Send): Promise<void> {
  const { map, type, zone, wanted, limit, writeKey, url, state } = options;
  const format = options.format ?? (await guess(path));
  const file = await openRecords(path);
  const { convert, columns } = converterOf(format, { header: file.header, map, type });
  const fields = Object.entries(columns ?? {}).map(([field, column]) => `${field} = ${column}`);
  console.log(`${path}: ${[format, ...fields].join(", ")}`);
  const reading = { zone, exportedAt: statSync(path).mtimeMs };
  if (writeKey === null) {
    console.log(previewWords(await preview(file, convert, { reading, wanted, limit })));
    return;
  }
  const progress = await importFile(path, file, convert, {
    url,
    source: writeKey.slice(0, 6),
    wanted,
    reading,
    limit,
    state,
    send,
    isStopped: () => stop.signal.aborted,
    tell: createTelling(process.stdout, file.share, () => performance.now()),
  });
  const more = progress.refused > 0 ? `; those refused are in ${refusedPath(path, state)}` : "";
  const how = progress.done ? "done" : "stopped; the same command goes on from here";
  console.log(`  ${how}: ${progress.events.toLocaleString("en")} events sent${more}`);
}

/** The format of a file, by its first record. */
async function guess(path: string): Promise<Format> {
  const { records, header, isCsv } = await openRecords(path);
  if (isCsv) return formatOf(Object.fromEntries(header.map((column) => [column, ""])), true) ?? "csv";
  for await (const { record } of records) {
    const format = record instanceof Unusable ? null : formatOf(record, false);
    if (format !== null) return format;
    break;
  }
  throw new Misuse(`${path}: say what it is with --format: ${FORMATS.join(", ")}`);
}
