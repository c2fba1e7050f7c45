import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { moveEvents } from "#archive/move-events.ts";
import { moveFacts } from "#archive/move-facts.ts";
import { archiveHouse } from "#house/archive.ts";
import { judge } from "../oracle/query-judge.ts";
import type { History } from "../oracle/query-history.ts";
import { seeds } from "../oracle/query-seeds.ts";

/** Asked of each history. */
const QUESTIONS = 12;

const house = archiveHouse(env, Date.now);

/** Moves all whole events, and the facts of the earlier part of all days. */
async function moveSome({ batches }: History, share: number): Promise<number> {
  while ((await moveEvents(house, Infinity)) !== null);
  const times = batches.flat().map(({ at }) => at);
  const before = times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;
  let facts = 0;
  for (let moved = await moveFacts(house, before); moved !== null; moved = await moveFacts(house, before))
    facts += moved.facts;
  return facts;
}

describe("answers over the database and the archive are those of the people themselves", () => {
  test.each(seeds(2))(
    "history %i",
    async (seed) => {
      let moved = 0;
      const met = await judge(seed, QUESTIONS, async (history) => {
        moved = await moveSome(history, [0.5, 0.8, 0.99][seed % 3] ?? 1);
        const held = await env.DB.prepare("SELECT count(*) AS n FROM packs WHERE length(body) > 0").first<{
          n: number;
        }>();
        expect(held?.n).toBe(0);
      });
      expect(met.peopled).toBeGreaterThan(QUESTIONS / 4);
      expect(moved).toBeGreaterThan(0);
    },
    600_000,
  );
});
