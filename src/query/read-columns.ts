import { Problem } from "#core/problem.ts";
import { archivedPages } from "#query/archived-facts.ts";
import { createFactColumns, type SortedFacts } from "#query/fact-columns.ts";
import { type FactPage, factPages } from "#query/fact-pages.ts";
import type { Needs } from "#core/history.ts";
import type { ReadHouse } from "#query/read.ts";
import type { Plan } from "#query/read-plan.ts";
import { type Part, type Reading, timeOf } from "#query/reading.ts";

/** Facts held at once: 42 MB while they are sorted, 63 with those of the part before, of the 128 MB an isolate has. */
const MAX_HELD = 1_300_000;
/** The smallest part of the people; where even that has too many facts, it is the question that is too large. */
const MAX_PARTS = 64;

/** The facts of one part of the people. */
export interface ColumnsOfPart {
  part: Part;
  facts: SortedFacts;
}

/**
 * Facts of which no properties are needed. Where they are more than can be held, half of the people are let go on the
 * way, and read again when the others are done: nothing is counted beforehand.
 */
export async function* readColumns(
  house: Pick<ReadHouse, "db" | "archive">,
  needs: Needs,
  { names }: Plan,
  reading: Reading,
  maxHeld = MAX_HELD,
): AsyncGenerator<ColumnsOfPart> {
  const waiting: Part[] = [{ part: 0, parts: 1 }];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    let own: Part = part;
    const columns = createFactColumns();
    for await (const page of pagesOf(house, names, needs, () => own, reading)) {
      columns.add(page);
      while (columns.size() > maxHeld) {
        const parts = own.parts * 2;
        if (parts > MAX_PARTS) throw new Problem("query_too_large");
        waiting.push({ part: own.part + own.parts, parts });
        own = { part: own.part, parts };
        columns.keep(own);
      }
    }
    reading.events += columns.size();
    yield { part: own, facts: columns.sorted() };
  }
}

async function* pagesOf(
  house: Pick<ReadHouse, "db" | "archive">,
  names: Plan["names"],
  needs: Needs,
  partNow: () => Part,
  reading: Reading,
): AsyncGenerator<FactPage> {
  yield* factPages(house.db, names.keys(), timeOf(needs), partNow, reading);
  yield* archivedPages(house, names, timeOf(needs), partNow, reading);
}
