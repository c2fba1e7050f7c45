import { numberOf, textOf } from "#core/comparison.ts";
import type { Behaviour, Selector } from "#core/question.ts";
import { spanMs } from "#core/question/time.ts";
import type { AggregateMath, Count, CountOperator } from "#core/question/tree.ts";
import type { HistoryEvent, PersonHistory, QuestionContext } from "#core/history.ts";
import { type Window, windowOf } from "#query/filter-window.ts";

type Selects = (event: HistoryEvent, person: PersonHistory) => boolean;
type Did = (person: PersonHistory) => boolean;

const COMPARE: Record<CountOperator, (have: number, want: number) => boolean> = {
  eq: (have, want) => have === want,
  neq: (have, want) => have !== want,
  gt: (have, want) => have > want,
  gte: (have, want) => have >= want,
  lt: (have, want) => have < want,
  lte: (have, want) => have <= want,
};

/** What somebody did, as a function of their history (SEMANTICS §6). `select` compiles which events are meant. */
export function compileBehaviour(
  behaviour: Behaviour,
  context: QuestionContext,
  select: (selector: Selector) => Selects,
): Did {
  const { now } = context;
  if ("did" in behaviour) {
    const { count, zeroCounts = false } = behaviour;
    const inside = eventsIn(select(behaviour.did), windowOf(behaviour.within, context));
    if (count === undefined) return (person) => !inside(person).next().done;
    return (person) => {
      const times = lengthOf(inside(person));
      return (times > 0 || zeroCounts) && holds(count, times);
    };
  }
  if ("didNot" in behaviour) {
    const inside = eventsIn(select(behaviour.didNot), windowOf(behaviour.within, context));
    return (person) => inside(person).next().done === true;
  }
  if ("firstTime" in behaviour) {
    const { after, until } = windowOf(behaviour.within, context);
    const ever = eventsIn(select(behaviour.firstTime), { after: -Infinity, until: now });
    return (person) => {
      const first = ever(person).next();
      return first.done !== true && first.value.ts > after && first.value.ts <= until;
    };
  }
  if ("aggregate" in behaviour) {
    const { math, property, op, value } = behaviour;
    const inside = eventsIn(select(behaviour.aggregate), windowOf(behaviour.within, context));
    return (person) => {
      const events = [...inside(person)];
      return events.length > 0 && COMPARE[op](aggregateOf(math, property, events), value);
    };
  }
  if ("regularly" in behaviour) return compileRegularly(behaviour, now, select(behaviour.regularly));
  if ("sequence" in behaviour) {
    const [first, second] = behaviour.sequence;
    const starts = eventsIn(select(first), windowOf(behaviour.within, context));
    const follows = eventsIn(select(second), { after: -Infinity, until: now });
    const gap = spanMs(behaviour.gap);
    return (person) => {
      const later = [...follows(person)];
      let at = 0;
      for (const { ts } of starts(person)) {
        while ((later[at]?.ts ?? Infinity) <= ts) at += 1;
        if ((later[at]?.ts ?? Infinity) - ts <= gap) return true;
      }
      return false;
    };
  }
  const begin = now - spanMs(behaviour.within);
  const recent = now - spanMs(behaviour.recent);
  const selects = select("stopped" in behaviour ? behaviour.stopped : behaviour.restarted);
  const between = (window: Window): Did => {
    const inside = eventsIn(selects, window);
    return (person) => !inside(person).next().done;
  };
  const before = between({ after: -Infinity, until: begin });
  const earlier = between({ after: begin, until: recent });
  const lately = between({ after: recent, until: now });
  return "stopped" in behaviour
    ? (person) => earlier(person) && !lately(person)
    : (person) => before(person) && !earlier(person) && lately(person);
}

/** Of the last periods, each as long as `every` and the last one ending now, enough have enough events. */
function compileRegularly(
  { every, periods, atLeast, count }: Extract<Behaviour, { regularly: Selector }>,
  now: number,
  selects: Selects,
): Did {
  const length = spanMs(every);
  const enough = (times: number) => count === undefined || holds(count, times);
  const inside = eventsIn(selects, { after: now - periods * length, until: now });
  return (person) => {
    const times = new Map<number, number>();
    for (const { ts } of inside(person)) {
      const period = Math.floor((now - ts) / length);
      times.set(period, (times.get(period) ?? 0) + 1);
    }
    return [...times.values()].filter(enough).length >= atLeast;
  };
}

const holds = ({ op, value }: Count, times: number): boolean => COMPARE[op](times, value);

/** Goes through a person's events of a window, in order. */
const eventsIn = (selects: Selects, { after, until }: Window) =>
  function* (person: PersonHistory): Generator<HistoryEvent, undefined> {
    for (const event of person.events) {
      if (event.ts > until) return;
      if (event.ts > after && selects(event, person)) yield event;
    }
  };

function lengthOf(events: Iterable<HistoryEvent>): number {
  let length = 0;
  for (const _ of events) length += 1;
  return length;
}

/** One number of a property over events; 0 where none of them says a number. */
function aggregateOf(math: AggregateMath, property: string, events: readonly HistoryEvent[]): number {
  const values = events.map((event) => event.property(property) ?? null);
  if (math === "distinct") return new Set(values.filter((value) => value !== null).map(textOf)).size;
  const numbers = values.map(numberOf).filter((number) => !Number.isNaN(number));
  const sum = numbers.reduce((total, number) => total + number, 0);
  switch (math) {
    case "sum":
      return sum;
    case "avg":
      return sum / (numbers.length || 1);
    case "min":
      return numbers.reduce((least, number) => Math.min(least, number), numbers[0] ?? 0);
    case "max":
      return numbers.reduce((most, number) => Math.max(most, number), numbers[0] ?? 0);
  }
}
