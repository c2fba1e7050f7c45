import { decode } from "fast-png";
import { expect, it } from "vitest";
import type { AnswerMeta, CohortAnswer, FunnelAnswer, RetentionAnswer, SegmentationAnswer } from "#core/answer.ts";
import { Question } from "#core/question.ts";
import { numbersIn } from "#core/report/numbers.ts";
import { digestMail } from "#digest/digest-mail.ts";
import { admin, createSource, post, storedEvents } from "../support/world.ts";

const { number, percent, rate } = numbersIn("en");

const range = { range: { last: { value: 6, unit: "week" } } };
const BOUGHT = { event: "Order Completed" };
const QUESTIONS = {
  chart: {
    kind: "segmentation",
    ...range,
    series: [{ ...BOUGHT, math: "sum", property: "revenue" }],
    compare: "previous",
  },
  groups: {
    kind: "segmentation",
    ...range,
    interval: "week",
    series: [BOUGHT],
    breakdown: { source: "event", key: "plan" },
  },
  funnel: { kind: "funnel", ...range, steps: [{ event: "Seen" }, BOUGHT], window: { value: 7, unit: "day" } },
  trend: {
    kind: "funnel",
    view: "trend",
    interval: "week",
    ...range,
    steps: [{ event: "Seen" }, BOUGHT],
    window: { value: 7, unit: "day" },
  },
  times: {
    kind: "funnel",
    view: "timeToConvert",
    ...range,
    steps: [{ event: "Seen" }, BOUGHT],
    window: { value: 7, unit: "day" },
  },
  retention: { kind: "retention", ...range, interval: "week", start: { event: "Seen" }, return: BOUGHT },
  people: { kind: "cohort", where: { did: BOUGHT, count: { op: "gte", value: 2 } } },
};

it("real answers become a digest where it is made", async () => {
  const source = await createSource();
  const at = (daysAgo: number, minutes = 0) =>
    new Date(Date.now() - daysAgo * 86_400_000 + minutes * 60_000).toISOString();
  const batch = ["ann", "bob", "cem", "dot"].flatMap((userId, place) => [
    { type: "track", event: "Seen", userId, timestamp: at(15) },
    ...(place < 3
      ? [
          {
            type: "track",
            event: BOUGHT.event,
            userId,
            timestamp: at(15, 5 + place),
            properties: { revenue: 1_000.5, plan: "pro" },
          },
        ]
      : []),
    ...(place < 2
      ? [{ type: "track", event: BOUGHT.event, userId, timestamp: at(8), properties: { revenue: 20.25 } }]
      : []),
  ]);
  await post("/v1/batch", source.writeKey, { batch });
  await storedEvents(source, batch.length);
  const ask = async <Answer>(question: object) =>
    admin<Answer & { meta: AnswerMeta }>("/api/query", { method: "POST", body: JSON.stringify(question) });

  const asked = await Promise.all(
    Object.entries(QUESTIONS).map(async ([name, question]) => ({
      name,
      question: Question.parse(question),
      answer: await ask<object>(question),
    })),
  );
  const everybody = await ask<CohortAnswer>({ kind: "cohort", where: { and: [] } });
  const { text, html, attachments } = await digestMail({
    title: "Digest",
    workspaceUrl: "https://data.example.com",
    period: { every: "day", at: Date.now() },
    timezone: "UTC",
    everybody: everybody.base,
    reports: asked,
  });

  const chart = await ask<SegmentationAnswer>(QUESTIONS.chart);
  expect(chart.series[0]?.total).toBe(3_042);
  const funnel = (await ask<FunnelAnswer>(QUESTIONS.funnel)).steps?.at(-1);
  expect(funnel?.count).toBe(3);
  const retention = await ask<RetentionAnswer>(QUESTIONS.retention);
  const people = await ask<CohortAnswer>(QUESTIONS.people);
  expect(people.count).toBe(2);
  const numbers = [
    `${number(3_042)} Order Completed, sum of revenue (none before)`,
    "- pro: Total 3",
    `${percent(funnel?.percentOfFirst ?? -1)} convert: 3 of 4 people`,
    "6 min on average, of 3 people who converted",
    `${rate(retention.average[1] ?? -1)} came back in week 1, on average`,
    "2 of 4 people · 50%",
  ];
  for (const words of numbers) expect(text).toContain(words);
  expect(text).not.toMatch(/undefined|NaN|null|\[object/);
  expect(html).not.toMatch(/undefined|NaN|\[object/);
  expect(attachments).toHaveLength(asked.length);
  for (const { bytes } of attachments) expect(decode(bytes, { checkCrc: true }).width).toBe(1_040);
});
