const DAY_MS = 86_400_000;

/** How a source does, in words; how long ago is said beside it. `arrivedAt`: ms, null for never, undefined for unknown. */
export function arrivalWords(
  isEnabled: boolean,
  arrivedAt: number | null | undefined,
  now: number,
): { tone: "good" | "quiet" | "waiting" | "off"; says: string } {
  if (!isEnabled) return { tone: "off", says: "Switched off: what comes is refused" };
  if (arrivedAt === undefined) return { tone: "waiting", says: "Looking for events…" };
  if (arrivedAt === null) return { tone: "waiting", says: "Waiting for the first event" };
  if (now - arrivedAt > DAY_MS) return { tone: "quiet", says: "Receiving: nothing lately, the last event" };
  return { tone: "good", says: "Receiving: yes," };
}
