import { arrivals } from "./catalogue.ts";
import { type Random, randomFrom } from "./random.ts";
import { type Call, visit } from "./visit.ts";
import { newVisitor, type Visitor } from "./visitor.ts";

export type { Call };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Who might come back; with more than this, the oldest are forgotten, so memory stays flat. */
const REMEMBERED = 5_000;
const RETURNING = 0.42;
const LIVE_VISITS = 8;
/** From Sunday on: people plan their trips on Sundays. */
const WEEKDAYS = [1.3, 0.95, 0.9, 0.9, 1, 0.95, 1.1];

export interface Period {
  /** How many calls, exactly. */
  events: number;
  /** 24 hours each. */
  days: number;
  /** ms; no call is later. */
  until: number;
}

/**
 * An outdoor shop and its visitors. The same seed and period give the same calls: the people stay the same from visit
 * to visit, weekends and evenings are busier, and every week brings a little more than the last.
 */
export function shop(seed: number) {
  const random = randomFrom(seed);
  const known: Visitor[] = [];
  const refunds: Call[] = [];

  /** Somebody who is not here yet at `now`: a visit never overlaps another of the same person. */
  const somebody = (now: number): Visitor => {
    const old = known[Math.floor(random.next() * known.length)];
    if (old && old.seen < now && random.chance(RETURNING)) return old;
    const visitor = newVisitor(random);
    if (known.length < REMEMBERED) known.push(visitor);
    else known[random.between(0, REMEMBERED - 1)] = visitor;
    return visitor;
  };

  function* day(start: number, quota: number, until: number): Generator<Call> {
    const calls: Call[] = [];
    for (const refund of refunds.splice(0)) {
      if (Number(refund.timestamp) >= start + DAY_MS) refunds.push(refund);
      else if (calls.length < quota) calls.push(refund);
    }
    while (calls.length < quota) {
      const visitor = somebody(start + DAY_MS);
      const began = waking(random, Math.max(start, visitor.seen), start + DAY_MS, visitor);
      const { calls: made, refund } = visit(random, visitor, random.weighted(arrivals), began);
      calls.push(...made.filter(({ timestamp }) => Number(timestamp) <= until).slice(0, quota - calls.length));
      if (refund) refunds.push(refund);
    }
    yield* calls.toSorted((a, b) => Number(a.timestamp) - Number(b.timestamp));
  }

  return {
    /** What happened, day by day, each in order of time. */
    *history({ events, days, until }: Period): Generator<Call> {
      const first = until - days * DAY_MS;
      const busyness = Array.from({ length: days }, (_, index) => {
        const weekday = WEEKDAYS[new Date(first + index * DAY_MS).getUTCDay()] ?? 1;
        return weekday * (1 + index / days) * (0.9 + random.next() / 5);
      });
      const whole = busyness.reduce((sum, each) => sum + each, 0);
      let share = 0;
      let made = 0;
      for (const [index, each] of busyness.entries()) {
        share += each / whole;
        const quota = (index === days - 1 ? events : Math.round(events * share)) - made;
        made += quota;
        yield* day(first + index * DAY_MS, quota, until);
      }
    },

    /** Visits that go on side by side, without end: the next call is always one that somebody makes now. */
    *live(): Generator<Call, never> {
      const going: Call[][] = [];
      while (true) {
        if (going.length < LIVE_VISITS)
          going.push(visit(random, somebody(Infinity), random.weighted(arrivals), 0).calls);
        const index = random.between(0, going.length - 1);
        const call = going[index]?.shift();
        if (call) yield call;
        else going.splice(index, 1);
      }
    },
  };
}

/** A moment between the two (ms) at which such a visitor is up: mostly evenings, some at lunch, few at night. */
function waking(random: Random, from: number, to: number, { city }: Visitor): number {
  while (true) {
    const at = from + Math.floor(random.next() * (to - from));
    const hour = (((at / HOUR_MS + city.hours) % 24) + 24) % 24;
    const likely = hour < 6 ? 0.08 : hour < 11 ? 0.4 : hour < 14 ? 0.65 : hour < 18 ? 0.5 : hour < 22.5 ? 1 : 0.3;
    if (random.chance(likely)) return at;
  }
}
