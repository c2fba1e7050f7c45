import type { AudienceKind } from "#core/audience.ts";

/** What each kind of audience is, for those who choose. */
export const AUDIENCE_KINDS_IN_WORDS: readonly { value: AudienceKind; label: string; says: string }[] = [
  {
    value: "live",
    label: "Live",
    says: "People enter and leave by themselves, within a minute of what they do.",
  },
  { value: "frozen", label: "Frozen", says: "The list of those who match when it is made. Nobody enters or leaves." },
];
