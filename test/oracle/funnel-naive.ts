/**
 * Funnels as SEMANTICS §4 tells them, by trying everything: every chain of events is made and the best one kept. Only
 * for a few events of a few people. Steps and exclusions are plain lists of event names; times are ms, the zone is UTC.
 */
export interface NaiveEvent {
  person: string;
  at: number;
  name: string;
  /** Value of the property a breakdown is by. */
  value?: string | undefined;
  session?: string | undefined;
}

export interface NaiveFunnel {
  /** The names that fill each step. */
  steps: string[][];
  order: "ordered" | "strict" | "unordered";
  windowMs: number;
  from: number;
  to: number;
  exclusions: { names: string[]; fromStep: number; toStep: number }[];
  exclusionMode: "discard" | "stop";
  countBy: "uniques" | "totals" | "sessions";
  reentry: "any" | "first";
  convertUntil: "window" | "range";
  breakdown?: { attribution: "first" | "last" | "all" | "step"; step: number; limit: number } | undefined;
}

/** What is counted once: who, in which group, and when each step was reached. */
interface Unit {
  person: string;
  group: string;
  times: number[];
}

export interface NaiveStep {
  count: number;
  avgSeconds: number | null;
  medianSeconds: number | null;
}

/** The steps of each group; without a breakdown the one group is called "". */
export function naiveFunnel(funnel: NaiveFunnel, events: NaiveEvent[]): Map<string, NaiveStep[]> {
  const units = [...new Set(events.map((event) => event.person))].flatMap((person) => unitsOf(funnel, person, events));
  const sizes = new Map<string, number>();
  for (const { group } of units) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const limit = funnel.breakdown?.limit ?? Infinity;
  const biggest = [...sizes].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit);
  const shown = new Set(biggest.map(([group]) => group));
  const folded = units.map((unit) => (shown.has(unit.group) ? unit : { ...unit, group: "$other" }));
  const groups = funnel.breakdown ? new Set(folded.map((unit) => unit.group)) : [""];
  return new Map(
    [...groups].map((group) => [
      group,
      stepsOf(
        funnel,
        folded.filter((unit) => unit.group === group),
      ),
    ]),
  );
}

