import * as fc from "fast-check";
import type { Agent, EventType, Origin, Place } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import { type Era, ERAS, gap, momentIn, properties, TRACKED, traits } from "./query-vocabulary.ts";

/** Something somebody does, or is said to be, as it is told to the store. */
export interface Act {
  type: EventType;
  /** Of track only. */
  name: string;
  userId: string | null;
  anonymousId: string | null;
  /** ms */
  at: number;
  /** How long after `at` it arrived, ms; less than 0 where the client's clock is ahead. */
  delay: number;
  properties: JsonObject;
  traits: JsonObject;
  once: JsonObject;
  context: JsonObject;
  stamp: Pick<Place, "country" | "city" | "timezone"> &
    Pick<Agent, "browser" | "os" | "device" | "bot"> &
    Pick<Origin, "channel" | "referrer" | "referringDomain" | "utmSource">;
  ip: string | null;
  sourceId: number;
}

/** The ids of one person: users that aliases made one, and devices that were seen with one of them. */
export interface Ids {
  users: string[];
  devices: string[];
}

export interface History {
  era: Era;
  /** What relative windows count from. */
  now: number;
  people: Ids[];
  /** In the order they arrive, in batches. */
  batches: Act[][];
  /** The batch (by number) before which it becomes known which ids are one person. */
  linkedBefore: number;
}

/** The n-th person's ids: what SQL, JSON and sorting could stumble over. */
const idsOf = (person: number, users: number, devices: number): Ids => ({
  users: Array.from(
    { length: users },
    (_, at) => `${["zoé", "ana", 'o"hara', "\u{1f600}"][(person + at) % 4]}-${person}.${at}`,
  ),
  devices: Array.from({ length: devices }, (_, at) => `device '${person}.${at}'`),
});

const PLACES = [
  { country: null, city: null, timezone: null },
  { country: "DE", city: "Köln", timezone: "Europe/Berlin" },
  { country: "DE", city: "Berlin", timezone: "Europe/Berlin" },
  { country: "US", city: null, timezone: "America/New_York" },
];
const AGENTS = [
  { browser: null, os: null, device: null },
  { browser: "Chrome", os: "macOS", device: "desktop" },
  { browser: "Safari", os: "iOS", device: "mobile" },
];
const ORIGINS = [
  { channel: null, referrer: null, referringDomain: null, utmSource: null },
  { channel: "search", referrer: "https://www.google.com/", referringDomain: "google.com", utmSource: null },
  { channel: "email", referrer: null, referringDomain: null, utmSource: "news'letter" },
];

const stamp = fc
  .tuple(fc.constantFrom(...PLACES), fc.constantFrom(...AGENTS), fc.constantFrom(...ORIGINS))
  .map(([place, agent, origin]) => ({ ...place, ...agent, ...origin, bot: null }));

const type = fc.constantFrom<EventType[]>(
  ...Array.from({ length: 12 }, () => "track" as const),
  "page",
  "page",
  "screen",
  "identify",
  "identify",
  "identify",
  "identify",
  "group",
);

const CONTEXTS: readonly JsonObject[] = [{}, { app: { version: "1.2" } }, { page: { path: "/a" } }];

const act = fc.record({
  type,
  name: fc.constantFrom("View", "Buy", ...TRACKED),
  properties,
  traits,
  once: traits,
  context: fc.constantFrom(...CONTEXTS),
  stamp,
  ip: fc.constantFrom(null, "203.0.113.9"),
  sourceId: fc.constantFrom(1, 2),
  delay: fc.constantFrom(0, 5_000, 86_400_000, -3_600_000),
});

/** One person's ids, and what each did: from some moment on, one thing after the other, now by this id and now by that. */
const life = (era: Era, person: number) =>
  fc
    .record({
      users: fc.constantFrom(0, 1, 1, 1, 2, 3),
      devices: fc.constantFrom(0, 0, 1, 2),
      from: momentIn(era),
      steps: fc.array(
        fc.record({ act, gap, anew: fc.option(momentIn(era), { freq: 4 }), user: fc.nat(2), device: fc.nat(2) }),
        { minLength: person % 4 === 0 ? 0 : 5, maxLength: 16, size: "max" },
      ),
    })
    .map(({ users, devices, from, steps }) => {
      const ids = idsOf(person, users, users === 0 ? 1 : devices);
      let at = from;
      const acts = steps.map(({ act: does, gap: after, anew, user, device }): Act => {
        at = anew ?? at + after;
        const anonymousId = ids.devices[device] ?? null;
        // A device alone, a user alone, or both at once.
        const userId = ids.users[user] ?? (anonymousId === null ? (ids.users[0] ?? null) : null);
        return {
          ...cleared(does),
          at,
          userId,
          anonymousId: anonymousId ?? (userId === null ? (ids.devices[0] ?? null) : null),
        };
      });
      return { ids, acts };
    });

/** Only identify has traits, only track a name of its own. */
const cleared = (given: Omit<Act, "at" | "userId" | "anonymousId">): Omit<Act, "at" | "userId" | "anonymousId"> => ({
  ...given,
  traits: given.type === "identify" ? given.traits : {},
  once: given.type === "identify" ? given.once : {},
});

/** What no report counts: bots, and what nobody did. */
const noise = (era: Era) =>
  fc
    .record({ act, at: momentIn(era), of: fc.constantFrom("bot", "nobody", "its own bot") })
    .map(({ act: does, at, of }): Act => ({
      ...cleared(does),
      at,
      stamp: of === "nobody" ? does.stamp : { ...does.stamp, device: "bot", bot: "bot" },
      userId: of === "bot" ? (idsOf(1, 1, 0).users[0] ?? null) : null,
      anonymousId: of === "nobody" ? null : of === "bot" ? null : "crawler",
    }));

const PEOPLE = 16;

/** A workspace: some people, what they did in one era, in the order it arrived. */
export const history: fc.Arbitrary<History> = fc.constantFrom(...ERAS).chain((era) =>
  fc
    .record({
      lives: fc.tuple(...Array.from({ length: PEOPLE }, (_, person) => life(era, person))),
      noise: fc.array(noise(era), { maxLength: 12 }),
      now: fc.oneof(fc.constant(era.to), momentIn(era)),
      order: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      linkedBefore: fc.constantFrom(0, 1, 3),
    })
    .map(({ lives, noise: others, now, order, linkedBefore }) => {
      const acts = [...lives.flatMap((one) => one.acts), ...others];
      const key = (index: number) => ((order[index % order.length] ?? 0) * (index + 7)) % 1_009;
      const arriving = acts
        .map((one, index) => ({ one, key: key(index) }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ one }) => one);
      const size = Math.ceil(arriving.length / 3);
      return {
        era,
        now,
        people: lives.map((one) => one.ids),
        batches: [0, 1, 2].map((batch) => arriving.slice(batch * size, (batch + 1) * size)),
        linkedBefore,
      };
    }),
);
