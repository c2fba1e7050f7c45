import type { SegmentationQuestion } from "#core/question/segmentation.ts";
import { type Counting, readEventsByName } from "#query/fast-cells.ts";
import type { Hours } from "#query/fast-hours.ts";
import { countedSeries, type Names } from "#query/fast-plan.ts";
import { byHours } from "#query/fast-rollups.ts";
import { byCode } from "#query/people-list.ts";
import type { Stretch } from "#query/segmentation-line.ts";

/** Names of the busiest events of a stretch, biggest first, ties by name; null where only the people can tell, or facts that are not all `here`. */
export async function busiestOf(
  { top, filter }: SegmentationQuestion,
  { from, to }: Stretch,
  names: Names,
  hours: Hours,
  counting: Counting,
  here = true,
): Promise<string[] | null> {
  const plan = countedSeries({ event: null, math: "total", fold: "avg" }, { filter }, names);
  if (plan === null) return null;
  if (!here && !byHours(plan, [[from, to]])) return null;
  const sizes = new Map<number, number>();
  for (const group of plan.groups) {
    if (byHours({ groups: [group] }, [[from, to]])) {
      const counts = await hours(from, to);
      for (const id of group.nameIds) sizes.set(id, counts.sum([id], from, to));
    } else {
      for (const [id, n] of await readEventsByName(counting, group, [from, to])) sizes.set(id, n);
    }
  }
  return [...names.byName]
    .map(([name, ids]) => ({ name, n: ids.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0) }))
    .filter(({ n }) => n > 0)
    .toSorted((a, b) => b.n - a.n || byCode(a.name, b.name))
    .slice(0, top)
    .map(({ name }) => name);
}
