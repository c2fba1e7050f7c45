import { expect, test } from "vitest";
import type { Condition } from "#core/question.ts";
import { filterInWords } from "#core/report/filter-in-words.ts";

const big: Condition = { property: "total", op: "gt", value: 100 };
const ago = { ago: { value: 3, unit: "day" } } as const;

test.each<[Condition | undefined, string]>([
  [undefined, ""],
  [{ and: [] }, ""],
  [big, " where total is more than 100"],
  [{ property: "total", op: "gt", value: "100" }, " where total is more than 100"],
  [{ and: [{ or: [big] }] }, " where total is more than 100"],
  [{ property: "plan", value: "gold" }, " where plan is “gold”"],
  [{ property: "$browser", op: "neq", value: ["Chrome", "Edge"] }, " where Browser is not “Chrome” or “Edge”"],
  [{ property: "is_first", value: true }, " where is_first is true"],
  [{ property: "coupon", op: "is_set" }, " where coupon is set"],
  [{ person: "email", op: "contains", value: "@a.example" }, " where their email contains “@a.example”"],
  [{ person: "born", op: "date_before", value: "2000-01-01" }, " where their born is before “2000-01-01”"],
  [{ person: "createdAt", op: "date_after", value: ago }, " where their createdAt is within the last 3 days"],
  [{ property: "due", op: "date_before", value: ago }, " where due is more than 3 days ago"],
  [{ not: big }, " under 1 condition"],
  [{ and: [big, { not: { property: "plan", value: "x" } }] }, " under 2 conditions"],
  [{ or: [big, big, { did: { event: "A", filter: { and: [big, big] } } }] }, " under 3 conditions"],
  [{ inCohort: { and: [big, big] } }, " under 1 condition"],
  [{ aggregate: { event: "A" }, math: "sum", property: "total", op: "gt", value: 5 }, " under 1 condition"],
  [{ property: "plan", value: ["a".repeat(50), "b".repeat(50)] }, " under 1 condition"],
])("%j:%s", (filter, words) => {
  expect(filterInWords(filter)).toBe(words);
});
