import { DAY_MS, HOUR_MS } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { storableText } from "#core/json.ts";
import { MAX_PACK_EVENTS, MAX_PACK_RAW_BYTES } from "#core/limits.ts";
import { MAX_SAMPLE_LENGTH, type Refusal } from "#core/refusal.ts";
import { isSuppressed } from "#core/suppression.ts";
import type { Finding } from "#core/tracking-plan.ts";
import type { Dictionary } from "#store/dictionary.ts";
import { type FactRow, factOf, type NewSlot } from "#store/fact.ts";
import { eventFingerprint, heldFingerprint, requestFingerprint } from "#store/fingerprint.ts";
import { packLine } from "#store/pack.ts";

/** What one queue message brings to the store. */
export interface Arrival {
  requestId: string;
  offset: number;
  sourceId: number;
  receivedAt: number;
  events: TrackedEvent[];
  refused: (Refusal & { count?: number })[];
  /** What the tracking plan says of those that are not as planned; absent: it was not asked. */
  findings?: ReadonlyMap<TrackedEvent, Finding>;
}

export interface PlannedPack {
  id: number;
  lines: string[];
  ids: string[];
  facts: FactRow[];
  minTs: number;
  maxTs: number;
}

export interface Plan {
  packs: PlannedPack[];
  newSlots: NewSlot[];
  /** With the earliest time of each in this batch. */
  actors: [uid: string, firstSeen: number][];
  /** Counts by name id, and the bots among them, each as JSON. */
  hours: [hour: number, counts: string, bots: string][];
  activeDays: [day: number, uid: string][];
  activeHours: [uid: string, hour: number][];
  refusedHours: [sourceId: number, hour: number, reason: string, n: number][];
  refusedSamples: [sourceId: number, at: number, reason: string, detail: string, sample: string][];
  stored: { seq: number; event: TrackedEvent }[];
  /** Events that are not as planned, and count here: neither duplicates nor about somebody suppressed. */
  noted: { event: TrackedEvent; finding: Finding }[];
  duplicates: number;
  nextSeq: number;
}

/** Samples of one reason that one batch may add; the rest is counted. */
const MAX_SAMPLES = 5;

/**
 * Decides everything that storing these arrivals will write, without a look at the database: who is a duplicate, which
 * pack and arrival number each event gets, what is added to the rollups. `known` tells what is stored already.
 */
export function planAppend(arrivals: Arrival[], dictionary: Dictionary, known: (id: string) => boolean): Plan {
  const packs: PlannedPack[] = [];
  const plan: Plan = {
    packs,
    newSlots: [],
    actors: [],
    hours: [],
    activeDays: [],
    activeHours: [],
    refusedHours: [],
    refusedSamples: [],
    stored: [],
    noted: [],
    duplicates: 0,
    nextSeq: dictionary.nextSeq,
  };
  const seen = new Set<string>();
  const refusals = createRefusalTally();
  let size = 0;
  const openPack = (): PlannedPack => {
    const pack: PlannedPack = {
      id: plan.nextSeq,
      lines: [],
      ids: [],
      facts: [],
      minTs: Number.MAX_SAFE_INTEGER,
      maxTs: 0,
    };
    packs.push(pack);
    size = 0;
    return pack;
  };
  let pack = openPack();

  for (const arrival of arrivals) {
    const request = requestFingerprint(arrival.requestId, arrival.offset);
    if (known(request) || seen.has(request)) continue;
    seen.add(request);
    pack.ids.push(request);
    for (const refusal of arrival.refused) refusals.add(arrival, refusal);
    for (const event of arrival.events) {
      const finding = arrival.findings?.get(event);
      const id = eventFingerprint(event.sourceId, event.messageId);
      // Kept aside before, and perhaps thrown away since.
      const held = finding?.outcome === "hold" ? heldFingerprint(event.sourceId, event.messageId) : null;
      const isKnown = (one: string) => known(one) || seen.has(one);
      if (isKnown(id) || (held !== null && isKnown(held))) {
        plan.duplicates += 1;
        refusals.add(arrival, { reason: "duplicate", detail: "", sample: "" });
        continue;
      }
      seen.add(id);
      // Counted, but nothing of the event is kept: not even a sample.
      if (isSuppressed(dictionary.suppressed, event)) {
        refusals.add(arrival, { reason: "suppressed", detail: "", sample: "" });
        continue;
      }
      if (finding) plan.noted.push({ event, finding });
      if (finding?.outcome === "block") {
        // Its id is not remembered: once the plan is put right, the same message may come again.
        refusals.add(arrival, blockedBy(finding, event));
        continue;
      }
      if (held !== null) {
        pack.ids.push(held);
        continue;
      }
      const line = packLine(event);
      if (pack.lines.length >= MAX_PACK_EVENTS || size + line.length > MAX_PACK_RAW_BYTES) pack = openPack();
      size += line.length;
      const seq = plan.nextSeq++;
      pack.ids.push(id);
      pack.lines.push(line);
      pack.facts.push(factOf(event, seq, dictionary, plan.newSlots));
      pack.minTs = Math.min(pack.minTs, event.timestamp);
      pack.maxTs = Math.max(pack.maxTs, event.timestamp);
      plan.stored.push({ seq, event });
    }
  }
  // Nothing new: no pack, and no number used up, or the next append would no longer collide with another consumer's.
  if (pack.ids.length === 0) packs.length = 0;
  // A pack without events still needs a number of its own: its ids say that the requests were dealt with.
  else if (pack.lines.length === 0) plan.nextSeq += 1;
  rollUp(plan);
  plan.refusedHours = refusals.hours();
  plan.refusedSamples = refusals.samples;
  return plan;
}

