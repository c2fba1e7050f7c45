import type { Source } from "#core/source.ts";
import { type SyntheticEvent, syntheticEvents } from "../events.ts";
import { trackCall } from "../wire.ts";

/** A visitor's call and the synthetic event it was made of. */
export interface VisitorCall {
  visitor: SyntheticEvent;
  call: object;
}

/** What is stored first, not counted, and what is counted. Times never decrease over both. */
export interface Visits {
  sourceKind: Source["kind"];
  before: VisitorCall[];
  counted: VisitorCall[];
}

const MINUTE_MS = 60_000;
const userOf = (visitor: SyntheticEvent): string => `user-of-${visitor.anonymousId}`;

/** Synthetic events whose ids are this scenario's own. */
const visitorsOf = (scenario: string, count: number, until: number): SyntheticEvent[] =>
  [...syntheticEvents({ count, until })].map((event) => ({
    ...event,
    messageId: `${scenario}-${event.messageId}`,
    anonymousId: `${scenario}-${event.anonymousId}`,
    userId: undefined,
  }));

const track = (visitor: SyntheticEvent, userId?: string): VisitorCall => ({
  visitor,
  call: trackCall({ ...visitor, userId }, "bare"),
});

/** Somebody else each time; ids of 36 characters and a prefix, as real ones. */
const strangers = (visitors: readonly SyntheticEvent[]): SyntheticEvent[] =>
  visitors.map((visitor, n) => ({ ...visitor, anonymousId: `${visitor.anonymousId}-${n}` }));

/** As long before as all of them take, so that what was is over when what is counted begins. */
function earlier(visitors: readonly SyntheticEvent[]): SyntheticEvent[] {
  const span = (visitors.at(-1)?.timestamp ?? 0) - (visitors[0]?.timestamp ?? 0) + MINUTE_MS;
  return visitors.map((visitor) => ({
    ...visitor,
    messageId: `before-${visitor.messageId}`,
    timestamp: visitor.timestamp - span,
  }));
}

const firstOfEach = (visitors: readonly SyntheticEvent[]): SyntheticEvent[] => {
  const first = new Map<string, SyntheticEvent>();
  for (const visitor of visitors) if (!first.has(visitor.anonymousId)) first.set(visitor.anonymousId, visitor);
  return [...first.values()];
};

/** Calls about two ids, from the user's server or browser: each is about somebody else. */
function said(visitor: SyntheticEvent, fields: object): VisitorCall {
  const { messageId, timestamp } = visitor;
  return { visitor, call: { messageId, timestamp: new Date(timestamp).toISOString(), ...fields } };
}

/** About 20 events of each pair, every one with both ids, after each has logged in once. */
function returning(scenario: string, count: number, until: number): Visits {
  const visitors = visitorsOf(scenario, count, until);
  return {
    sourceKind: "public",
    before: earlier(firstOfEach(visitors)).map((visitor) => track(visitor, userOf(visitor))),
    counted: visitors.map((visitor) => track(visitor, userOf(visitor))),
  };
}

/** `count` counted events of each kind, up to a time in ms. */
export const VISITS: Record<string, (count: number, until: number) => Visits> = {
  /** Devices only: about 20 events each, the first one included. */
  anonymous: (count, until) => ({
    sourceKind: "public",
    before: [],
    counted: visitorsOf("anonymous", count, until).map((visitor) => track(visitor)),
  }),
  known: (count, until) => returning("known", count, until),
  knownFresh: (count, until) => returning("known-fresh", count, until),
  /** Every event a device and a user that nobody has seen before. */
  logins: (count, until) => ({
    sourceKind: "public",
    before: [],
    counted: strangers(visitorsOf("logins", count, until)).map((visitor) => track(visitor, userOf(visitor))),
  }),
  /** identify with traits, each on a device that was seen anonymously. */
  signUps: (count, until) => {
    const visitors = strangers(visitorsOf("sign-ups", count, until));
    return {
      sourceKind: "public",
      before: earlier(visitors).map((visitor) => track(visitor)),
      counted: visitors.map((visitor) => {
        const { anonymousId } = visitor;
        const traits = { email: `${anonymousId}@shop.example`, plan: "free" };
        return said(visitor, { type: "identify", anonymousId, userId: userOf(visitor), traits });
      }),
    };
  },
  /** alias from a secret key, each of two users that were seen. */
  aliases: (count, until) => {
    const visitors = strangers(visitorsOf("aliases", count, until));
    return {
      sourceKind: "secret",
      before: earlier(visitors).flatMap((visitor) =>
        ["old", "new"].map((prefix) =>
          track({ ...visitor, messageId: `${prefix}-${visitor.messageId}` }, `${prefix}-${userOf(visitor)}`),
        ),
      ),
      counted: visitors.map((visitor) =>
        said(visitor, {
          type: "alias",
          previousId: `old-${userOf(visitor)}`,
          userId: `new-${userOf(visitor)}`,
        }),
      ),
    };
  },
};

/** So many events of one person: a user with five devices, who logged in on each. */
export function visitsOfOne(user: string, count: number, until: number): Visits {
  const counted = visitorsOf(user, count, until).map((visitor, n) =>
    track({ ...visitor, anonymousId: `${user}-device-${n % 5}` }, n % 2 === 0 ? user : undefined),
  );
  return { sourceKind: "public", before: [], counted };
}
