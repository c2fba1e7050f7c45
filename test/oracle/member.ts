import type { Json } from "#core/json.ts";
import { matches } from "#core/filter.ts";
import type { Behaviour, Condition, Selector, Within } from "#core/question.ts";
import type { HistoryEvent, PersonHistory } from "#core/history.ts";

/**
 * Who is in a cohort, by the words of the semantics: a behaviour is a statement about the list of moments at which a
 * person did something. In UTC; slow; made for tests only.
 */
export function naiveMember(condition: Condition, person: PersonHistory, now: number, event?: HistoryEvent): boolean {
  const holds = (one: Condition) => naiveMember(one, person, now, event);
  if ("and" in condition) return condition.and.filter(holds).length === condition.and.length;
  if ("or" in condition) return condition.or.length === 0 || condition.or.filter(holds).length > 0;
  if ("not" in condition) return !holds(condition.not);
  if ("inCohort" in condition) return naiveMember(condition.inCohort, person, now);
  if ("person" in condition) return compares(condition, person.trait(condition.person), now);
  if ("property" in condition && !("aggregate" in condition))
    return compares(condition, event?.property(condition.property), now);
  return behaved(condition, person, now);
}

type Ago = { ago: { value: number; unit: keyof typeof HOURS } };
const isAgo = (value: unknown): value is Ago => typeof value === "object" && value !== null && "ago" in value;

function compares(
  { op = "eq", value }: { op?: string | undefined; value?: unknown },
  have: Json | undefined,
  now: number,
): boolean {
  const wanted = isAgo(value) ? new Date(now - ms(value.ago)).toISOString() : value;
  return matches({ property: "it", op, value: wanted } as Parameters<typeof matches>[0], () => have);
}

const selects = (selector: Selector, event: HistoryEvent, person: PersonHistory, now: number): boolean =>
  "anyOf" in selector
    ? selector.anyOf.some((one) => selects(one, event, person, now))
    : (selector.event === null ? event.done : selector.event === event.name) &&
      (selector.filter === undefined || naiveMember(selector.filter, person, now, event));

const HOURS = { second: 1 / 3_600, minute: 1 / 60, hour: 1, day: 24, week: 168, month: 720 };
const ms = ({ value, unit }: { value: number; unit: keyof typeof HOURS }) => value * HOURS[unit] * 3_600_000;

function isWithin(ts: number, within: Within | undefined, now: number): boolean {
  if (within === undefined) return ts <= now;
  if ("unit" in within) return ts <= now && now - ts < ms(within);
  const isDay = (text: string) => text.length === 10;
  const { from = "1000-01-01", to } = within;
  const begun = isDay(from) ? ts >= Date.parse(from) : ts > Date.parse(from);
  if (to === undefined) return begun && ts <= now;
  return begun && (isDay(to) ? ts < Date.parse(to) + 86_400_000 : ts <= Date.parse(to));
}

function behaved(behaviour: Behaviour, person: PersonHistory, now: number): boolean {
  const all = (selector: Selector) => person.events.filter((event) => selects(selector, event, person, now));
  const past = (selector: Selector) => all(selector).filter(({ ts }) => ts <= now);
  const inside = (selector: Selector, within: Within | undefined) =>
    all(selector).filter(({ ts }) => isWithin(ts, within, now));
  const compare = (op: string, a: number, b: number) =>
    ({ eq: a === b, neq: a !== b, gt: a > b, gte: a >= b, lt: a < b, lte: a <= b })[op] === true;

  if ("did" in behaviour) {
    const times = inside(behaviour.did, behaviour.within).length;
    const { count, zeroCounts } = behaviour;
    if (count === undefined) return times > 0;
    return (times > 0 || zeroCounts === true) && compare(count.op, times, count.value);
  }
  if ("didNot" in behaviour) return inside(behaviour.didNot, behaviour.within).length === 0;
  if ("firstTime" in behaviour) {
    const [first] = past(behaviour.firstTime);
    return first !== undefined && isWithin(first.ts, behaviour.within, now);
  }
  if ("aggregate" in behaviour) {
    const events = inside(behaviour.aggregate, behaviour.within);
    const values = events
      .map((event) => event.property(behaviour.property))
      .filter((value) => value !== undefined && value !== null);
    const numbers = values
      .filter((value) => typeof value !== "boolean" && value !== "")
      .map(Number)
      .filter(Number.isFinite);
    const sum = numbers.reduce((a, b) => a + b, 0);
    const result = {
      sum,
      avg: numbers.length === 0 ? 0 : sum / numbers.length,
      min: numbers.length === 0 ? 0 : Math.min(...numbers),
      max: numbers.length === 0 ? 0 : Math.max(...numbers),
      distinct: new Set(values.map(String)).size,
    }[behaviour.math];
    return events.length > 0 && compare(behaviour.op, result, behaviour.value);
  }
  if ("regularly" in behaviour) {
    const { every, periods, atLeast, count } = behaviour;
    const good = Array.from({ length: periods }, (_, back) => {
      const end = now - back * ms(every);
      const times = past(behaviour.regularly).filter(({ ts }) => ts <= end && ts > end - ms(every)).length;
      return times > 0 && (count === undefined || compare(count.op, times, count.value));
    });
    return good.filter(Boolean).length >= atLeast;
  }
  if ("sequence" in behaviour) {
    const [first, second] = behaviour.sequence;
    return inside(first, behaviour.within).some((a) =>
      past(second).some((b) => b.ts > a.ts && b.ts - a.ts <= ms(behaviour.gap)),
    );
  }
  const begin = now - ms(behaviour.within);
  const recent = now - ms(behaviour.recent);
  const moments = past("stopped" in behaviour ? behaviour.stopped : behaviour.restarted).map(({ ts }) => ts);
  const lately = moments.some((ts) => ts > recent);
  const earlier = moments.some((ts) => ts > begin && ts <= recent);
  if ("stopped" in behaviour) return earlier && !lately;
  return moments.some((ts) => ts <= begin) && !earlier && lately;
}
