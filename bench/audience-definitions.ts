import type { Condition } from "#core/question.ts";

const MONTH = { value: 30, unit: "day" } as const;

/** Audiences that look at what the synthetic product's people do (bench/events.ts). */
const RELATED: readonly Condition[] = [
  { did: { event: "Product Viewed" }, count: { op: "gte", value: 3 }, within: MONTH },
  {
    and: [
      { did: { event: "Cart Viewed" }, within: MONTH },
      { didNot: { event: "Order Viewed" }, within: MONTH },
    ],
  },
  { aggregate: { event: "Order Viewed" }, math: "sum", property: "revenue", op: "gt", value: 500 },
  { and: [{ did: { event: "Search Viewed" } }, { person: "plan", op: "neq", value: "pro" }] },
];

/** Others ask for events and traits that nobody has. */
const unrelated = (at: number): Condition => ({
  and: [
    {
      did: { event: `Unrelated ${at}`, filter: { property: `property ${at}`, op: "gt", value: at } },
      count: { op: "gte", value: 2 },
      within: MONTH,
    },
    { person: `trait ${at}`, value: "yes" },
  ],
});

/** So many audiences of each sort, those that matter first. */
export const benchAudiences = (related: number, others: number): Condition[] => [
  ...RELATED.slice(0, related),
  ...Array.from({ length: others }, (_, at) => unrelated(at)),
];
