import type { SegmentationBreakdown } from "#core/question/breakdown.ts";
import { groupNameOf } from "#query/breakdown.ts";
import type { Groups } from "#query/breakdown-groups.ts";
import type { HistoryEvent, PersonHistory, QuestionContext } from "#core/history.ts";
import { compileMembership } from "#query/filter.ts";
import type { Stretch } from "#query/segmentation-line.ts";

/** How a breakdown splits a person's events. */
export interface Split {
  /** The events of one series by the number of their group; an event may be in none, or in several (cohorts). */
  of(person: PersonHistory, events: readonly HistoryEvent[]): Map<number, readonly HistoryEvent[]>;
  name(group: number): string;
  /** The numbers of the groups, in the order they are shown. */
  order(): number[];
}

/** Groups are as big as they have events of any series in the range: what windows see before it makes nothing bigger. */
export function splitByValue(breakdown: SegmentationBreakdown, groups: Groups, { from, to }: Stretch): Split {
  const nameOf = groupNameOf(breakdown);
  return {
    of(person, events) {
      const parts = new Map<number, HistoryEvent[]>();
      for (const event of events) {
        const name = nameOf(event, person);
        if (event.ts >= from && event.ts <= to) groups.weigh(name);
        const group = groups.join(name);
        if (group === null) continue;
        const part = parts.get(group);
        if (part) part.push(event);
        else parts.set(group, [event]);
      }
      return parts;
    },
    name: groups.name,
    order: () => groups.ranking().map(({ index }) => index),
  };
}

/** Groups whose numbers are known already: nobody comes by to be split. */
export const splitOfNobody = (groups: Groups): Split => ({
  of: () => new Map(),
  name: groups.name,
  order: () => groups.ranking().map(({ index }) => index),
});

/** Cohorts are shown in the order they are asked in, all of them, and a person may be in several. */
export function splitByCohort(cohorts: NonNullable<SegmentationBreakdown["cohorts"]>, context: QuestionContext): Split {
  const compiled = cohorts.map(({ definition }) =>
    definition === null ? () => true : compileMembership(definition, context),
  );
  return {
    of: (person, events) =>
      new Map(compiled.flatMap((isMember, group) => (isMember(person) ? [[group, events] as const] : []))),
    name: (group) => cohorts[group]?.name ?? "",
    order: () => cohorts.map((_, group) => group),
  };
}
