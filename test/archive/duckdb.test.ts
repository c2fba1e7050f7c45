import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY_MS } from "#core/clock.ts";
import { dateOf, dayOf } from "#archive/days.ts";
import { eventFile, eventsOfBlock } from "#archive/event-file.ts";
import { createFactFile, type FactRow, factsOfBlock, rowsOf } from "#archive/fact-file.ts";
import { packLine } from "#store/pack.ts";
import { eventOf } from "../oracle/query-events.ts";
import { act } from "./act.ts";

const START = Date.parse("2026-01-30T00:00:00Z");
/** One every ten minutes over five days, across the end of a month. */
const EVENTS = Array.from({ length: 720 }, (_, at) => {
  const event = act(at, { at: START + at * 600_000, properties: { amount: at % 10, note: `line\nbreak "${at}" é` } });
  return { seq: at + 1, event: eventOf(event, `m-${at}`) };
});
const folder = mkdtempSync(join(tmpdir(), "headwater-archive-"));

beforeAll(() => {
  const write = (name: string, body: Uint8Array) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), body);
  };
  for (const [day, of] of Map.groupBy(EVENTS, ({ event }) => dayOf(event.timestamp))) {
    const lines = of.map(({ seq, event }) => ({ seq, line: packLine(event) }));
    write(`events/date=${dateOf(day)}/1-9.v1.ndjson.gz`, eventFile(lines).body);
    const facts = createFactFile();
    for (const [name, some] of Map.groupBy(of, ({ event }) => event.event ?? ""))
      facts.add(
        { id: name.length, kind: "track", name },
        some.map(({ seq, event }) => [
          event.timestamp,
          seq,
          7,
          1,
          null,
          null,
          null,
          0,
          Number(event.properties["amount"]),
        ]),
      );
    write(`facts/date=${dateOf(day)}/upto-720.v2.ndjson.gz`, facts.file().body);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

async function asked(sql: string): Promise<unknown[]> {
  const connection = await (await DuckDBInstance.create()).connect();
  const rows = await connection.runAndReadAll(sql.replaceAll("ARCHIVE", folder.replaceAll("'", "''")));
  return rows.getRowsJson();
}

it("reads the files of events as they are, by date", async () => {
  const days = await asked(
    `SELECT date::VARCHAR AS day, count(*)::INT, count(DISTINCT raw.userId)::INT, sum(raw.properties.amount)::INT
     FROM read_ndjson_auto('ARCHIVE/events/date=2026-01-*/*.ndjson.gz', hive_partitioning = true) GROUP BY 1 ORDER BY 1`,
  );
  expect(days).toEqual([
    ["2026-01-30", 144, 7, 9 * 5 * 14 + 6],
    ["2026-01-31", 144, 7, expect.any(Number)],
  ]);
  const all = await asked("SELECT count(*)::INT, max(seq)::INT FROM read_ndjson_auto('ARCHIVE/events/*/*.ndjson.gz')");
  expect(all).toEqual([[720, 720]]);
});

it("reads the files of facts as they are", async () => {
  const names = await asked(
    `SELECT name, count(*)::INT, sum(amount)::INT FROM (
       SELECT name, unnest(ts) AS ts, unnest(s1) AS amount FROM read_ndjson_auto('ARCHIVE/facts/*/*.ndjson.gz'))
     GROUP BY 1 ORDER BY 1`,
  );
  const sum = (name: string) =>
    EVENTS.filter(({ event }) => event.event === name).reduce(
      (of, { event }) => of + Number(event.properties["amount"]),
      0,
    );
  expect(names).toEqual(["Added", "Bought", "Viewed"].map((name) => [name, 240, sum(name)]));
});

it("gives every line back as it was, from the block that holds it alone", () => {
  const lines = EVENTS.map(({ seq, event }) => ({ seq, line: packLine(event) }));
  const { body, blocks } = eventFile(lines);
  expect(blocks.length).toBeGreaterThan(1);
  const parts = blocks.map(({ offset, length }) => eventsOfBlock(body.subarray(offset, offset + length)));
  expect(parts.flat()).toEqual(lines);
  for (const [at, { first, last }] of blocks.entries())
    expect([first, last]).toEqual([parts[at]?.[0]?.seq, parts[at]?.at(-1)?.seq]);
});

it("gives every fact back as it was", () => {
  const rows: FactRow[] = [
    [START, 1, 5, 1, null, 2, null, 0, "text", 1.5, null, "\0", null, null, null, 1e21],
    [START + DAY_MS, 2, null, 2, 3, null, null, 1, null, -0.1, "é", null, null, null, null, null],
  ];
  const file = createFactFile();
  file.add({ id: 3, kind: "page", name: 'Über "uns"' }, rows);
  const { body, blocks } = file.file();
  const chunk = factsOfBlock(body);
  expect(rowsOf(chunk)).toEqual(rows);
  expect(chunk.name).toEqual({ id: 3, kind: "page", name: 'Über "uns"' });
  expect(blocks).toMatchObject([{ nameId: 3, n: 2, from: START, to: START + DAY_MS }]);
});
