import type { AlertCheck } from "#core/automation.ts";

/** The numbers an alert looks at, the oldest first: of periods that are over, and of the one that is not. */
export interface Readings {
  complete: readonly { label: string; value: number }[];
  running: { label: string; value: number } | null;
}

/** What made an alert speak. */
export interface Alarming {
  value: number;
  before: number | null;
  label: string;
}

/**
 * Does the check hold? Above also looks at the period that is still running: it can only go up. Below, changed and quiet
 * look at the last one that is over: a day is below anything in its first hour. Changed is against the period before; from
 * nothing to something is no percentage and says nothing. Quiet is nothing after something.
 */
export function alarming({ complete, running }: Readings, check: AlertCheck): Alarming | null {
  const last = complete.at(-1);
  const before = complete.at(-2)?.value ?? null;
  if ("above" in check) {
    if (running !== null && running.value > check.above) return { ...running, before: last?.value ?? null };
    return last !== undefined && last.value > check.above ? { ...last, before } : null;
  }
  const latest = last ?? (("below" in check && running) || undefined);
  if (latest === undefined) return null;
  if ("below" in check) return latest.value < check.below ? { ...latest, before } : null;
  if ("changedBy" in check) {
    if (before === null || before === 0) return null;
    return Math.abs((latest.value - before) / before) * 100 >= check.changedBy ? { ...latest, before } : null;
  }
  const something = complete.slice(0, -1).findLast(({ value }) => value !== 0);
  return latest.value === 0 && something !== undefined ? { ...latest, before: something.value } : null;
}
