import type { AudienceState } from "#audiences/states.ts";

/** How an audience is, as its object says. Times are ms. */
export interface AudienceReport extends AudienceState {
  /** 0 to 1, of what there is to compute. */
  progress: number;
}
