import type { ChartQuestion } from "#dashboard/screens/segmentation/question.ts";

const week = { range: { last: { value: 7, unit: "day" } }, interval: "day", compare: "previous" } as const;
const of = (series: NonNullable<ChartQuestion["series"]>[number]): ChartQuestion => ({
  kind: "segmentation",
  ...week,
  series: [series],
});

/** The four numbers of any site: each is a report of its own. */
export const KEY_NUMBERS: readonly { title: string; question: ChartQuestion }[] = [
  { title: "People", question: of({ event: null, math: "unique" }) },
  { title: "Sessions", question: of({ event: null, math: "sessions" }) },
  { title: "Events", question: of({ event: null, math: "total" }) },
  { title: "Events per person", question: of({ event: null, math: "perUser" }) },
];