function stepsOf({ steps, countBy }: NaiveFunnel, units: Unit[]): NaiveStep[] {
  return steps.map((_, step) => {
    const reached = units.filter((unit) => unit.times.length > step);
    const seconds = reached.map(({ times }) => ((times[step] ?? 0) - (times[step - 1] ?? 0)) / 1_000);
    const timed = step === 0 ? [] : seconds.toSorted((a, b) => a - b);
    const middle = timed.slice((timed.length - 1) >> 1, (timed.length >> 1) + 1);
    return {
      count: countBy === "uniques" ? new Set(reached.map((unit) => unit.person)).size : reached.length,
      avgSeconds: mean(timed),
      medianSeconds: mean(middle),
    };
  });
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
const mean = (numbers: number[]): number | null => (numbers.length === 0 ? null : sum(numbers) / numbers.length);

function unitsOf(funnel: NaiveFunnel, person: string, events: NaiveEvent[]): Unit[] {
  const horizon = funnel.convertUntil === "range" ? funnel.to : funnel.to + funnel.windowMs;
  const mine = events
    .filter((event) => event.person === person && event.at >= funnel.from && event.at <= horizon)
    .toSorted((a, b) => a.at - b.at);
  if (funnel.countBy !== "sessions") return unitsIn(funnel, person, mine);
  const sessions = new Set(mine.flatMap((event) => event.session ?? []));
  return [...sessions].flatMap((session) => {
    const inSession = mine.filter((event) => event.session === session);
    return unitsIn(funnel, person, inSession);
  });
}

function unitsIn(funnel: NaiveFunnel, person: string, mine: NaiveEvent[]): Unit[] {
  const { steps, breakdown, order } = funnel;
  const count = (group: string, events: NaiveEvent[], fills: Fills): Unit[] =>
    attemptsCounted(funnel, events, fills).map((chain) => ({ person, group, times: chain.map((event) => event.at) }));
  const plainly: Fills = (event, step) => (steps[step] ?? []).includes(event.name);
  if (!breakdown) return count("", mine, plainly);
  const inFunnel = mine.filter((event) => steps.some((names) => names.includes(event.name)));
  const valueOf = (event: NaiveEvent) => event.value || "$none";
  const values = (carriers: NaiveEvent[]) => [...new Set(carriers.map(valueOf))];
  switch (breakdown.attribution) {
    case "first":
    case "last": {
      const known = values(inFunnel.filter((event) => event.value));
      if (breakdown.attribution === "first") return count(known[0] ?? "$none", mine, plainly);
      const last = inFunnel.findLast((event) => event.value);
      return count(last ? valueOf(last) : "$none", mine, plainly);
    }
    case "all":
      return values(inFunnel).flatMap((value) => {
        const carrying = mine.filter((event) => valueOf(event) === value);
        return count(value, carrying, plainly);
      });
    case "step":
      if (order === "unordered") return values(inFunnel).flatMap((value) => count(value, mine, plainly));
      return values(mine.filter((event) => plainly(event, breakdown.step))).flatMap((value) =>
        count(
          value,
          mine,
          (event, step) => plainly(event, step) && (step !== breakdown.step || valueOf(event) === value),
        ),
      );
  }
}

type Fills = (event: NaiveEvent, step: number) => boolean;

/** The attempts that count: one for a person or session, all of them for totals. */
function attemptsCounted(funnel: NaiveFunnel, events: NaiveEvent[], fills: Fills): NaiveEvent[][] {
  const opens = (event: NaiveEvent) =>
    funnel.order === "unordered" ? funnel.steps.some((_, step) => fills(event, step)) : fills(event, 0);
  const kept: NaiveEvent[][] = [];
  let free: (event: NaiveEvent) => boolean = () => true;
  for (const entry of events) {
    if (entry.at > funnel.to || !opens(entry) || !free(entry)) continue;
    const chain = bestChain(funnel, events, entry, fills);
    const broken = brokenBy(funnel, events, chain);
    const until = broken ? chain.filter((event) => event.at < broken.at) : chain;
    if (funnel.countBy === "totals") {
      kept.push(until);
      const closing = broken ?? (chain.length === funnel.steps.length ? chain.at(-1) : undefined);
      free = closing
        ? (event) => events.indexOf(event) > events.indexOf(closing)
        : (event) => event.at > entry.at + funnel.windowMs;
    } else if (!broken || funnel.exclusionMode === "stop") kept.push(until);
  }
  if (funnel.countBy === "totals") return kept;
  if (funnel.reentry === "first") return kept.slice(0, 1);
  const at = (chain: NaiveEvent[], place: number) => chain.at(place)?.at ?? 0;
  return kept.toSorted((a, b) => b.length - a.length || at(a, -1) - at(b, -1) || at(b, 0) - at(a, 0)).slice(0, 1);
}

function brokenBy(funnel: NaiveFunnel, events: NaiveEvent[], chain: NaiveEvent[]): NaiveEvent | undefined {
  const windowEnd = (chain[0]?.at ?? 0) + funnel.windowMs + (funnel.order === "unordered" ? 0 : 1);
  for (const { names, fromStep, toStep } of funnel.exclusions) {
    const after = chain[fromStep]?.at ?? Infinity;
    const before = chain[toStep]?.at ?? windowEnd;
    const hit = events.find((event) => names.includes(event.name) && event.at > after && event.at < before);
    if (hit) return hit;
  }
  return undefined;
}

/** The longest chain from the entry; of those the one that is earliest; of those the one whose events arrived first. */
function bestChain(funnel: NaiveFunnel, events: NaiveEvent[], entry: NaiveEvent, fills: Fills): NaiveEvent[] {
  const { steps, order, windowMs } = funnel;
  if (order === "strict") {
    const run = events.slice(events.indexOf(entry));
    const end = run.findIndex((event, step) => !fills(event, step) || event.at > entry.at + windowMs);
    return run.slice(0, Math.min(steps.length, end < 0 ? run.length : end));
  }
  const inWindow = events.filter((event) => event.at >= entry.at && event.at <= entry.at + windowMs);
  const chains = order === "ordered" ? orderedChains() : unorderedChains();
  const arrivals = (chain: NaiveEvent[]) => chain.map((event) => events.indexOf(event));
  return chains.reduce((best, chain) => {
    if (chain.length !== best.length) return chain.length > best.length ? chain : best;
    const earlier =
      compare(
        chain.map((event) => event.at),
        best.map((event) => event.at),
      ) || compare(arrivals(chain), arrivals(best));
    return earlier < 0 ? chain : best;
  });

  function orderedChains(): NaiveEvent[][] {
    const from = (chain: NaiveEvent[]): NaiveEvent[][] => {
      const last = chain.at(-1) ?? entry;
      const next = inWindow.filter(
        (event) => event.at >= last.at && !chain.includes(event) && fills(event, chain.length),
      );
      return [chain, ...next.flatMap((event) => from([...chain, event]))];
    };
    return from([entry]);
  }

  function unorderedChains(): NaiveEvent[][] {
    const after = inWindow.filter((event) => events.indexOf(event) >= events.indexOf(entry));
    const from = (step: number, used: NaiveEvent[]): NaiveEvent[][] => {
      if (step === steps.length) return used.includes(entry) ? [after.filter((event) => used.includes(event))] : [];
      const options = after.filter((event) => !used.includes(event) && fills(event, step));
      return [...from(step + 1, used), ...options.flatMap((event) => from(step + 1, [...used, event]))];
    };
    return from(0, []);
  }
}

function compare(a: number[], b: number[]): number {
  const place = a.findIndex((number, index) => number !== b[index]);
  return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
}
