import type { PlannedKind } from "#dashboard/api/tracking-plan.ts";
import { KIND_WORDS } from "#dashboard/screens/plan/words.ts";

export interface PlannedKey {
  kind: PlannedKind;
  name: string;
}

const isKind = (text: string | null): text is PlannedKind => text !== null && Object.hasOwn(KIND_WORDS, text);

/** The event that an address names; null where it names none. */
export function plannedKeyOf(search: string): PlannedKey | null {
  const parameters = new URLSearchParams(search);
  const kind = parameters.get("kind");
  const name = parameters.get("name") ?? "";
  return isKind(kind) && (kind !== "track" || name !== "") ? { kind, name } : null;
}
