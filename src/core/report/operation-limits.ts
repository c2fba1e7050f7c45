import type { OperationLimits } from "#core/operation-limits.ts";

/** What the status screen goes by, and an alert that says nothing else. */
export const DEFAULT_LIMITS: OperationLimits = {
  queueMinutes: 10,
  deadLetters: 0,
  databasePercent: 70,
  stopped: true,
  silentHours: 6,
  planViolations: null,
  costDollars: null,
};
