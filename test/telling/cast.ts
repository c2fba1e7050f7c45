import type { Condition } from "#core/question.ts";
import { seededRandom } from "../support/at-least-once.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TIMES = 3;

/** What somebody does: an event, a trait, or a link, so many days ago. */
export interface Deed {
  event: Record<string, unknown>;
  /** Ids that are one person after this, in this order of deeds. */
  links?: readonly [string, string];
}

export interface Role {
  name: string;
  /** User ids; their addresses are `<id>@x.example`. */
  users: readonly string[];
  /** Before there is an audience. */
  before: readonly Deed[];
  /** In this order, whatever others do in between. */
  deeds: readonly Deed[];
  /** How many messages there have to be, at least and at most, over all their addresses. */
  told: readonly [least: number, most: number];
}

/** People of one history: who they are, what they do, and what has to come of it. */
export function castOf(seed: number, now: number, includePresent: boolean): Role[] {
  const random = seededRandom(seed);
  let made = 0;
  const base = (daysAgo: number) => ({
    messageId: `m${seed}-${(made += 1)}`,
    timestamp: new Date(now - daysAgo * DAY - Math.floor(random() * HOUR)).toISOString(),
  });
  const buy = (ids: Record<string, string>, daysAgo = 0): Deed => ({
    event: { type: "track", event: eventOf(seed), ...ids, ...base(daysAgo) },
  });
  const buys = (userId: string, ...days: number[]): Deed[] => days.map((ago) => buy({ userId }, ago));
  const is = (userId: string, traits: object, ids: Record<string, string> = {}): Deed => ({
    event: { type: "identify", userId, ...ids, traits: { email: addressOf(userId), ...traits }, ...base(0) },
  });
  const woman = (userId: string, ids: Record<string, string> = {}): Deed =>
    is(userId, { gender: "female", age: 36 + Math.floor(random() * 40) }, ids);
  const alias = (previousId: string, userId: string): Deed => ({
    event: { type: "alias", previousId, userId, ...base(0) },
    links: [`u:${previousId}`, `u:${userId}`],
  });
  const one = (
    name: string,
    told: Role["told"],
    deeds: (a: string) => Deed[],
    before: (a: string) => Deed[] = () => [],
  ): Role => {
    const a = `${name}${seed}`;
    return { name, users: [a], told, before: before(a), deeds: deeds(a) };
  };
  const two = (name: string, told: Role["told"], deeds: (a: string, b: string) => Deed[]): Role => {
    const [a, b] = [`${name}-one${seed}`, `${name}-two${seed}`];
    return { name, users: [a, b], told, before: [], deeds: deeds(a, b) };
  };
  const once = [1, 1] as const;
  const never = [0, 0] as const;
  return [
    one(
      "present",
      includePresent ? once : never,
      () => [],
      (a) => [woman(a), ...buys(a, 1, 2, 3)],
    ),
    one(
      "nearly",
      once,
      (a) => buys(a, 0),
      (a) => [woman(a), ...buys(a, 1, 2)],
    ),
    one("regular", once, (a) => [woman(a), ...buys(a, 0, 0, 0, 0)]),
    one("late", once, (a) => [...buys(a, 12, 1, 25), woman(a)]),
    one("device", once, (a) => {
      const device = { anonymousId: `d-${a}` };
      const signsIn = { ...woman(a, device), links: [`a:d-${a}`, `u:${a}`] as const };
      return [buy(device), buy(device, 2), signsIn, ...buys(a, 0)];
    }),
    two("halves", once, (a, b) => [woman(a), ...buys(a, 0, 3), woman(b), ...buys(b, 1), alias(a, b)]),
    // Who is one with somebody who is in it was in it.
    two("joined", once, (a, b) => [woman(a), ...buys(a, 0, 0, 0), woman(b), alias(a, b), ...buys(b, 0, 0, 0)]),
    // Told as two, each once, or as one: as it was when they were told.
    two("both", [1, 2], (a, b) => [woman(a), woman(b), ...buys(a, 0, 0, 0), ...buys(b, 0, 0, 0), alias(a, b)]),
    one("thirtyfive", never, (a) => [is(a, { gender: "female", age: 35 }), ...buys(a, 0, 0, 0, 0)]),
    one("ageless", never, (a) => [is(a, { gender: "female" }), ...buys(a, 0, 0, 0)]),
    one("man", never, (a) => [is(a, { gender: "male", age: 50 }), ...buys(a, 0, 0, 0)]),
    one("seldom", never, (a) => [woman(a), ...buys(a, 0, 0)]),
    one("longago", never, (a) => [woman(a), ...buys(a, 0, 0, 40)]),
  ];
}

/** They buy three times more, at this moment: who has left comes back. */
export const again = (seed: number, role: Role, at: number): Deed[] =>
  Array.from({ length: TIMES }, (_, number) => ({
    event: {
      type: "track",
      event: eventOf(seed),
      userId: role.users[0],
      messageId: `again${seed}-${role.name}-${number}`,
      timestamp: new Date(at).toISOString(),
    },
  }));

export const eventOf = (seed: number): string => `Buy ${seed}`;
export const addressOf = (userId: string): string => `${userId}@x.example`;

/** The mission's words, of the last 30 days. */
export const audienceOf = (seed: number): Condition => ({
  and: [
    { person: "gender", op: "eq", value: "female" },
    { person: "age", op: "gt", value: 35 },
    { did: { event: eventOf(seed) }, count: { op: "gte", value: TIMES }, within: { value: 30, unit: "day" } },
  ],
});

/** All deeds in one order of chance; those of each story stay in theirs. */
export function mixed(stories: readonly (readonly Deed[])[], random: () => number): Deed[] {
  const open = stories.map((deeds) => [...deeds]);
  const found: Deed[] = [];
  for (;;) {
    const waiting = open.filter((deeds) => deeds.length > 0);
    const next = waiting[Math.floor(random() * waiting.length)]?.shift();
    if (!next) return found;
    found.push(next);
  }
}
