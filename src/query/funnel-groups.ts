import { DEFAULT_BREAKDOWN_LIMIT, type FunnelBreakdown, OTHER } from "#core/question/breakdown.ts";
import type { FunnelGroups, GroupSums } from "#query/funnel-sums.ts";

/**
 * What a group is called in the answer: its own name, `$other` where it isn't shown, null where it is shown nowhere.
 * `shown` null: every group is shown under its own name.
 */
export function groupInAnswer(
  group: string | null,
  shown: ReadonlySet<string> | null,
  breakdown: FunnelBreakdown | null,
): string | null {
  if (group !== null && (shown === null || shown.has(group))) return group;
  return breakdown?.other === false ? null : OTHER;
}

/** The groups of the answer, each with the sums it is made of: the biggest by name (ties by value), then the rest. */
export function foldGroups(breakdown: FunnelBreakdown, { named, rest }: FunnelGroups): Map<string, GroupSums[]> {
  const limit = breakdown.limit ?? (breakdown.source === "cohort" ? named.size : DEFAULT_BREAKDOWN_LIMIT);
  const ranked = [...named]
    .map(([name, sums]) => ({ name, sums, size: sizeOf(sums) }))
    .toSorted((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
  const shown = new Set(ranked.slice(0, limit).map(({ name }) => name));
  const parts = new Map<string, GroupSums[]>();
  const put = (name: string | null, sums: GroupSums) => {
    const answered = groupInAnswer(name, shown, breakdown);
    if (answered !== null) parts.set(answered, [...(parts.get(answered) ?? []), sums]);
  };
  for (const { name, sums } of ranked) put(name, sums);
  if (sizeOf(rest) > 0) put(null, rest);
  return parts;
}

const sizeOf = ({ units }: GroupSums): number => units.reduce((sum, count) => sum + count, 0);
