import type { ChartQuestion } from "#dashboard/screens/segmentation/question.ts";

const DAY_MS = 86_400_000;

/** The day it is in a zone, so many days from now: `2026-03-01`. */
export const dayIn = (timezone: string, now: number, days = 0): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: timezone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    now + days * DAY_MS,
  );

/**
 * The four numbers of any site, each a report of its own: today so far, and the last 7 whole days beside the 7 before them.
 * With today in it, a morning would look like a collapse.
 */
export function keyNumbers(timezone: string, now: number): { title: string; question: ChartQuestion }[] {
  const week = {
    kind: "segmentation",
    from: dayIn(timezone, now, -7),
    to: dayIn(timezone, now, -1),
    interval: "day",
    compare: "previous",
  } as const;
  return [
    {
      title: "People today",
      question: {
        kind: "segmentation",
        range: { last: { value: 1, unit: "day" } },
        interval: "hour",
        series: [{ event: null, math: "unique" }],
      },
    },
    { title: "People, last 7 days", question: { ...week, series: [{ event: null, math: "unique" }] } },
    { title: "Events, last 7 days", question: { ...week, series: [{ event: null, math: "total" }] } },
    { title: "Events per person", question: { ...week, series: [{ event: null, math: "perUser" }] } },
  ];
}
