export interface Warning {
  kind: string;
  subject: string;
  /** 0: no source in particular. */
  source: number;
  count: number;
  lastAt: string | null;
  messageId: string | null;
}
export type WarningKinds = Record<string, { meaning: string; advice: string }>;

const TITLES: Record<string, string> = {
  blocked_id: "Ids that can't be anybody's",
  unattributed: "Events that belong to nobody",
  alias_untrusted: "Two people were not joined",
  device_conflict: "One device, several people",
  person_cap: "Too many users in one person",
  many_devices: "A person with very many devices",
};

/** Warnings under what they mean and what to do, each kind once. */
export const byKind = (warnings: readonly Warning[], kinds: WarningKinds) =>
  [...Map.groupBy(warnings, ({ kind }) => kind)].map(([kind, found]) => ({
    kind,
    title: TITLES[kind] ?? kind.replaceAll("_", " "),
    meaning: kinds[kind]?.meaning ?? "",
    advice: kinds[kind]?.advice ?? "",
    found,
  }));
