import { projected } from "#dashboard/charts/map-projection.ts";
import type { MapDot } from "#dashboard/charts/map.tsx";
import type { LiveRow } from "#dashboard/screens/live/messages.ts";

const FADES_AFTER_MS = 60_000;
/** More than these can't be told apart on a map. */
const MOST = 250;

/** Where events of the last minute came from. Many from one town are one dot. */
export function createPlaces() {
  const dots = new Map<string, { x: number; y: number; at: number }>();
  return {
    note({ latitude, longitude, time, receivedAt }: LiveRow, now: number): void {
      if (latitude === null || longitude === null) return;
      const at = Math.min(Date.parse(time), Date.parse(receivedAt), now);
      if (at < now - FADES_AFTER_MS) return;
      const key = `${latitude.toFixed(1)} ${longitude.toFixed(1)}`;
      const { x, y } = projected(longitude, latitude);
      // Deleting first puts it at the end, so the first ones are the oldest.
      dots.delete(key);
      dots.set(key, { x, y, at });
      for (const oldest of dots.keys()) {
        if (dots.size <= MOST) break;
        dots.delete(oldest);
      }
    },
    clear: () => dots.clear(),
    /** What is still to be seen, each with how much of it: 1 new, 0 gone. */
    dots(now: number): readonly MapDot[] {
      for (const [key, { at }] of dots) if (at <= now - FADES_AFTER_MS) dots.delete(key);
      return [...dots].map(([key, { x, y, at }]) => ({
        key,
        x,
        y,
        beat: at,
        strength: Math.min(1, 1 - (now - at) / FADES_AFTER_MS),
      }));
    },
  };
}
