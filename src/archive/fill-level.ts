/**
 * How full the database is, and what follows (docs/archive.md). `roomy`: nothing. `filling`, from 70 %: the oldest whole
 * events move to R2 before their time. `pressing`, from 90 % until it is under 70 % again: everything moves that can, facts
 * of the oldest days too. `full`: D1 takes no more; the queue keeps what was acknowledged until there is room.
 */
export type FillLevel = "roomy" | "filling" | "pressing" | "full";

export const FILLING = 0.7;
export const PRESSING = 0.9;

/** `share`: 0 … 1 of what it may hold. `wasPressing`: since it last was under 70 %. */
export function fillLevel(share: number, wasPressing: boolean): FillLevel {
  if (share >= 1) return "full";
  if (share >= PRESSING || (wasPressing && share >= FILLING)) return "pressing";
  return share >= FILLING ? "filling" : "roomy";
}
