import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseTime } from "#ingest/time.ts";
import { lastStarted, readAddress } from "../address-file.ts";
import type { Columns } from "./csv-columns.ts";
import { type Format, FORMATS } from "./formats.ts";
import type { Wanted } from "./judge.ts";

/** Not written as it should be; the message says how. */
export class Misuse extends Error {}

export interface Options {
  files: string[];
  url: string;
  /** Null: nothing is sent. */
  writeKey: string | null;
  /** Null: by what is in the file. */
  format: Format | null;
  map: Columns;
  type: string;
  zone: string | null;
  wanted: Wanted;
  limit: number | null;
  rate: number;
  state: string | null;
  historical: boolean;
}

/** The words of the command, and what the environment adds. Throws `Misuse`. */
export function optionsOf(words: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      url: { type: "string" },
      "write-key": { type: "string" },
      format: { type: "string" },
      map: { type: "string", multiple: true, default: [] },
      type: { type: "string", default: "track" },
      timezone: { type: "string" },
      from: { type: "string" },
      to: { type: "string" },
      limit: { type: "string" },
      rate: { type: "string", default: "1000" },
      state: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      act: { type: "boolean", default: false },
    },
  });
  const files = filesIn(positionals);
  if (files.length === 0) throw new Misuse("Say what: npm run import -- FILE… (docs/import.md)");
  const url = values.url ?? env["HEADWATER_URL"] ?? readAddress(lastStarted)?.url;
  if (url === undefined) throw new Misuse("Nothing runs here. Say where to: --url.");
  const isDry = values["dry-run"];
  const writeKey = values["write-key"] ?? env["HEADWATER_WRITE_KEY"] ?? null;
  if (writeKey === null && !isDry)
    throw new Misuse("Say --write-key: that of a source of a server (a secret one), best one made for this import.");
  return {
    files,
    url,
    writeKey: isDry ? null : writeKey,
    format: formatNamed(values.format),
    map: columnsIn(values.map),
    type: values.type,
    zone: values.timezone ?? null,
    wanted: { from: instant(values.from, "from"), to: instant(values.to, "to") },
    limit: above(values.limit, "limit"),
    rate: above(values.rate, "rate") ?? 1_000,
    state: values.state ?? null,
    historical: !values.act,
  };
}

/** Files as they are named; of a folder all in it, in the order of their names, as archives number them. */
const filesIn = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    const inside = readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name));
    return inside.filter((one) => statSync(one).isFile() && !one.includes(".headwater-")).toSorted();
  });

function formatNamed(name: string | undefined): Format | null {
  if (name === undefined) return null;
  const format = FORMATS.find((one) => one === name);
  if (format === undefined) throw new Misuse(`--format is one of ${FORMATS.join(", ")}`);
  return format;
}

const columnsIn = (lists: readonly string[]): Columns =>
  Object.fromEntries(
    lists
      .flatMap((list) => list.split(","))
      .map((pair) => {
        const at = pair.indexOf("=");
        if (at <= 0) throw new Misuse(`--map ${pair}: write field=column, such as event=Action`);
        return [pair.slice(0, at).trim(), pair.slice(at + 1)];
      }),
  );

function above(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!(value > 0)) throw new Misuse(`--${name} ${text} is no number above 0`);
  return value;
}

function instant(text: string | undefined, name: string): number | null {
  const value = text === undefined ? null : parseTime(text);
  if (text !== undefined && value === null)
    throw new Misuse(`--${name} ${text} is no date: 2026-11-01, or with a time`);
  return value;
}
