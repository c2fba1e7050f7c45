import type { PersonHistory } from "#core/history.ts";

/** Nothing is known of this one. */
export const STRANGER: PersonHistory = { id: "", trait: () => undefined, events: [] };
