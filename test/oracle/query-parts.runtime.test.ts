import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { Question } from "#core/question.ts";
import type { HistoryEvent, PersonHistory } from "#core/history.ts";
import { answer } from "#query/run.ts";
import { differences } from "../query/cases.ts";
import { expectedAnswer } from "./query-expected.ts";
import { DEFAULTS } from "./query-judge.ts";
import { houseOf } from "./query-store.ts";

/** More facts than are read at once, so that people are read in parts. */
const FACTS = 170_000;
const ACTORS = 3_000;
const FROM = Date.parse("2024-03-01T00:00:00Z");
const STEP_MS = 20_000;
const NOW = FROM + FACTS * STEP_MS;

/** Every third actor is a device of the one after it. */
const ownerOf = (actor: number): number => (actor % 3 === 0 ? actor + 1 : actor);

beforeAll(async () => {
  await env.DB.batch([
    env.DB.prepare("INSERT INTO event_names (id, kind, name) VALUES (1, 'track', 'View'), (2, 'track', 'Buy')"),
    env.DB.prepare("INSERT INTO slots (name_id, slot, property, since_seq) VALUES (1, 1, 'n', 0), (2, 1, 'n', 0)"),
    env.DB.prepare(
      `WITH RECURSIVE a(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM a WHERE id < ?1)
       INSERT INTO actors (id, uid, first_seen) SELECT id, 'u:' || id, ?2 FROM a`,
    ).bind(ACTORS + 1, FROM),
    env.DB.prepare("INSERT INTO person_of SELECT id, id + 1 FROM actors WHERE id % 3 = 0 AND id <= ?1").bind(ACTORS),
    env.DB.prepare(
      `WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < ?1 - 1)
       INSERT INTO facts (name_id, ts, seq, actor_id, source_id, bot, s1)
       SELECT 1 + (n % 7 = 0), ?2 + n * ${STEP_MS}, n + 1, 1 + (n * 7919) % ${ACTORS}, 1, 0, n % 11 FROM i`,
    ).bind(FACTS, FROM),
  ]);
});

function people(): PersonHistory[] {
  const events = new Map<number, HistoryEvent[]>();
  for (let n = 0; n < FACTS; n += 1) {
    const owner = ownerOf(1 + ((n * 7_919) % ACTORS));
    const own = events.get(owner) ?? [];
    events.set(owner, own);
    const name = n % 7 === 0 ? "Buy" : "View";
    own.push({
      ts: FROM + n * STEP_MS,
      seq: n + 1,
      name,
      done: true,
      property: (key) => (key === "n" ? n % 11 : undefined),
    });
  }
  return [...events].map(([id, own]) => ({ id: `u:${id}`, trait: () => undefined, events: own }));
}

const RANGE = { from: "2024-03-01", to: "2024-04-20", timezone: "UTC" };
const QUESTIONS: readonly [name: string, question: JsonObject][] = [
  [
    "two passes for a folded breakdown, with a list",
    {
      kind: "segmentation",
      ...RANGE,
      series: [{ event: null, math: "unique" }],
      breakdown: { source: "event", key: "n", limit: 3 },
      people: [{ series: "A", breakdown: "$other" }],
    },
  ],
  [
    "a funnel with those who dropped",
    {
      kind: "funnel",
      ...RANGE,
      steps: [{ event: "View" }, { event: "Buy", filter: { property: "n", op: "gt", value: 8 } }],
      window: { value: 6, unit: "hour" },
      people: [{ step: 2 }, { step: 2, dropped: true }],
    },
  ],
  ["retention", { kind: "retention", ...RANGE, interval: "week", start: { event: "View" }, return: { event: "Buy" } }],
  [
    "everybody",
    {
      kind: "cohort",
      now: new Date(NOW).toISOString(),
      where: { not: { did: { event: null }, count: { op: "gt", value: 60 } } },
    },
  ],
];

test.each(QUESTIONS)("more facts than one read holds: %s", async (_, written) => {
  const question = Question.parse(written);
  const { meta, ...got } = await answer(houseOf(), question, DEFAULTS, NOW);
  expect(meta.events).toBeGreaterThanOrEqual(FACTS);
  const want = expectedAnswer(question, DEFAULTS, NOW, people());
  expect(differences(want, got, { ordered: true })).toEqual([]);
});
