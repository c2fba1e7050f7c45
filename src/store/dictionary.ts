import type { Agent, Origin, Place } from "#core/event.ts";
import { loadRecentIds, type RecentIds } from "#store/recent-ids.ts";

/** Slots of a fact that hold an event's own properties. */
export const SLOTS = 8;

/** New combinations beyond this are not numbered any more: the fact's column stays NULL, the event keeps the values. */
const MAX_COMBINATIONS = 100_000;

/**
 * What the writer knows of the store: the next arrival number and every dictionary, so that a batch needs no look-ups.
 * It is right exactly as long as nobody else stores anything, and the pack's id (the next arrival number) fails the
 * transaction when somebody did (docs/decisions/0002). Whoever fails throws it away and loads anew.
 */
export interface Dictionary {
  nextSeq: number;
  recent: RecentIds;
  names: Numbering;
  places: Numbering;
  agents: Numbering;
  origins: Numbering;
  /** By name id: property → slot, 1-based. */
  slots: Map<number, Map<string, number>>;
  /** Hashes of ids whose events are dropped. Whoever adds one also takes an arrival number, so no writer misses it. */
  suppressed: ReadonlySet<string>;
}

/** Numbers things 1, 2, 3 … by their key, and remembers which are new since the last `takeNew`. */
export interface Numbering {
  idOf(key: readonly (string | null)[]): number | null;
  takeNew(): (string | number | null)[][];
}

function numbering(rows: (string | number | null)[][], limit: number): Numbering {
  const ids = new Map<string, number>();
  let fresh: (string | number | null)[][] = [];
  let last = 0;
  for (const [id, ...key] of rows) {
    ids.set(JSON.stringify(key), Number(id));
    last = Math.max(last, Number(id));
  }
  return {
    idOf(key) {
      const text = JSON.stringify(key);
      const known = ids.get(text);
      if (known !== undefined) return known;
      if (ids.size >= limit) return null;
      last += 1;
      ids.set(text, last);
      fresh.push([last, ...key]);
      return last;
    },
    takeNew() {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}

export const placeKey = (place: Place) =>
  [place.country, place.region, place.city, place.continent, place.timezone] as const;
export const agentKey = (agent: Agent) =>
  [agent.browser, agent.browserVersion, agent.engine, agent.os, agent.osVersion, agent.device, agent.bot] as const;
export const originKey = (origin: Origin) =>
  [
    origin.referringDomain,
    origin.channel,
    origin.utmSource,
    origin.utmMedium,
    origin.utmCampaign,
    origin.utmTerm,
    origin.utmContent,
  ] as const;

/** Reads everything the writer needs to know: once per start of a consumer isolate, and after a lost race. */
export async function loadDictionary(db: D1Database, now: number): Promise<Dictionary> {
  const [last, names, slots, places, agents, origins, suppressed] = await Promise.all([
    db
      .prepare("SELECT max(id + max(n, 1)) FROM (SELECT id, n FROM packs ORDER BY id DESC LIMIT 1)")
      .raw<[number | null]>(),
    db.prepare("SELECT id, kind, name FROM event_names").raw<[number, string, string]>(),
    db.prepare("SELECT name_id, slot, property FROM slots").raw<[number, number, string]>(),
    db.prepare("SELECT id, country, region, city, continent, timezone FROM places").raw<(string | number | null)[]>(),
    db
      .prepare("SELECT id, browser, browser_version, engine, os, os_version, device, bot FROM agents")
      .raw<(string | number | null)[]>(),
    db
      .prepare(
        "SELECT id, referring_domain, channel, utm_source, utm_medium, utm_campaign, utm_term, utm_content FROM origins",
      )
      .raw<(string | number | null)[]>(),
    db.prepare("SELECT hash FROM suppressed").raw<[string]>(),
  ]);
  const slotsByName = new Map<number, Map<string, number>>();
  for (const [nameId, slot, property] of slots) {
    const known = slotsByName.get(nameId) ?? new Map<string, number>();
    slotsByName.set(nameId, known.set(property, slot));
  }
  return {
    nextSeq: last[0]?.[0] ?? 1,
    recent: await loadRecentIds(db, now),
    names: numbering(names, Number.POSITIVE_INFINITY),
    places: numbering(places, MAX_COMBINATIONS),
    agents: numbering(agents, MAX_COMBINATIONS),
    origins: numbering(origins, MAX_COMBINATIONS),
    slots: slotsByName,
    suppressed: new Set(suppressed.map(([hash]) => hash)),
  };
}
