import { beforeEach, expect, it } from "vitest";
import { emptyWorkspace } from "../support/empty-workspace.ts";
import { admin, createSource, env, post, storedEvents } from "../support/world.ts";

const EVENTS = 200_000;
const DAYS = 30;
const FROM = Date.parse("2026-05-01T00:00:00Z");
const DAY_MS = 86_400_000;

beforeEach(emptyWorkspace);

/** 200,000 facts of one actor and 2,000 of another, over 30 days, as the consumer would have stored them. */
async function fill(heavy: string, light: string): Promise<void> {
  const facts = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)
    INSERT INTO facts (name_id, ts, seq, actor_id, source_id, bot)
    SELECT 9000, ?2 + (i * 7919 % ?3) * 10000, ?4 + i, (SELECT id FROM actors WHERE uid = ?5), 0, 0 FROM n`;
  const slots = (DAYS * DAY_MS) / 10_000;
  await env.DB.batch([
    env.DB.prepare("INSERT OR IGNORE INTO event_names (id, kind, name) VALUES (9000, 'track', 'Heavy')"),
    env.DB.prepare("INSERT INTO actors (uid, first_seen) VALUES (?1, ?3), (?2, ?3)").bind(heavy, light, FROM),
    env.DB.prepare(facts).bind(EVENTS, FROM, slots, -10_000_000, heavy),
    env.DB.prepare(facts).bind(EVENTS / 100, FROM, slots, -20_000_000, light),
    env.DB.prepare(
      "INSERT INTO active_hours (actor_id, hour) SELECT DISTINCT actor_id, ts / 3600000 FROM facts WHERE name_id = 9000",
    ),
    env.DB.prepare(
      `INSERT INTO hours (hour, counts, bots)
       SELECT ts / 3600000, json_object('9000', count(*)), '{}' FROM facts WHERE name_id = 9000 GROUP BY ts / 3600000`,
    ),
  ]);
}

/** The questions a report asks of the map: events and people by day, and who did it at least a thousand times. */
async function reports() {
  const [byDay, often] = await env.DB.batch<Record<string, number>>([
    env.DB.prepare(
      `SELECT f.ts / 86400000 AS day, count(*) AS events, count(DISTINCT coalesce(p.person_id, f.actor_id)) AS people
       FROM facts f LEFT JOIN person_of p ON p.actor_id = f.actor_id WHERE f.name_id = 9000 GROUP BY 1 ORDER BY 1`,
    ),
    env.DB.prepare(
      `SELECT coalesce(p.person_id, f.actor_id) AS person, count(*) AS events
       FROM facts f LEFT JOIN person_of p ON p.actor_id = f.actor_id WHERE f.name_id = 9000 GROUP BY 1 ORDER BY 1`,
    ),
  ]);
  return { byDay: byDay?.results ?? [], often: often?.results ?? [] };
}

const change = (path: "merge" | "unmerge", ids: string[]): Promise<{ rowsWritten: number }> =>
  admin(`/api/people/${path}`, { method: "POST", body: JSON.stringify({ ids }) });

it("merges a person of 200,000 events and takes it back while traffic flows, in a handful of rows", async () => {
  await fill("u:heavy", "u:light");
  const source = await createSource();
  let sent = 0;
  const send = async (): Promise<void> => {
    const n = sent++;
    const userId = n % 2 === 0 ? "heavy" : "light";
    const response = await post("/v1/track", source.writeKey, { event: "Meanwhile", userId, messageId: `m${n}` });
    expect(await response.json()).toEqual({ success: true });
  };
  /** Does something while requests come in. */
  const amid = async <T>(work: Promise<T>): Promise<T> => {
    const [done] = await Promise.all([work, send(), send(), send(), send()]);
    return done;
  };

  const before = await reports();
  expect(before.often.map(({ events }) => events)).toEqual([EVENTS, EVENTS / 100]);
  for (let round = 0; round < 3; round += 1) {
    const merged = await amid(change("merge", ["heavy", "light"]));
    const joined = await amid(reports());
    expect(joined.often.map(({ events }) => events)).toEqual([EVENTS + EVENTS / 100]);
    expect(joined.byDay.map(({ people }) => people)).toEqual(Array.from({ length: DAYS }, () => 1));
    const undone = await amid(change("unmerge", ["heavy", "light"]));
    expect(await amid(reports())).toEqual(before);
    expect(merged.rowsWritten).toBeLessThan(20);
    expect(undone.rowsWritten).toBeLessThan(20);
    if (round === 0) console.info(`rows written: merge ${merged.rowsWritten}, unmerge ${undone.rowsWritten}`);
  }
  const stored = await storedEvents(source, sent, "&event=Meanwhile");
  expect(stored.filter(({ person }) => person === "u:heavy")).toHaveLength(sent / 2);
}, 120_000);
