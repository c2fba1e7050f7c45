import type { Finding } from "#core/finding.ts";
import type { Status } from "#dashboard/api/status.ts";
import { duration, number } from "#dashboard/report/labels.ts";

/** Findings about one of these: a key is its subject, or begins with it and a number. */
export const findingsAbout = (findings: readonly Finding[], subjects: readonly string[]): Finding[] =>
  findings.filter(({ key }) => subjects.some((subject) => key === subject || key.startsWith(`${subject} `)));

/** How much waits, and for how long. */
export function queueWords({ ageMs, messages }: Status["queue"]): string {
  if (ageMs < 1_000) return messages === null || messages === 0 ? "nothing" : number(messages);
  return duration(Math.round(ageMs / 1_000));
}

/** How far audiences are behind what is stored. */
export const lagWords = (behind: number | null): string =>
  behind === null ? "–" : behind === 0 ? "up to date" : `${number(behind)} behind`;

/** Bytes as people say them, in thousands as disks are sold. */
export function bytesWords(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1_000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? ""}`;
}

/** Dollars; where they are next to nothing, that. */
export const dollars = (amount: number): string =>
  amount > 0 && amount < 0.01 ? "under $0.01" : `$${amount.toFixed(amount < 100 ? 2 : 0)}`;
