import type { Issue, PlannedKind, Plan, Planned } from "#dashboard/api/tracking-plan.ts";
import type { EventName } from "#dashboard/api/schema.ts";

const DAY_MS = 86_400_000;

/** An event as the list shows it: planned, proposed, or only seen. */
export interface ListedEvent {
  kind: PlannedKind;
  name: string;
  planned: Planned | null;
  /** Events of the last 30 days; null where that is not counted by this name. */
  volume: number | null;
  violations: number;
  /** Of the last seven days, the oldest first. */
  days: number[];
}

const key = (kind: string, name: string): string => `${kind} ${name}`;

/** The plan, and after it what comes without being in it; each with what was wrong in the last seven days. */
export function listEvents(
  plan: Plan,
  seen: readonly EventName[],
  issues: readonly Issue[],
  now: number,
): { planned: ListedEvent[]; unplanned: ListedEvent[] } {
  const volumes = new Map(
    seen.filter(({ kinds }) => kinds.includes("track")).map(({ name, volume }) => [name, volume]),
  );
  const byEvent = Map.groupBy(issues, ({ kind, name }) => key(kind, name));
  const listed = (kind: PlannedKind, name: string, planned: Planned | null): ListedEvent => {
    const own = byEvent.get(key(kind, name)) ?? [];
    return {
      kind,
      name,
      planned,
      volume: kind === "track" ? (volumes.get(name) ?? 0) : null,
      violations: own.reduce((sum, { count }) => sum + count, 0),
      days: daysOf(own, now),
    };
  };
  const known = new Set(plan.events.map(({ kind, name }) => key(kind, name)));
  const isNew = (kind: string, name: string) => !known.has(key(kind, name));
  const tracked = [...volumes.keys()]
    .filter((name) => isNew("track", name))
    .map((name) => ({ kind: "track" as const, name }));
  const others = [...byEvent.values()].flatMap(([issue]) =>
    issue && issue.kind !== "" && issue.kind !== "track" && isNew(issue.kind, issue.name)
      ? [{ kind: issue.kind, name: issue.name }]
      : [],
  );
  return {
    planned: plan.events.map((event) => listed(event.kind, event.name, event)).toSorted(byUrgency),
    unplanned: [...tracked, ...others]
      .map(({ kind, name }) => listed(kind, name, null))
      .toSorted((a, b) => (b.volume ?? b.violations) - (a.volume ?? a.violations)),
  };
}

/** What is in force before what is only proposed, and what is wrong before what is not. */
const byUrgency = (a: ListedEvent, b: ListedEvent): number =>
  Number(b.planned?.state === "active") - Number(a.planned?.state === "active") ||
  b.violations - a.violations ||
  (b.volume ?? 0) - (a.volume ?? 0);

/** Counts of the last seven days in UTC, today included. */
export function daysOf(issues: readonly Issue[], now: number): number[] {
  const counts = new Map<string, number>();
  for (const { days } of issues) for (const { day, count } of days) counts.set(day, (counts.get(day) ?? 0) + count);
  return Array.from({ length: 7 }, (_, at) => {
    const day = new Date(now - (6 - at) * DAY_MS).toISOString().slice(0, 10);
    return counts.get(day) ?? 0;
  });
}
