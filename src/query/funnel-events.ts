import type { FunnelPlan } from "#query/funnel-plan.ts";
import type { FunnelStream } from "#query/funnel-stream.ts";
import type { HistoryEvent, PersonHistory } from "#core/history.ts";

/** A person's events inside the funnel's time, with what each is to the funnel. */
export interface FunnelEvents {
  events: readonly HistoryEvent[];
  /** The steps each event can fill: bit k for step k. */
  fits: readonly number[];
  /** The exclusions each event is: bit k for exclusion k. */
  bars: readonly number[];
}

/** Strict order needs all that was done, since any of it breaks the chain; what is nothing to the funnel is left out otherwise. */
export function gather(plan: FunnelPlan, person: PersonHistory): FunnelEvents {
  const events: HistoryEvent[] = [];
  const fits: number[] = [];
  const bars: number[] = [];
  for (const event of person.events) {
    if (event.ts < plan.from || event.ts > plan.horizon || !plan.passes(event, person)) continue;
    const fit = bitsOf(plan.steps, event, person);
    const bar = bitsOf(plan.exclusions, event, person);
    if (fit === 0 && bar === 0 && !(plan.order === "strict" && event.done)) continue;
    events.push(event);
    fits.push(fit);
    bars.push(bar);
  }
  return { events, fits, bars };
}

function bitsOf(selectors: FunnelPlan["steps"], event: HistoryEvent, person: PersonHistory): number {
  let bits = 0;
  selectors.forEach(({ selects }, index) => {
    if (selects(event, person)) bits |= 1 << index;
  });
  return bits;
}

/** The events split by a value of each, in order; those with null are left out. */
export function splitBy<Value>(
  { events, fits, bars }: FunnelEvents,
  valueOf: (event: HistoryEvent) => Value | null,
): Map<Value, FunnelEvents> {
  const parts = new Map<Value, { events: HistoryEvent[]; fits: number[]; bars: number[] }>();
  events.forEach((event, position) => {
    const value = valueOf(event);
    if (value === null) return;
    let part = parts.get(value);
    if (!part) parts.set(value, (part = { events: [], fits: [], bars: [] }));
    part.events.push(event);
    part.fits.push(fits[position] ?? 0);
    part.bars.push(bars[position] ?? 0);
  });
  return parts;
}

export function streamOf({ events, fits, bars }: FunnelEvents, exclusions: number): FunnelStream {
  const barred = Array.from({ length: exclusions }, (_, exclusion) =>
    bars.flatMap((bits, position) => ((bits & (1 << exclusion)) === 0 ? [] : position)),
  );
  return { times: events.map((event) => event.ts), fits, barred };
}