/** A refusal that says what was wrong: the rule and property of each violation. */
const blockedBy = ({ violations }: Finding, event: TrackedEvent): Refusal => ({
  reason: "plan_blocked",
  detail: violations
    .map(({ property, rule }) => (property === "" ? rule : `${property}: ${rule}`))
    .join(", ")
    .slice(0, MAX_SAMPLE_LENGTH),
  sample: JSON.stringify(event.raw).slice(0, MAX_SAMPLE_LENGTH),
});

function rollUp(plan: Plan): void {
  const counts = new Map<number, Record<number, number>>();
  const bots = new Map<number, Record<number, number>>();
  const days = new Map<string, [number, string]>();
  const activeHours = new Map<string, [string, number]>();
  const actors = new Map<string, number>();
  // Facts and stored events are the same ones in the same order.
  for (const [at, [nameId, ts, , uid, , , , , bot]] of plan.packs.flatMap((pack) => pack.facts).entries()) {
    const hour = Math.floor(ts / HOUR_MS);
    count(counts, hour, nameId);
    if (bot === 1 || uid === null) count(bots, hour, nameId);
    if (uid === null) continue;
    actors.set(uid, Math.min(ts, actors.get(uid) ?? ts));
    activeHours.set(`${hour}/${uid}`, [uid, hour]);
    // A bot is nobody's active day, and what is said of somebody (identify, group, alias) is nothing they did.
    const type = plan.stored[at]?.event.type;
    if (bot === 0 && (type === "track" || type === "page" || type === "screen"))
      days.set(`${Math.floor(ts / DAY_MS)}/${uid}`, [Math.floor(ts / DAY_MS), uid]);
  }
  plan.hours = [...counts].map(([hour, byName]) => [
    hour,
    JSON.stringify(byName),
    JSON.stringify(bots.get(hour) ?? {}),
  ]);
  plan.activeDays = [...days.values()];
  plan.activeHours = [...activeHours.values()];
  plan.actors = [...actors];
}

function count(hours: Map<number, Record<number, number>>, hour: number, nameId: number): void {
  const byName = hours.get(hour) ?? {};
  byName[nameId] = (byName[nameId] ?? 0) + 1;
  hours.set(hour, byName);
}

function createRefusalTally() {
  const counts = new Map<string, [number, number, string, number]>();
  const samples: Plan["refusedSamples"] = [];
  const sampled = new Map<string, number>();
  return {
    samples,
    add(arrival: Arrival, refusal: Refusal & { count?: number }) {
      const { sourceId, receivedAt } = arrival;
      const hour = Math.floor(receivedAt / HOUR_MS);
      const key = `${sourceId}/${hour}/${refusal.reason}`;
      const row = counts.get(key) ?? [sourceId, hour, refusal.reason, 0];
      row[3] += refusal.count ?? 1;
      counts.set(key, row);
      if (refusal.reason === "duplicate" || refusal.reason === "suppressed") return;
      const shown = (sampled.get(key) ?? 0) + 1;
      sampled.set(key, shown);
      if (shown > MAX_SAMPLES) return;
      samples.push([sourceId, receivedAt, refusal.reason, storableText(refusal.detail), storableText(refusal.sample)]);
    },
    hours: () => [...counts.values()],
  };
}
