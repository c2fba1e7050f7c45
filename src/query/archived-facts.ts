import type { FactChunk, FactsAsked } from "#core/archive.ts";
import type { Json } from "#core/json.ts";
import type { Needs } from "#core/history.ts";
import type { FactPage } from "#query/fact-pages.ts";
import { CAPS } from "#query/fast-cells.ts";
import { readPersons } from "#query/fast-persons.ts";
import type { ReadHouse } from "#query/read.ts";
import type { Fact, Plan } from "#query/read-plan.ts";
import { checkWanted, type Part, type Reading, timeOf } from "#query/reading.ts";
import { Problem } from "#core/problem.ts";

type Archived = Pick<ReadHouse, "db" | "archive">;
interface Time {
  from: number;
  to: number;
}

/** Are there archived facts of the time that is needed? Then the database can't count by itself. */
export async function hasArchived({ archive }: Archived, needs: Needs): Promise<boolean> {
  if (archive === undefined || needs.from > needs.to) return false;
  return (await archive.countFacts({ ...timeOf(needs), nameIds: null, hours: null })) > 0;
}

/** Archived facts of these names and this time of people in a part, as the database's come (`factPages`). */
export async function* archivedPages(
  house: Archived,
  names: Plan["names"],
  time: Time,
  partNow: () => Part,
  reading: Reading,
): AsyncGenerator<FactPage> {
  for await (const { chunk, places, persons } of countedFacts(house, names, time, partNow, reading)) {
    const [times, seqs] = [chunk.column("ts"), chunk.column("seq")];
    yield {
      nameId: chunk.nameId,
      persons,
      times: places.map((at) => Number(times[at])),
      seqs: places.map((at) => Number(seqs[at])),
    };
  }
}

/** Adds the archived facts of one part of the people to the rows of the database, until there are more than `limit`. */
export async function addArchived(
  house: Archived,
  plan: Plan,
  time: Time,
  part: Part,
  reading: Reading,
  { rows, limit }: { rows: Fact[]; limit: number },
): Promise<void> {
  for await (const { chunk, places, persons } of countedFacts(house, plan.names, time, () => part, reading)) {
    const columns = ["ts", "seq", ...plan.columns].map((column) => chunk.column(column));
    for (const [n, at] of places.entries()) {
      const [ts = 0, seq = 0, ...values]: Json[] = columns.map((column) => column[at] ?? null);
      rows.push([persons[n] ?? 0, Number(ts), Number(seq), chunk.nameId, ...values]);
    }
    if (rows.length > limit) return;
  }
}

interface Counted {
  chunk: FactChunk;
  /** Facts of the chunk that count, and whose each is. */
  places: number[];
  persons: number[];
}

/** What every report leaves out of the database's facts is left out of these, too: `COUNTED`, and other parts. */
async function* countedFacts(
  { db, archive }: Archived,
  names: Plan["names"],
  { from, to }: Time,
  partNow: () => Part,
  reading: Reading,
): AsyncGenerator<Counted> {
  if (archive === undefined || names.size === 0 || from > to) return;
  const asked: FactsAsked = { from, to, nameIds: new Set(names.keys()), hours: null };
  if ((await archive.countFacts(asked)) === 0) return;
  const map = await readPersons({ db, reading, caps: CAPS });
  if (map === null) throw new Problem("query_too_large");
  for await (const chunk of archive.facts(asked)) {
    checkWanted(reading);
    const [times, actors, bots] = [chunk.column("ts"), chunk.column("actor_id"), chunk.column("bot")];
    const places: number[] = [];
    for (let at = 0; at < chunk.size; at += 1) {
      const ts = Number(times[at]);
      if (ts >= from && ts <= to && bots[at] === 0 && actors[at] !== null) places.push(at);
    }
    const all = map.of(places.map((at) => Number(actors[at])));
    const { part, parts } = partNow();
    const isIn = (person: number | undefined) => (person ?? 0) % parts === part;
    const persons = all.filter(isIn);
    reading.archived = (reading.archived ?? 0) + persons.length;
    yield { chunk, places: places.filter((_, n) => isIn(all[n])), persons };
  }
}
